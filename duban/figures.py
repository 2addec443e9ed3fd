"""The one place that computes a published number (数据口径): parts that add up to the whole."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.frames import TEXT
from duban.ladder import Ladder

# The class each item is in on a day, exactly one; the first is what a rate is counted of.
CLASSES = ("written_off", "waiting", "late", "near", "on_course")


@dataclass(frozen=True)
class Figures:
    """How many items stand where on a day; ``late + near + waiting + on_course == total``."""

    total: int
    late: int
    late_today: int
    near: int
    waiting: int
    on_course: int
    near_days: int
    missing: int
    doubtful: int


def near_days(ladder: Ladder) -> int:
    """How far ahead "soon due" looks: the ladder's first warning, 20 days where it has none."""
    ahead = [v for one in ladder.levels for n, v in one.when.triggers.items() if n == "days_left"]
    return max(ahead, default=20)


def class_of(items: pd.DataFrame, today: pd.Timestamp, near: int) -> "pd.Series[Any]":
    """Which of CLASSES each item is in: written off, with the reviewers, late, due within ``near``
    days, else on course.
    """
    left = (items["due_on"] - today).dt.days
    out = pd.Series("on_course", index=items.index, dtype=TEXT)
    out = out.mask(left <= near, "near").mask(left < 0, "late")
    out = out.mask(items["suspended_on"].notna(), "waiting")
    found: pd.Series[Any] = out.mask(items["settled_on"].notna(), "written_off")
    return found


def figures(items: pd.DataFrame, today: pd.Timestamp, near: int) -> Figures:
    """Count the open items by class."""
    open_ = items[items["settled_on"].isna()]
    found = class_of(open_, today, near)
    count = {name: int(found.eq(name).sum()) for name in CLASSES}
    # A non-working day between is late "today" on the next working day as well as on its own.
    fresh = found.eq("late") & ((open_["due_on"] - today).dt.days == -1)
    return Figures(len(open_), count["late"], int(fresh.sum()), count["near"], count["waiting"],
                   count["on_course"], near, int(open_["missing_on"].notna().sum()),
                   int((~open_["certain"]).sum()))  # fmt: skip
