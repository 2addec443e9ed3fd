"""The recount (复核): what moved when a year's calendar was published and the counting done again."""

import pandas as pd

from duban.clock import steps
from duban.frames import DAY, TEXT, WHOLE, Schema
from duban.ladder import Ladder
from duban.workdays import Calendar

MOVED = Schema("moved", {"code": TEXT, "level": WHOLE, "before": DAY, "after": DAY})


def moved(items: pd.DataFrame, ladder: Ladder, feedback_on: pd.Timestamp, old: Calendar, new: Calendar, *,
          events: pd.DataFrame | None = None) -> pd.DataFrame:  # fmt: skip
    """Give MOVED: the levels whose first day is another under ``new`` than it was under ``old``.

    A day that only one of the calendars gives stands beside an empty one.
    """
    days = [steps(items, ladder, one, feedback_on, events=events).groupby(["code", "level"])["on"].min()
            for one in (old, new)]  # fmt: skip
    both = pd.concat(days, axis=1, keys=["before", "after"]).reset_index()
    same = both["before"].eq(both["after"])
    return MOVED.cast(both[~same].sort_values(["code", "level"], ignore_index=True))
