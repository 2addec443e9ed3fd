"""Answers (签收、回应): what a response to a notice answers, and who may give or record one.

Each line is answered apart. 签收 means seen, no more. An answer stands for what the notice showed as
owed: the items it told of, and those told before that were still open in it. It never changes a level,
and never answers what was told later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from duban.approver import posts_held
from duban.errors import Refused
from duban.roster import Roster

LINE_ZH = {"business": "业务责任", "conduct": "党风廉政责任"}
Via = Literal["paper", "desk", "command", "program"]


@dataclass(frozen=True)
class Addressed:
    """A notice as an answer finds it: its number, whom it was told, in which post, on which day."""

    id: str
    person: str
    post: str
    on: date


def owed_rows(rows: pd.DataFrame, notice: Addressed, line: str) -> pd.DataFrame:
    """The escalations a notice showed this person as owing an answer on a line, whatever became of them.

    ``rows``: item, line, person, unit, answer_by, ask, notice_on, state, post.
    """
    owed = rows["answer_by"].notna() if line == "business" else rows["ask"].ne("")
    shown = rows["notice_on"].notna() & (rows["notice_on"] <= pd.Timestamp(notice.on))
    return rows[rows["person"].eq(notice.person) & rows["line"].eq(line) & owed & shown]


def picked(rows: pd.DataFrame, notice: Addressed, line: str, items: Sequence[str],
           units: Sequence[str]) -> pd.DataFrame:  # fmt: skip
    """The owed rows that are meant: all, or those of the named items or units.

    A conduct ask is answered whole: naming one of its grounds names it.
    Raises Refused where the notice asks nothing on the line, or does not hold what is named.
    """
    if rows.empty:
        raise Refused(f"通知{notice.id}的{LINE_ZH[line]}没有需要回应的事项")
    for name, column in [*((i, "item") for i in items), *((u, "unit") for u in units)]:
        if not rows[column].eq(name).any():
            held = "、".join(dict.fromkeys(rows[column]))
            raise Refused(f"通知{notice.id}的{LINE_ZH[line]}中没有“{name}”，需要回应的有：{held}")
    if not items and not units:
        return rows
    named = rows["item"].isin(items) | rows["unit"].isin(units)
    asks = set(rows.loc[named & rows["ask"].ne(""), "ask"])
    return rows[named | (rows["ask"].isin(asks) & (line == "conduct"))]


def held_then(rows: pd.DataFrame, roster: Roster, notice: Addressed, on: date) -> pd.DataFrame:
    """The rows of posts the person still held on the day of the answer.

    Raises Refused where there are none: what a successor owes only the successor answers.
    """
    held = {t.post for t in roster.tenures if t.person == notice.person and t.holds_on(on)}
    mine = rows[rows["post"].isin(held)]
    if mine.empty:
        post = str(rows["post"].iloc[0])
        now = roster.holder(post, on)
        by = f"，应由现任{roster.person(now.person).name}回应" if now else ""
        raise Refused(f"{roster.person(notice.person).name}{on}已不任{roster.post(post).title}{by}")
    return mine


def recorded_via(roster: Roster, notice: Addressed, by: str, via: Via, day: date) -> Via:
    """How an answer came: by the person told, or on paper and recorded by the office (代录).

    Raises Refused where somebody else on the roster answers another's notice.
    """
    if via == "paper":
        return via
    who = next((p for p in roster.people if by == p.id or by in (p.name, *p.aliases)), None)
    if who is not None and who.id == notice.person:
        return via
    if who is None or any("steward" in p.roles for p in posts_held(roster, who.id, day)):
        return "paper"
    told = roster.person(notice.person).name
    raise Refused(f"通知{notice.id}是发给{told}的，{by}不能代为回应；纸面批示请由整改办代录（--via paper）")


def check_words(
    notice: Addressed, seen: bool, text: str, date_on: date | None, on: date, today: date
) -> None:
    """Refuse an answer that says nothing, or of a day on which it cannot have been given."""
    if not seen and not text.strip() and date_on is None:
        raise Refused("回应应写明意见或完成时间（--text、--date）；只表示已看到请用 --seen")
    if on > today:
        raise Refused(f"回应日期{on}晚于今天{today}，应为作出回应的日期")
    if on < notice.on:
        raise Refused(f"回应日期{on}早于通知{notice.id}的日期{notice.on}")
