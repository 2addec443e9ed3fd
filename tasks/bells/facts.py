"""What the watch looks at: today's cycle, late sources, waiting notices, and Prefect where it is used."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from duban import tables as t
from duban.bells.alarms import Watched
from tasks.context import Context
from tasks.database import reads
from tasks.lateness import late_of
from tasks.orchestrator import server_of

# What the watch itself says; were it counted, an alarm that cannot be sent would keep itself alive.
KIND = "alarm"


def watched(at: Context) -> Watched:
    """What is so at this moment."""
    settings = at.loaded.site.settings
    late, (began_at, ended) = late_of(at)[0], _cycle(at)
    server = server_of(at.loaded.folder, settings.bells.stuck_minutes, datetime.now(UTC),
                       ZoneInfo(at.loaded.site.timezone))  # fmt: skip
    return Watched(at.now, time.fromisoformat(settings.window_from), began_at, ended,
                   tuple((str(r.source), str(r.cause)) for r in late.itertuples()), _waiting(at), server)  # fmt: skip


def _cycle(at: Context) -> tuple[datetime | None, bool]:
    r = t.run.c
    with reads(at.engine) as conn:
        query = select(r.started_at, r.ended_at).where(r.site == at.site, r.today == at.today)
        found = conn.execute(query).one_or_none()
    return (found.started_at, found.ended_at is not None) if found else (None, False)


def _waiting(at: Context) -> tuple[datetime, ...]:
    """Since when each notice that is due, unsent and not taken back has waited."""
    n, o = t.notice.c, t.outbox.c
    ways = (o.site == n.site, o.notice_id == n.id)
    due = exists().where(*ways, o.due_on <= at.today, o.state != "void")
    sent = exists().where(*ways, o.state == "sent")
    query = select(n.made_at).where(n.site == at.site, n.kind.not_like(f"{KIND}%"), due, ~sent)
    with reads(at.engine) as conn:
        return tuple(conn.scalars(query.order_by(n.made_at)))
