"""Read everything, write nothing: what a check or a preview before the first run is made of."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban.errors import DubanError
from duban.item import ITEMS
from duban.reading import Ledger, understand
from duban.site import Source
from duban.track import track
from tasks.site import Loaded
from tasks.sources import call_in


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
    ledgers = {s.name: _read(loaded, s, today, failures) for s in loaded.site.sources}
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
            read.append(understand(
                delivery, columns=source.columns, words=source.words,
                feedback_on=loaded.terms.feedback_on.date(), calendar=loaded.calendar,
                period_end_on=loaded.terms.period_end_on.date()))  # fmt: skip
        except DubanError as fault:
            failures.append(str(fault))
    return tuple(sorted((one for one in read if one.as_of_on <= today), key=lambda one: one.as_of_on))


def fresh_items(loaded: Loaded, fresh: Fresh) -> pd.DataFrame:
    """The ITEMS those ledgers give, taken in one after the other."""
    parts = [_tracked(loaded, source, fresh.ledgers[source.name]) for source in loaded.site.sources]
    full = [p for p in parts if len(p)]
    return pd.concat(full, ignore_index=True) if full else ITEMS.frame()


def _tracked(loaded: Loaded, source: Source, ledgers: tuple[Ledger, ...]) -> pd.DataFrame:
    items = ITEMS.frame()
    for ledger in ledgers:
        items = track(items, ledger.readings, source=source.name, prefix=source.prefix,
                      as_of_on=pd.Timestamp(ledger.as_of_on), terms=loaded.terms, units=loaded.units,
                      reviewers=source.speaks_for == "reviewers").items  # fmt: skip
    return items
