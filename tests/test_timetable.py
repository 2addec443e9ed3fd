"""Every job stands on the timetable, and in a year each falls on the days that were promised."""

import asyncio
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from desk.timetable import FLEET, jobs, wanted
from duban.workdays import PUBLISHED, Calendar
from tests.conftest import ROOT

ZONE, CALENDAR = "Asia/Shanghai", Calendar()
# A form is pressed, not scheduled.
FORM = "操作"


def moments(job: dict[str, Any], year: int, days: int = 366) -> list[datetime]:
    """When a job's schedules ring in the first days of a year, on the clock of its zone; at most 1,000 times."""
    # Loaded late: with Prefect there, the walks of this process would run under it.
    from prefect.server.schemas.schedules import CronSchedule

    found: list[datetime] = []
    for one in job.get("schedules", []):
        zone = ZoneInfo(one["timezone"])
        schedule = CronSchedule(cron=one["cron"], timezone=one["timezone"])
        first = datetime(year, 1, 1, tzinfo=zone)
        last = min(first + timedelta(days=days), datetime(year, 12, 31, 23, 59, tzinfo=zone))
        # It begins after the moment it is given.
        dates = asyncio.run(schedule.get_dates(1000, first - timedelta(seconds=1), last))
        found += [datetime.fromtimestamp(at.timestamp(), zone).replace(tzinfo=None) for at in dates]
    return sorted(found)


def named(name: str) -> dict[str, Any]:
    return next(one for one in jobs() if one["name"] == name)


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_every_flow_stands_on_the_timetable_with_its_times_or_is_a_form() -> None:
    flows = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    every = [*jobs(), *jobs(FLEET)]
    placed = {Path(one["entrypoint"].split(":")[0]).stem: one for one in every}
    assert flows == set(placed)
    for one in every:
        assert one.get("schedules") or FORM in one["tags"], one["name"]
        slugs = [when["slug"] for when in one.get("schedules", [])]
        assert len(set(slugs)) == len(slugs) and all(
            when["timezone"] == ZONE for when in one.get("schedules", [])
        )
        head, colon, rest = one["description"].partition("：")
        assert head and colon and rest.endswith("。"), one["name"]
        # What was killed keeps its place for minutes: nobody waits for it, for nobody asks for a place.
        assert "concurrency_limit" not in one and "active" not in str(one)


@pytest.mark.parametrize(("name", "times"), [
    ("daily", [time(8, 30)]), ("scheduling", [time(7, 30), time(13, 30)]), ("tracking", [time(7, 45), time(13, 45)]),
    ("meeting", [time(8, 50), time(15)]), ("returning", [time(13, 55)]), ("supervising", [time(14, 5)]), ("self-audit", [time(17)]),
])  # fmt: skip
def test_what_is_daily_rings_every_day_of_a_leap_year_at_its_hours(name: str, times: list[time]) -> None:
    assert moments(named(name), 2028) == [
        datetime.combine(day, at) for day in every_day(2028) for at in times
    ]


def test_the_outbox_is_tried_every_five_minutes_of_the_window_and_the_watch_looks_from_the_hour_on() -> None:
    tried = {at.time() for at in moments(named("delivering"), 2027, 7)}
    window = [at for at in sorted(tried) if time(8, 30) <= at <= time(17, 30)]
    assert len(window) == 109 and {at.minute % 5 for at in window} == {0}
    looks = sorted({at.time() for at in moments(named("watching"), 2027, 30)})
    # By ten the cycle must be over, and two minutes later somebody looks.
    assert time(10, 2) in looks and len(looks) == 18
    gaps = {
        (b.hour * 60 + b.minute) - (a.hour * 60 + a.minute) for a, b in zip(looks, looks[1:], strict=False)
    }
    assert gaps == {30}


@pytest.mark.parametrize("year", list(PUBLISHED))
def test_the_monthly_sheets_bell_rings_on_the_first_working_day_of_every_month(year: int) -> None:
    rings = {at.date() for at in moments(named("monthly"), year)}
    firsts = {CALENDAR.on_or_after(date(year, month, 1)) for month in range(1, 13)}
    assert firsts <= rings and {at.time() for at in moments(named("monthly"), year)} == {time(8, 15)}


def test_the_sample_is_drawn_on_the_first_of_every_month_before_that_days_letters() -> None:
    assert moments(named("sampling"), 2027) == [datetime(2027, month, 1, 8, 5) for month in range(1, 13)]


def test_a_site_has_the_timetable_in_its_own_zone_and_within_its_own_window(site: Path) -> None:
    typed = yaml.safe_load((site / "site.yaml").read_text("utf-8"))
    typed |= {"timezone": "Asia/Urumqi", "settings": {"window_from": "10:00", "window_to": "19:30"}}
    (site / "site.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), "utf-8")
    mine = {one["entrypoint"]: one for one in wanted([site])}
    assert {when["timezone"] for one in mine.values() for when in one["schedules"]} == {"Asia/Urumqi"}
    tried = {at.time() for at in moments(mine["flows/delivering.py:delivering"], 2027, 7)}
    assert (min(tried), max(tried)) == (time(10), time(19, 55))
    assert all(one["parameters"]["site"] == str(site) for one in mine.values())


def test_a_day_to_stand_on_is_given_to_the_jobs_that_have_one_and_to_no_form(site: Path) -> None:
    given = {one["entrypoint"] for one in wanted([site], date(2019, 7, 1)) if one["parameters"].get("today")}
    assert given == {one["entrypoint"] for one in jobs() if FORM not in one["tags"]}


def test_in_a_zone_that_sets_its_clocks_no_day_is_left_out() -> None:
    one = {"schedules": [{"cron": "30 8 * * *", "timezone": "Europe/Berlin"}]}
    assert [at.date() for at in moments(one, 2027)] == every_day(2027)
