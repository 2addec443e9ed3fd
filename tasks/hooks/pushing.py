"""Events on their way (对外推送): claimed by compare-and-set, the intent kept before the first byte leaves.

A system is told at least once: whatever did not surely arrive is sent again under the same id, ever more rarely, for
a week. By that id a receiver knows a copy.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from duban import tables as t
from duban.errors import DubanError
from tasks.channels.letter import Verdict
from tasks.context import Context
from tasks.database import reads
from tasks.hooks.planning import plan
from tasks.hooks.sending import Place, place_of, send
from tasks.pacing import Clock, wall
from tasks.restoring.behind import is_behind
from tasks.seam import task
from tasks.worker import is_gone, new_token

LEASE, GIVEN_UP = timedelta(seconds=60), timedelta(days=7)
MOST = 500
WAITING = ("pending", "refused", "unknown")
CUT_OFF = "送出途中中断，结果不明"


@task(name="对外推送")
def push_events(at: Context, physical: Clock = wall) -> int:
    """Tell each system what befell and it has not surely heard; gives how many attempts were made.

    On trial, and while a store is behind what was handed over, nothing leaves.
    """
    if not at.loaded.site.webhooks or at.loaded.site.mode == "trial" or is_behind(at):
        return 0
    plan(at, physical())
    _expire(at, physical())
    return sum(_tell(at, hook.name, place, physical) for hook in at.loaded.site.webhooks
               if (place := _place(hook)) is not None)  # fmt: skip


def _place(hook: Any) -> Place | None:
    try:
        return place_of(hook)
    except DubanError:
        # It waits, and ``owed`` says so; the others are told.
        return None


def _tell(at: Context, hook: str, place: Place, physical: Clock) -> int:
    p = t.push.c
    query = (select(p.id, p.attempts).where(p.site == at.site, p.hook == hook, p.state.in_(WAITING), p.next_at <= physical())
             .order_by(p.attempts, p.id).limit(MOST))  # fmt: skip
    with reads(at.engine) as conn:
        due = conn.execute(query).all()
    return sum(_once(at, int(one.id), int(one.attempts), place, physical) for one in due)


def _once(at: Context, number: int, before: int, place: Place, physical: Clock) -> int:
    row = _claim(at, number, before, physical())
    if row is None:
        return 0
    verdict = send(place, row.event, row.body, row.attempts)
    with at.engine.begin() as conn:
        _settle(conn, row, verdict, physical())
    return 1


def _claim(at: Context, number: int, before: int, moment: datetime) -> Any:
    """Take one and keep the intent; None where another has it, or its item was restricted meanwhile."""
    p, i = t.push.c, t.item.c
    with at.engine.begin() as conn:
        mine = update(t.push).where(p.id == number, p.state.in_(WAITING), p.attempts == before)
        item = select(p.item).where(p.id == number).scalar_subquery()
        if conn.scalar(select(i.restricted).where(i.site == at.site, i.code == item)):
            conn.execute(mine.values(state="void"))
            return None
        taken = conn.execute(
            mine.values(state="sending", attempts=before + 1, token=new_token(), leased_until=moment + LEASE)
        )
        if taken.rowcount != 1:
            return None
        row = conn.execute(select(t.push).where(p.id == number)).one()
        conn.execute(insert(t.push_attempt).values(push_id=number, number=row.attempts, started_at=moment, verdict="sending",
                                                   detail=""))  # fmt: skip
        return row


def _settle(conn: Connection, row: Any, verdict: Verdict, moment: datetime) -> None:
    """Write how it ended, if it is still held by that token; what did not surely arrive waits twice as long."""
    p, a = t.push.c, t.push_attempt.c
    over = verdict.state != "sent" and moment - row.made_at > GIVEN_UP
    later = moment + timedelta(minutes=min(2 ** min(row.attempts - 1, 10), 360))
    held = conn.execute(update(t.push).where(p.id == row.id, p.state == "sending", p.token == row.token).values(
        state="dead" if over else verdict.state, token=None, leased_until=None, next_at=later,
        again=row.again or verdict.state == "unknown"))  # fmt: skip
    if held.rowcount == 1:
        conn.execute(update(t.push_attempt).where(a.push_id == row.id, a.number == row.attempts).values(
            ended_at=moment, verdict=verdict.state, detail=verdict.detail))  # fmt: skip


def _expire(at: Context, moment: datetime) -> None:
    """Take back what a worker left behind: nobody knows whether it went."""
    p = t.push.c
    with at.engine.begin() as conn:
        for row in conn.execute(
            select(t.push).where(p.site == at.site, p.state == "sending").with_for_update()
        ).all():
            if row.leased_until < moment or is_gone(row.token or ""):
                _settle(conn, row, Verdict("unknown", CUT_OFF), moment)


def owed(at: Context) -> int:
    """How many events some system has not surely heard."""
    p = t.push.c
    names = [hook.name for hook in at.loaded.site.webhooks]
    query = select(func.count()).where(p.site == at.site, p.hook.in_(names), p.state.not_in(("sent", "void")))
    with reads(at.engine) as conn:
        return int(conn.scalar(query) or 0) if names else 0


def pushes(at: Context) -> list[Mapping[str, Any]]:
    """Each event on its way to each system, newest first, with how its last attempt ended."""
    p, a = t.push.c, t.push_attempt.c
    query = (select(p.id, p.hook, p.event, p.kind, p.item, p.state, p.attempts, p.made_at, p.next_at, p.again, a.detail)
             .outerjoin(t.push_attempt, (a.push_id == p.id) & (a.number == p.attempts))
             .where(p.site == at.site).order_by(p.id.desc()))  # fmt: skip
    with reads(at.engine) as conn:
        return [dict(r._mapping) for r in conn.execute(query)]
