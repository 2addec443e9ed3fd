"""What every page is made from: the items that everybody may look at, and nothing of the others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from duban.board import open_to_all, titles
from duban.owed import Owing
from duban.watch.page import Place
from tasks import store
from tasks.chases import owing_of
from tasks.context import Context
from tasks.desk_address import desk_address
from tasks.facts import with_reporters
from tasks.lateness import Late, late_of


@dataclass(frozen=True)
class Watched:
    """A site on a day, read once for all its pages."""

    at: Context

    @cached_property
    def place(self) -> Place:
        """Whose page it is."""
        site = self.at.loaded.site
        return Place(site.organisation, self.at.today, site.language, desk_address(self.at.loaded))

    @cached_property
    def every(self) -> pd.DataFrame:
        """All ITEMS: only to know what to leave out."""
        return store.items(self.at.engine, self.at.site)

    @cached_property
    def items(self) -> pd.DataFrame:
        """The ITEMS that are not restricted."""
        return open_to_all(self.every)

    @cached_property
    def closed(self) -> pd.DataFrame:
        """The ITEMS that are."""
        return self.every[self.every["restricted"]]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Their escalations, whatever their state."""
        found = store.rows(self.at.engine, self.at.site)
        return found[found["item"].isin(self.items["code"])]

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Their escalations that stand."""
        return self.rows[self.rows["state"].isin(["open", "answered"])]

    @cached_property
    def owing(self) -> Owing:
        """What is owed of them; an ask counts from the first of its grounds that everybody may look at."""
        owing = owing_of(self.at)
        limits = self.rows[self.rows["ask"].ne("")].groupby("ask")["answer_by"].min()
        asks = owing.asks[owing.asks["id"].isin(limits.index)]
        limit_on = asks["answer_by"].where(asks["answer_by"].isna(), asks["id"].map(limits))
        asks = asks.assign(answer_by=limit_on.astype(asks["answer_by"].dtype))
        return replace(owing, items=with_reporters(self.at.loaded, self.items), rows=self.rows, asks=asks)

    @cached_property
    def late(self) -> Late:
        """Which ledgers are late."""
        return late_of(self.at)

    @cached_property
    def posts(self) -> Mapping[str, str]:
        """Each post by id as a page names it."""
        return titles(self.at.loaded.roster)
