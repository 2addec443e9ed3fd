"""The past laid out again (回放): items as they stood on each day, from what was read and decided."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from duban import acts
from duban.acts import COLUMNS, Outcome, Standing
from duban.due import Terms
from duban.errors import Refused
from duban.frames import day
from duban.item import ITEMS
from duban.ladder import Ladder

Detail = Mapping[str, Any]


def standing(item: pd.DataFrame) -> Standing:
    """One item of ITEMS (the first row) as an act finds it."""
    row = {name: item.iloc[0][name] for name in COLUMNS}
    days = {name: day(row[name]) for name in row if name.endswith("_on")}
    whole = {name: int(row[name]) for name in ("episode", "extended", "from_level")}
    return Standing(**{**row, **days, **whole})


def decided(items: pd.DataFrame, act: Mapping[str, Any], terms: Terms, ladder: Ladder) -> pd.DataFrame:
    """ITEMS as an act on record (item, kind, on, detail) left them; one that moves no date or clock, or
    that no longer makes sense beside what was read, leaves them as they are.
    """
    mine = items["code"].eq(act["item"])
    follow = FOLLOW.get(str(act["kind"]))
    if follow is None or not mine.any():
        return items
    try:
        outcome = follow(standing(items[mine]), act["on"], act["detail"], terms, ladder)
    except Refused:
        return items
    changed = ITEMS.cast(items[mine].assign(**outcome.sets))
    return ITEMS.cast(pd.concat([items[~mine], changed]).loc[items.index])


def _extended(item: Standing, on: date, detail: Detail, _: Terms, __: Ladder) -> Outcome:
    to, asked = date.fromisoformat(detail["to"]), date.fromisoformat(detail["asked_on"])
    return acts.extend(item, on, to, asked, detail["approved_by"], detail["role"])


def _reopened(item: Standing, on: date, detail: Detail, _: Terms, ladder: Ladder) -> Outcome:
    """From the level it was reopened on then, though the ladder may be another now."""
    outcome = acts.reopen(item, on, bool(detail["relapse"]), None, 0, ladder)
    return Outcome({**outcome.sets, "from_level": int(detail["from_level"])})


FOLLOW: dict[str, Callable[[Standing, date, Detail, Terms, Ladder], Outcome]] = {
    "accept": lambda item, on, *_: acts.accept(item, on),
    "return": lambda item, *_: acts.give_back(item),
    "write_off": lambda item, on, _, terms, __: acts.write_off(item, on, terms),
    "extend": _extended,
    "reopen": _reopened,
    "silence": lambda item, _, detail, *__: Outcome({"silent_until_on": pd.Timestamp(detail["until"])}),
    "correct": lambda item, on, detail, *_: acts.correct(
        item, on, date.fromisoformat(detail["after"]), False
    ),
}
