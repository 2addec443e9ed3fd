"""A source of figures gone stale: after a whole period without one, said then and once a period after."""

from datetime import date

import pytest

from duban.stale import Every, stale_on, stale_words, told_on
from duban.workdays import Calendar

CALENDAR = Calendar()


@pytest.mark.parametrize(
    ("every", "newest", "last_good", "first_stale"),
    [("month", "2019-03-31", "2019-04-30", "2019-05-01"), ("month", "2019-04-01", "2019-05-31", "2019-06-01"),
     ("quarter", "2019-03-31", "2019-06-30", "2019-07-01"), ("week", "2019-06-09", "2019-06-16", "2019-06-17"),
     ("day", "2019-06-05", "2019-06-10", "2019-06-11")])  # fmt: skip
def test_it_is_stale_once_a_whole_period_went_by(
    every: Every, newest: str, last_good: str, first_stale: str
) -> None:
    on = date.fromisoformat
    assert not stale_on(on(newest), every, on(last_good), CALENDAR)
    assert stale_on(on(newest), every, on(first_stale), CALENDAR)


def test_one_that_never_gave_any_is_said_at_once_and_each_month() -> None:
    days = [
        (None, date(2019, 6, 3)),
        (date(2019, 6, 3), date(2019, 6, 28)),
        (date(2019, 6, 28), date(2019, 7, 1)),
    ]
    assert [told_on(None, "month", since, today, CALENDAR) for since, today in days] == [True, False, True]
    assert "尚无数据" in stale_words("信访统计", None, "month") and "none" in stale_words(
        "x", None, "day", zh=False
    )
