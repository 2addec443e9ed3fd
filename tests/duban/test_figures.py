"""Numbers agree: the parts of every published count add up to the whole."""

import ast
import csv
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.figures import figures, near_days
from duban.item import days_late, running
from tests.duban.makers import a_ladder, some_items

TODAY = date(2019, 7, 1)
KINDS = {
    "late": {"due_on": TODAY - timedelta(days=9)},
    "near": {"due_on": TODAY + timedelta(days=9)},
    "waiting": {"due_on": TODAY - timedelta(days=9), "suspended_on": date(2019, 6, 20)},
    "on_course": {"due_on": TODAY + timedelta(days=90)},
    "settled": {"due_on": TODAY - timedelta(days=9), "settled_on": date(2019, 6, 20)},
}
PARTS = ("late", "near", "waiting", "on_course")


def _sums() -> list[tuple[str, int, list[int]]]:
    """The published breakdowns of the form part + part == whole."""
    path = Path(__file__).resolve().parents[1] / "data" / "oracles.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "sum"]
    found = []
    for row in rows:
        first = ast.parse(row["check"].split(" and ")[0], mode="eval").body
        assert isinstance(first, ast.Compare)
        parts = [n.value for n in ast.walk(first.left) if isinstance(n, ast.Constant)]
        found.append((row["statement"], int(ast.unparse(first.comparators[0])), parts))
    return found


@pytest.mark.parametrize(("said", "whole", "parts"), _sums(), ids=lambda v: str(v)[:12])
def test_a_published_breakdown_counted_from_its_items_adds_up_as_published(
    said: str, whole: int, parts: list[int]
) -> None:
    rows = [KINDS[kind] for kind, n in zip(PARTS, parts, strict=False) for _ in range(n)]
    got = figures(some_items(*rows), pd.Timestamp(TODAY), 20)
    assert got.total == whole, said
    counted = [getattr(got, kind) for kind, _ in zip(PARTS, parts, strict=False)]
    assert counted == parts


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(-40, 60), st.sampled_from(["", "suspended_on", "settled_on"])),
                min_size=1, max_size=9), st.integers(0, 30))  # fmt: skip
def test_the_parts_add_up_to_the_whole_whatever_the_items(rows: list[tuple[int, str]], near: int) -> None:
    items = some_items(*({"due_on": TODAY + timedelta(days=n), **({state: TODAY} if state else {})}
                         for n, state in rows))  # fmt: skip
    got = figures(items, pd.Timestamp(TODAY), near)
    assert got.late + got.near + got.waiting + got.on_course == got.total
    assert got.total == sum(state != "settled_on" for _, state in rows)
    assert got.late == sum(n < 0 for n, state in rows if not state)
    assert got.late == int((days_late(items, pd.Timestamp(TODAY)) > 0).sum())
    assert got.late_today <= got.late <= len(running(items))


def test_an_item_is_due_on_its_day_and_late_the_day_after() -> None:
    items = some_items({"due_on": TODAY})
    assert figures(items, pd.Timestamp(TODAY), 20).late == 0
    after = figures(items, pd.Timestamp(TODAY) + pd.Timedelta(days=1), 20)
    assert (after.late, after.late_today) == (1, 1)
    assert figures(items, pd.Timestamp(TODAY) + pd.Timedelta(days=2), 20).late_today == 0


@pytest.mark.parametrize(("ahead", "near"), [(0, 1), (20, 1), (21, 0)])
def test_soon_begins_on_the_day_the_ladder_first_warns_and_ends_on_the_due_day(ahead: int, near: int) -> None:
    items = some_items({"due_on": TODAY + timedelta(days=ahead)})
    assert figures(items, pd.Timestamp(TODAY), 20).near == near


def test_soon_is_as_far_ahead_as_the_ladder_first_warns() -> None:
    assert near_days(a_ladder()) == 20
    assert (
        near_days(a_ladder({"level": 1, "label": "黄", "when": {"days_left": 3}, "tell": ["handler"]})) == 3
    )


def test_what_is_missing_or_doubtful_is_counted_beside_and_not_instead() -> None:
    got = figures(some_items({"missing_on": TODAY}, {"certain": False}), pd.Timestamp(TODAY), 20)
    assert (got.missing, got.doubtful, got.total, got.late) == (1, 1, 2, 2)
