"""Which sources came back (恢复): called in again after days on which they could not be."""

import pandas as pd

from duban.frames import DAY, TEXT, YES, Schema

# One call a source and day, in order; news_on: from which day on it is news.
RETURNS = Schema("returns", {"source": TEXT, "on": DAY, "ok": YES, "news_on": DAY})


def came_back(calls: pd.DataFrame) -> pd.DataFrame:
    """The first good call after bad ones, each with the day they began (``first_on``).

    ``calls``: RETURNS, each source's in the order of its days.
    """
    before = calls.groupby("source")["ok"].shift(fill_value=True).astype(bool)
    began = calls["on"].where(~calls["ok"] & before).groupby(calls["source"]).ffill()
    return calls.assign(first_on=began)[calls["ok"] & ~before]
