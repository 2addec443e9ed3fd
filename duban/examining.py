"""One delivery laid beside what is known: which item each row is about, and what is odd about it.

Nothing is changed here; whether the delivery is taken in at all is judged on what this finds.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.codes import Ground, match
from duban.frames import DAY, texts
from duban.item import due_words, identity
from duban.suspicious import held_back, suspicions


@dataclass(frozen=True)
class Examined:
    """``rows``: READINGS with the roster's unit and areas, ``code`` the item each is about ("" while a
    person must say), ``first_on`` the day such a row was first read; ``repeated``: the index of rows
    that repeat another's item; ``found``: SUSPICIONS; ``proposals``: PROPOSALS; ``answered``: the index
    of rows whose deadline reads doubtful, but whose very words a person or an earlier delivery has made certain.
    """

    rows: pd.DataFrame
    repeated: "pd.Series[Any]"
    found: pd.DataFrame
    proposals: pd.DataFrame
    answered: "pd.Series[Any]"

    @property
    def applying(self) -> pd.DataFrame:
        """The rows that are about an item, each item once."""
        return self.rows[self.rows["code"].ne("") & ~self.rows.index.isin(self.repeated)]


def examine(items: pd.DataFrame, readings: pd.DataFrame, prefix: str, units: pd.DataFrame,
            ground: Ground) -> Examined:  # fmt: skip
    """Lay READINGS beside one source's ITEMS; ``units`` maps a ledger's names (name, unit, areas)."""
    rows = _named(readings, units)
    matched = match(rows, items, prefix, ground)
    coded = readings.assign(code=matched.codes)
    odd = suspicions(items, coded[matched.codes.ne("")], units)
    rows = rows.assign(code=matched.codes, first_on=_first_on(identity(rows), ground.decided))
    rows = held_back(rows, odd)
    repeated = readings.index[matched.repeated].to_series()
    return Examined(rows, repeated, odd, matched.proposals, _answered(items, rows))


def _answered(items: pd.DataFrame, rows: pd.DataFrame) -> "pd.Series[Any]":
    unsure = rows[~rows["certain"] & rows["code"].isin(items["code"])]
    old = items.set_index("code").reindex(unsure["code"]).set_axis(unsure.index)
    return unsure.index[old["certain"].eq(True) & due_words(old).eq(due_words(unsure))].to_series()


def _first_on(keys: "pd.Series[Any]", decided: pd.DataFrame) -> "pd.Series[Any]":
    """The day a row was first read that a person has since said is no item known before."""
    no = decided[decided["state"].eq("different")].drop_duplicates("identity")
    days = dict(zip(no["identity"], no["on"], strict=True))
    found: pd.Series[Any] = pd.to_datetime(keys.map(days)).astype(DAY)
    return found


def _named(readings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Give each row its roster unit and areas; "" where the ledger's name is not known."""
    by_name = units.drop_duplicates("name").set_index("name")
    return readings.assign(unit=texts(readings["unit"].map(by_name["unit"])),
                           areas=texts(readings["unit"].map(by_name["areas"])))  # fmt: skip
