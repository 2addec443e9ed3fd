"""Shared items (牵头与配合) on the ladder: the assisting units' heads and leaders are copied, once a level."""

import pandas as pd

from duban.escalation import ESCALATIONS, KEY
from duban.frames import TEXT
from duban.grounds import ROLE_ZH
from duban.recusal import reaching
from duban.roster import Roster
from duban.sharing import copied

# The role in which somebody hears of an item because a unit of theirs assists in it.
ASSISTING = "assisting"
LEVEL = ["item", "episode", "level"]


def with_assisting(found: pd.DataFrame, items: pd.DataFrame, who: pd.DataFrame, units: pd.DataFrame,
                   roster: Roster, today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give ESCALATIONS with a copy of each level for whoever answers for an assisting unit.

    They hear on the day its last reader does, so never before the leader in charge, and once a level:
    further rounds are the lead's. No answer is asked of them; whom the level reaches anyway, or who is
    concerned (回避), gets no copy.
    """
    shared = copied(items, who, units, today)
    if shared.empty:
        return ESCALATIONS.cast(found)
    mine = found[found["line"].eq("business") & found["role"].ne("reporter")]
    mine = mine[mine["item"].isin(shared["item"])]
    mine = mine[mine["round"].eq(mine.groupby(LEVEL)["round"].transform("min"))]
    once = mine.sort_values("told_on", kind="stable").drop_duplicates(LEVEL, keep="last")
    extra = once.drop(columns=["role", "post", "person", "tenure"]).merge(shared[shared["person"].ne("")].drop(
        columns="unit"), on="item")  # fmt: skip
    ground = extra["why"].str.split("，本级").str[0].astype(TEXT)
    told = "，配合单位" + extra["name"] + "，抄送" + extra["role"].map(ROLE_ZH).astype(TEXT)
    note = ("；" + extra["note"]).where(extra["note"].ne(""), "")
    extra = extra.assign(round=1, copy=True, answer_by=None, why=ground + told + note, role=ASSISTING)
    extra = reaching(extra[~_reached_anyway(extra, mine)], items, roster)
    rows = ESCALATIONS.cast(extra.drop_duplicates([*LEVEL, "person"]))
    return ESCALATIONS.cast(pd.concat([found, rows], ignore_index=True).drop_duplicates(KEY))


def _reached_anyway(extra: pd.DataFrame, mine: pd.DataFrame) -> "pd.Series[bool]":
    keys = pd.MultiIndex.from_frame(mine[[*LEVEL, "person"]])
    return pd.Series(pd.MultiIndex.from_frame(extra[[*LEVEL, "person"]]).isin(keys), index=extra.index)
