"""Read everything, write nothing: what a check or a preview before the first run is made of."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban.errors import DubanError
from duban.item import ITEMS
from duban.plan import PLAN_CHANGES, PLANNED, owners_of, take_in
from duban.plan_rows import Plan, track_planned
from duban.reading import Ledger
from duban.site import Source
from tasks.site import Loaded
from tasks.sources import call_in
from tasks.understood import understood


@dataclass(frozen=True)
class Fresh:
    """The ledgers of each source not later than a day, oldest first; what could not be read."""

    ledgers: dict[str, tuple[Ledger, ...]]
    failures: tuple[str, ...]

    def newest(self, source: str) -> Ledger | None:
        """The ledger of a source that counts, if it has any."""
        return next(reversed(self.ledgers.get(source, ())), None)


def read_fresh(loaded: Loaded, today: date) -> Fresh:
    """Call in every source anew, into memory only."""
    failures: list[str] = []
    ledgers = {s.name: _read(loaded, s, today, failures) for s in loaded.site.called}
    return Fresh(ledgers, tuple(failures))


def _read(loaded: Loaded, source: Source, today: date, failures: list[str]) -> tuple[Ledger, ...]:
    try:
        calls = call_in(source, loaded.folder, today)
    except DubanError as fault:
        failures.append(str(fault))
        return ()
    failures += [str(fault) for fault in calls.refused]
    read: list[Ledger] = []
    for delivery in calls.deliveries:
        try:
            read.append(understood(loaded, source, delivery))
        except DubanError as fault:
            failures.append(str(fault))
    return tuple(sorted((one for one in read if one.as_of_on <= today), key=lambda one: one.as_of_on))


def fresh_items(loaded: Loaded, fresh: Fresh) -> pd.DataFrame:
    """The ITEMS those ledgers give, the register first, taken in one after the other."""
    return fresh_changes(loaded, fresh)[0]


def fresh_changes(loaded: Loaded, fresh: Fresh) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those ITEMS, and what the register and the newest delivery of each ledger changed (PLAN_CHANGES)."""
    items, planned, asked = _registered(loaded, fresh)
    for source in loaded.site.sources:
        own, newest = dict[str, str](), PLAN_CHANGES.frame()
        for ledger in fresh.ledgers[source.name]:
            before, done = track_planned(
                items, ledger.readings, Plan(planned, own), source, as_of_on=pd.Timestamp(ledger.as_of_on),
                terms=loaded.terms, units=loaded.units)  # fmt: skip
            own |= dict(zip(ledger.readings["code"].reindex(done.codes.index), done.codes, strict=True))
            parts = [f for f in (items[~items["code"].isin(before["code"])], done.items) if len(f)]
            items = pd.concat(parts, ignore_index=True) if parts else items
            newest = done.changes.assign(source=source.name)
        asked.append(newest)
    return items, pd.concat(asked, ignore_index=True)


def _registered(loaded: Loaded, fresh: Fresh) -> tuple[pd.DataFrame, pd.DataFrame, list[pd.DataFrame]]:
    items, planned, asked = ITEMS.frame(), PLANNED.frame(), list[pd.DataFrame]()
    plan, own = loaded.site.plan, dict[str, str]()
    for version in fresh.ledgers[plan.name] if plan else ():
        assert plan is not None
        taken = take_in(items, planned, version.readings, register=plan.name, prefix=plan.prefix,
                        as_of_on=pd.Timestamp(version.as_of_on), terms=loaded.terms, units=loaded.units,
                        owned=owners_of(loaded.site.sources, loaded.roster, items), own=own)  # fmt: skip
        own |= dict(zip(version.readings["code"], taken.codes, strict=True))
        items, planned = taken.items, taken.planned
        asked.append(taken.changes)
    return items, planned, asked
