"""G11: faults of the clock lose and repeat nothing: jumps during a lease, zones, the ends of years."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import yaml
from sqlalchemy import Engine

from duban.escalation import KEY, SAID, due_now
from duban.workdays import PUBLISHED
from tasks import pacing
from tasks.context import open_site
from tasks.outbox import deliver
from tasks.pacing import Pace, store_clock
from tests.duban.makers import a_roster, rules, some_items, who
from tests.reliability.rig import clock_at, missed, seen, unmarked_copies
from tests.sinks import MailSink, mail_sink
from tests.tasks.test_outbox import NOW, SITE, TODAY, Watch, a_book, an_attempt, fill
from tests.walk import days

ONE = timedelta(days=1)
JUMPS = [timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)]


@pytest.fixture
def sink() -> Iterator[MailSink]:
    """A mail server."""
    with mail_sink() as one:
        yield one


@pytest.mark.parametrize("jump", [*JUMPS, *(-one for one in JUMPS)], ids=str)
def test_g11_a_clock_that_jumps_while_a_letter_leaves_loses_and_repeats_nothing(
    store: Engine, sink: MailSink, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    watch, jumped = Watch(datetime(2026, 11, 23, 9, 0)), list[str]()
    monkeypatch.setattr(pacing, "wall", watch)
    book = a_book(2, sink.url)
    fill(store, book)

    def other(row: Any) -> None:
        """Once, while the first letter is on its way, the clock jumps and a second worker begins."""
        if not jumped:
            jumped.append(row.notice_id)
            watch.pass_(seconds=jump.total_seconds())
            _deliver(store, sink.url)

    deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book, other), pace=Pace(store_clock(store)))
    _deliver(store, sink.url)
    assert missed(["DB-0000", "DB-0001"], sink) == set() and unmarked_copies(sink) == {}
    # A file knows no clock but the machine's: there a worker may be taken for dead, and its copy is marked.
    told_again = store.dialect.name == "sqlite" and jump > timedelta()
    assert all(len(marks) == 1 for marks in seen(sink).values()) or told_again


def _deliver(store: Engine, url: str) -> None:
    deliver(store, SITE, TODAY, lambda: NOW, an_attempt(a_book(2, url)), pace=Pace(store_clock(store)))


@pytest.mark.parametrize("store_at", ["postgresql"], indirect=True)
def test_g11_machines_whose_clocks_differ_count_leases_by_the_databases(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store_clock(store)()
    monkeypatch.setattr(pacing, "wall", lambda: before + timedelta(minutes=10))
    assert abs(store_clock(store)() - before) < timedelta(minutes=1)


@pytest.mark.parametrize(("zone", "instant", "day", "in_window"), [
    ("Asia/Shanghai", "2026-06-01T15:59", "2026-06-01", False), ("Asia/Shanghai", "2026-06-01T16:00", "2026-06-02", False),
    ("Asia/Shanghai", "2026-06-02T00:30", "2026-06-02", True), ("Asia/Shanghai", "2026-06-02T09:31", "2026-06-02", False),
    ("Asia/Urumqi", "2026-06-02T02:29", "2026-06-02", False), ("Asia/Urumqi", "2026-06-02T02:30", "2026-06-02", True),
    ("America/New_York", "2026-03-09T12:29", "2026-03-09", False), ("America/New_York", "2026-03-09T12:30", "2026-03-09", True),
    ("America/New_York", "2026-11-02T13:29", "2026-11-02", False), ("America/New_York", "2026-11-02T13:30", "2026-11-02", True),
    ("America/New_York", "2026-11-01T05:30", "2026-11-01", False), ("America/New_York", "2026-11-01T06:30", "2026-11-01", False),
    ("UTC", "2026-12-31T23:59", "2026-12-31", False), ("UTC", "2027-01-01T00:00", "2027-01-01", False),
    ("Asia/Shanghai", "2024-02-28T16:00", "2024-02-29", False), ("Asia/Shanghai", "2026-12-31T16:00", "2027-01-01", False)])  # fmt: skip
def test_g11_the_day_and_the_window_are_those_of_the_sites_zone(
    site: Path, monkeypatch: pytest.MonkeyPatch, zone: str, instant: str, day: str, in_window: bool
) -> None:
    typed = yaml.safe_load((site / "site.yaml").read_text("utf-8"))
    (site / "site.yaml").write_text(yaml.safe_dump({**typed, "timezone": zone}, allow_unicode=True), "utf-8")
    clock_at(monkeypatch, datetime.fromisoformat(instant).replace(tzinfo=UTC))
    at = open_site(str(site))
    assert (at.today, at.in_window) == (date.fromisoformat(day), in_window)


def _lives(first: date, count: int) -> pd.DataFrame:
    """One item due every third day."""
    dues = [first + ONE * n for n in range(0, count, 3)]
    return some_items(*({"due_on": on, "opened_on": first, "first_read_on": first, "read_on": dues[-1] + 99 * ONE}
                        for on in dues))  # fmt: skip


def _keys(moments: list[datetime], first: date, count: int) -> set[tuple[Any, ...]]:
    """What is told if a run happens at each of these moments."""
    items, said = _lives(first, count), SAID.frame()
    beside, zone, found = who(a_roster(), items), ZoneInfo("Asia/Shanghai"), set[tuple[Any, ...]]()
    for moment in moments:
        today = pd.Timestamp(moment.astimezone(zone).date())
        now, _ = due_now(items, beside, said, rules(), today)
        fresh = now[
            (now["told_on"] <= today)
            & ~pd.MultiIndex.from_frame(now[KEY]).isin(pd.MultiIndex.from_frame(said[KEY]))
        ]
        said = SAID.cast(
            pd.concat([said, fresh.assign(notice_id=str(today), policy_id=0)], ignore_index=True)
        )
        found |= {(*key, str(today.date())) for key in fresh[KEY].itertuples(index=False, name=None)}
    return found


# The end of a year of 53 weeks; at night the whole of that year, and one with a leap day.
@pytest.mark.parametrize(("first", "count"), [
    (date(2026, 12, 28), 9), pytest.param(date(2026, 1, 1), 365, marks=pytest.mark.nightly),
    pytest.param(date(2024, 1, 1), 366, marks=pytest.mark.nightly)])  # fmt: skip
def test_g11_what_is_told_does_not_depend_on_when_in_the_slot_a_run_happens(first: date, count: int) -> None:
    draw, zone = random.Random(11), ZoneInfo("Asia/Shanghai")
    opens = [
        datetime.combine(first + ONE * n, datetime.min.time(), zone).replace(hour=8, minute=30)
        for n in range(count)
    ]
    late = [one + timedelta(seconds=draw.randint(0, 9 * 3600)) for one in opens]
    assert _keys(opens, first, count) == _keys([one.astimezone(UTC) for one in late], first, count) != set()


@pytest.mark.nightly
def test_g11_a_year_whose_calendar_is_not_published_is_an_alarm_and_no_silence(site: Path) -> None:
    day = date(PUBLISHED.stop, 1, 4)
    while day.weekday() > 4:
        day += ONE
    days.tick(site, day)
    assert f"{PUBLISHED.stop}年节假日安排尚未公布" in days.notices(site, day)["han15"]
    assert len(days.rows(site)) > 20
