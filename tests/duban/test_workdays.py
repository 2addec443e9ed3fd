"""The working calendar at its edges: empty cells, other countries, beyond its years."""

import subprocess
import sys
from datetime import date, timedelta

import pandas as pd
import pytest

from duban.workdays import FIRST, LAST, Calendar


def days(*texts: str | None) -> "pd.Series[pd.Timestamp]":
    return pd.Series(pd.to_datetime(list(texts))).astype("datetime64[s]")


def test_an_empty_day_stays_empty_in_a_column() -> None:
    column = days("2026-09-23", None)
    assert Calendar().shift_days(column, 3).equals(days("2026-09-29", None))
    assert Calendar().roll_days(days("2026-09-25", None)).equals(days("2026-09-28", None))
    assert Calendar().shift_days(days(None), -3).equals(days(None))


def test_a_column_is_counted_between_like_single_days_and_backwards_is_negative() -> None:
    start, end = days("2024-09-27", "2024-10-12"), days("2024-10-12", "2024-09-27")
    assert list(Calendar().count_days(start, end)) == [7, -7]
    assert Calendar().workdays_between(date(2024, 9, 27), date(2024, 10, 12)) == 7


def test_a_shift_of_nothing_is_the_day_itself_even_a_holiday() -> None:
    assert Calendar().shift(date(2024, 10, 1), 0) == date(2024, 10, 1)


def test_another_country_has_its_own_holidays_and_is_never_provisional() -> None:
    there = Calendar(country="DE")
    assert there.is_workday(date(2024, 10, 1)) and not there.is_workday(date(2024, 10, 3))
    assert not there.is_provisional(date(2031, 1, 6)) and "holidays" in there.version


def test_the_version_says_how_many_days_were_set_by_hand() -> None:
    plain, by_hand = Calendar(), Calendar(overrides=((date(2027, 1, 4), False),))
    assert plain.version.startswith("chinesecalendar") and by_hand.version == plain.version + "+1"


@pytest.mark.parametrize(("day", "n"), [(date(2024, 1, 1), 10**6), (date(1990, 2, 1), -400),
                                        (FIRST - timedelta(1), 1), (LAST + timedelta(1), 1)])  # fmt: skip
def test_beyond_its_years_it_says_so_and_never_wraps_round(day: date, n: int) -> None:
    with pytest.raises(ValueError, match="工作日历范围"):
        Calendar().shift(day, n)


def test_published_years_are_counted_without_looking_statutory_days_up() -> None:
    code = (
        "import sys; from datetime import date; from duban.workdays import Calendar;"
        "Calendar().shift(date(2026, 9, 23), 10); near = 'holidays' in sys.modules;"
        "Calendar().shift(date(2026, 12, 28), 10); sys.exit(near or 'holidays' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_counting_across_the_last_published_day_agrees_with_counting_up_to_it() -> None:
    end = date(2026, 12, 31)
    there = Calendar().workdays_between(date(2026, 12, 1), date(2027, 1, 31))
    assert there == Calendar().workdays_between(date(2026, 12, 1), end) + Calendar().workdays_between(
        end, date(2027, 1, 31)
    )
    assert Calendar().shift(date(2027, 1, 31), -there) <= date(2026, 12, 1)
