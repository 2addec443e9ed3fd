"""Golden days: one item due on Wednesday 2026-09-23 under four calendars, and a year published late."""

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.clock import steps
from duban.frames import records
from duban.ladder import Ladder
from duban.recount import moved
from duban.workdays import PUBLISHED, Calendar
from tests.duban.makers import FEEDBACK, a_ladder, some_items

DUE, DATA = date(2026, 9, 23), Path(__file__).resolve().parents[1] / "data" / "golden_days.csv"
NOW, BEFORE = Calendar(), Calendar(published_to=2025)


def _golden() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _late(days: int, count: str, calendar: Calendar) -> date:
    ladder = a_ladder({"level": 1, "label": "红", "when": {"days_late": days}, "tell": ["unit_head"]},
                      count=count)  # fmt: skip
    spans = steps(some_items({"due_on": DUE}), ladder, calendar, pd.Timestamp(FEEDBACK))
    return spans["on"].iloc[0].date()


@pytest.mark.parametrize("row", _golden(), ids=lambda r: f"{r['late']} days late")
def test_a_level_so_many_days_late_opens_on_its_golden_day(row: dict[str, str]) -> None:
    late = int(row["late"])
    assert str(_late(late, "days", NOW)) == row["calendar_days"]
    assert str(np.busday_offset(np.datetime64(DUE), late)) == row["weekdays"]
    assert str(_late(late, "workdays", BEFORE)) == row["statutory_only"]
    assert str(_late(late, "workdays", NOW)) == row["published"]


def test_the_calendar_is_the_librarys_on_every_published_day() -> None:
    first, last = date(PUBLISHED.start, 1, 1), date(PUBLISHED.stop - 1, 12, 31)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert [d for d in every if NOW.is_workday(d) != chinese_calendar.is_workday(d)] == []


def test_in_a_year_not_yet_published_only_the_statutory_days_are_off() -> None:
    autumn = [date(2026, 9, 20) + timedelta(days=n) for n in range(21)]
    off = [str(d)[5:] for d in autumn if d.weekday() < 5 and not BEFORE.is_workday(d)]
    assert off == ["09-25", "10-01", "10-02"]
    assert not BEFORE.is_workday(date(2026, 10, 10)) and NOW.is_workday(date(2026, 10, 10))


def test_the_version_says_how_far_the_calendar_was_published_and_what_is_presumed() -> None:
    assert "公布至2025年" in BEFORE.version and BEFORE.version_on(DUE) == f"{BEFORE.version}，2026年推定"
    assert NOW.version_on(DUE) == NOW.version and "推定" in NOW.version_on(date(PUBLISHED.stop, 1, 4))
    assert BEFORE.is_provisional(DUE) and not NOW.is_provisional(DUE)
    assert "公布至" not in Calendar(country="DE").version


def test_a_calendar_is_put_back_to_what_a_version_said() -> None:
    assert NOW.as_of(BEFORE.version) == BEFORE and BEFORE.as_of(NOW.version) == NOW
    assert NOW.as_of("chinesecalendar 1.0") == NOW
    by_hand = Calendar(overrides=((date(2026, 9, 23), False),))
    assert by_hand.as_of(BEFORE.version).overrides == by_hand.overrides


WORKDAYS = a_ladder({"level": 1, "label": "黄", "when": {"days_left": 3}, "tell": ["handler"]},
                    {"level": 2, "label": "红", "when": {"days_late": 7}, "tell": ["unit_head"]},
                    count="workdays")  # fmt: skip


def test_once_a_year_is_published_the_recount_lists_what_moved() -> None:
    items = some_items({"due_on": DUE}, {"due_on": date(2026, 8, 12)})
    found = records(moved(items, WORKDAYS, pd.Timestamp(FEEDBACK), BEFORE, NOW))
    assert [(r["code"], r["level"], str(r["before"].date()), str(r["after"].date())) for r in found] == [
        ("HP-01-1", 1, "2026-09-18", "2026-09-20"), ("HP-01-1", 2, "2026-10-07", "2026-10-10")]  # fmt: skip


def test_a_ladder_of_calendar_days_has_nothing_to_count_again() -> None:
    items = some_items({"due_on": DUE})
    assert moved(items, a_ladder(), pd.Timestamp(FEEDBACK), BEFORE, NOW).empty
    assert moved(items, WORKDAYS, pd.Timestamp(FEEDBACK), NOW, NOW).empty


def test_an_age_in_working_days_moves_with_whether_the_first_day_counts() -> None:
    ladder = a_ladder(
        {"level": 1, "label": "黄", "when": {"age_days": 10}, "tell": ["handler"]}, count="workdays"
    )
    days = [Calendar(count_first_day=first) for first in (False, True)]
    # As an office published it: 2025-09-04 to 2025-09-17 are ten working days, the first counted.
    items = some_items({"due_on": DUE})
    found = records(moved(items, ladder, pd.Timestamp(2025, 9, 4), *days))
    assert [(str(r["before"].date()), str(r["after"].date())) for r in found] == [
        ("2025-09-18", "2025-09-17")
    ]


@pytest.mark.long
@given(st.dates(date(2025, 11, 1), date(2027, 2, 1)), st.integers(1, 20), st.booleans())
def test_the_recount_lists_a_level_just_when_its_day_is_another(due: date, late: int, first: bool) -> None:
    ladder = Ladder.model_validate({"count": "workdays", "levels": [
        {"level": 1, "label": "红", "when": {"days_late": late}, "tell": ["unit_head"]}]})  # fmt: skip
    old, new = Calendar(count_first_day=first, published_to=2025), Calendar(count_first_day=first)
    listed = moved(some_items({"due_on": due}), ladder, pd.Timestamp(FEEDBACK), old, new)
    before, after = old.shift(due, late), new.shift(due, late)
    assert [(r["before"].date(), r["after"].date()) for r in records(listed)] == (
        [(before, after)] if before != after else []
    )
