"""The ladder's clock against a plain count of one item's days."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.clock import all_rounds, newest_rounds, steps
from duban.ladder import Ladder
from duban.workdays import Calendar
from tests.duban.makers import FEEDBACK, a_ladder, some_items

pytestmark = pytest.mark.long

CALENDAR = Calendar()
COUNT = st.sampled_from(["days", "workdays"])


def _ladder(left: int, late: int, again: int | None, count: str) -> Ladder:
    return a_ladder(
        {"level": 1, "label": "黄", "when": {"days_left": left}, "tell": ["handler"]},
        {"level": 3, "label": "红", "when": {"days_late": late}, "tell": ["principal"], "again_every": again},
        count=count)  # fmt: skip


def _counted(due: date, opened: date, day: date, ladder: Ladder) -> tuple[int, int]:
    """Level and round by counting: the plainest way to say what the columns should give."""
    found = (0, 0)
    for one in ladder.levels:
        name, n = next(iter(one.when.triggers.items()))
        n = -n if name == "days_left" else n
        on = CALENDAR.shift(due, n) if ladder.count == "workdays" else due + timedelta(days=n)
        on = max(on, opened)
        if on <= day:
            passed = CALENDAR.workdays_between(on, day) if ladder.count == "workdays" else (day - on).days
            every = ladder.again_every(one)
            found = (one.level, passed // every + 1 if every else 1)
    return found


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 250), st.integers(0, 25), st.integers(1, 12),
       st.one_of(st.none(), st.integers(1, 9)), COUNT)  # fmt: skip
def test_level_and_round_of_an_item_are_what_counting_its_days_gives(
    due: int, opened: int, day: int, left: int, late: int, again: int | None, count: str
) -> None:
    ladder, start = _ladder(left, late, again, count), date(2019, 4, 1)
    due_on, opened_on, on = (start + timedelta(n) for n in (due, opened, opened + day))
    spans = steps(
        some_items({"due_on": due_on, "opened_on": opened_on}), ladder, CALENDAR, pd.Timestamp(FEEDBACK)
    )
    found = newest_rounds(spans, ladder, CALENDAR, pd.Timestamp(on))
    got = (int(found["level"].iloc[0]), int(found["round"].iloc[0])) if len(found) else (0, 0)
    assert got == _counted(due_on, opened_on, on, ladder)
    assert (found["on"] <= pd.Timestamp(on)).all() and (spans["on"] >= pd.Timestamp(opened_on)).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 60), st.integers(1, 12), st.one_of(st.none(), st.integers(1, 9)), COUNT)
def test_a_look_ahead_has_every_round_that_the_days_in_it_will_have(
    due: int, length: int, again: int | None, count: str
) -> None:
    ladder, first = _ladder(5, 2, again, count), date(2019, 6, 3)
    due_on, last = first + timedelta(due - 30), first + timedelta(length)
    spans = steps(some_items({"due_on": due_on}), ladder, CALENDAR, pd.Timestamp(FEEDBACK))
    ahead = all_rounds(spans, ladder, CALENDAR, pd.Timestamp(first), pd.Timestamp(last))
    daily: set[Any] = set()
    for n in range(length + 1):
        now = newest_rounds(spans, ladder, CALENDAR, pd.Timestamp(first + timedelta(n)))
        daily |= {(r.level, r.round, r.on) for r in now.itertuples()}
    assert {(r.level, r.round, r.on) for r in ahead.itertuples()} == daily


@pytest.mark.parametrize(
    ("when", "on"),
    [({"months_left": 1}, "2019-05-30"), ({"age_days": 10}, "2019-05-30"), ({"age_months": 2}, "2019-07-20"),
     ({"days_left": 0}, "2019-06-30"), ({"days_late": 1}, "2019-07-01"), ({"days_late": 1, "age_days": 3}, "2019-05-23")],
)  # fmt: skip
def test_each_trigger_counts_from_its_own_day(when: dict[str, int], on: str) -> None:
    ladder = a_ladder({"level": 1, "label": "黄", "when": when, "tell": ["handler"]})
    spans = steps(some_items({}), ladder, CALENDAR, pd.Timestamp(FEEDBACK))
    assert [str(d.date()) for d in spans["on"]] == [on]


def test_months_before_the_last_of_a_month_end_on_the_last_there_is() -> None:
    ladder = a_ladder({"level": 1, "label": "蓝", "when": {"months_left": 1}, "tell": ["handler"]})
    spans = steps(some_items({"due_on": date(2020, 3, 31)}), ladder, CALENDAR, pd.Timestamp(FEEDBACK))
    assert spans["on"].iloc[0].date() == date(2020, 3, 31) - relativedelta(months=1) == date(2020, 2, 29)


def test_working_days_ladders_never_open_late_on_a_day_nobody_works() -> None:
    ladder = _ladder(3, 1, None, "workdays")
    items = some_items(*({"due_on": date(2019, 6, 3) + timedelta(n)} for n in range(28)))
    spans = steps(items, ladder, CALENDAR, pd.Timestamp(FEEDBACK))
    red = spans[spans["level"].eq(3)]
    assert all(CALENDAR.is_workday(d.date()) for d in red["on"])


def test_no_items_have_no_levels() -> None:
    spans = steps(some_items({}).iloc[:0], a_ladder(), CALENDAR, pd.Timestamp(FEEDBACK))
    assert spans.empty
    assert newest_rounds(spans, a_ladder(), CALENDAR, pd.Timestamp(2019, 7, 1)).empty
