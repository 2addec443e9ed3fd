"""Areas by level, the load on each leader, and ageing: the open items of a day counted three ways."""

from typing import Any

import pandas as pd

from duban.frames import TEXT, WHOLE, Schema

# An open item of a picture: with the reviewers (waiting), or on a level, 0 for none; days_late below 0
# are days left, empty without a date.
OPEN = Schema("open", {"code": TEXT, "areas": TEXT, "unit": TEXT, "own": TEXT, "klass": TEXT, "level": WHOLE,
                       "days_late": WHOLE})  # fmt: skip
# How many of one name are on each part: a level's number as text, or "waiting".
COUNTED = Schema("counted", {"name": TEXT, "part": TEXT, "items": WHOLE})
LOAD = Schema("load", {"name": TEXT, "line": TEXT, "part": TEXT, "items": WHOLE})
WAITING = "waiting"
# Days late from … to …, the worst first; the last is what has no date to be late by.
AGES = ((91, None), (31, 90), (8, 30), (1, 7), (-7, 0), (-30, -8), (None, -31))


def open_of(rows: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Give OPEN of ``duban.entries.at_levels`` rows with ``own``; what is written off is left out."""
    open_ = rows[rows["klass"].ne("written_off")]
    return OPEN.cast(open_.assign(days_late=(today - open_["due_on"]).dt.days))


def part_of(rows: pd.DataFrame) -> "pd.Series[Any]":
    """Which part of a bar each OPEN item is."""
    return rows["level"].astype(TEXT).where(rows["klass"].ne("waiting"), WAITING).astype(TEXT)


def by_area(rows: pd.DataFrame) -> pd.DataFrame:
    """Give COUNTED of OPEN by area; what belongs to several stands once, under all their names, so that the
    bars add up to the whole.
    """
    named = rows.assign(name=rows["areas"], part=part_of(rows))
    return COUNTED.cast(named.groupby(["name", "part"]).size().rename("items").reset_index())


def by_leader(rows: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Give LOAD of OPEN: what each leader in charge answers for, on each line.

    ``who`` is ANSWERING of today, with ``name``; what two leaders share counts for both.
    """
    mine = who[who["role"].eq("leader_in_charge")][["unit", "own", "line", "name"]].drop_duplicates()
    alike = rows.assign(part=part_of(rows)).groupby(["unit", "own", "part"]).size().rename("items")
    held = alike.reset_index().merge(mine, on=["unit", "own"])
    return LOAD.cast(held.groupby(["name", "line", "part"])["items"].sum().reset_index())


def by_age(rows: pd.DataFrame) -> "pd.Series[int]":
    """How many of OPEN stand in each of AGES, in their order, then without a date; what is with the
    reviewers has no age of its own.
    """
    days = rows.loc[rows["klass"].ne("waiting"), "days_late"]
    within = [days.ge(low if low is not None else -10**6) & days.le(high if high is not None else 10**6)
              for low, high in AGES]  # fmt: skip
    return pd.Series([*(int(one.fillna(False).sum()) for one in within), int(days.isna().sum())])


def spread(counted: pd.DataFrame, keys: list[str], parts: list[str]) -> pd.DataFrame:
    """COUNTED or LOAD with a column for each part, 0 where none is, the longest bars first."""
    wide = counted.pivot_table(index=keys, columns="part", values="items", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=parts, fill_value=0).astype(int)
    order = wide.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return wide.loc[order].reset_index()
