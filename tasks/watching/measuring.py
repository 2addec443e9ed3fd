"""The measures of a site (看护指标), counted by the store: cheap enough for a monitor that asks every minute."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from duban import tables as t
from duban.watching.health import Measures
from tasks.auditing import AUDIT, missed_days
from tasks.context import Context
from tasks.database import reads
from tasks.journal.writing import head
from tasks.lateness import late_of
from tasks.pacing import wall
from tasks.restoring.behind import is_behind
from tasks.watching.ping import last_ping


def measures(at: Context) -> Measures:
    """What is so at this moment."""
    ping = last_ping(at)
    with reads(at.engine) as conn:
        cycle, audit = _last(conn, at.site, "cycle"), _last(conn, at.site, AUDIT)
        return Measures(
            today=at.today, items=_items(conn, at), escalations=_escalations(conn, at), notices=_notices(conn, at),
            missed=missed_days(at), cycle_on=cycle and cycle.on, cycle_at=cycle and cycle.at, audit_on=audit and audit.on,
            audit_at=audit and audit.at, found=int(audit.facts["found"]) if audit else 0,
            unsent_age=_unsent_age(conn, at), in_window=at.in_window, lease_age=_lease_age(conn, at),
            failing=_failing(conn, at), late=len(late_of(at)[0]), stale_days=_stale_days(conn, at),
            restored=is_behind(at), journal=head(conn, at.site).number, pinged=bool(at.loaded.site.outside.ping),
            ping_ok=ping.ok if ping else None, ping_at=ping.at if ping else None)  # fmt: skip


def _last(conn: Connection, site: str, kind: str) -> Any:
    j = t.journal.c
    query = select(j.on, j.at, j.facts).where(j.site == site, j.kind == kind)
    return conn.execute(query.order_by(j.number.desc()).limit(1)).one_or_none()


def _items(conn: Connection, at: Context) -> dict[str, int]:
    i = t.item.c
    state = case((i.settled_on.is_not(None), "settled"), (i.suspended_on.is_not(None), "suspended"),
                 (i.due_on < at.today, "late"), else_="running")  # fmt: skip
    query = select(state, func.count()).where(i.site == at.site, ~i.restricted).group_by(state)
    return _counts(conn, query, ("settled", "suspended", "late", "running"))


def _escalations(conn: Connection, at: Context) -> dict[str, int]:
    e, i = t.escalation.c, t.item.c
    shown = exists().where(i.site == e.site, i.code == e.item, ~i.restricted)
    query = select(e.state, func.count()).where(e.site == at.site, shown).group_by(e.state)
    return _counts(conn, query, ("open", "answered", "settled", "skipped", "void"))


def _notices(conn: Connection, at: Context) -> dict[str, int]:
    n, o = t.notice.c, t.outbox.c
    mine = (o.site == n.site, o.notice_id == n.id)
    state = case((exists().where(*mine, o.state == "sent"), "sent"),
                 (exists().where(*mine, o.state.in_(("unknown", "refused", "dead"))), "trouble"),
                 (exists().where(*mine, o.state != "void"), "waiting"), else_="void")  # fmt: skip
    query = select(state, func.count()).where(n.site == at.site, n.counted).group_by(state)
    return _counts(conn, query, ("sent", "trouble", "waiting", "void"))


def _counts(conn: Connection, query: Any, states: tuple[str, ...]) -> dict[str, int]:
    found = {str(state): int(count) for state, count in conn.execute(query)}
    return {state: found.get(state, 0) for state in states}


def _unsent_age(conn: Connection, at: Context) -> float | None:
    """Since when the oldest notice that is due waits, whatever it is about."""
    n, o = t.notice.c, t.outbox.c
    mine = (o.site == n.site, o.notice_id == n.id)
    due = exists().where(*mine, o.due_on <= at.today, o.state != "void")
    query = select(func.min(n.made_at)).where(
        n.site == at.site, due, ~exists().where(*mine, o.state == "sent")
    )
    oldest: datetime | None = conn.scalar(query)
    return max(0.0, (at.now - oldest).total_seconds()) if oldest else None


def _lease_age(conn: Connection, at: Context) -> float | None:
    o = t.outbox.c
    query = select(func.min(o.leased_until)).where(o.site == at.site, o.state == "sending")
    oldest: datetime | None = conn.scalar(query)
    return max(0.0, (wall() - oldest).total_seconds()) if oldest else None


def _failing(conn: Connection, at: Context) -> int:
    """How many sources could not be called in when each was last tried."""
    c = t.call.c
    last = select(c.source, func.max(c.on).label("on")).where(c.site == at.site).group_by(c.source).subquery()
    query = (
        select(func.count())
        .select_from(t.call)
        .join(last, and_(last.c.source == c.source, last.c.on == c.on))
    )
    return int(conn.scalar(query.where(c.site == at.site, ~c.ok)) or 0)


def _stale_days(conn: Connection, at: Context) -> int | None:
    """How many days ago the source that was silent longest last said anything that counts."""
    d = t.delivery.c
    names = [source.name for source in at.loaded.site.sources]
    said = func.max(
        case((or_(d.confirmed_on.is_(None), d.confirmed_on < d.as_of_on), d.as_of_on), else_=d.confirmed_on)
    )
    query = (
        select(said).where(d.site == at.site, d.state == "applied", d.source.in_(names)).group_by(d.source)
    )
    newest: list[date] = list(conn.scalars(query))
    return max((at.today - min(newest)).days, 0) if newest else None
