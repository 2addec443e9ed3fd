"""From which day on something is news (告知日): what came after a day's letters is told in the next day's."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from duban import tables as t


def news_on(conn: Connection, site: str, today: date) -> date:
    """From which day what is found or decided now is news: today, or tomorrow where today's letters are made."""
    made = select(t.notice.c.id).where(t.notice.c.site == site, t.notice.c.on == today).limit(1)
    return today + timedelta(days=1) if conn.scalar(made) else today


def heard_of(conn: Connection, site: str, today: date) -> Any:
    """The same for a delivery that was judged; one judged before stays news of that day."""
    return func.coalesce(t.delivery.c.news_on, news_on(conn, site, today))


def moment_of(conn: Connection, site: str, today: date, now: datetime) -> datetime:
    """The present moment, always after that of today's letters where they are made: two runs for a given
    day stand at one moment.
    """
    made = conn.scalar(
        select(func.max(t.notice.c.made_at)).where(t.notice.c.site == site, t.notice.c.on == today)
    )
    return now if made is None or now > made else made + timedelta(seconds=1)


def is_news(on: Any, since: date | None, today: date) -> bool:
    """Whether what is news from a day on is so today and was not when the letters of ``since`` were made."""
    told = pd.Timestamp.min if since is None else pd.Timestamp(since)
    return bool(told < pd.Timestamp(on) <= pd.Timestamp(today))
