"""Copies that the provider itself drops (去重): what ended unclear goes again just as it was, unmarked."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, or_, select

from duban import tables as t
from tasks.database import reads


def drops_copies(engine: Engine, row: Any, now: datetime) -> bool:
    """Whether the provider would drop a second copy of what may have arrived.

    Only within its own span since the first attempt, and only where no other way of the notice may have
    arrived either: a mark would be another text. ``now`` is physical time.
    """
    # Loaded late: it brings apprise with it.
    from tasks.channels.apps import DROPS_COPIES_SECONDS

    span = DROPS_COPIES_SECONDS.get(row.channel)
    if span is None:
        return False
    a, o = t.attempt.c, t.outbox.c
    first = select(func.min(a.left_at)).where(a.outbox_id == row.id)
    beside = select(func.count()).where(o.site == row.site, o.notice_id == row.notice_id, o.id != row.id,
                                        or_(o.again, o.state == "sent"))  # fmt: skip
    with reads(engine) as conn:
        began = conn.scalar(first)
        return not conn.scalar(beside) and began is not None and now < began + timedelta(seconds=span)
