"""What signals of paper rectification are looked for in, and how little is enough to raise one."""

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from duban.frames import DAY, SHARE, TEXT, Schema
from duban.pace import PACE
from duban.target import TARGETS

# What deliveries said of items: at least the newest reading of each, and the one before it.
HEARD = Schema("heard", {"item": TEXT, "source": TEXT, "as_of_on": DAY, "status_text": TEXT, "claim": TEXT,
                         "percent": SHARE, "progress": TEXT, "evidence": TEXT})  # fmt: skip
# What is known of files of evidence: the hash of their content, and the day they bear.
FILES = Schema("files", {"item": TEXT, "name": TEXT, "digest": TEXT, "dated_on": DAY})


@dataclass(frozen=True)
class Thresholds:
    """How little is enough for a person to look; settings, none of them published anywhere.

    ``bulk_least`` items of one delivery claimed done within ``bulk_within_days`` of their date;
    ``same_least`` items with one text of ``text_chars`` or one file's name of ``name_chars`` characters
    or more; a text unchanged for ``copied_days`` days or more.
    """

    bulk_least: int = 3
    bulk_within_days: int = 3
    same_least: int = 2
    text_chars: int = 8
    name_chars: int = 4
    copied_days: int = 20


@dataclass(frozen=True)
class Look:
    """All that signals are a function of.

    ``items`` are ITEMS; ``heard`` HEARD; ``changes`` what tracking found (item, source, kind, as_of_on,
    before, after); ``targets`` and ``pace`` those of the items with a number; ``files`` FILES.
    """

    items: pd.DataFrame
    heard: pd.DataFrame
    changes: pd.DataFrame
    feedback_on: pd.Timestamp
    today: pd.Timestamp
    targets: pd.DataFrame = field(default_factory=TARGETS.frame)
    pace: pd.DataFrame = field(default_factory=PACE.frame)
    files: pd.DataFrame = field(default_factory=FILES.frame)
    thresholds: Thresholds = Thresholds()

    @cached_property
    def open(self) -> pd.DataFrame:
        """The items not written off yet."""
        return self.items[self.items["settled_on"].isna()]

    @cached_property
    def newest(self) -> pd.DataFrame:
        """The newest reading of each open item, not later than today."""
        return self._spoken.groupby("item").tail(1)

    @cached_property
    def before(self) -> pd.DataFrame:
        """The reading of each open item before its newest."""
        return self._spoken.drop(index=self.newest.index).groupby("item").tail(1)

    @cached_property
    def _spoken(self) -> pd.DataFrame:
        heard = self.heard[
            self.heard["item"].isin(self.open["code"]) & (self.heard["as_of_on"] <= self.today)
        ]
        return heard.sort_values("as_of_on", kind="stable", ignore_index=True)
