"""Read everything, write nothing: what a check or a preview before the first run is made of."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban.errors import DubanError
from duban.reading import Ledger
from duban.site import Source
from tasks.fresh_taken import taken_fresh
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
    """The ITEMS those ledgers give, the register first, taken in one after the other but for what is held."""
    return taken_fresh(loaded, fresh.ledgers).items
