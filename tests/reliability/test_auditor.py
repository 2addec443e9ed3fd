"""G27: an auditor in its own code finds what no longer fits, and nothing where all is well."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, Row, delete, select, update

from duban import tables as t
from duban.errors import Unsent
from tasks.auditing import findings
from tasks.context import open_site
from tasks.pacing import wall
from tests.walk import days

FIRST, LAST = date(2019, 6, 20), date(2019, 7, 1)


def _found(site: Path, on: date = LAST) -> tuple[str, ...]:
    at = open_site(str(site), on)
    try:
        return findings(at)
    finally:
        at.engine.dispose()


@pytest.mark.nightly
@pytest.mark.parametrize("store_at", ["postgresql"], indirect=True)
def test_g27_nothing_is_found_where_all_is_well_and_a_working_day_without_a_run_is(stored_site: Path) -> None:
    for day in (FIRST, LAST, LAST):
        days.tick(stored_site, day)
        assert _found(stored_site, day) == ()
    assert _found(stored_site, LAST + timedelta(days=1)) == ()
    assert _found(stored_site, date(2019, 7, 4)) == ("自2019-07-01以来有2个工作日没有运行完毕",)


def _told_row(conn: Connection) -> Row[int, str]:
    e = t.escalation
    query = select(e.c.id, e.c.notice_id).where(e.c.notice_id.is_not(None), e.c.state == "open",
                                                e.c.item == "HP-01-1").order_by(e.c.id.desc())  # fmt: skip
    return conn.execute(query.limit(1)).one()


def _rows_deleted(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(delete(t.escalation).where(t.escalation.c.item == "HP-01-1"))


def _leader_deleted(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(
            delete(t.escalation).where(t.escalation.c.item == "HP-01-1", t.escalation.c.person == "li2")
        )


def _told_at_forged(engine: Engine) -> None:
    with engine.begin() as conn:
        row = _told_row(conn)
        conn.execute(update(t.escalation).where(t.escalation.c.id == row.id)
                     .values(notice_id="DB-FORG-ED"))  # fmt: skip


def _told_of_anothers(engine: Engine) -> None:
    e = t.escalation
    with engine.begin() as conn:
        people = conn.execute(
            select(e.c.person, e.c.notice_id).where(e.c.notice_id.is_not(None)).distinct()
        ).all()
        one, other = people[0], next(p for p in people if p.person != people[0].person)
        conn.execute(update(e).where(e.c.notice_id == one.notice_id).values(notice_id=other.notice_id))


def _state_voided(engine: Engine) -> None:
    with engine.begin() as conn:
        row = _told_row(conn)
        conn.execute(update(t.escalation).where(t.escalation.c.id == row.id).values(state="void"))


def _state_settled(engine: Engine) -> None:
    with engine.begin() as conn:
        row = _told_row(conn)
        conn.execute(update(t.escalation).where(t.escalation.c.id == row.id).values(state="settled"))


def _answer_forged(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(update(t.escalation).where(t.escalation.c.item == "HP-01-1", t.escalation.c.line == "business",
                                                t.escalation.c.state == "open").values(state="answered"))  # fmt: skip


def _item_settled(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(
            update(t.item).where(t.item.c.code == "HP-01-1").values(settled_on=LAST, acceptance="written_off")
        )


def _item_paused(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-1").values(suspended_on=LAST))


def _outbox_deleted(engine: Engine) -> None:
    with engine.begin() as conn:
        row = conn.execute(select(t.outbox.c.id)).first()
        assert row is not None
        conn.execute(delete(t.attempt).where(t.attempt.c.outbox_id == row.id))
        conn.execute(delete(t.outbox).where(t.outbox.c.id == row.id))


def _sent_forged(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(
            delete(t.attempt).where(t.attempt.c.outbox_id == select(t.outbox.c.id).limit(1).scalar_subquery())
        )


def _sent_hidden(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(update(t.outbox).where(t.outbox.c.id == select(t.outbox.c.id).limit(1).scalar_subquery())
                     .values(state="void"))  # fmt: skip


def _lease_frozen(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(update(t.outbox).where(t.outbox.c.id == select(t.outbox.c.id).limit(1).scalar_subquery())
                     .values(state="sending", leased_until=wall() - timedelta(hours=1)))  # fmt: skip


def _told_untold(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(update(t.escalation).where(t.escalation.c.item == "HP-01-1").values(notice_id=None))


def _notice_deleted(engine: Engine) -> None:
    with engine.begin() as conn:
        row = _told_row(conn)
        conn.execute(delete(t.notice).where(t.notice.c.id == row.notice_id))


SABOTAGE = {
    "没有任何人收到过": _rows_deleted, "分管领导": _leader_deleted, "不存在或不是给此人": _told_at_forged,
    "所记通知不存在或不是": _told_of_anothers, "被作废": _state_voided, "事项却仍在办": _state_settled,
    "没有回应记录": _answer_forged, "没有销号的行为": _item_settled, "没有在验收的申报": _item_paused,
    "没有送达途径": _outbox_deleted, "没有成功的送达记录": _sent_forged, "状态却不是已送达": _sent_hidden,
    "占用超时": _lease_frozen, "已到应督办的级，没有": _told_untold, "所记通知不存在": _notice_deleted,
}  # fmt: skip


def test_g27_each_sabotage_is_found_and_makes_the_run_red_and_reaches_the_duty_desk_once(
    site: Path, tmp_path: Path
) -> None:
    for day in (FIRST, date(2019, 6, 28), LAST):
        days.tick(site, day)
        assert _found(site, day) == ()
    for number, (words, sabotage) in enumerate(SABOTAGE.items()):
        copy = _copied(site, tmp_path / str(number) / site.name)
        _sabotaged(copy, sabotage)
        said = _found(copy)
        assert any(words in one for one in said), (words, sabotage.__name__, said)
    _sabotaged(site, _item_settled)
    for _ in range(2):
        with pytest.raises(Unsent, match="核查发现不符"):
            days.tick(site, LAST)
    found = [t for p, t in _titles(site) if p == "han15" and "督办核查" in t]
    assert found == ["【督办核查】发现1处不符（2019年7月1日）"]


def _sabotaged(site: Path, sabotage: Callable[[Engine], None]) -> None:
    at = open_site(str(site), LAST)
    sabotage(at.engine)
    at.engine.dispose()


def _copied(site: Path, to: Path) -> Path:
    shutil.copytree(site, to, ignore=shutil.ignore_patterns("state"))
    (to / "state").mkdir(0o700)
    kept, copy = (sqlite3.connect(folder / "state" / "store.db") for folder in (site, to))
    with closing(kept), closing(copy):
        kept.backup(copy)
    return to


def _titles(site: Path) -> list[tuple[str, str]]:
    at = open_site(str(site), LAST)
    with at.engine.connect() as conn:
        return [(row.person, row.title) for row in conn.execute(select(t.notice.c.person, t.notice.c.title))]
