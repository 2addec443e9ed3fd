"""A ladder edited while items run (规则修订): rounds go on from what was said, never anew.

Escalations stand on level and episode, not on the policy's version. An item told under another
version in its present episode counts the rounds of its level from the last day it was told at that
level or above: a threshold moved either way, a level added or taken out tells nobody again what they
were told, and leaves nobody waiting longer than the level's own repeat.
"""

import pandas as pd

from duban.counting import Counting
from duban.frames import looked_up
from duban.ladder import Ladder, Level
from duban.workdays import Calendar


def rounds_after_edits(rounds: pd.DataFrame, told: pd.DataFrame, policy: int, ladder: Ladder,
                       calendar: Calendar, events: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """ROUNDS (with ``said_before``: those who were told at this level or above hear nothing new).

    ``told`` are the escalations told in the items' present episodes (item, level, round, on,
    policy_id); ``policy`` the version that stands now.
    """
    out = rounds.assign(said_before=False)
    edited = out["code"].isin(told.loc[told["policy_id"].ne(policy), "item"])
    if not edited.any():
        return out
    parts = [_of_level(part, told, one, ladder, calendar, events, today) for one in ladder.levels
             if len(part := out[edited & out["level"].eq(one.level)])]  # fmt: skip
    return pd.concat([out[~edited], *parts], ignore_index=True)


def _of_level(part: pd.DataFrame, told: pd.DataFrame, level: Level, ladder: Ladder, calendar: Calendar,
              events: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    at_or_above = told[told["level"] >= level.level].groupby("item")["on"].max()
    here = told[told["level"] == level.level].groupby("item")["round"].max()
    last = looked_up(part["code"], at_or_above)
    number = looked_up(part["code"], here).fillna(0).astype(int)
    # A card given since is a new fact, and told as such.
    given = pd.MultiIndex.from_frame(events[["code", "on"]])
    fresh = pd.MultiIndex.from_frame(part[["code", "level_on"]]).isin(given) & (part["level_on"] > last)
    anchored = last.notna() & ~fresh
    out = part.assign(round=part["round"].where(~fresh | (part["round"] > number), number + 1))
    begun = _begun(last[anchored], ladder.again_every(level), Counting(ladder.count, calendar), today)
    out.loc[anchored, "round"] = (number[anchored] + begun["nth"]).clip(lower=1)
    begun_on = begun["on"].where(begun["nth"].gt(0) | number[anchored].gt(0), out.loc[anchored, "on"])
    out.loc[anchored, "on"] = begun_on
    out.loc[anchored, "said_before"] = begun["nth"].eq(0)
    return out


def _begun(last: "pd.Series[pd.Timestamp]", every: int | None, days: Counting,
           today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """How many repeats began since each was last told, and the day the newest did."""
    if every is None or last.empty:
        return pd.DataFrame({"nth": 0, "on": last}, index=last.index)
    nth = days.passed(last, pd.Series(today, index=last.index).astype(last.dtype)) // every
    return pd.DataFrame({"nth": nth.astype(int), "on": days.each_after(last, nth * every)})
