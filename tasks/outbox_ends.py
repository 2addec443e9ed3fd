"""How an attempt ended (送达结果): written once, by whoever still holds the row."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, select, update
from sqlalchemy.exc import SQLAlchemyError

from duban import tables as t
from duban.ways_on import SPENT
from tasks.channels.letter import Verdict
from tasks.channels.limits import block
from tasks.pacing import Clock, Pace

# A refusal is tried again at each run, then each half hour; a copy is not sent without end.
THEN_EVERY = timedelta(minutes=30)
# How a worker waits for a store that is restarted before it gives up keeping what came of a letter.
KEEP_AGAIN = (0.2, 1.0, 3.0, 6.0)


def keep(engine: Engine, row: Any, verdict: Verdict, clock: Clock, pace: Pace) -> None:
    """Write how it ended, again after a pause where the store was away: a commit of which nobody knows is
    settled by the token, which the first one that went through took from the row.
    """
    for pause in (*KEEP_AGAIN, None):
        try:
            with engine.begin() as conn:
                settle(conn, row.id, row.token, verdict, clock(), pace.physical())
            return
        except SQLAlchemyError:
            if pause is None or pace.physical() > row.leased_until:
                raise
            pace.sleep(pause)


def settle(conn: Connection, outbox_id: int, token: str, verdict: Verdict, now: datetime,
            physical: datetime | None = None) -> None:  # fmt: skip
    """Write how an attempt ended, if the row is still held by that token.

    Once in doubt, always in doubt: ``again`` stays with the row whatever comes of later tries.
    """
    o, a = t.outbox, t.attempt
    doubt = {"again": True} if verdict.state == "unknown" else {}
    later = physical + THEN_EVERY if physical else None
    state = SPENT if verdict.for_good else verdict.state
    held = conn.execute(update(o).where(
        o.c.id == outbox_id, o.c.state == "sending", o.c.token == token,
    ).values(state=state, token=None, leased_until=later, **doubt))  # fmt: skip
    if held.rowcount != 1:
        return
    mine = and_(a.c.outbox_id == outbox_id, a.c.verdict == "sending")
    conn.execute(update(a).where(mine).values(ended_at=now, verdict=verdict.state, detail=verdict.detail))
    account = conn.scalar(select(o.c.account).where(o.c.id == outbox_id))
    if verdict.wait_seconds and physical and account:
        block(conn, account, physical + timedelta(seconds=verdict.wait_seconds))
