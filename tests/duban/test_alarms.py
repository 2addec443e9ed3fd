"""What is wrong at a moment: the day's cycle, the jobs, the sources, what is due and unsent."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.bells.alarms import Alarm, Server, Watched, alarms
from duban.bells.meetings import meeting_on, pack_for
from duban.bells.settings import BellSettings, MeetingSettings
from duban.bells.words import BROKE, BROKE_EN, LATE, LATE_EN, over, sentence
from duban.workdays import Calendar

DAY, SETTINGS, CALENDAR = date(2019, 7, 1), BellSettings(), Calendar()


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DAY, time(hour, minute))


def seen(now: datetime, *, began: datetime | None = None, ended: bool = True, unsent: tuple[datetime, ...] = (),
         server: Server | None = None, late: tuple[tuple[str, str], ...] = ()) -> Watched:  # fmt: skip
    return Watched(now, time(8, 30), began, ended, late, unsent, server or Server())


def kinds(one: Watched) -> list[str]:
    return [found.kind for found in alarms(one, SETTINGS)]


def test_nothing_is_wrong_where_the_cycle_is_done_and_all_is_sent() -> None:
    assert kinds(seen(at(17))) == []


@pytest.mark.parametrize(("now", "began", "kind"), [
    (at(9, 59), None, []), (at(10), None, ["no_run"]), (at(9, 29), at(8, 30), []),
    (at(9, 30), at(8, 30), ["stuck"]), (at(10), at(9, 45), ["no_run"])])  # fmt: skip
def test_a_cycle_that_is_not_over_by_its_hour_or_takes_too_long_is_wrong(
    now: datetime, began: datetime | None, kind: list[str]
) -> None:
    assert kinds(seen(now, began=began, ended=False)) == kind
    assert kinds(seen(now, began=began, ended=True)) == []


def test_a_run_that_never_came_and_one_that_hangs_are_one_cause() -> None:
    assert Alarm("stuck", at=at(8)).cause == Alarm("no_run", at=at(10)).cause


def test_what_waits_counts_from_the_windows_opening_and_from_its_own_making() -> None:
    night, morning = at(8, 30) - timedelta(days=1), at(11)
    assert kinds(seen(at(9, 29), unsent=(night,))) == []
    assert kinds(seen(at(9, 30), unsent=(night,))) == ["unsent"]
    found = alarms(seen(at(12), unsent=(night, morning)), SETTINGS)
    assert [(one.count, one.at) for one in found] == [(2, night)]
    assert alarms(seen(at(11, 59), unsent=(night, morning)), SETTINGS)[0].count == 1


def test_a_server_that_is_away_hides_what_it_would_say_of_jobs_and_workers() -> None:
    broken = (Alarm("job", "跟踪", "FAILED", at(7)),)
    assert kinds(seen(at(9), server=Server("down", worker=False))) == ["server"]
    assert kinds(seen(at(9), server=Server("up", worker=False, broken=broken))) == ["worker", "job"]
    assert kinds(seen(at(9), server=Server())) == []


@given(st.datetimes(at(0), at(23, 59)), st.datetimes(at(0), at(23, 59)), st.booleans())
def test_time_alone_never_ends_an_alarm_within_a_day(first: datetime, second: datetime, begun: bool) -> None:
    sooner, later = sorted((first, second))
    one = seen(sooner, began=at(8, 30) if begun else None, ended=False, unsent=(at(9),))
    causes = {found.cause for found in alarms(one, SETTINGS)}
    assert causes <= {found.cause for found in alarms(replace(one, now=later), SETTINGS)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_alarm_and_its_end_has_words_in_both_languages(language: str) -> None:
    kind: object
    for kind in ("no_run", "stuck", "job", "server", "worker", "source", "unsent"):
        one = Alarm(kind, "跟踪", "FAILED", at(8), 2)  # type: ignore[arg-type]
        assert "{" not in sentence(one, language) + over(one.cause, language)
    assert LATE.keys() == LATE_EN.keys() and BROKE.keys() == BROKE_EN.keys()


WEEKLY = MeetingSettings(weekdays=(1,))


@pytest.mark.parametrize(("today", "meeting"), [
    (date(2019, 7, 1), date(2019, 7, 1)), (date(2019, 7, 2), date(2019, 7, 8)),
    # National Day: Monday the 7th is a day of rest, the meeting is on the 8th.
    (date(2019, 10, 1), date(2019, 10, 8)), (date(2019, 10, 8), date(2019, 10, 8)), (date(2019, 10, 9), date(2019, 10, 14)),
])  # fmt: skip
def test_a_weekly_meeting_on_a_day_of_rest_is_on_the_next_working_day(today: date, meeting: date) -> None:
    assert meeting_on(WEEKLY, today, CALENDAR) == meeting


@given(st.dates(date(2019, 1, 1), date(2020, 12, 31)), st.integers(0, 5),
       st.sets(st.integers(1, 7), min_size=1, max_size=3))  # fmt: skip
def test_each_meetings_pack_is_made_on_its_day_and_not_before(
    today: date, before: int, weekdays: set[int]
) -> None:
    meetings = MeetingSettings(weekdays=tuple(weekdays), before_workdays=before)
    found = pack_for(meetings, today, CALENDAR)
    next_on = meeting_on(meetings, today, CALENDAR)
    assert next_on is not None and next_on >= today
    left = CALENDAR.workdays_between(today, next_on)
    assert (found == next_on) == (left <= before)


def test_dates_set_by_hand_stand_beside_the_weekly_ones_and_none_means_none() -> None:
    both = MeetingSettings(weekdays=(1,), dates=(date(2019, 7, 6),), before_workdays=1)
    assert meeting_on(both, date(2019, 7, 2), CALENDAR) == date(2019, 7, 6)
    assert pack_for(both, date(2019, 7, 5), CALENDAR) == date(2019, 7, 6)
    assert (
        meeting_on(MeetingSettings(), DAY, CALENDAR) is None
        and pack_for(MeetingSettings(), DAY, CALENDAR) is None
    )
