"""What a person decided while a ledger was being tracked prevails over what tracking had seen before."""

import pandas as pd
from sqlalchemy import Connection, select

from duban import tables as t
from duban.item import ITEMS
from tasks.database import read_frame

# The columns an act may set; a ledger's own words are the others.
DECIDED = ["kind", "due_on", "assessed_on", "certain", "then_standing", "acceptance", "evidence_used", "episode",
           "opened_on", "suspended_on", "settled_on", "flags", "from_level", "extended",
           "silent_until_on"]  # fmt: skip


def prevailing(conn: Connection, site: str, source: str, before: pd.DataFrame,
               moved: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Give the items as they stand now (for ``before``) and as they are to be saved (for ``moved``).

    Where an act came between, its columns stay as it left them and the ledger's words apply; what the
    ledger claims of such an item counts with its next delivery. The rows are kept from others until
    the end of the transaction.
    """
    mine = select(*(t.item.c[name] for name in ITEMS.columns)).where(
        t.item.c.site == site, t.item.c.source == source)  # fmt: skip
    now = read_frame(conn, mine.with_for_update(), ITEMS)
    old, new = before.set_index("code"), now.set_index("code").reindex(before["code"])
    same = (old[DECIDED] == new[DECIDED]) | (old[DECIDED].isna() & new[DECIDED].isna())
    acted = set(old.index[~same.all(axis=1) & new["source"].notna()])
    if not acted:
        return before, moved
    out = moved.set_index("code")
    rows = out.index[out.index.isin(acted)]
    out.loc[rows, DECIDED] = now.set_index("code").loc[rows, DECIDED]
    current = pd.concat([before[~before["code"].isin(acted)], now[now["code"].isin(acted)]])
    return ITEMS.cast(current.reset_index(drop=True)), ITEMS.cast(out.reset_index()[moved.columns])
