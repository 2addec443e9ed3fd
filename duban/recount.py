"""The recount (复核): what moved when a year's calendar was published and the counting done again."""

from collections.abc import Iterable, Mapping

import pandas as pd

from duban.clock import steps
from duban.frames import DAY, TEXT, WHOLE, Schema, day
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


def moved_words(found: pd.DataFrame, labels: Mapping[int, str], zh: bool = True) -> Iterable[str]:
    """MOVED in sentences for the steward: one a level and pair of days, with every item it befell."""
    for (level, was, now), group in found.groupby(["level", "before", "after"], dropna=False):
        codes = ("、" if zh else ", ").join(group["code"])
        label = labels[int(str(level))]
        if zh:
            yield f"工作日历已更新，{label}到级日由{_day(was, '无')}改为{_day(now, '无')}：{codes}"
        else:
            yield f"The working calendar is newer: {label} is reached on {_day(now, 'no day')} " \
                  f"instead of {_day(was, 'no day')}: {codes}"  # fmt: skip


def unpublished(items: pd.DataFrame, calendar: Calendar, today: pd.Timestamp) -> list[int]:
    """The years without a published calendar that today or a running item's date lies in."""
    dates = pd.concat([items["due_on"].dropna(), pd.Series([today])])
    first = pd.to_datetime(dates.dt.year.drop_duplicates().sort_values().astype(str) + "-01-01")
    return [one.year for one in first if calendar.is_provisional(one.date())]


def _day(on: object, none: str) -> str:
    return str(day(on) or none)
