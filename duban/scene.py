"""All that a day's letters are a function of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from duban.disclosure.rights import READERS
from duban.ladder import Ladder
from duban.lateness import LATE
from duban.reading import Problem
from duban.recusal import PASSED_OVER
from duban.roster import Roster
from duban.site import Site


@dataclass(frozen=True)
class LedgerNews:
    """One delivery taken in since the last notices: what its reporter should look at again.

    ``copies`` are the files that go back with it (the annotated copy, the prefilled ledger), as paths
    within the site.
    """

    source: str
    reporter: str
    as_of_on: date
    rows: int
    problems: tuple[Problem, ...]
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetNews:
    """One duty sheet its leader has not heard of: whose tenure and which month, and the sheet's body."""

    tenure: str
    month: str
    person: str
    text: str


@dataclass(frozen=True)
class ToDecide:
    """A dispute its decider has not heard of: the item, who decides between which units, and by when."""

    item: str
    person: str
    units: tuple[str, ...]
    decide_by: date


@dataclass(frozen=True)
class Scene:
    """All that today's letters are a function of.

    ``items`` are ITEMS; ``rows`` the escalations of this site that are open or settled (store
    columns, with ``notice_on`` where told); ``changes`` those of the last months (item, source,
    on, kind, before, after); ``since`` the day of the last notices before today; ``last_told``
    the day each person last had one; ``failed`` sentences about ledgers that did not come; ``owed``
    is OWED today; ``chases`` the CHASES to be told today, by their id (id); ``sheets`` the duty
    sheets to be told; ``corrections`` what was told wrong (id, person, text); ``samples`` SAMPLES;
    ``last_made`` the moment each person's last notice was made; ``acts`` with their moment (at); ``asked``
    what else is new for the steward, in sentences; ``disputes`` those to be put to whoever decides them; ``passed``
    is PASSED_OVER today; ``late`` LATE; ``readers`` READERS of the restricted items, ``granted`` those whose
    accounts may see them.
    """

    site: Site
    roster: Roster
    ladder: Ladder
    policy: str
    today: pd.Timestamp
    items: pd.DataFrame
    rows: pd.DataFrame
    changes: pd.DataFrame
    asks: pd.DataFrame
    acts: pd.DataFrame
    ledgers: tuple[LedgerNews, ...]
    called: tuple[int, int]
    failed: tuple[str, ...]
    since: date | None
    last_told: dict[str, date]
    owed: pd.DataFrame
    chases: pd.DataFrame
    corrections: pd.DataFrame
    samples: pd.DataFrame
    last_made: dict[str, datetime]
    sheets: tuple[SheetNews, ...] = ()
    asked: tuple[str, ...] = ()
    disputes: tuple[ToDecide, ...] = ()
    passed: pd.DataFrame = field(default_factory=PASSED_OVER.frame)
    late: pd.DataFrame = field(default_factory=LATE.frame)
    readers: pd.DataFrame = field(default_factory=READERS.frame)
    granted: tuple[str, ...] = ()

    def holds(self, tenure: "pd.Series[Any]") -> "pd.Series[Any]":
        """Which tenures, by their key, are those of today: a former holder hears no more."""
        return tenure.isin({t.key for t in self.roster.tenures if t.holds_on(self.today.date())})

    @property
    def news(self) -> pd.DataFrame:
        """The changes found since the last notices went out."""
        if self.since is None:
            return self.changes
        return self.changes[self.changes["on"] > pd.Timestamp(self.since)]
