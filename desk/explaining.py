"""``duban why``: the proof of one notice, from what was kept when it was said."""

from collections.abc import Iterable
from typing import Any

import click
from sqlalchemy import select

from desk import options
from desk.replaying import beside
from duban import tables as t
from duban.errors import Refused
from tasks.context import Context, open_site
from tasks.database import reads

KIND_ZH = {"dated": "定期", "immediate": "立行立改", "standing": "长期坚持", "recurring": "周期",
           "span": "期限", "unclear": "待核"}  # fmt: skip
CHASE_ZH = {"unsent": "未能送达的通知", "audit": "核查不符", "business": "业务回应", "conduct": "履责反馈", "review": "验收", "release": "审签",
            "missing": "未见于台账", "deadline": "时限待核", "dispute": "定责", "look_back": "回头看", "request": "请求待确认",
            "ledger": "报送"}  # fmt: skip
LINE_ZH = {"business": "业务责任", "conduct": "党风廉政责任"}


@click.command()
@options.site
@click.argument("notice")
def why(site: str, notice: str) -> None:
    """一份通知的依据：事实、规则与日历版本、岗位任职、送达结果。"""
    at = open_site(site)
    for line in proof(at, notice):
        click.echo(line)


def proof(at: Context, number: str) -> Iterable[str]:
    """The proof line by line. Raises Refused where there is no such notice."""
    with reads(at.engine) as conn:
        told = conn.execute(select(t.notice).where(t.notice.c.site == at.site,
                                                   t.notice.c.id == number)).one_or_none()  # fmt: skip
        if told is None:
            raise Refused(f"没有编号为“{number}”的通知，编号可用 duban notices 查看")
        rows = conn.execute(
            select(t.escalation, t.policy.c.name, t.policy.c.version)
            .join(t.policy, t.policy.c.id == t.escalation.c.policy_id)
            .where(t.escalation.c.site == at.site, t.escalation.c.notice_id == number)
            .order_by(t.escalation.c.item, t.escalation.c.line)).all()  # fmt: skip
        yield f"{told.made_at:%Y-%m-%d %H:%M} 告知 {_name(at, told.person)}（岗位 {told.post}）　{number}"
        yield f"  {told.title}"
        for number_, row in enumerate(rows, 1):
            yield from _row(at, conn, number_, row)
            yield from beside(conn, at, told, row)
        yield from _chases(conn, at, number)
        yield from _ways(conn, at, number)


def _row(at: Context, conn: Any, number: int, row: Any) -> Iterable[str]:
    f = row.facts
    yield f"第{number}项　{row.item}　{LINE_ZH[row.line]}"
    yield (f"  时限 {f.get('due_on')} ← 台账“{str(f.get('due_text')).strip()}”（{f.get('source')}，"
           f"{f.get('read_on')}报送{_place(conn, at, row)}；判读：{KIND_ZH.get(f.get('kind'), '')}，"
           f"{'确定' if f.get('certain') else '待核'}）")  # fmt: skip
    yield (f"  规则 {row.name} 第{row.version}版　第{row.level}级{row.label}　第{row.round}轮　"
           f"{row.on}到级，{row.told_on}告知　日历 {row.calendar}")  # fmt: skip
    yield f"  {row.why}；任期 {row.tenure}"
    yield from _before(conn, at, row)
    if f.get("claim") == "done":
        yield "  申报完成，" + ("附佐证" if f.get("evidence") else "无佐证，不暂停计时")


def _place(conn: Any, at: Context, row: Any) -> str:
    """The ledger's row the date was read from, newest delivery not later than the telling."""
    query = (select(t.reading.c.row).join(t.delivery, t.delivery.c.id == t.reading.c.delivery_id)
             .where(t.reading.c.site == at.site, t.reading.c.item == row.item,
                    t.delivery.c.as_of_on <= row.told_on)
             .order_by(t.delivery.c.as_of_on.desc(), t.reading.c.id.desc()).limit(1))  # fmt: skip
    found = conn.scalar(query)
    return f"，第{found}行" if found else ""


def _before(conn: Any, at: Context, row: Any) -> Iterable[str]:
    e = t.escalation
    query = (select(e.c.level, e.c.label, e.c.round, t.notice.c.on, e.c.person)
             .join(t.notice, (t.notice.c.site == e.c.site) & (t.notice.c.id == e.c.notice_id))
             .where(e.c.site == at.site, e.c.item == row.item, e.c.episode == row.episode,
                    e.c.line == row.line, t.notice.c.on < row.told_on)
             .order_by(t.notice.c.on, e.c.level))  # fmt: skip
    told: dict[tuple[Any, ...], list[str]] = {}
    for one in conn.execute(query):
        key = (one.level, one.label, one.round, one.on)
        told.setdefault(key, []).append(_name(at, one.person))
    if told:
        yield "  此前 " + "；".join(f"第{k[0]}级{k[1]}第{k[2]}轮 {k[3]} → {'、'.join(v)}"
                                   for k, v in told.items())  # fmt: skip


def _chases(conn: Any, at: Context, number: str) -> Iterable[str]:
    """What was chased in this notice: the how manyth time, whose it was, and since when it was owed."""
    c = t.chase.c
    query = select(t.chase).where(c.site == at.site, c.notice_id == number).order_by(c.kind, c.target)
    for one in conn.execute(query):
        about = one.item or one.unit
        yield (f"催办　{CHASE_ZH[one.kind]} {about} 第{one.number}次，{one.on}应催"
               f"{'（抄送）' if one.copy else ''}；依据 {one.target}")  # fmt: skip


def _ways(conn: Any, at: Context, number: str) -> Iterable[str]:
    query = (select(t.outbox.c.channel, t.attempt)
             .join(t.attempt, t.attempt.c.outbox_id == t.outbox.c.id)
             .where(t.outbox.c.site == at.site, t.outbox.c.notice_id == number)
             .order_by(t.attempt.c.started_at))  # fmt: skip
    for one in conn.execute(query):
        yield (f"送达　{one.channel} 第{one.number}次 {one.started_at:%Y-%m-%d %H:%M:%S} {one.verdict}"
               f"{'　' + one.detail if one.detail else ''}　{one.message_id}")  # fmt: skip


def _name(at: Context, person: str) -> str:
    return next((p.name for p in at.loaded.roster.people if p.id == person), person)
