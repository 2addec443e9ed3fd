"""Which ledgers are late today, and who is asked for them: from what came and what was called in."""

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.lateness import CALLS, LATE, LINE, LOOKS, SOURCES, late_ledgers, ledgers_now, line_of
from tasks import store
from tasks.context import Context
from tasks.database import read_frame, reads


def ledgers_of(at: Context) -> pd.DataFrame:
    """LEDGERS of a site: every source that somebody reports, figures included."""
    site = at.loaded.site
    sources = SOURCES.frame({"source": s.name, "post": s.reporter, "every": s.every, "live": s.live}
                            for s in (*site.sources, *site.figures))  # fmt: skip
    calls = store.frame(at.engine, t.call, at.site, CALLS, t.call.c.on <= at.today)
    query = select(t.look.c.source, t.look.c.first_at.label("on")).where(
        t.look.c.site == at.site, t.look.c.told_from.is_not(None))  # fmt: skip
    with reads(at.engine) as conn:
        looks = read_frame(conn, query, LOOKS)
    looks = looks.assign(on=looks["on"].dt.normalize())
    return ledgers_now(
        sources, calls, store.deliveries(at.engine, at.site, at.today), looks[looks["on"] <= at.day]
    )


def late_of(at: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """LATE of a site today, and the LINE of each."""
    settings = at.loaded.site.settings
    late = late_ledgers(ledgers_of(at), at.loaded.calendar, settings.explain_within_workdays, at.day)
    line = [one for r in late.itertuples()
            for one in line_of(at.loaded.roster, str(r.source), str(r.post), str(r.cause), at.today)]  # fmt: skip
    return LATE.check(late), LINE.frame(line)
