"""The duty desk hears once a day of what is wrong, again while it lasts, once when it is over; two bells tell once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from duban import tables as t
from duban.errors import Refused
from flows.watching import watched_over, watching
from tasks.context import Context, open_site
from tests.walk import days

FIRST, NEXT = date(2019, 6, 20), date(2019, 6, 21)


def at_hour(site: Path, day: date, hour: int, minute: int = 0) -> Context:
    """The site as a bell finds it at an hour of a day."""
    return replace(open_site(str(site), day), now=datetime.combine(day, time(hour, minute)))


def letters(site: Path, day: date) -> list[str]:
    """What left for anybody from the watch on a day."""
    folder = site / "state" / "outbox" / str(day)
    return [text for f in sorted(folder.glob("*.eml")) if "督办值守" in (text := decoded(f))]


def decoded(path: Path) -> str:
    """Subject and text of a letter."""
    from email import message_from_bytes, policy

    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']}\n{body.get_content()}"


@pytest.mark.parametrize("store_at", ["postgresql"], indirect=True)
def test_a_missing_run_is_told_once_a_day_while_it_lasts_and_once_when_it_is_over(stored_site: Path) -> None:
    assert [one.kind for one in watched_over(at_hour(stored_site, FIRST, 9, 59))] == []
    for minute in (0, 30):
        assert [one.kind for one in watched_over(at_hour(stored_site, FIRST, 10, minute))] == ["no_run"]
    assert len(letters(stored_site, FIRST)) == 1
    assert "今日督办到6月20日10:00仍未完成" in letters(stored_site, FIRST)[0]
    watched_over(at_hour(stored_site, NEXT, 10))
    assert len(letters(stored_site, NEXT)) == 1
    days.tick(stored_site, NEXT)
    for hour in (11, 12):
        assert watched_over(at_hour(stored_site, NEXT, hour)) == ()
    assert len(letters(stored_site, NEXT)) == 2
    assert "今日督办已完成" in "".join(letters(stored_site, NEXT)) and "异常已恢复" in "".join(
        letters(stored_site, NEXT)
    )


def test_nobody_is_told_on_a_day_of_rest(site: Path) -> None:
    assert watched_over(at_hour(site, date(2019, 6, 22), 12)) == ()
    watching(str(site), date(2019, 6, 23))
    assert not (site / "state" / "outbox").exists()


def test_bells_that_ring_at_once_tell_once(stored_site: Path) -> None:
    at = at_hour(stored_site, FIRST, 10)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(watched_over, [at] * 4))
    assert {one.kind for each in found for one in each} == {"no_run"}
    assert len(letters(stored_site, FIRST)) == 1


def test_what_is_due_and_unsent_and_a_ledger_that_stopped_coming_are_told(site: Path) -> None:
    days.tick(site, FIRST)
    at = at_hour(site, FIRST, 17)
    with at.engine.begin() as conn:
        conn.execute(update(t.outbox).values(state="refused"))
    assert [(one.kind, one.count > 0) for one in watched_over(at)] == [("unsent", True)]
    said = "".join(letters(site, FIRST))
    assert "应发通知未送达" in said and "最早的自6月20日08:30起等待" in said
    # What was refused was tried again meanwhile, so there is nothing more to say but that it is over.
    assert watched_over(at_hour(site, FIRST, 17, 30)) == ()
    later = at_hour(site, date(2019, 8, 5), 9)
    late = [one for one in watched_over(later) if one.kind == "source"]
    assert {one.target for one in late} == {"环评科", "大气水信访", "人事党建", "办公室"}
    assert {one.detail for one in late} == {"late"}


@pytest.mark.nightly
def test_where_the_duty_desk_is_vacant_the_watch_itself_ends_failed(site: Path) -> None:
    roster = (site / "roster.yaml").read_text("utf-8")
    lines = [line for line in roster.splitlines() if "post: office," not in line]
    (site / "roster.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    at = at_hour(site, FIRST, 12)
    assert not [one for one in at.loaded.roster.tenures if one.post == "office"]
    with pytest.raises(Refused, match="无人可告知"):
        watched_over(at)


def test_a_run_planned_for_a_day_that_is_over_gives_its_place_to_todays(site: Path) -> None:
    now = open_site(str(site))
    assert not now.overdue and now.named_day is None
    old = replace(now, today=now.today - timedelta(days=1))
    assert old.overdue and not replace(old, given=True).overdue
