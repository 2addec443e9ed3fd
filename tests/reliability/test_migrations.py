"""G28: an upgrade loses nothing: stores of every earlier version with real rows, and a worker left over from before."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from duban import migrations
from duban.errors import Refused
from tasks.auditing import findings
from tasks.context import open_site
from tasks.database import migrate, open_store, upgrading
from tasks.outbox import deliver
from tasks.pacing import Pace, wall
from tests.reliability.rig import ROUNDS
from tests.sinks import mail_sink
from tests.tasks.test_outbox import NOW, SITE, TODAY, a_book, an_attempt, fill
from tests.walk import days

FIRST, NEXT = date(2019, 6, 20), date(2019, 7, 1)
VERSIONS = sorted(one.revision for one in ScriptDirectory(str(migrations.FOLDER)).walk_revisions())
Rows = dict[str, list[dict[str, Any]]]


def _everything(conn: Connection) -> Rows:
    """Every row of every table, by table."""
    names = sorted(set(inspect(conn).get_table_names()) - {"alembic_version"})
    return {name: [dict(row._mapping) for row in conn.execute(text(f'select * from "{name}" order by 1, 2'))]
            for name in names}  # fmt: skip


def _kept(before: Rows, after: Rows) -> list[str]:
    """What an upgrade changed of what was there: a table or column gone, a row or a value."""
    wrong = [f"{name} gone" for name in before if name not in after]
    for name in before.keys() & after.keys():
        old, new = before[name], after[name]
        columns = old[0].keys() if old else ()
        same = [{column: row.get(column) for column in columns} for row in new]
        if sorted(map(repr, old)) != sorted(map(repr, same)):
            wrong.append(f"{name} differs")
    return wrong


@pytest.mark.nightly
@pytest.mark.parametrize("store_at", ["sqlite", "postgresql"] if ROUNDS else ["sqlite"], indirect=True)
def test_g28_stores_of_every_version_come_up_with_all_their_rows_and_the_next_day_tells_nobody_twice(
    stored_site: Path,
) -> None:
    days.tick(stored_site, FIRST)
    at = open_site(str(stored_site), FIRST)
    told = days.told(stored_site)
    for version in reversed(VERSIONS[:-1] if ROUNDS else VERSIONS[:1]):
        with upgrading(at.engine) as conn:
            migrate(conn, version)
            before = _everything(conn)
        with upgrading(at.engine) as conn:
            migrate(conn)
            assert _kept(before, _everything(conn)) == [], version
            assert before["notice"] and before["escalation"] and before["item"]
    # Versions without a journal kept nothing outside the store.
    for beside in (stored_site / "state").glob("*.log"):
        beside.unlink()
    days.tick(stored_site, FIRST)
    assert days.told(stored_site) == told
    days.tick(stored_site, NEXT)
    assert findings(open_site(str(stored_site), NEXT)) == ()
    files = [f.name for f in (stored_site / "state" / "outbox").rglob("*.eml")]
    assert len(files) == len(set(files)) > 10


def test_g28_a_worker_left_over_from_before_an_upgrade_sends_nothing_more_and_the_new_one_does(
    store: Engine, store_at: str
) -> None:
    with mail_sink() as sink:
        book = a_book(12, sink.url)
        fill(store, book)

        def upgraded(row: Any) -> None:
            """While the first letter is on its way the store is brought to a version this worker does not know."""
            if not sink.mails:
                _set_version(store, "9999")

        with pytest.raises(Refused, match="更新版本的程序"):
            deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book, upgraded), pace=Pace(wall))
        left = len(sink.mails)
        assert left < 12
        with pytest.raises(Refused):
            deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
        assert len(sink.mails) == left
        _set_version(store, migrations.head())
        deliver(open_store(store_at), SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
        assert len({str(mail["Message-ID"]) for mail in sink.mails}) == len(sink.mails) == 12


def _set_version(engine: Engine, version: str) -> None:
    with engine.begin() as conn:
        conn.execute(text("update alembic_version set version_num = :v"), {"v": version})
