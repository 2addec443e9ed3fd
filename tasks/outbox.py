"""The outbox: claimed by compare-and-set, the intent kept before the first byte, one verdict each."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, insert, or_, select, update

from duban import tables as t
from tasks.channels.send import Verdict
from tasks.database import reads

LEASE = timedelta(seconds=120)
MOST_ATTEMPTS = 8
WAITING = ("pending", "held", "refused", "unknown")
Try = Callable[[Any, str, bool], Verdict]


@dataclass(frozen=True)
class Delivered:
    """What came of one round: how many were sent, refused, unknown."""

    sent: int = 0
    refused: int = 0
    unknown: int = 0


def due(engine: Engine, site: str, today: date, now: datetime) -> list[int]:
    """What is to be tried now, oldest first: never tried before tried again, leases run out too."""
    o = t.outbox
    lapsed = and_(o.c.state == "sending", o.c.leased_until < now)
    query = (select(o.c.id).where(o.c.site == site, o.c.due_on <= today, o.c.attempts < MOST_ATTEMPTS,
                                  or_(o.c.state.in_(WAITING), lapsed))
             .order_by(o.c.attempts, o.c.id))  # fmt: skip
    with reads(engine) as conn:
        return list(conn.scalars(query))


def deliver(engine: Engine, site: str, today: date, clock: Callable[[], datetime],
            attempt: Try) -> Delivered:  # fmt: skip
    """Try everything due once; one that fails never stops the others."""
    counts = {"sent": 0, "refused": 0, "unknown": 0}
    for outbox_id in due(engine, site, today, clock()):
        verdict = _one(engine, outbox_id, clock, attempt)
        if verdict is not None:
            counts[verdict.state] += 1
    return Delivered(**counts)


def _one(engine: Engine, outbox_id: int, clock: Callable[[], datetime], attempt: Try) -> Verdict | None:
    """One attempt of one row, if this worker gets it; None where another has it."""
    token = secrets.token_hex(16)
    row = _claim(engine, outbox_id, token, clock())
    if row is None:
        return None
    message_id = f"<{row.notice_id}.{row.id}@duban>"
    verdict = attempt(row, message_id, bool(row.again))
    _settle(engine, row, token, verdict, clock(), message_id)
    return verdict


def _claim(engine: Engine, outbox_id: int, token: str, now: datetime) -> Any:
    """Take a row and write the intent, both kept before anything leaves."""
    o = t.outbox
    with engine.begin() as conn:
        row = conn.execute(select(o).where(o.c.id == outbox_id)).one()
        broken_off = row.state == "sending"
        if broken_off and not row.leased_until < now:
            return None
        # Broken off after the intent: nobody knows whether it went, so a copy says so.
        again = row.again or broken_off or row.state == "unknown"
        taken = conn.execute(update(o).where(
            o.c.id == outbox_id, o.c.state == row.state, o.c.attempts == row.attempts,
        ).values(state="sending", token=token, leased_until=now + LEASE, again=again,
                 attempts=row.attempts + 1))  # fmt: skip
        if taken.rowcount != 1:
            return None
        conn.execute(update(t.attempt).where(t.attempt.c.outbox_id == outbox_id,
                                             t.attempt.c.verdict == "sending")
                     .values(verdict="unknown", ended_at=now, detail="中断，结果不明"))  # fmt: skip
        conn.execute(insert(t.attempt).values(
            outbox_id=outbox_id, number=row.attempts + 1, started_at=now, verdict="sending",
            detail="", message_id=f"<{row.notice_id}.{row.id}@duban>"))  # fmt: skip
        return conn.execute(select(o).where(o.c.id == outbox_id)).one()


def _settle(engine: Engine, row: Any, token: str, verdict: Verdict, now: datetime,
            message_id: str) -> None:  # fmt: skip
    """Write the verdict, if the row is still ours."""
    with engine.begin() as conn:
        ours = conn.execute(update(t.outbox).where(
            t.outbox.c.id == row.id, t.outbox.c.state == "sending", t.outbox.c.token == token,
        ).values(state=verdict.state, leased_until=None))  # fmt: skip
        if ours.rowcount == 1:
            conn.execute(update(t.attempt).where(t.attempt.c.outbox_id == row.id,
                                                 t.attempt.c.number == row.attempts)
                         .values(ended_at=now, verdict=verdict.state, detail=verdict.detail,
                                 message_id=message_id))  # fmt: skip


def unsent(engine: Engine, site: str, today: date) -> tuple[int, int]:
    """How many messages due by a day were made and how many of them were sent."""
    query = select(t.outbox.c.state).where(t.outbox.c.site == site, t.outbox.c.due_on <= today,
                                           t.outbox.c.state != "void")  # fmt: skip
    with reads(engine) as conn:
        states = list(conn.scalars(query))
    return sum(s == "sent" for s in states), len(states)
