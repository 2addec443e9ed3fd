"""The outbox (发件箱): claimed by compare-and-set, the intent kept before the first byte leaves.

A crash after the intent was kept leaves an attempt of which nobody knows the end: it becomes
``unknown``, and whatever goes out later is marked as a copy. Which way a notice takes next, and who
hears of it when there is none, is ``tasks.ways`` and ``tasks.relaying``.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, func, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from duban import tables as t
from duban.ways_on import REFUSALS, SPENT, UNCLEAR
from tasks.channels.letter import Verdict
from tasks.channels.limits import wait_seconds
from tasks.database import reads, refuse_newer
from tasks.outbox_ends import keep, settle
from tasks.pacing import Clock, Delivered, Later, Pace, summed, wall
from tasks.worker import is_gone, new_token

LEASE = timedelta(seconds=120)
# What has not begun to leave by then must not leave any more: another may have taken over.
SEND_WITHIN = timedelta(seconds=60)
# What took its worker down so often is not tried again by itself: the others must not suffer.
CRASHES, CRASHED = 3, "送出途中中断，结果不明"
WAITING = ("pending", "held", "refused", "unknown", SPENT)
AT_ONCE = 4

Attempt = Callable[[Any, str, bool], Verdict]


def deliver(engine: Engine, site: str, today: date, clock: Clock, attempt: Attempt,
            physical: Clock = wall, pace: Pace | None = None) -> Delivered:  # fmt: skip
    """Try everything due once; one that fails never stops the others.

    ``attempt`` gets the row, the Message-ID and whether this is a copy, and sends. ``clock`` is
    the moment as the run sees it, ``physical`` the one by which leases count. What a provider would
    not take yet waits here, if not too long.
    """
    pace = pace or Pace(physical)
    expire(engine, site, clock(), pace.physical())
    until = pace.physical() + timedelta(seconds=pace.patience_seconds)
    waiting, total = due(engine, site, today, pace), Delivered()
    while waiting:
        done = _round(engine, waiting, clock, attempt, pace)
        total += summed(one for one in done if isinstance(one, tuple))
        late = [one for one in done if isinstance(one, Later)]
        pause = min((one.seconds for one in late), default=0.0)
        waiting = [one.row for one in late]
        if waiting and pace.physical() + timedelta(seconds=pause) > until:
            return total + Delivered(later=len(waiting))
        if waiting:
            pace.sleep(pause)
    return total


def _round(engine: Engine, waiting: list[tuple[int, int]], clock: Clock, attempt: Attempt,
           pace: Pace) -> list[tuple[Any, Verdict] | Later | None]:  # fmt: skip
    """Try each once, several at a time; what went down with its worker comes last and by itself, so that
    what brings workers down is found out and nobody beside it is blamed.
    """

    def once(one: tuple[int, int]) -> tuple[Any, Verdict] | Later | None:
        return deliver_one(engine, one, clock, attempt, pace)

    suspect = _went_down(engine)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(once, (one for one in waiting if one[0] not in suspect)))
    return [*done, *(once(one) for one in waiting if one[0] in suspect)]


def _went_down(engine: Engine) -> frozenset[int]:
    a, o = t.attempt, t.outbox
    query = (
        select(o.c.id).join(a, a.c.outbox_id == o.c.id).where(o.c.state.in_(WAITING), a.c.detail == CRASHED)
    )
    with reads(engine) as conn:
        return frozenset(conn.scalars(query))


def expire(engine: Engine, site: str, now: datetime, physical: datetime) -> int:
    """Take back what a worker left behind: nobody knows whether it went. Gives how many.

    A worker of this machine that is gone is not waited for, one elsewhere has its lease. What took its
    worker down again and again is given up on this way.
    """
    o = t.outbox
    mine = select(o.c.id, o.c.token, o.c.leased_until).where(
        o.c.site == site, o.c.state == "sending")  # fmt: skip
    with reads(engine) as conn:
        held = conn.execute(mine).all()
    lost = [row for row in held if row.leased_until < physical or is_gone(row.token or "")]
    for row in lost:
        with engine.begin() as conn:
            settle(conn, row.id, row.token, Verdict("unknown", CRASHED), now)
            crashed = select(func.count()).where(
                t.attempt.c.outbox_id == row.id, t.attempt.c.detail == CRASHED
            )
            if (conn.scalar(crashed) or 0) >= CRASHES:
                conn.execute(update(o).where(o.c.id == row.id, o.c.state == "unknown").values(state=SPENT))
    return len(lost)


def due(engine: Engine, site: str, today: date, pace: Pace) -> list[tuple[int, int]]:
    """Give what is to be tried now, by id, and how often it was tried.

    What was tried least comes first, so that a bad address keeps nobody waiting.
    """
    o, physical = t.outbox, pace.physical()
    tried = (tried_today(today, "refused") + tried_today(today, "unknown")) < REFUSALS
    again = or_(tried, o.c.leased_until < physical)
    known = tried_today(today, "unknown") < UNCLEAR
    more = ([o.c.attempts == 0] if pace.fresh else []) + ([~arrived()] if pace.alone else [])
    more += [o.c.person.not_in(pace.resting)] if pace.resting else []
    query = (select(o.c.id, o.c.attempts)
             .where(o.c.site == site, o.c.due_on <= today, *more,
                    or_(o.c.state.in_(("pending", "held")), _once_a_day(today),
                        and_(o.c.state == "refused", again, known),
                        and_(o.c.state == "unknown", known, o.c.channel.not_in(pace.quiet))))
             .order_by(o.c.attempts, o.c.id))  # fmt: skip
    with reads(engine) as conn:
        return [(int(row.id), int(row.attempts)) for row in conn.execute(query)]


def _once_a_day(today: date) -> ColumnElement[bool]:
    """What was refused for good is asked about once on each later day: a full mailbox may be emptied."""
    o, a = t.outbox, t.attempt
    crashed = select(func.count()).where(a.c.outbox_id == o.c.id, a.c.detail == CRASHED).scalar_subquery()
    tried = tried_today(today, "refused") + tried_today(today, "unknown")
    return and_(o.c.state == SPENT, tried == 0, crashed < CRASHES)


def arrived() -> ColumnElement[bool]:
    """Whether another way of the same notice arrived, as a condition on an outbox row."""
    other = t.outbox.alias()
    return exists().where(other.c.site == t.outbox.c.site, other.c.notice_id == t.outbox.c.notice_id,
                          other.c.id != t.outbox.c.id, other.c.state == "sent")  # fmt: skip


def tried_today(today: date, verdict: str) -> ColumnElement[int]:
    """How many attempts of an outbox row ended so on a day, as a column of that row."""
    a, start = t.attempt, datetime.combine(today, time())
    return (select(func.count()).where(
        a.c.outbox_id == t.outbox.c.id, a.c.verdict == verdict, a.c.started_at >= start,
        a.c.started_at < start + timedelta(days=1)).scalar_subquery())  # fmt: skip


def deliver_one(engine: Engine, one: tuple[int, int], clock: Clock, attempt: Attempt,
                pace: Pace) -> tuple[Any, Verdict] | Later | None:  # fmt: skip
    """Make one attempt of one row (its id, and how often it was tried before).

    None where another worker has it, or has tried it since; Later where its account must wait.
    """
    row: Any = None
    try:
        row = _claim(engine, one, clock(), pace)
        if row is None or isinstance(row, Later):
            return row
        verdict = _try(row, attempt, pace.physical)
        keep(engine, row, verdict, clock, pace)
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


def _claim(engine: Engine, one: tuple[int, int], now: datetime, pace: Pace) -> Any:
    """Take a row and keep the intent, both before anything leaves; None where it was taken, or where
    another way of the same notice is under way or has arrived.
    """
    o, physical = t.outbox, pace.physical()
    with engine.begin() as conn:
        refuse_newer(conn)
        mine = conn.execute(select(o).where(o.c.id == one[0])).one()
        beside = _beside(conn, mine)
        if pace.alone and any(way.state in ("sending", "sent") for way in beside):
            return None
        wait = wait_seconds(conn, mine.channel, mine.account, physical)
        if wait > 0:
            return Later(one, wait)
        marked = {"again": True} if any(way.again for way in beside) else {}
        taken = conn.execute(update(o).where(
            o.c.id == one[0], o.c.state.in_(WAITING), o.c.attempts == one[1],
        ).values(state="sending", attempts=one[1] + 1, token=new_token(), leased_until=physical + LEASE,
                 **marked))  # fmt: skip
        if taken.rowcount != 1:
            return None
        row = conn.execute(select(o).where(o.c.id == one[0])).one()
        conn.execute(insert(t.attempt).values(
            outbox_id=row.id, number=row.attempts, started_at=now, verdict="sending", detail="",
            message_id=message_id(row), left_at=physical))  # fmt: skip
        return row


def _beside(conn: Connection, row: Any) -> list[Any]:
    """The other ways of the same notice, which nobody else takes before this transaction ends."""
    n, o = t.notice, t.outbox
    conn.execute(select(n.c.id).where(n.c.site == row.site, n.c.id == row.notice_id).with_for_update()).all()
    query = select(o.c.state, o.c.again).where(o.c.site == row.site, o.c.notice_id == row.notice_id,
                                               o.c.id != row.id)  # fmt: skip
    return list(conn.execute(query))
