"""Items as a page lists them, worst first: what it is, how late, how high, what is claimed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from duban.figures import class_of
from duban.frames import day, looked_up, records
from duban.item import days_late
from duban.wording import days_words, due_words

# What is claimed and accepted, as one word for a page; the first that holds is said.
STATES = ("written_off", "accepted", "waiting", "missing", "returned", "unproved", "claim")
BY_CLASS = {"late": 0, "near": 1, "on_course": 2, "waiting": 3, "written_off": 4}


@dataclass(frozen=True)
class Entry:
    """One item on a page. ``klass`` is one of ``duban.figures.CLASSES``; ``state`` of STATES, ``claim``
    what the unit says; ``since_on`` the day the state began, where it has one.
    """

    code: str
    measure: str
    finding: str
    unit: str
    source: str
    due: str
    days: str
    days_late: int
    level: int
    label: str
    klass: str
    state: str
    claim: str
    since_on: date | None
    certain: bool
    restricted: bool


def worst_first(items: pd.DataFrame, today: pd.Timestamp, near: int) -> pd.DataFrame:
    """ITEMS with days_late, klass and state, the latest ones first."""
    found = items.assign(
        days_late=days_late(items, today), klass=class_of(items, today, near), state=state_of(items)
    )
    order = found.assign(order=found["klass"].map(BY_CLASS))
    order = order.sort_values(["order", "days_late", "due_on", "code"], ascending=[True, False, True, True],
                              kind="stable")  # fmt: skip
    return order.drop(columns="order").reset_index(drop=True)


def at_levels(rows: pd.DataFrame, levels: "pd.Series[Any]") -> pd.DataFrame:
    """``worst_first`` rows with level, 0 where none stands; ``levels`` by code."""
    return rows.assign(level=level_of(looked_up(rows["code"], levels), rows["klass"]))


def level_of(reached: "pd.Series[Any]", klass: "pd.Series[Any]") -> "pd.Series[Any]":
    """The level an item stands on: what it reached, while its clock runs for the unit; else 0."""
    level = reached.fillna(0).astype(int)
    found: pd.Series[Any] = level.where(~klass.isin(["waiting", "written_off"]), 0)
    return found


def state_of(items: pd.DataFrame) -> "pd.Series[Any]":
    """Which of STATES each item is in."""
    done = items["claim"].eq("done")
    out = pd.Series("claim", index=items.index, dtype="str")
    out = out.mask(done & items["evidence"].eq(""), "unproved").mask(
        items["acceptance"].eq("returned"), "returned"
    )
    out = out.mask(items["missing_on"].notna(), "missing").mask(items["suspended_on"].notna(), "waiting")
    out = out.mask(items["acceptance"].eq("accepted"), "accepted")
    found: pd.Series[Any] = out.mask(items["settled_on"].notna(), "written_off")
    return found


SINCE = {"waiting": "suspended_on", "missing": "missing_on", "written_off": "settled_on"}


def entries(rows: pd.DataFrame, labels: Mapping[int, str], today: date, language: str) -> list[Entry]:
    """``at_levels`` rows put into words; ``labels`` names each level."""
    return [_entry(one, labels, today, language) for one in records(rows)]


def _entry(one: Mapping[str, Any], labels: Mapping[int, str], today: date, language: str) -> Entry:
    due_on = day(one["due_on"])
    facts = {**one, "due_on": due_on}
    over = one["klass"] in ("waiting", "written_off")
    since = SINCE.get(one["state"])
    return Entry(
        code=one["code"], measure=one["measure"], finding=one["finding"], unit=one["unit"] or one["unit_text"],
        source=one["source"], due=due_words(facts, language, today) if due_on else "",
        days=days_words(due_on, today, language) if due_on and not over else "",
        days_late=int(one["days_late"]), level=int(one["level"]), label=labels.get(int(one["level"]), ""),
        klass=one["klass"], state=one["state"], claim=one["claim"],
        since_on=day(one[since]) if since else None, certain=bool(one["certain"]), restricted=bool(one["restricted"]),
    )  # fmt: skip
