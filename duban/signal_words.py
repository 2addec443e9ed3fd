"""Measures and progress that are only meetings, papers and study (以会议落实会议、以文件落实文件)."""

import re
from typing import Any

import pandas as pd

from duban.cell_text import fold
from duban.look import Look

PAPER = re.compile(
    "召开|开会|会议|专题会|党组会|办公会|座谈|印发|下发|转发|发文|下文|通知|学习|传达|研讨|动员|部署|宣讲|宣传|提高认识|高度重视|统一思想"
    "|(?:制[定订]|拟[定订]|形成|研究|起草).{0,12}(?:方案|计划|通知|意见|要点)|成立.{0,12}(?:小组|专班)"
)
DEED = re.compile(
    "整治|清[退理欠运]|退[还缴赔回]|追[缴回究]|收[回缴]|上缴|拆除|关[停闭]|取缔|改造|修[复订]|建[成立]|核[查实清减]|查处|立案|问责|处[理置分罚]|化解|办结"
    "|公[开示]|兑付|[检抽排督]查|复核|审核|整改到位|销号|调整|配备|更换|安装|收集|受理|答复|办理|制度|办法|机制|细则|台账|考核|安置|解决"
)
CLAUSES = re.compile(r"[,;。、:()]|并(?!列)|及时|同时")
MOST_NAMED = 5


def only_paper(text: str) -> bool:
    """Whether every clause of a text is of meetings, papers and study, and none of a deed."""
    clauses = [c for c in CLAUSES.split(fold(text)) if len(c) > 1]
    said = [c for c in clauses if PAPER.search(c)]
    return bool(said) and not DEED.search(fold(text)) and len(said) * 2 > len(clauses)


def only_meetings(look: Look) -> pd.DataFrame:
    """Findings all of whose measures are only paper, and claims of done whose progress is.

    A finding that is itself of study or meetings is answered by them, and is not asked about.
    """
    items = look.open
    fit = _each(items["finding"] + items["detail"], lambda text: bool(PAPER.search(fold(text))))
    paper = _each(items["measure"], only_paper) & ~fit
    finding = items["source"] + "\x1f" + items["finding"].where(items["finding"].ne(""), items["code"])
    whole = items[paper.groupby(finding).transform("all")]
    done = look.newest[look.newest["claim"].eq("done")]
    told = done[_each(done["progress"], only_paper) & ~done["item"].isin(items.loc[fit, "code"])]
    return pd.concat([
        pd.DataFrame({"item": whole["code"], "detail": "该问题的全部措施均为开会、发文、学习"}),
        pd.DataFrame({"item": told["item"], "detail": "申报完成，进展为“" + cut(told["progress"]) + "”"}),
    ])  # fmt: skip


def cut(texts: "pd.Series[Any]", most: int = 30) -> "pd.Series[Any]":
    """Texts on one line, long ones cut short."""
    one = texts.str.replace(r"\s+", " ", regex=True)
    return one.where(one.str.len() <= most, one.str[: most - 1] + "…")


def named(codes: "pd.Series[Any]", group: "pd.Series[Any]") -> "pd.Series[Any]":
    """For each row the codes of its group, the first few by name: HP-01-1、HP-01-2等6项."""
    order = codes.sort_values()
    by_group = order.groupby(group.reindex(order.index))
    first = by_group.agg(lambda c: "、".join(dict.fromkeys(c.head(MOST_NAMED))))
    count = by_group.nunique()
    words = first + "等" + count.astype("str") + "项"
    return group.map(words).astype("str")


def _each(texts: "pd.Series[Any]", rule: Any) -> "pd.Series[Any]":
    """A rule over a column, each distinct text understood once."""
    return texts.map({t: rule(t) for t in texts.drop_duplicates()}).astype(bool)
