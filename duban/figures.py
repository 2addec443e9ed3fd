"""The one place that computes a published number (数据口径): parts that add up to the whole."""

from dataclasses import dataclass

import pandas as pd

from duban.ladder import Ladder


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


def figures(items: pd.DataFrame, today: pd.Timestamp, near: int) -> Figures:
    """Count the open items: with the reviewers, late, due within ``near`` days, else on course."""
    open_ = items[items["settled_on"].isna()]
    waiting, left = open_["suspended_on"].notna(), (open_["due_on"] - today).dt.days
    late, soon = ~waiting & (left < 0), ~waiting & (left >= 0) & (left <= near)
    # A non-working day between is late "today" on the next working day as well as on its own.
    fresh = late & (left == -1)
    return Figures(len(open_), int(late.sum()), int(fresh.sum()), int(soon.sum()),
                   int(waiting.sum()), int((~waiting & ~late & ~soon).sum()), near,
                   int(open_["missing_on"].notna().sum()), int((~open_["certain"]).sum()))  # fmt: skip
