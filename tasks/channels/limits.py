"""How much each provider takes (频率限制) from one account, kept in the store for all workers together.

Sources: the robots' pages of WeCom (20 a minute), DingTalk (20 a minute, blocked for ten minutes above
it), Feishu and Lark (100 a minute, 5 a second).
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from duban import tables as t
from tasks.database import insert_ignoring

# So many attempts in so many seconds, whichever second one begins to count at.
RATES: dict[str, tuple[tuple[int, int], ...]] = {
    "wecombot": ((20, 60),), "dingtalk": ((20, 60),),
    "feishu": ((5, 1), (100, 60)), "lark": ((5, 1), (100, 60)),
}  # fmt: skip
# What leaves at one moment arrives at another: a second more than the provider counts.
MARGIN_SECONDS = 1


def wait_seconds(conn: Connection, channel: str, account: str, now: datetime) -> float:
    """How long an account has to wait before its next attempt; 0 where it need not.

    Called inside the transaction that writes the attempt, which holds the account's row until its end:
    no other worker counts at the same time. ``now`` is physical time; what left later than that, by a clock
    that was set back since, is none of the last minute's.
    """
    if not account:
        return 0.0
    lane, o, a = t.lane, t.outbox, t.attempt
    insert_ignoring(lane, [{"account": account, "blocked_until": None}], conn)
    query = select(lane.c.blocked_until).where(lane.c.account == account).with_for_update()
    blocked: datetime | None = conn.execute(query).scalar_one()
    waits = [(blocked - now).total_seconds()] if blocked else []
    for most, seconds in RATES.get(channel, ()):
        span = timedelta(seconds=seconds + MARGIN_SECONDS)
        left = (select(a.c.left_at).join(o, o.c.id == a.c.outbox_id)
                .where(o.c.account == account, a.c.left_at.between(now - span, now + span))
                .order_by(a.c.left_at.desc()).offset(most - 1).limit(1))  # fmt: skip
        full: datetime | None = conn.scalar(left)
        waits += [(full + span - now).total_seconds()] if full else []
    return max([0.0, *waits])


def block(conn: Connection, account: str, until: datetime) -> None:
    """A provider asked for a pause: nobody sends from this account before ``until``."""
    lane = t.lane
    insert_ignoring(lane, [{"account": account, "blocked_until": None}], conn)
    later = func.coalesce(lane.c.blocked_until, datetime(1, 1, 1)) < until
    conn.execute(update(lane).where(lane.c.account == account, later).values(blocked_until=until))
