"""What of a fresh reading would be held (暂缓采用), and what is late, as things stand; nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban import tables as t
from duban.plan_rows import Plan, lay
from duban.problems import Hold
from duban.reading import Ledger
from tasks import plans, store
from tasks.context import Context, open_site
from tasks.database import store_in_use
from tasks.deliveries import ground_of, why_held
from tasks.fresh import Fresh
from tasks.fresh_taken import Taken
from tasks.lateness import late_of
from tasks.site import Loaded


@dataclass(frozen=True)
class Doubtful:
    """A delivery that is held, or would be: its source, where it came from, its day, and why."""

    source: str
    origin: str
    as_of_on: date
    why: tuple[Hold, ...]


def held_fresh(loaded: Loaded, fresh: Fresh, taken: Taken, today: date) -> Iterable[Doubtful]:
    """What is held in the store, and what the next cycle would hold; before the first cycle, what that would."""
    if not store_in_use(loaded.folder):
        yield from (Doubtful(one.source, one.origin, one.as_of_on, why) for one, why in taken.held)
        return
    at = open_site(str(loaded.folder), today)
    waiting = store.deliveries(at.engine, at.site, at.today, t.delivery.c.state == "held")
    for _, one in waiting.iterrows():
        yield Doubtful(str(one["source"]), str(one["origin"]), one["as_of_on"].date(),
                       tuple(Hold(**why) for why in one["held_why"]))  # fmt: skip
    for source in loaded.site.sources:
        known = store.known_digests(at.engine, at.site, source.name)
        for ledger in (one for one in fresh.ledgers[source.name] if one.digest not in known):
            why = _judged(at, ledger)
            if why:
                yield Doubtful(ledger.source, ledger.origin, ledger.as_of_on, why)


def _judged(at: Context, ledger: Ledger) -> tuple[Hold, ...]:
    """Why a delivery that nobody called in yet would be held beside what stands in the store."""
    source = next(s for s in at.loaded.site.sources if s.name == ledger.source)
    plan = Plan(plans.planned(at), plans.own_codes(at, source.name))
    laid = lay(
        store.items(at.engine, at.site), ledger.readings, plan, source, at.loaded.units, ground_of(at, source)
    )
    delivery = pd.Series({"id": -1, "source": source.name, "origin": ledger.origin,
                          "as_of_on": pd.Timestamp(ledger.as_of_on), "problems": [vars(p) for p in ledger.problems]})  # fmt: skip
    return why_held(at, source, delivery, laid)


def late_now(loaded: Loaded, today: date) -> pd.DataFrame | None:
    """LATE of a site that a cycle was run on; None before the first: nobody has called for anything yet."""
    if not store_in_use(loaded.folder):
        return None
    return late_of(open_site(str(loaded.folder), today))[0]
