"""Read everything, write nothing: what a check or a preview before the first run is made of."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban.errors import DubanError
from duban.item import ITEMS
from duban.reading import Ledger, understand
from duban.track import track
from tasks.site import Loaded
from tasks.sources import call_in


@dataclass(frozen=True)
class Fresh:
    """The newest ledger of each source not later than a day, and what could not be read."""

    ledgers: dict[str, Ledger]
    failures: tuple[str, ...]


def read_fresh(loaded: Loaded, today: date) -> Fresh:
    """Call in every source anew, into memory only."""
    ledgers, failures = {}, []
    for source in loaded.site.sources:
        try:
            calls = call_in(source, loaded.folder, today)
        except DubanError as fault:
            failures.append(str(fault))
            continue
        failures += [str(fault) for fault in calls.refused]
        read = []
        for delivery in calls.deliveries:
            try:
                read.append(understand(
                    delivery, columns=source.columns, words=source.words,
                    feedback_on=loaded.terms.feedback_on.date(), calendar=loaded.calendar,
                    period_end_on=loaded.terms.period_end_on.date()))  # fmt: skip
            except DubanError as fault:
                failures.append(str(fault))
        usable = [one for one in read if one.as_of_on <= today]
        if usable:
            ledgers[source.name] = max(usable, key=lambda one: one.as_of_on)
    return Fresh(ledgers, tuple(failures))


def fresh_items(loaded: Loaded, fresh: Fresh) -> pd.DataFrame:
    """The ITEMS those ledgers would give, were they the first."""
    parts = [track(ITEMS.frame(), ledger.readings, source=source.name, prefix=source.prefix,
                   as_of_on=pd.Timestamp(ledger.as_of_on), terms=loaded.terms, units=loaded.units,
                   reviewers=source.speaks_for == "reviewers").items
             for source in loaded.site.sources if (ledger := fresh.ledgers.get(source.name))]  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else ITEMS.frame()
