"""The reviewers' clock kept: a row opened when an item goes to them, closed when it comes back."""

import pandas as pd
from sqlalchemy import Connection

from duban import tables as t
from duban.reviews import moved_reviews
from tasks.database import upsert, write_rows


def keep_reviews(conn: Connection, site: str, before: pd.DataFrame, after: pd.DataFrame,
                 on: pd.Timestamp) -> None:  # fmt: skip
    """Open and close the reviews of items (ITEMS) that went from ``before`` to ``after`` on a day."""
    moved = moved_reviews(before, after, on)
    if len(moved):
        upsert(t.review, write_rows(moved.assign(site=site)), conn, ["site", "item", "from_on"])
