"""Limits counted from the feedback: what is owed by when, as each published rule set has it."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from duban.limits import LIMITS
from duban.workdays import Calendar

CALENDAR, FEEDBACK, FAR = Calendar(), date(2019, 5, 20), date(2020, 12, 31)


def owed(name: str, feedback_on: date = FEEDBACK, through: date = FAR,
         **done: date) -> list[tuple[str, str]]:  # fmt: skip
    found = LIMITS[name].owed(feedback_on, CALENDAR, through, done)
    return [(str(one.on), one.name) for one in found]


def test_before_2024_both_reports_are_owed_in_two_months_and_clues_come_back_in_three() -> None:
    assert owed("central_pre2024") == [
        ("2019-07-20", "整改情况报告"), ("2019-07-20", "主要负责人组织落实情况报告"),
        ("2019-08-20", "问题线索办理结果反馈")]  # fmt: skip


def test_since_2024_the_concentrated_period_is_six_months() -> None:
    assert {on for on, _ in owed("central_2024")} == {"2019-11-20"}


def test_a_county_has_three_months() -> None:
    assert {on for on, _ in owed("county_3m")} == {"2019-08-20"}


def test_donghai_is_done_in_half_a_year_as_a_rule_and_in_a_year_at_the_latest() -> None:
    found = LIMITS["donghai"].owed(FEEDBACK, CALENDAR, FAR)
    assert [(str(one.on), one.soft) for one in found] == [("2019-11-20", True), ("2020-05-20", False)]


def test_heihe_reports_after_three_months_and_every_quarter_until_all_is_done() -> None:
    reports = [on for on, name in owed("heihe", through=date(2020, 6, 1)) if name == "整改情况报告"]
    assert reports == ["2019-08-20", "2019-11-20", "2020-02-20", "2020-05-20"]
    assert ("2019-08-20", "违规发放款项清退") in owed("heihe")


def test_an_eco_inspection_wants_a_list_in_30_working_days_and_the_result_6_months_after_it() -> None:
    # From Friday 2021-02-05, over Spring Festival and its make-up days.
    start = date(2021, 2, 5)
    listed = CALENDAR.limit_on(start, 30)
    assert (listed, CALENDAR.workdays_between(start, listed)) == (date(2021, 3, 24), 30)
    found = LIMITS["eco_inspection"].owed(start, CALENDAR, date(2022, 1, 1))
    assert [(str(one.on), one.provisional) for one in found] == [("2021-03-24", False), ("2021-09-24", True)]
    assert LIMITS["eco_inspection"].period_end_on(start) == date(2021, 9, 24)
    issued = LIMITS["eco_inspection"].owed(
        start, CALENDAR, FAR.replace(2022), {"整改任务清单": date(2021, 3, 8)}
    )
    assert [(str(one.on), one.provisional) for one in issued] == [
        ("2021-03-24", False), ("2021-09-08", False)]  # fmt: skip


def test_an_assessment_follows_within_a_month_or_not_before_six() -> None:
    one = LIMITS["assessment_1m"].owed(FEEDBACK, CALENDAR, FAR)[-1]
    six = LIMITS["assessment_6m"].owed(FEEDBACK, CALENDAR, FAR)[-1]
    assert (one.name, str(one.on), one.earliest) == ("整改成效评估", "2019-09-20", False)
    assert (six.name, str(six.on), six.earliest) == ("整改量化评估", "2020-02-20", True)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [("central_pre2024", "2019-12-31", "2020-02-29"), ("central_pre2024", "2020-12-31", "2021-02-28"),
     ("county_3m", "2019-11-30", "2020-02-29"), ("central_2024", "2023-08-31", "2024-02-29"),
     ("central_2024", "2019-05-31", "2019-11-30"), ("heihe", "2019-01-31", "2019-04-30")],
)  # fmt: skip
def test_a_period_from_the_end_of_a_month_ends_on_the_last_day_there_is(
    name: str, start: str, end: str
) -> None:
    assert str(LIMITS[name].period_end_on(date.fromisoformat(start))) == end


def test_a_quarterly_report_from_the_31st_comes_back_to_the_31st_after_a_short_month() -> None:
    reports = [on for on, name in owed("heihe", date(2019, 8, 31)) if name == "整改情况报告"]
    assert reports == ["2019-11-30", "2020-02-29", "2020-05-31", "2020-08-31", "2020-11-30"]


def test_there_are_eight_rule_sets_and_each_states_its_source() -> None:
    assert len(LIMITS) == 8
    for one in LIMITS.values():
        assert one.source.startswith("http") and one.grade in "ABC" and one.assumed and one.duties


@given(st.sampled_from(sorted(LIMITS)), st.dates(date(2015, 1, 1), date(2024, 12, 31)), st.integers(0, 900))
def test_what_is_owed_comes_in_order_and_a_longer_look_only_adds(name: str, start: date, days: int) -> None:
    through = start + timedelta(days=days)
    found = LIMITS[name].owed(start, CALENDAR, through)
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert all(start < one.on <= through for one in found)
    more = LIMITS[name].owed(start, CALENDAR, through + relativedelta(years=1))
    assert [one for one in more if one.on <= through] == found
