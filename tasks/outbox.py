"""The outbox (发件箱): claimed by compare-and-set, the intent kept before the first byte leaves.

A crash after the intent was kept leaves an attempt of which nobody knows the end: it becomes
``unknown``, and whatever goes out later is marked as a copy.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from duban import tables as t
from tasks.channels.addresses import Book
from tasks.channels.letter import Verdict
from tasks.database import insert_ignoring, reads
from tasks.worker import is_gone, new_token

LEASE = timedelta(seconds=120)
# What has not begun to leave by then must not leave any more: another may have taken over.
SEND_WITHIN = timedelta(seconds=60)
# A refusal is tried again at each run, then each half hour; a copy is not sent without end.
TRIES_AT_ONCE, THEN_EVERY, UNKNOWN_A_DAY = 3, timedelta(minutes=30), 2
WAITING = ("pending", "held", "refused", "unknown")
AT_ONCE = 4

Clock = Callable[[], datetime]
Attempt = Callable[[Any, str, bool], Verdict]


@dataclass(frozen=True)
class Delivered:
    """What came of one round; ``failures`` are sentences about what is still unsent."""

    sent: int = 0
    refused: int = 0
    unknown: int = 0
    failures: tuple[str, ...] = ()


def wall() -> datetime:
    """Give the moment by which leases count: UTC, whatever day a run stands in."""
    return datetime.now(UTC).replace(tzinfo=None)


def deliver(engine: Engine, site: str, today: date, clock: Clock, attempt: Attempt,
            physical: Clock = wall) -> Delivered:  # fmt: skip
    """Try everything due once; one that fails never stops the others.

    ``attempt`` gets the row, the Message-ID and whether this is a copy, and sends. ``clock`` is
    the moment as the run sees it, ``physical`` the one by which leases count.
    """
    expire(engine, site, clock(), physical())

    def once(outbox_id: int, attempts: int) -> tuple[Any, Verdict] | None:
        return deliver_one(engine, outbox_id, attempts, clock, attempt, physical)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda one: once(*one), due(engine, site, today, physical())))
    tried = [one for one in done if one is not None]
    states = [verdict.state for _, verdict in tried]
    failed = tuple(f"通知 {row.notice_id}（{row.person}，{row.channel}）未能确认送达：{v.detail}"
                   for row, v in tried if v.state != "sent")  # fmt: skip
    return Delivered(states.count("sent"), states.count("refused"), states.count("unknown"), failed)


def expire(engine: Engine, site: str, now: datetime, physical: datetime) -> int:
    """Take back what a worker left behind: nobody knows whether it went. Gives how many.

    A worker of this machine that is gone is not waited for, one elsewhere has its lease.
    """
    o = t.outbox
    mine = select(o.c.id, o.c.token, o.c.leased_until).where(
        o.c.site == site, o.c.state == "sending")  # fmt: skip
    with reads(engine) as conn:
        held = conn.execute(mine).all()
    lost = [row for row in held if row.leased_until < physical or is_gone(row.token or "")]
    for row in lost:
        with engine.begin() as conn:
            _settle(conn, row.id, row.token, Verdict("unknown", "送出途中中断，结果不明"), now)
    return len(lost)


def due(engine: Engine, site: str, today: date, physical: datetime) -> list[tuple[int, int]]:
    """Give what is to be tried now, by id, and how often it was tried.

    What was tried least comes first, so that a bad address keeps nobody waiting.
    """
    o = t.outbox
    tried = (_tried(today, "refused") + _tried(today, "unknown")) < TRIES_AT_ONCE
    again = or_(tried, o.c.leased_until < physical)
    known = _tried(today, "unknown") < UNKNOWN_A_DAY
    query = (select(o.c.id, o.c.attempts)
             .where(o.c.site == site, o.c.due_on <= today,
                    or_(o.c.state.in_(("pending", "held")),
                        and_(o.c.state == "refused", again, known),
                        and_(o.c.state == "unknown", known)))
             .order_by(o.c.attempts, o.c.id))  # fmt: skip
    with reads(engine) as conn:
        return [(int(row.id), int(row.attempts)) for row in conn.execute(query)]


def _tried(today: date, verdict: str) -> ColumnElement[int]:
    """How many attempts of a row ended so on a day."""
    a, start = t.attempt, datetime.combine(today, time())
    return (select(func.count()).where(
        a.c.outbox_id == t.outbox.c.id, a.c.verdict == verdict, a.c.started_at >= start,
        a.c.started_at < start + timedelta(days=1)).scalar_subquery())  # fmt: skip


def deliver_one(engine: Engine, outbox_id: int, attempts: int, clock: Clock, attempt: Attempt,
                physical: Clock = wall) -> tuple[Any, Verdict] | None:  # fmt: skip
    """Make one attempt of one row that was tried ``attempts`` times before.

    None where another worker has it, or has tried it since.
    """
    row: Any = None
    try:
        row = _claim(engine, outbox_id, attempts, clock(), physical())
        if row is None:
            return None
        verdict = _try(row, attempt, physical)
        with engine.begin() as conn:
            _settle(conn, outbox_id, row.token, verdict, clock(), physical() + THEN_EVERY)
    except SQLAlchemyError as fault:
        # What was sent stays sent; the row is taken back when its lease has run out.
        return row and (row, Verdict("unknown", f"结果未能记入数据库（{type(fault).__name__}）"))
    return row, verdict


def _try(row: Any, attempt: Attempt, physical: Clock) -> Verdict:
    if physical() > row.leased_until - LEASE + SEND_WITHIN:
        return Verdict("refused", "本机停顿过久，未发出")
    try:
        return attempt(row, message_id(row), bool(row.again))
    except Exception as fault:
        # Whatever it was, nobody can say that nothing left.
        return Verdict("unknown", f"程序出错（{type(fault).__name__}）")


def message_id(row: Any) -> str:
    """Give the Message-ID of a row: the same for every copy, so that a mail program sees one."""
    return f"<{row.notice_id}.{row.id}@duban>"


def _claim(engine: Engine, outbox_id: int, attempts: int, now: datetime,
           physical: datetime) -> Any:  # fmt: skip
    """Take a row and keep the intent, both before anything leaves; None where it was taken."""
    o, lease = t.outbox, {"token": new_token(), "leased_until": physical + LEASE}
    with engine.begin() as conn:
        taken = conn.execute(update(o).where(
            o.c.id == outbox_id, o.c.state.in_(WAITING), o.c.attempts == attempts,
        ).values(state="sending", attempts=attempts + 1, **lease))  # fmt: skip
        if taken.rowcount != 1:
            return None
        row = conn.execute(select(o).where(o.c.id == outbox_id)).one()
        conn.execute(insert(t.attempt).values(
            outbox_id=outbox_id, number=row.attempts, started_at=now, verdict="sending",
            detail="", message_id=message_id(row)))  # fmt: skip
        return row


def _settle(conn: Connection, outbox_id: int, token: str, verdict: Verdict, now: datetime,
            later: datetime | None = None) -> None:  # fmt: skip
    """Write how an attempt ended, if the row is still held by that token.

    Once in doubt, always in doubt: ``again`` stays with the row whatever comes of later tries.
    """
    o, a = t.outbox, t.attempt
    doubt = {"again": True} if verdict.state == "unknown" else {}
    held = conn.execute(update(o).where(
        o.c.id == outbox_id, o.c.state == "sending", o.c.token == token,
    ).values(state=verdict.state, token=None, leased_until=later, **doubt))  # fmt: skip
    end = {"ended_at": now, "verdict": verdict.state, "detail": verdict.detail}
    if held.rowcount == 1:
        mine = and_(a.c.outbox_id == outbox_id, a.c.verdict == "sending")
        conn.execute(update(a).where(mine).values(**end))


def received(engine: Engine, site: str, message: str, now: datetime) -> bool:
    """A receipt that comes late (回执) for what was in doubt: it was sent, and is not sent again.

    ``message`` is the Message-ID the receipt names. Whether it was one in doubt.
    """
    match = re.fullmatch(r"<(.+)\.(\d{1,9})@duban>", message.strip())
    if match is None:
        return False
    o, row = t.outbox, {"outbox_id": int(match[2]), "started_at": now, "ended_at": now, "verdict": "sent"}
    with engine.begin() as conn:
        mine = (o.c.site == site, o.c.id == int(match[2]), o.c.notice_id == match[1])
        doubtful = update(o).where(*mine, o.c.state == "unknown")
        tried = o.c.attempts + 1
        if conn.execute(doubtful.values(state="sent", attempts=tried, leased_until=None)).rowcount != 1:
            return False
        number = conn.execute(select(o.c.attempts).where(o.c.id == int(match[2]))).scalar_one()
        conn.execute(insert(t.attempt).values(**row, number=number, detail="对方事后回执收到",
                                              message_id=message.strip()))  # fmt: skip
    return True


def readdress(engine: Engine, site: str, today: date, book: Book) -> int:
    """Void what waits for an address that is no more, and make a way to those there are.

    Gives how many were voided. What may have arrived before stays marked as a copy.
    """
    o = t.outbox
    mine = select(o).where(o.c.site == site, o.c.due_on <= today, o.c.state.in_(WAITING))
    with reads(engine) as conn:
        stale = [r for r in conn.execute(mine) if book.find(r.person, r.address_key) is None]
    for row in stale:
        with engine.begin() as conn:
            gone = conn.execute(update(o).where(o.c.id == row.id, o.c.state == row.state)
                                .values(state="void"))  # fmt: skip
            if gone.rowcount == 1:
                insert_ignoring(o, ways(site, row.notice_id, row.person, row.due_on, book,
                                        row.again), conn)  # fmt: skip
    return len(stale)


def ways(site: str, notice_id: str, person: str, on: date, book: Book,
         again: bool = False) -> list[dict[str, Any]]:  # fmt: skip
    """Give the outbox rows of one notice: one for each address of the person."""
    row = {"site": site, "notice_id": notice_id, "person": person, "due_on": on, "again": again,
           "state": "pending", "attempts": 0, "token": None, "leased_until": None}  # fmt: skip
    return [{**row, "channel": a.channel, "address_key": a.key} for a in book.of(person)]


def unsent(engine: Engine, site: str, today: date) -> tuple[int, int]:
    """Give how many messages due by a day were sent, and how many there are; void ones aside."""
    o = t.outbox
    query = (select(func.count(), func.count().filter(o.c.state == "sent"))
             .where(o.c.site == site, o.c.due_on <= today, o.c.state != "void"))  # fmt: skip
    with reads(engine) as conn:
        every, sent = conn.execute(query).one()
    return int(sent), int(every)
