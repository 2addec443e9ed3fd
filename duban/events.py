"""What time alone does not tell (事实): a person's judgement (评定), progress read in a ledger (进度)."""

from typing import Any

import pandas as pd

from duban.frames import DAY, SHARE, TEXT, WHOLE, Schema
from duban.workdays import Calendar

# kind judged: a competent person found the item to be at ``level`` on that day (0: praised, or
# fine); it stands until the item's next judgement. kind progress: that day's reading; ``ratio`` is
# the percent reached over the share of the schedule elapsed; it stands until the next reading.
# Of several of one kind and day the last one written counts.
EVENTS = Schema("events", {"code": TEXT, "kind": TEXT, "level": WHOLE, "ratio": SHARE, "on": DAY})
CYCLES = ("recurring", "standing")


def progress_events(readings: pd.DataFrame, items: pd.DataFrame, calendar: Calendar, *,
                    feedback_on: pd.Timestamp | None = None) -> pd.DataFrame:  # fmt: skip
    """Give EVENTS of kind progress for ``readings`` (code, percent 0 to 100, as_of_on).

    The schedule runs in working days to ``due_on`` from ``feedback_on``; where that is not given,
    and for what comes round again, from ``opened_on``. A reading without a percent, or of a day
    on which nothing of the schedule had elapsed, says nothing of the pace.
    """
    known = items[["code", "kind", "opened_on", "due_on"]]
    read = readings[["code", "percent", "as_of_on"]].merge(known, on="code")
    read = read.dropna(subset=["percent", "as_of_on", "due_on"])
    start = _start(read, feedback_on)
    gone, whole = calendar.count_days(start, read["as_of_on"]), calendar.count_days(start, read["due_on"])
    # A date that is no later than the start leaves no schedule: all of it has elapsed.
    share = (gone / whole.clip(lower=1)).clip(upper=1.0)
    told = read.assign(kind="progress", level=None, on=read["as_of_on"],
                       ratio=(read["percent"].astype(SHARE) / 100 / share.where(gone > 0)).round(6))  # fmt: skip
    return EVENTS.cast(told[gone > 0].reset_index(drop=True))


def _start(read: pd.DataFrame, feedback_on: pd.Timestamp | None) -> "pd.Series[Any]":
    if feedback_on is None:
        return read["opened_on"]
    return read["opened_on"].where(read["kind"].isin(CYCLES), feedback_on).astype(DAY)


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """One EVENTS of several, in the order of their days."""
    full = [part for part in parts if len(part)]
    found = pd.concat(full, ignore_index=True) if full else EVENTS.frame()
    return EVENTS.cast(found.sort_values(["on", "code"], kind="stable", ignore_index=True))
