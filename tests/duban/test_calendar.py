"""Working days: make-up days, both settings for the first day, years not published."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.workdays import Calendar

CALENDAR = Calendar()
DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(("n", "day"), [(3, "2026-09-29"), (7, "2026-10-10"), (10, "2026-10-14")])
def test_offsets_from_2026_09_23_pass_over_mid_autumn_and_national_day(n: int, day: str) -> None:
    assert CALENDAR.shift(date(2026, 9, 23), n) == date.fromisoformat(day)


def test_labour_day_2019_and_its_make_up_days() -> None:
    worked = {
        d: CALENDAR.is_workday(date(2019, m, d)) for m, d in ((4, 28), (5, 1), (5, 2), (5, 3), (5, 4), (5, 5))
    }
    assert worked == {28: True, 1: False, 2: False, 3: False, 4: False, 5: True}


def _stated() -> list[tuple[date, date, str]]:
    path = Path(__file__).resolve().parents[1] / "data" / "oracles.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = [r["statement"] for r in csv.DictReader(file) if r["kind"] == "calendar"]
    days = [(re.findall(r"\d{4}-\d\d-\d\d", r)[:2], r) for r in rows]
    return [(date.fromisoformat(a), date.fromisoformat(b), r) for (a, b), r in days]


@pytest.mark.parametrize(("first", "last", "said"), _stated(), ids=lambda v: str(v)[:24])
def test_published_periods_count_as_checked(first: date, last: date, said: str) -> None:
    between = CALENDAR.workdays_between(first, last)
    counted = between + CALENDAR.is_workday(first)
    if "true value 4" in said:
        assert counted == 4
    elif "11 counted" in said:
        assert (counted, between) == (11, 10)
    elif "5 working days" in said:
        assert counted == 5
    else:
        assert counted == 10


def test_whether_the_first_day_counts_is_a_setting() -> None:
    start = date(2025, 9, 4)
    assert Calendar(count_first_day=True).limit_on(start, 10) == date(2025, 9, 17)
    assert Calendar().limit_on(start, 10) == date(2025, 9, 18)


def test_a_year_not_published_is_provisional_and_never_an_error() -> None:
    assert CALENDAR.is_provisional(date(2027, 3, 1)) and not CALENDAR.is_provisional(date(2026, 3, 1))
    assert CALENDAR.shift(date(2026, 12, 28), 10) > date(2027, 1, 8)
    assert not CALENDAR.is_workday(date(2027, 10, 1))


def test_a_day_set_by_hand_wins() -> None:
    assert Calendar(overrides=((date(2019, 6, 3), False),)).on_or_after(date(2019, 6, 3)) == date(2019, 6, 4)


@given(DAYS, st.integers(1, 60))
def test_shifting_and_counting_agree(day: date, n: int) -> None:
    later = CALENDAR.shift(day, n)
    assert CALENDAR.is_workday(later) and CALENDAR.workdays_between(day, later) == n
    earlier = CALENDAR.shift(day, -n)
    assert (
        CALENDAR.workdays_between(earlier, day) <= n < CALENDAR.workdays_between(earlier - timedelta(1), day)
    )


@given(st.lists(DAYS, min_size=1, max_size=8), st.integers(-30, 30))
def test_a_column_is_counted_like_each_of_its_days(days: list[date], n: int) -> None:
    column = pd.Series(pd.to_datetime(days)).astype("datetime64[s]")
    assert [d.date() for d in CALENDAR.shift_days(column, n)] == [CALENDAR.shift(d, n) for d in days]
    assert [d.date() for d in CALENDAR.roll_days(column)] == [CALENDAR.on_or_after(d) for d in days]
