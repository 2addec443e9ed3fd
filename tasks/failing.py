"""Sources that cannot be called in, and those that could be again (未能调取、恢复调取), one sentence each."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from duban import tables as t
from duban.comebacks import RETURNS, came_back
from duban.frames import day
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.news import is_news

SAID = {"zh": "来源“{source}”已恢复调取（{first}起未能调取），其间各事项按原有读数继续计时",
        "en": "Source “{source}” could be called in again (it could not since {first}); "
              "its items counted on as last read"}  # fmt: skip


def failing(at: Context, since: date | None) -> Iterable[str]:
    """What is wrong with each source that fails today: told when it is new, then once a week while it lasts.

    ``since``: when notices were last made.
    """
    c = t.call.c
    query = select(c.detail, c.news_on).where(c.site == at.site, c.on == at.today, ~c.ok).order_by(c.source)
    new_week = since is None or since.isocalendar()[:2] != at.today.isocalendar()[:2]
    with reads(at.engine) as conn:
        for one in conn.execute(query):
            if new_week or is_news(one.news_on, since, at.today):
                yield one.detail


def back_again(at: Context, since: date | None) -> Iterable[str]:
    """Each source whose failing ended since the last notices were made."""
    c = t.call.c
    query = select(*(c[name] for name in RETURNS.columns)).where(c.site == at.site, c.on <= at.today)
    with reads(at.engine) as conn:
        calls = read_frame(conn, query.order_by(c.source, c.on), RETURNS)
    for one in came_back(calls).itertuples():
        if is_news(one.news_on, since, at.today):
            yield SAID[at.loaded.site.language].format(source=one.source, first=day(one.first_on))
