"""Receipts (回执) that come late, for what was in doubt."""

import re
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from duban import tables as t


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
