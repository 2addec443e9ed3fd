"""Which areas each item belongs to (分管领域): its own where the roster lists it under one, else its unit's."""

from typing import Any

import pandas as pd

from duban.frames import TEXT, looked_up
from duban.roster import Roster

AND = "、"


def areas_of(items: pd.DataFrame, roster: Roster) -> "pd.Series[Any]":
    """The areas of items (code, unit, areas); of one whose unit the roster does not know, those it has."""
    units = pd.Series({u.name: AND.join(u.areas) for u in roster.units}, dtype=TEXT)
    codes = [code for a in roster.areas for code in a.items]
    own = pd.Series({c: AND.join(a.name for a in roster.areas if c in a.items) for c in codes}, dtype=TEXT)
    named = looked_up(items["code"], own).fillna(looked_up(items["unit"], units))
    found: pd.Series[Any] = named.fillna(items["areas"]).astype(TEXT)
    return found
