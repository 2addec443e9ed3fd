"""What is owed by when until it is recorded done, and when the steward is reminded of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.dues import Due, dues, mentioned, sentence
from duban.limits import LIMITS, Owed
from duban.workdays import Calendar

CALENDAR, FEEDBACK, FAR = Calendar(), date(2019, 5, 20), date(2020, 12, 31)


def _dues(name: str, *done: tuple[str, date], over: date | None = None) -> list[tuple[str, str, str]]:
    found = dues(LIMITS[name], FEEDBACK, CALENDAR, FAR, done, over)
    return [(one.owed.name, str(one.owed.on), str(one.done_on or "")) for one in found]


def test_what_is_recorded_done_is_closed_in_its_turn_and_the_rest_stays_open() -> None:
    report = ("整改情况报告", date(2019, 8, 15))
    found = [one for one in _dues("heihe", report) if one[0] == report[0]]
    assert found[:3] == [(report[0], "2019-08-20", "2019-08-15"), (report[0], "2019-11-20", ""),
                         (report[0], "2020-02-20", "")]  # fmt: skip


def test_what_counts_from_a_list_counts_from_the_day_it_was_issued() -> None:
    before = [one for one in _dues("eco_inspection") if one[0] == "整改结果报告"]
    after = [one for one in _dues("eco_inspection", ("整改任务清单", date(2019, 6, 10)))
             if one[0] == "整改结果报告"]  # fmt: skip
    assert before == [("整改结果报告", "2020-01-02", "")] and after == [("整改结果报告", "2019-12-10", "")]


def test_a_report_every_quarter_ends_once_everything_is_settled() -> None:
    found = [on for name, on, _ in _dues("heihe", over=date(2019, 12, 1)) if name == "整改情况报告"]
    assert found == ["2019-08-20", "2019-11-20"]


ONE = Due(Owed("整改情况报告", "被巡察党组织", date(2019, 7, 20), FEEDBACK))


@pytest.mark.parametrize(
    ("today", "since", "said"),
    [("2019-06-19", "2019-06-18", False), ("2019-06-20", "2019-06-19", True), ("2019-06-21", "2019-06-20", False),
     ("2019-06-24", "2019-06-17", True), ("2019-07-04", "2019-06-24", False), ("2019-07-05", "2019-07-04", True), ("2019-07-08", "2019-07-05", False),
     ("2019-07-19", "2019-07-08", False), ("2019-07-22", "2019-07-19", True), ("2019-08-20", "2019-08-19", False),
     ("2019-08-21", "2019-08-20", True), ("2019-10-21", "2019-10-18", True)])  # fmt: skip
def test_a_month_before_ten_working_days_before_the_day_after_and_then_every_month(
    today: str, since: str, said: bool
) -> None:
    found = mentioned([ONE], date.fromisoformat(since), date.fromisoformat(today), CALENDAR)
    assert bool(found) == said


def test_what_is_done_or_owed_by_no_day_is_never_mentioned_and_its_state_says_so() -> None:
    done = Due(ONE.owed, date(2019, 7, 1))
    open_end = Due(Owed("整改量化评估", "评估组", date(2019, 7, 20), FEEDBACK, earliest=True))
    assert mentioned([done, open_end], None, date(2020, 1, 6), CALENDAR) == []
    assert [one.state_on(date(2020, 1, 6), CALENDAR) for one in (done, open_end, ONE)] == [
        "done", "not_before", "passed"]  # fmt: skip
    assert [ONE.state_on(date(2019, 7, day), CALENDAR) for day in (4, 5, 20)] == ["open", "near", "near"]


def test_the_line_says_what_by_whom_by_when_and_how_far_off() -> None:
    assert sentence(ONE, date(2019, 7, 22)) == (
        "整改情况报告（被巡察党组织）应于2019-07-20前完成，已过2天，尚未登记报送（duban limits）")  # fmt: skip
    assert "还有12天" in sentence(ONE, date(2019, 7, 8)) and "12 days left" in sentence(
        ONE, date(2019, 7, 8), zh=False
    )


@given(st.dates(FEEDBACK, date(2020, 6, 30)), st.lists(st.integers(1, 40), max_size=20))
def test_no_gap_in_runs_loses_a_reminder_or_says_it_twice(first: date, gaps: list[int]) -> None:
    days = [first]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    said = [
        day for since, day in zip([None, *days], days, strict=False) if mentioned([ONE], since, day, CALENDAR)
    ]
    every = [first + timedelta(days=n) for n in range((days[-1] - first).days + 1)]
    daily = [
        day
        for since, day in zip([None, *every], every, strict=False)
        if mentioned([ONE], since, day, CALENDAR)
    ]
    assert len(said) <= len(daily) and bool(said) == bool(daily)
