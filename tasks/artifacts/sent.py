"""How the notices went out, but those that speak of nothing but restricted items."""

import pandas as pd
from sqlalchemy import or_, select

from duban import tables as t
from duban.watch.sent import WAYS
from tasks.artifacts.watched import Watched
from tasks.context import Context
from tasks.database import read_frame, reads


def ways_of(one: Watched) -> pd.DataFrame:
    """WAYS of today's notices, and of earlier ones of which some way has not arrived."""
    at, o, n = one.at, t.outbox.c, t.notice.c
    mine = (o.site == at.site, o.due_on <= at.today)
    wanted = select(o.notice_id).where(*mine, or_(o.due_on == at.today, o.state.not_in(["sent", "void"])))
    query = (select(n.id.label("notice"), n.post, o.channel, o.state, o.due_on.label("on"), o.attempts)
             .join(t.notice, (n.site == o.site) & (n.id == o.notice_id))
             .where(*mine, n.counted, o.notice_id.in_(wanted)).order_by(o.due_on, o.id))  # fmt: skip
    with reads(at.engine) as conn:
        return read_frame(conn, query, WAYS)


def sent_and_due(at: Context, *where: object) -> tuple[int, int]:
    """How many of the counted notices due by today were sent, by whichever way, and how many there are."""
    o, n = t.outbox.c, t.notice.c
    query = (select(n.id.label("notice"), o.state).join(t.notice, (n.site == o.site) & (n.id == o.notice_id))
             .where(o.site == at.site, o.due_on <= at.today, o.state != "void", n.counted, *where))  # type: ignore[arg-type] # fmt: skip
    with reads(at.engine) as conn:
        found = pd.DataFrame(conn.execute(query).all(), columns=["notice", "state"])
    return found.loc[found["state"].eq("sent"), "notice"].nunique(), found["notice"].nunique()
