"""A delivery understood by the settings of its site and source: the one way from a reader to the rules."""

from dataclasses import replace

from duban.disclosure.raising import Closed
from duban.errors import DubanError
from duban.grid import Delivery
from duban.reading import Ledger, understand
from duban.site import Site, Source
from tasks.site import Loaded


def understood(loaded: Loaded, source: Source, delivery: Delivery) -> Ledger:
    """What a delivery says. Raises what ``understand`` raises, with the digest of what was refused."""
    terms, site = loaded.terms, loaded.site
    try:
        ledger = understand(delivery, columns=source.columns, words=source.words, calendar=loaded.calendar,
                            feedback_on=terms.feedback_on.date(), period_end_on=terms.period_end_on.date(),
                            register=site.is_register(source.name), closed=_closed(site, source))  # fmt: skip
    except DubanError as fault:
        fault.digest = delivery.digest
        raise
    if source.as_of != "delivery":
        return ledger
    # The day it comes is its day, so its reporter is not asked for another.
    return replace(ledger, problems=tuple(p for p in ledger.problems if p.kind != "date_missing"))


def _closed(site: Site, source: Source) -> Closed:
    words = site.confidentiality.keywords if site.confidentiality else ()
    return Closed(source.secrecy == "restricted", words)
