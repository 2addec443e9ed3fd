"""G32: a store restored from backup tells nobody again what they were told after the backup."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from duban import tables as t
from duban.errors import Refused, Unsent
from tasks.auditing import findings
from tasks.channels.addresses import Book
from tasks.context import Context, open_site
from tasks.database import insert_ignoring, reads
from tasks.journal.checking import journal_findings
from tasks.restoring.behind import handed_since, is_behind
from tasks.restoring.reconciling import reconcile
from tasks.sending import deliver_due
from tasks.ways import book_of, ways
from tests.reliability.journals import copied_store
from tests.walk import days

DUBAN = Path(sys.executable).with_name("duban")
MONDAY, TUESDAY = date(2019, 7, 1), date(2019, 7, 2)


def _say(at: Context, book: Book, count: int) -> None:
    """Notices to one person on so many kinds of occasion, decided and not sent."""
    notices = [{"site": at.site, "id": f"DB-{n:04}", "person": "li2", "post": "deputy-eia", "kind": f"k{n}",
                "on": at.today, "title": "督办通知", "body": "全文", "summary": "摘要", "pointer": "提示",
                "made_at": at.now} for n in range(count)]  # fmt: skip
    with at.engine.begin() as conn:
        insert_ignoring(t.notice, notices, conn)
        for one in notices:
            insert_ignoring(t.outbox, ways(at.site, str(one["id"]), "li2", at.today, book), conn)


def _attempts(engine: Engine) -> int:
    with reads(engine) as conn:
        return int(conn.scalar(select(func.count()).select_from(t.attempt)) or 0)


def _letters(site: Path) -> list[str]:
    return sorted(path.name for path in (site / "state" / "outbox").rglob("*.eml"))


@pytest.mark.parametrize("decided", [False, True], ids=["before they were decided", "decided and not sent"])
def test_g32_a_hundred_sent_after_the_backup_are_listed_and_none_is_sent_again(
    stored_site: Path, store_at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decided: bool
) -> None:
    at = open_site(str(stored_site), MONDAY)
    if decided:
        _say(at, book_of(at), 100)
    backup = copied_store(at, store_at, tmp_path / "backup")
    if not decided:
        _say(at, book_of(at), 100)
    assert deliver_due(at).sent == 100
    sent = _letters(stored_site)
    assert len(sent) == 100 and not is_behind(at)

    monkeypatch.setenv("DUBAN_STORE", backup)
    old = open_site(str(stored_site), MONDAY)
    assert is_behind(old)
    assert deliver_due(old).sent == 0 and _attempts(old.engine) == 0
    assert sorted(one.notice for one in handed_since(old)) == [f"DB-{n:04}" for n in range(100)]
    told = reconcile(old, "韩十五", "七月一日自备份恢复", resend=["DB-0007"])
    assert len(told) == 99 and not is_behind(old)
    again = deliver_due(old).sent
    assert again == (1 if decided else 0)
    assert _letters(stored_site) == sent
    assert handed_since(old) == ()
    old.engine.dispose()


@pytest.mark.nightly
def test_g32_after_a_restore_the_cycle_holds_until_a_person_reconciles_and_then_goes_on_as_if_nothing_had_been(
    stored_site: Path, store_at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.tick(stored_site, date(2019, 6, 3), date(2019, 6, 20))
    at = open_site(str(stored_site), MONDAY)
    backup = copied_store(at, store_at, tmp_path / "backup")
    days.tick(stored_site, MONDAY)
    said, told = _letters(stored_site), days.told(stored_site)
    untouched = _next_day(stored_site, store_at, tmp_path / "untouched", monkeypatch)

    monkeypatch.setenv("DUBAN_STORE", backup)
    with pytest.raises(Unsent, match="恢复模式：备份之后送出的通知不在库中"):
        days.tick(stored_site, MONDAY)
    assert _letters(stored_site) == said
    shown = _command("restored", stored_site)
    listed = {f"{one['notice']}-{one['person']}.eml" for one in json.loads(shown.stdout)}
    assert shown.returncode == 1 and listed == _of_monday(stored_site)
    done = _command("restored", stored_site, "--by", "韩十五", "--why", "自备份恢复，已逐份核对")
    assert done.returncode == 0, done.stderr
    days.tick(stored_site, MONDAY)
    assert _letters(stored_site) == said and told <= days.told(stored_site)
    old = open_site(str(stored_site), MONDAY)
    assert findings(old) == () and journal_findings(old) == ()
    days.tick(stored_site, TUESDAY)
    assert days.titles(stored_site, TUESDAY) == untouched != {}
    old.engine.dispose()


def _next_day(site: Path, store_at: str, to: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Who is told what on Tuesday where nothing was restored."""
    control = Path(shutil.copytree(site, to / site.name))
    monkeypatch.setenv("DUBAN_STORE", copied_store(open_site(str(site), MONDAY), store_at, to / "store"))
    days.tick(control, TUESDAY)
    return days.titles(control, TUESDAY)


def _command(name: str, site: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    form = () if more else ("--format", "json")
    return subprocess.run([DUBAN, name, site, "--today", f"{MONDAY}", *more, *form], capture_output=True, text=True,
                          check=False)  # fmt: skip


def _of_monday(site: Path) -> set[str]:
    return {path.name for path in (site / "state" / "outbox" / f"{MONDAY}").glob("*.eml")}


def test_g32_a_store_that_is_not_behind_has_nothing_to_reconcile(site: Path) -> None:
    at = open_site(str(site), MONDAY)
    with pytest.raises(Refused, match="不在恢复模式"):
        reconcile(at, "韩十五", "误操作")


def test_g32_the_second_place_knows_when_the_whole_machine_was_restored(
    stored_site: Path, store_at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tmp_path / "elsewhere"
    with (stored_site / "site.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\noutside: {{second_place: {second}}}\n")
    at = open_site(str(stored_site), MONDAY)
    backup = copied_store(at, store_at, tmp_path / "backup")
    _say(at, book_of(at), 1)
    assert deliver_due(at).sent == 1
    monkeypatch.setenv("DUBAN_STORE", backup)
    (stored_site / "state" / "handed-over.log").unlink()
    old = open_site(str(stored_site), MONDAY)
    assert is_behind(old) and [one.notice for one in handed_since(old)] == ["DB-0000"]
    old.engine.dispose()
