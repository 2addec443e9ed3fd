"""Chasing (催办): what is owed and has not come is asked for again, the next post up copied.

Silence never changes a level. Which chase is due is computed from the limit and today alone, so that
an outage leaves one chase, whose number says the how manyth it is.
"""

from dataclasses import dataclass

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, YES, Schema
from duban.workdays import Calendar

# What somebody owes. kind: business, conduct (an answer), review, release, missing, deadline, dispute,
# look_back, ledger. target: its own key, which holds the tenure and no person beside it. limit_on: the last day on
# which it came in time. above_*: who is copied from the chase numbered copy_from on, "" for nobody.
OWED = Schema("owed", {
    "kind": TEXT, "target": TEXT, "item": TEXT, "unit": TEXT, "tenure": TEXT, "post": TEXT,
    "person": TEXT, "limit_on": DAY, "above_tenure": TEXT, "above_post": TEXT, "above_person": TEXT,
    "copy_from": WHOLE, "why": TEXT})  # fmt: skip
# One chase for one reader; on: the working day it fell due, told_on: the one it is told.
CHASES = Schema("chases", {
    "kind": TEXT, "target": TEXT, "number": WHOLE, "on": DAY, "told_on": DAY, "item": TEXT, "unit": TEXT,
    "tenure": TEXT, "post": TEXT, "person": TEXT, "copy": YES, "why": TEXT})  # fmt: skip
SAID = ["kind", "target", "number", "post", "copy"]


@dataclass(frozen=True)
class Pace:
    """How chases go on: in whose calendar, and after how many working days the next one comes."""

    calendar: Calendar
    every_workdays: int = 3


def chases_due(owed: pd.DataFrame, told: pd.DataFrame, pace: Pace, today: pd.Timestamp) -> pd.DataFrame:
    """Give the CHASES due today and not told yet; ``owed`` is OWED, ``told`` the CHASES that were told.

    The first falls on the working day after the limit, each further one ``every_workdays`` later; of those
    that fell due while nobody ran only the newest is told. What was told to a post is not told it again.
    """
    late = _numbered(owed, pace, today)
    up = late[late["above_person"].ne("") & late["above_person"].ne(late["person"])
              & (late["number"] >= late["copy_from"])]  # fmt: skip
    above = up.assign(copy=True, tenure=up["above_tenure"], post=up["above_post"],
                      person=up["above_person"])  # fmt: skip
    found = CHASES.cast(pd.concat([late.assign(copy=False), above], ignore_index=True))
    return untold(found, told)


def untold(found: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Those CHASES that somebody is to hear and whose post was not told them yet."""
    found = found[found["person"].ne("")]
    known: pd.DataFrame = found.merge(told[SAID].drop_duplicates(), how="left", on=SAID, indicator="known")
    new: pd.DataFrame = known[known["known"].eq("left_only")]
    return CHASES.cast(new.reset_index(drop=True))


def _numbered(owed: pd.DataFrame, pace: Pace, today: pd.Timestamp) -> pd.DataFrame:
    """What is past its limit: the number of its newest chase, and the day that one fell due."""
    now = pd.Series(today, index=owed.index).astype(DAY)
    passed = pace.calendar.count_days(owed["limit_on"], now)
    late: pd.DataFrame = owed[passed >= 1]
    number = (passed[passed >= 1] - 1) // pace.every_workdays + 1
    days = [pace.calendar.shift_days(late.loc[number.eq(n), "limit_on"], 1 + (int(n) - 1) * pace.every_workdays)
            for n in number.unique()]  # fmt: skip
    on = pd.concat(days).reindex(late.index) if days else late["limit_on"]
    told_on = pace.calendar.roll_days(now[late.index])
    return late.assign(number=number.astype("Int64"), on=on, told_on=told_on)
