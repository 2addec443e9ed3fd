"""Which ledgers are late today, and who is asked for them: from what came and what was called in."""

from typing import Any

import pandas as pd
from sqlalchemy import Select, case, func, or_, select

from duban import tables as t
from duban.frames import DAY, TEXT, Schema
from duban.lateness import CALLS, LATE, LINE, LOOKS, SOURCES, late_ledgers, ledgers_now, line_of
from tasks.context import Context
from tasks.database import read_frame, reads

# LATE of a site today, and the LINE of each.
Late = tuple[pd.DataFrame, pd.DataFrame]
CAME = Schema("came", {"source": TEXT, "state": TEXT, "as_of_on": DAY, "called_on": DAY, "confirmed_on": DAY})


def ledgers_of(at: Context) -> pd.DataFrame:
    """LEDGERS of a site: every source that somebody reports, figures included."""
    site, d = at.loaded.site, t.delivery.c
    sources = SOURCES.frame({"source": s.name, "post": s.reporter, "every": s.every, "live": s.live}
                            for s in (*site.sources, *site.figures))  # fmt: skip
    came = select(*(d[name] for name in CAME.columns)).where(
        d.site == at.site, d.as_of_on <= at.today, d.state.in_(["applied", "held"]))  # fmt: skip
    looked = select(t.look.c.source, t.look.c.first_at.label("on")).where(
        t.look.c.site == at.site, t.look.c.told_from.is_not(None))  # fmt: skip
    with reads(at.engine) as conn:
        calls, deliveries = read_frame(conn, _calls(at), CALLS), read_frame(conn, came, CAME)
        looks = read_frame(conn, looked, LOOKS)
    looks = looks.assign(on=looks["on"].dt.normalize())
    return ledgers_now(sources, calls, deliveries, looks[looks["on"] <= at.day])


def _calls(at: Context) -> Select[Any]:
    """Of each source the first call, the last that failed, and all from the last good one on."""
    c = t.call.c
    mine = (c.site == at.site, c.on <= at.today)
    turns = (select(c.source, func.min(c.on).label("first"), func.max(case((c.ok, c.on))).label("good"),
                    func.max(case((~c.ok, c.on))).label("bad")).where(*mine).group_by(c.source).subquery())  # fmt: skip
    on = turns.c
    told = or_(c.on == on.first, c.on == on.bad, c.on >= func.coalesce(on.good, on.first))
    columns = [c[name] for name in CALLS.columns]
    return select(*columns).join_from(t.call, turns, c.source == on.source).where(*mine, told)


def late_of(at: Context) -> Late:
    """LATE of a site today, and the LINE of each."""
    settings = at.loaded.site.settings
    late = late_ledgers(ledgers_of(at), at.loaded.calendar, settings.explain_within_workdays, at.day)
    line = [one for r in late.itertuples()
            for one in line_of(at.loaded.roster, str(r.source), str(r.post), str(r.cause), at.today)]  # fmt: skip
    return LATE.check(late), LINE.frame(line)
