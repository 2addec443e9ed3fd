"""Days that are nobody's fault, as the store and the roster tell them."""

import pandas as pd

from duban import tables as t
from duban.counted_days import REVIEWS
from duban.excused import LEADS, LONG_AGO, Excused, of_former_leads, outages, vacancies
from duban.frames import DAY, Schema
from tasks import store
from tasks.acts.reviewing import reviews
from tasks.context import Context

ENDED = Schema("ended", {"today": DAY})


def excused(at: Context) -> Excused:
    """What of the site's days up to today never counts: reviews, former leads, vacancies, outages."""
    return Excused(_of_items(at), vacancies(at.loaded.roster, LONG_AGO.date(), at.today), _outages(at))


def _of_items(at: Context) -> pd.DataFrame:
    leads = store.frame(at.engine, t.act, at.site, LEADS, t.act.c.kind == "own", t.act.c.on <= at.today)
    parts = [f for f in (reviews(at.engine, at.site), of_former_leads(leads)) if len(f)]
    return REVIEWS.cast(pd.concat(parts, ignore_index=True)) if parts else REVIEWS.frame()


def _outages(at: Context) -> pd.DataFrame:
    ended = store.frame(at.engine, t.run, at.site, ENDED, t.run.c.ended_at.is_not(None))
    return outages(ended["today"].dt.date, at.loaded.calendar, at.today)
