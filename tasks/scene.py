"""Everything today's letters are a function of, loaded once."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import func, select

from duban import tables as t
from duban.notice import LedgerNews, Scene
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.facts import policy_of


def scene_of(at: Context) -> Scene:
    """Load the scene of one site on one day."""
    site, since = at.loaded.site, _last_notices_on(at)
    rows = store.rows(at.engine, at.site, t.escalation.c.state.in_(["open", "answered", "settled"]))
    return Scene(
        site=site, roster=at.loaded.roster, ladder=at.loaded.ladder,
        policy=f"{at.loaded.ladder.name}第{policy_of(at)[1]}版", today=at.day,
        items=store.items(at.engine, at.site), rows=rows, changes=changes(at), since=since,
        asks=store.asks(at.engine, at.site),
        acts=store.frame(at.engine, t.act, at.site, store.ACTS), ledgers=_ledgers(at, since),
        called=called(at), failed=store.failures(at.engine, at.site, at.today),
        last_told=_last_told(at),
    )  # fmt: skip


def changes(at: Context) -> pd.DataFrame:
    """The changes of the last 100 days, oldest first: no notice looks further back."""
    return store.frame(at.engine, t.change, at.site, store.CHANGED,
                       t.change.c.on > at.today - timedelta(days=100))  # fmt: skip


def _last_notices_on(at: Context) -> date | None:
    query = select(func.max(t.notice.c.on)).where(t.notice.c.site == at.site, t.notice.c.on < at.today)
    with reads(at.engine) as conn:
        return conn.scalar(query)


def _last_told(at: Context) -> dict[str, date]:
    query = (select(t.notice.c.person, func.max(t.notice.c.on))
             .where(t.notice.c.site == at.site, t.notice.c.on < at.today)
             .group_by(t.notice.c.person))  # fmt: skip
    with reads(at.engine) as conn:
        return {person: on for person, on in conn.execute(query)}


def _ledgers(at: Context, since: date | None) -> tuple[LedgerNews, ...]:
    """The deliveries taken in since the last notices, one per source, newest."""
    out = []
    for source in at.loaded.site.sources:
        known = store.deliveries(at.engine, at.site, source.name, at.today)
        new = known[known["state"].eq("applied")]
        new = new[new["called_on"] > pd.Timestamp(since)] if since else new
        if len(new):
            one = new.iloc[-1]
            out.append(LedgerNews(source.name, source.reporter, one["as_of_on"].date(),
                                  int(one["rows"]), store.problems(one)))  # fmt: skip
    return tuple(out)


PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}


def called(at: Context) -> tuple[int, int]:
    """How many ledgers are owed for the present period, and how many of them came."""
    came = 0
    for source in at.loaded.site.sources:
        known = store.deliveries(at.engine, at.site, source.name, at.today)
        fresh = known[known["state"].eq("applied")]["as_of_on"].max() if len(known) else pd.NaT
        start = at.day.to_period(PERIODS[source.every]).start_time
        came += int(not pd.isna(fresh) and fresh >= start)
    return len(at.loaded.site.sources), came
