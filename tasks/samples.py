"""Look-back (回头看): the sample drawn and kept, what somebody found, and whose relapse begins anew."""

import pandas as pd
from sqlalchemy import Engine

from duban import tables as t
from duban.frames import DAY, Schema
from duban.sampling import SAMPLES, draw
from tasks import store
from tasks.context import Context
from tasks.database import insert_ignoring, write_rows
from tasks.seam import task

DRAWN = Schema("drawn", {**SAMPLES.columns, "drawn_on": DAY})


@task(name="回头看抽样")
def draw_samples(at: Context) -> int:
    """Add to the sample what is to be looked at again from this month on; gives how many."""
    items = store.items(at.engine, at.site)
    signalled = set(store.frame(at.engine, t.signal, at.site, Schema("", {"item": "str"}))["item"])
    new = draw(items, samples(at.engine, at.site), signalled, at.site, at.day, at.loaded.sampling)
    with at.engine.begin() as conn:
        insert_ignoring(t.sample, write_rows(new.assign(site=at.site, drawn_on=at.day)), conn)
    return len(new)


def samples(engine: Engine, site: str) -> pd.DataFrame:
    """All SAMPLES of a site with the day each was drawn (drawn_on)."""
    found = store.frame(engine, t.sample, site, DRAWN)
    return found.sort_values(["due_from_on", "item"], ignore_index=True)
