"""The days over which an item stands on a level, and the rounds that begin in them (在级期间)."""

from typing import Any

import pandas as pd

from duban.counting import Counting
from duban.frames import DAY
from duban.ladder import Ladder
from duban.workdays import Calendar

ONE = pd.Timedelta(days=1)


def stretches(spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """STEPS as the days of [first, last] on which each holds: [begin, end), with level_on."""
    shown = spans[(spans["since"] < spans["until"]) & (spans["since"] <= last) & (spans["until"] > first)]
    begin = shown["since"].where(shown["since"] >= first, first).astype(DAY)
    end = shown["until"].where(shown["until"] <= last, last + ONE).astype(DAY)
    out = shown[["code", "level", "earlier"]].assign(level_on=shown["on"], on=begin, begin=begin, end=end)
    return out[out["begin"] < out["end"]].reset_index(drop=True)


def cut(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose [begin, end) lies also within the holder's days and not before ``earliest``."""
    begin = rows[["begin", "earliest", "from_on"]].max(axis=1).astype(DAY)
    end = rows["end"].where(rows["end"] <= rows["to_on"], rows["to_on"] + ONE).astype(DAY)
    return rows.assign(begin=begin, end=end)[begin < end].reset_index(drop=True)


def every_round(rows: pd.DataFrame, ladder: Ladder, calendar: Calendar) -> pd.DataFrame:
    """Each row once for every round that is the newest on some day of its [begin, end), cut to those days."""
    days, found = Counting(ladder.count, calendar), []
    for one in ladder.levels:
        mine, every = rows[rows["level"].eq(one.level)], ladder.again_every(one)
        found.append(_repeated(mine, every, days) if every else _once(mine))
    return pd.concat(found, ignore_index=True)


def newest_on(
    rows: pd.DataFrame, told_on: "pd.Series[Any]", ladder: Ladder, calendar: Calendar
) -> pd.DataFrame:
    """Each row with the round that is the newest on its own day."""
    at = rows.assign(begin=told_on, end=told_on + ONE)
    return every_round(at, ladder, calendar)


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(on=rows["level_on"], round=rows["earlier"] + 1)


def _repeated(rows: pd.DataFrame, every: int, days: Counting) -> pd.DataFrame:
    low, high = (days.passed(rows["level_on"], on) // every for on in (rows["begin"], rows["end"] - ONE))
    times = (high - low + 1).astype(int)
    out = rows.assign(nth=low).loc[rows.index.repeat(times)]
    out["nth"] += out.groupby(level=0).cumcount()
    out = out.reset_index(drop=True)
    on, then = (days.each_after(out["level_on"], (out["nth"] + n) * every) for n in (0, 1))
    begin = out["begin"].where(out["begin"] >= on, on)
    end = out["end"].where(out["end"] <= then, then)
    return out.assign(
        on=on, begin=begin.astype(DAY), end=end.astype(DAY), round=out["earlier"] + out["nth"] + 1
    )
