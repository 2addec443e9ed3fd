"""What people decided, answered and heard beside one notice's line (行为、回应、催办、更正), from the record."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, or_, select

from duban import tables as t
from tasks.context import Context

ACT_ZH = {
    "accept": "验收", "return": "退回", "write_off": "销号", "extend": "延期", "reopen": "重新打开",
    "judge": "评定", "silence": "暂停提示", "release": "审签", "correct": "更正时限", "hand_over": "交接",
    "dispute": "权属争议", "own": "明确牵头", "talk": "谈话决定", "target": "设定目标", "look_back": "回头看",
    "false_claim": "认定申报不实", "match": "认定同一事项", "lower_ask": "提出降为内部", "lower": "降为内部",
}  # fmt: skip
# What belongs to each kind, in words; {name} is the detail's.
DETAIL_ZH = {
    "extend": "{from}→{to}，{asked_on}申请，第{times}次，{approver}批准", "reopen": "前次{settled_on}销号",
    "judge": "第{level}级", "silence": "至{until}", "release": "第{level}级", "correct": "{before}→{after}",
}  # fmt: skip


def beside(conn: Connection, at: Context, told: Any, row: Any) -> Iterable[str]:
    """The lines that stand beside one row of a notice; ``told`` is the notice, ``row`` its escalation."""
    yield from _holder(conn, at, row)
    yield from _acts(conn, at, told, row)
    yield from _answers(conn, at, told, row)
    yield from _chases(conn, at, row)
    yield from _corrections(conn, at, told, row)


def _holder(conn: Connection, at: Context, row: Any) -> Iterable[str]:
    """Who held the post and since when, and the hand-over that says so."""
    post, _, rest = row.tenure.partition(":")
    person, _, since = rest.partition(":")
    if not person:
        yield f"  岗位 {post} 当时无人任职"
        return
    a, n = t.act, t.tenure
    mine = (n.c.site == at.site, n.c.post == post, n.c.person == person)
    query = select(n.c.from_on, n.c.acting, a.c.by, a.c.why).join(a, a.c.id == n.c.act_id).where(*mine)
    handed = next((h for h in conn.execute(query) if h.from_on.isoformat() == since), None)
    ground = (
        f"（交接：{handed.by}，{handed.why}{'，代理' if handed.acting else ''}）" if handed else "（花名册）"
    )
    yield f"  任职 {_name(at, person)}自{since}起任{post}{ground}"


def _acts(conn: Connection, at: Context, told: Any, row: Any) -> Iterable[str]:
    a = t.act.c
    query = select(t.act).where(a.site == at.site, a.item == row.item).order_by(a.at, a.id)
    for act in conn.execute(query):
        when = _when((act.on, act.at), (told.on, told.made_at))
        yield f"  {when}行为 {act.on} {ACT_ZH.get(act.kind, act.kind)}{_detail(at, act.kind, act.detail)}　{act.by}：{act.why}"


def _when(act: tuple[Any, Any], told: tuple[Any, Any]) -> str:
    """Whether a person acted before the notice was made or after it, by the moment."""
    if act == told:
        return "当日"
    return "此前" if act < told else "此后"


def _detail(at: Context, kind: str, detail: Mapping[str, Any]) -> str:
    words = DETAIL_ZH.get(kind)
    facts = {**detail, "approver": _name(at, str(detail.get("approved_by", "")))}
    return f"（{words.format(**facts)}）" if words else ""


def _answers(conn: Connection, at: Context, told: Any, row: Any) -> Iterable[str]:
    """Answers to this notice on this line: to the item, to its ask, or only that it was seen."""
    a = t.answer.c
    about = [a.item == row.item, a.kind == "seen"] + ([a.ask == row.ask] if row.ask else [])
    query = select(t.answer).where(a.site == at.site, a.notice_id == told.id, a.line == row.line, or_(*about))
    found = conn.execute(query.order_by(a.at, a.id)).all()
    for one in found:
        kind = "签收" if one.kind == "seen" else "回应"
        by = f"（纸面，{one.by}代录）" if one.via == "paper" else ""
        promise = f"，{one.date_on}前完成" if one.date_on else ""
        yield f"  {kind} {one.on} {_name(at, one.person)}{by}{'：' + one.text if one.text else ''}{promise}"
    if row.answer_by and not any(one.kind == "response" for one in found):
        later = f"，已于{row.answered_at:%Y-%m-%d}随后一份通知回应" if row.answered_at else "，尚未回应"
        yield f"  应于{row.answer_by}前回应{later}"


def _chases(conn: Connection, at: Context, row: Any) -> Iterable[str]:
    """Chases of what this row asks of this tenure, and who was copied."""
    c = t.chase.c
    key = "|".join(str(part) for part in (row.item, row.episode, row.level, row.round, row.tenure))
    owed = (c.site == at.site, c.kind == row.line, c.target == (key if row.line == "business" else row.ask))
    query = select(t.chase).where(*owed).order_by(c.number, c.copy)
    for one in conn.execute(query):
        yield f"  第{one.number}次催办 {one.told_on} {'抄送' if one.copy else '→'} {_name(at, one.person)}"


def _corrections(conn: Connection, at: Context, told: Any, row: Any) -> Iterable[str]:
    c = t.correction.c
    query = select(c.text).where(c.site == at.site, c.item == row.item, c.person == told.person,
                                 c.text.contains(told.id))  # fmt: skip
    for text in conn.scalars(query):
        yield f"  更正 {text}"


def _name(at: Context, person: str) -> str:
    return at.loaded.names.get(person, person)
