"""The days that scoring leaves out, as the reviews and reopenings on record give them."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine

from duban import tables as t
from duban.counted_days import REVIEWS
from duban.frames import ANY, DAY, TEXT, Schema
from duban.reviews import REVIEW_ROWS, excused
from tasks import store

REOPENINGS = Schema("reopenings", {"item": TEXT, "detail": ANY, "on": DAY})


def reviews(engine: Engine, site: str) -> pd.DataFrame:
    """Give REVIEWS: the days with the reviewers, and those between a write-off and its reopening."""
    rows = store.frame(engine, t.review, site, REVIEW_ROWS)
    again = store.frame(engine, t.act, site, REOPENINGS, t.act.c.kind == "reopen")
    settled = pd.to_datetime(again["detail"].map(_settled_on)).astype(DAY)
    return REVIEWS.cast(excused(rows, again.assign(settled_on=settled)))


def _settled_on(detail: Any) -> Any:
    return detail["settled_on"]
