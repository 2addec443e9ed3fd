"""On what ground each reader hears (依据): the level, what opened it, and why it came to this post."""

from typing import Any

import pandas as pd

from duban.ladder import Ladder

ROLE_ZH = {"handler": "责任人", "unit_head": "单位负责人", "leader_in_charge": "分管领导",
           "principal": "主要负责人", "secretary": "书记（第一责任人）", "discipline": "纪检监察组",
           "steward": "督办专员", "inspection_office": "巡察办", "reporter": "报送人", "assisting": "配合单位"}  # fmt: skip
WAITING = "；待整改办审签后告知"


def why_of(found: pd.DataFrame, ladder: Ladder) -> "pd.Series[Any]":
    """One sentence a row: level and trigger, told or copied as what, and what is unusual (note)."""
    number = found["level"].astype(int)
    words = {one.level: f"第{one.level}级，{one.when.words(ladder.count)}" for one in ladder.levels}
    again = found["reopened_at"].fillna(0).ge(number) & found["level_on"].eq(found["opened_on"])
    ground = number.map(words) + pd.Series("，复发重开", index=found.index).where(again, "")
    role = found["role"].map(ROLE_ZH).fillna(found["role"])
    told = pd.Series("告知", index=found.index).where(~found["copy"], "抄送")
    note = ("；" + found["note"]).where(found["note"] != "", "")
    held = pd.Series(WAITING, index=found.index).where(found["release"].eq("waiting"), "")
    out: pd.Series[Any] = found["label"] + "（" + ground + "），本级" + told + role + note + held
    return out
