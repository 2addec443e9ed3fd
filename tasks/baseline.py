"""Going live (转入正式运行): what was told on trial was told to nobody but the steward.

In the first live cycle it counts as never said: what is late is found late, so that each person gets one
notice of it, at the highest level reached, whoever the lower levels would have told is told too, and
every limit for an answer begins on that day. Trial notices stay in the store as they were worded.
"""

from sqlalchemy import Connection, delete, select, update

from duban import tables as t
from tasks.context import Context
from tasks.journal.writing import note


def go_live(at: Context) -> int:
    """Take back what trial days told, on a live site; gives how many escalations there were."""
    if at.loaded.site.mode != "live":
        return 0
    trial = select(t.run.c.today).where(t.run.c.site == at.site, t.run.c.mode == "trial")
    said = select(t.notice.c.id).where(t.notice.c.site == at.site, t.notice.c.on.in_(trial))
    e = t.escalation
    mine = (e.c.site == at.site, e.c.notice_id.in_(said))
    with at.engine.begin() as conn:
        over = (*mine, e.c.state == "settled", e.c.settled_notice_id.is_(None))
        conn.execute(update(e).where(*over).values(settled_notice_id="-"))
        unsaid = update(e).where(*mine, e.c.state.in_(["open", "answered"]))
        taken = conn.execute(unsaid.values(state="open", answered_at=None, notice_id=None)).rowcount
        if taken:
            _never_asked(conn, at)
            note(conn, at.site, at.today, "going_live", {}, taken=taken)
        return taken


def _never_asked(conn: Connection, at: Context) -> None:
    """Conduct asks and chases of trial days: they open anew, with limits of their own."""
    conn.execute(delete(t.ask).where(t.ask.c.site == at.site))
    owed = t.chase.c.kind.in_(["business", "conduct", "ledger"])
    conn.execute(delete(t.chase).where(t.chase.c.site == at.site, owed))
