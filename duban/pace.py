"""Promised numbers against what a named source counts: how far, how fast, and where a claim is belied.

A figure that contradicts a claim is put to a person; it never closes, reopens or moves anything.
"""

import re
from typing import Any

import pandas as pd

from duban.events import CYCLES, EVENTS
from duban.frames import DAY, SHARE, TEXT, YES, Schema
from duban.target_words import SCALES
from duban.workdays import Calendar

# What a named source counted for an item on a day. Of a target with a base_value, and of one that is
# at_least, at_most or count, ``value`` is the quantity itself; of a fall or rise without one it is
# the fall or rise reached. unit "": the target's own.
COUNTS = Schema("counts", {"code": TEXT, "on": DAY, "value": SHARE, "unit": TEXT, "source": TEXT})
# reached: share of the target, 0 to 1; elapsed: share of the schedule's working days; ratio: the one
# over the other, empty where nothing of the schedule had elapsed.
PACE = Schema("pace", {"code": TEXT, "on": DAY, "value": SHARE, "unit": TEXT, "source": TEXT, "reached": SHARE,
                       "elapsed": SHARE, "ratio": SHARE, "met": YES, "words": TEXT, "certain": YES})  # fmt: skip
CONTRADICTED = Schema("contradicted", {"item": TEXT, "on": DAY, "detail": TEXT, "sentence": TEXT})
PART = re.compile("([百千万亿]*)(.*)")


def pace(counts: pd.DataFrame, targets: pd.DataFrame, items: pd.DataFrame, calendar: Calendar, *,
         feedback_on: pd.Timestamp | None = None) -> pd.DataFrame:  # fmt: skip
    """Give PACE: one row for each of ``counts`` (COUNTS) whose item has a target and whose unit fits.

    The schedule runs in working days to ``due_on`` from ``feedback_on``; where that is not given, and
    for what comes round again, from ``opened_on``.
    """
    known = items[["code", "kind", "opened_on", "due_on"]].merge(targets, on="code")
    rows = counts.merge(known, on="code", suffixes=("", "_promised")).dropna(
        subset=["value", "value_promised", "on"]
    )
    rows = _in_one_unit(rows[rows["due_on"].notna()])
    rows = rows.sort_values(["code", "on"], kind="stable", ignore_index=True)
    rows["reached"], rows["elapsed"] = _reached(rows), _elapsed(rows, calendar, feedback_on)
    rows["met"] = rows["reached"] >= 1
    rows["ratio"] = (rows["reached"] / rows["elapsed"].where(rows["elapsed"] > 0)).round(6)
    return PACE.cast(rows)


def unfit(counts: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Those of ``counts`` that fit no target: an item without one, or another unit."""
    rows = counts.reset_index(drop=True).reset_index(names="place").merge(
        targets, on="code", suffixes=("", "_promised"))  # fmt: skip
    return counts.reset_index(drop=True).drop(index=_in_one_unit(rows)["place"].tolist())


def pace_events(found: pd.DataFrame) -> pd.DataFrame:
    """PACE as EVENTS of kind progress, for levels that open on progress behind plan."""
    told = found[found["ratio"].notna() & found["certain"]]
    return EVENTS.cast(told.assign(kind="progress", level=None).reset_index(drop=True))


def contradicted(items: pd.DataFrame, found: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Give CONTRADICTED: claims of done that the newest figure (of PACE, not later than today) belies."""
    newest = found[found["on"] <= today].sort_values("on", kind="stable").groupby("code").tail(1)
    open_ = items.loc[items["claim"].eq("done") & items["settled_on"].isna(), ["code"]]
    short = newest[~newest["met"]].merge(open_, on="code").rename(columns={"code": "item"})
    value = short["value"].map("{:g}".format).astype(TEXT) + short["unit"]
    detail = (
        short["source"]
        + short["on"].dt.strftime("（%Y-%m-%d）")
        + "数为"
        + value
        + "，措施为“"
        + short["words"]
        + "”"
    )
    doubt = short["certain"].map({True: "", False: "，目标数尚待核定"}).astype(TEXT)
    return CONTRADICTED.cast(short.assign(
        detail=detail, sentence="请核：" + short["item"] + "申报完成，" + detail + doubt))  # fmt: skip


def _in_one_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures in their target's unit (元 for 万元); those of another unit are left out."""
    unit = rows["unit"].where(rows["unit"].ne(""), rows["unit_promised"])
    mine, theirs = _parts(unit), _parts(rows["unit_promised"])
    times = mine["scale"] / theirs["scale"]
    out = rows.assign(value=(rows["value"] * times).round(9).astype(SHARE), unit=rows["unit_promised"])
    return out[mine["base"].eq(theirs["base"])]


def _parts(units: "pd.Series[Any]") -> pd.DataFrame:
    """Each unit's factor and what it counts: 万元 is 10000 and 元."""
    read: dict[str, tuple[float, str]] = {}
    for unit in units.drop_duplicates():
        match = PART.fullmatch(unit)
        factor = 1.0
        for word in match[1] if match else "":
            factor *= SCALES[word]
        read[unit] = (factor, match[2] if match else unit)
    return pd.DataFrame({"scale": units.map({u: f for u, (f, _) in read.items()}).astype(float),
                         "base": units.map({u: b for u, (_, b) in read.items()}).astype(TEXT)})  # fmt: skip


def _reached(rows: pd.DataFrame) -> "pd.Series[Any]":
    """The share of its target each figure reaches, from where it started: never below 0, at most 1."""
    promised, value = rows["value_promised"].astype(float), rows["value"].astype(float)
    base, way = rows["base_value"].astype(float), rows["direction"]
    by, down = way.isin(["down_by", "up_by"]), way.eq("down_by")
    moved = (base - value).where(down, value - base)
    moved = (100 * moved / base.where(base.ne(0))).where(rows["unit"].eq("%"), moved)
    value = value.where(~by | base.isna(), moved)
    # What has to fall starts from its base, else from the first figure there is.
    first = base.fillna(value.groupby(rows["code"]).transform("first"))
    fallen = ((first - value) / (first - promised).where(first > promised)).where(value > promised, 1.0)
    risen = (value / promised.where(promised.ne(0))).where(value < promised, 1.0)
    return fallen.where(way.eq("at_most"), risen).fillna(0.0).clip(0.0, 1.0).astype(SHARE)


def _elapsed(rows: pd.DataFrame, calendar: Calendar, feedback_on: pd.Timestamp | None) -> "pd.Series[Any]":
    start = rows["opened_on"]
    if feedback_on is not None:
        start = start.where(rows["kind"].isin(CYCLES), feedback_on).astype(DAY)
    gone, whole = calendar.count_days(start, rows["on"]), calendar.count_days(start, rows["due_on"])
    # A date that is no later than the start leaves no schedule: all of it has elapsed.
    share: pd.Series[Any] = (gone / whole.clip(lower=1)).clip(0.0, 1.0).astype(SHARE)
    return share
