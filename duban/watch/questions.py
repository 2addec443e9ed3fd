"""What waits for a person (待人处理), counted by kind: whose turn it is, how many, how many too long."""

from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, Schema, records
from duban.watch.page import Page, Place, page, table

# One kind of question: how many, how many past their limit, the earliest limit, working days since it passed.
QUESTIONS = Schema(
    "questions", {"kind": TEXT, "count": WHOLE, "overdue": WHOLE, "limit_on": DAY, "workdays": WHOLE}
)
# Each kind: whose turn, what it is called, where it is settled.
KINDS: dict[str, tuple[str, str, str]] = {
    "request": ("office", "请求待确认", "/todo"), "review": ("office", "申报待验收", "/todo"),
    "accepted": ("office", "已验收待销号", "/todo"), "release": ("office", "督办单待审签", "/todo"),
    "held": ("office", "报送暂缓采用", "/deliveries"), "match": ("office", "疑似同一事项", "/todo"),
    "dispute": ("office", "责任归属待定", "/todo"), "signal": ("office", "疑点待核", "/todo"),
    "look_back": ("office", "回头看待登记", "/todo"), "deadline": ("reporter", "时限待核", "/todo"),
    "missing": ("reporter", "台账中不见", "/board?klass=missing"), "ledger": ("reporter", "台账迟报", "/ledgers"),
    "business": ("leader", "业务责任待回应", "/board"), "conduct": ("leader", "履责事项待回应", "/board"),
}  # fmt: skip
WHO = {"office": "整改办", "reporter": "报送人", "leader": "领导"}


def questions_page(place: Place, questions: pd.DataFrame) -> Page:
    """The page of QUESTIONS, by whose turn it is, in the order of KINDS."""
    known = {str(one["kind"]): one for one in records(questions)}
    there = [known[kind] for kind in KINDS if kind in known and known[kind]["count"]]
    title = place.say("待人处理")
    if not there:
        return page("questions", place, title, place.say("没有待人处理的事。"))
    total, over = (sum(int(one[name]) for one in there) for name in ("count", "overdue"))
    said = place.say("共{n}件，其中超过时限{over}件。", n=total, over=over)
    rows = [_row(place, one) for one in there]
    headings = ("轮到谁", "事由", "件数", "超过时限", "最早的时限", "已过工作日")
    return page("questions", place, title, said, table([place.say(h) for h in headings], rows))


def _row(place: Place, one: dict[str, Any]) -> list[object]:
    who, words, path = KINDS[str(one["kind"])]
    limit = "—" if pd.isna(one["limit_on"]) else f"{one['limit_on']:%Y-%m-%d}"
    return [place.say(WHO[who]), place.to(place.say(words), path), one["count"], one["overdue"] or "—", limit,
            "—" if pd.isna(one["workdays"]) or not one["overdue"] else one["workdays"]]  # fmt: skip
