"""What the store knows of the past, laid out day by day: deliveries as they were called in, acts as recorded."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.item import ITEMS
from duban.ladder import Ladder
from duban.plan_rows import Plan, lay, take
from duban.reading import READINGS
from duban.replaying import FOLLOW, decided
from duban.site import Source
from tasks import plans, store
from tasks.context import Context
from tasks.database import reads
from tasks.deliveries import ground_of
from tasks.facts import acts_of


def items_by_day(
    at: Context, ladder: Ladder, last: pd.Timestamp
) -> Iterator[tuple[pd.Timestamp, pd.DataFrame]]:
    """ITEMS as each day's cycle found them, from the first delivery to ``last``.

    What was decided on a day counts from the next one. Items that only the register knows stand as
    they are now, from the day their episode began.
    """
    moves = _moves(at)
    items = _never_reported(at)
    first = min((on for on, _, _ in moves), default=pd.Timestamp(last))
    for day in pd.date_range(min(first, last), last):
        while moves and moves[0][0] <= day:
            _, kind, what = moves.pop(0)
            items = (
                _read(at, items, *what) if kind == "read" else decided(items, what, at.loaded.terms, ladder)
            )
        yield day, items


def _moves(at: Context) -> list[tuple[pd.Timestamp, str, Any]]:
    """What changed items, in order: on which day it counts, read or decided, and what."""
    sources = {s.name: s for s in at.loaded.site.sources}
    applied = store.frame(at.engine, t.delivery, at.site, store.DELIVERIES, t.delivery.c.state == "applied")
    read = [(one["called_on"], "read", (sources[str(one["source"])], one))
            for _, one in applied.sort_values(["called_on", "as_of_on", "id"]).iterrows()
            if one["source"] in sources]  # fmt: skip
    acts = [(pd.Timestamp(one["on"] + timedelta(days=1)), "decided", one) for one in acts_of(at, *FOLLOW)]
    return sorted([*read, *acts], key=lambda move: move[0])


def _read(at: Context, items: pd.DataFrame, source: Source, delivery: Any) -> pd.DataFrame:
    """One delivery taken in as it was then, each row as the item it was known by."""
    rows = store.readings(at.engine, at.site, int(delivery["id"]))
    with reads(at.engine) as conn:
        known = conn.execute(select(t.reading.c.id, t.reading.c.item).where(
            t.reading.c.delivery_id == int(delivery["id"]), t.reading.c.item != "")).all()  # fmt: skip
    codes = pd.Series({one.id: one.item for one in known}, dtype="str")
    rows = READINGS.cast(rows[rows.index.isin(codes.index)].assign(code=codes))
    if rows.empty:
        return items
    plan = Plan(plans.planned(at))
    laid = lay(items, rows, plan, source, at.loaded.units, ground_of(at, source))
    done = take(laid, plan, source, as_of_on=pd.Timestamp(delivery["as_of_on"]), terms=at.loaded.terms)
    rest = items[~items["code"].isin(laid.before["code"])]
    return ITEMS.cast(pd.concat([rest, done.items], ignore_index=True) if len(rest) else done.items)


def _never_reported(at: Context) -> pd.DataFrame:
    items = store.items(at.engine, at.site)
    with reads(at.engine) as conn:
        named = set(conn.scalars(select(t.reading.c.item).where(t.reading.c.site == at.site).distinct()))
    return ITEMS.cast(items[~items["code"].isin(named)].reset_index(drop=True))
