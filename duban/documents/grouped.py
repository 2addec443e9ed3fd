"""Items in groups and in lines, as documents list them: by column expressions over ``at_levels`` rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from duban.documents.pack import Group, ItemLine
from duban.documents.phrases import CLAIM, CLASS, STATE, WORDS, in_lines
from duban.entries import Entry
from duban.figures import CLASSES
from duban.frames import TEXT, records
from duban.publication import refuse_disagreement
from duban.roster import Roster

# How many half-width characters of codes stand in a line beside a group's name.
WIDE = 60


@dataclass(frozen=True)
class Owed:
    """Answers not come yet: how many a group owes on each line, and whose of each item."""

    business: "pd.Series[Any]"
    conduct: "pd.Series[Any]"
    by_item: Mapping[str, str]


def groups(rows: pd.DataFrame, keys: "pd.Series[Any]", owed: Owed, language: str = "zh") -> tuple[Group, ...]:
    """One Group a key in the order of names; the groups add up to the whole.

    ``rows`` have klass; ``owed`` counts by the same keys. Raises Refused where they do not add up.
    """
    table = pd.crosstab(keys.astype(TEXT), rows["klass"]).reindex(columns=list(CLASSES), fill_value=0)
    table = table.assign(total=table.sum(axis=1))
    refuse_disagreement("整改事项", len(rows), {str(k): int(n) for k, n in table["total"].items()})
    for line, counts in (("business", owed.business), ("conduct", owed.conduct)):
        table[line] = counts.reindex(table.index).fillna(0).astype(int)
    table["codes"] = codes_by(keys, rows, language)
    shown = records(table.astype(str).rename_axis("name").reset_index().sort_values("name"))
    return tuple(Group(**row) for row in shown)


def codes_by(keys: "pd.Series[Any]", rows: pd.DataFrame, language: str) -> "pd.Series[Any]":
    """The items of each group, by class: 逾期：HP-01-1、HP-01-3；…"""
    colon, stop = ("：", "；\n") if language == "zh" else (": ", ";\n")
    named = rows.assign(key=keys.astype(TEXT)).sort_values("code", kind="stable")
    each = (
        named.groupby(["key", "klass"], sort=False)["code"]
        .agg(lambda codes: in_lines(codes, language, WIDE))
        .reset_index()
    )
    each = each.assign(order=each["klass"].map(list(CLASSES).index)).sort_values(["key", "order"])
    said = each["klass"].map(CLASS[language]) + colon + each["code"]
    found: pd.Series[Any] = said.groupby(each["key"]).agg(stop.join)
    return found


def leaders_of(roster: Roster, areas: "pd.Series[Any]", today: date, language: str,
               shown: Callable[[str, str], str]) -> "pd.Series[Any]":  # fmt: skip
    """Who is in charge of each item's areas today, in words (``shown`` puts post and person together)."""
    known = {a.name for a in roster.areas}

    def named(text: str) -> str:
        posts = dict.fromkeys(roster.leader_of(a).id for a in text.split("、") if a in known)
        held = ((p, roster.holder(p, today)) for p in posts)
        said = [shown(p, t.person if t else "") for p, t in held]
        return WORDS[language]["and"].join(said) or WORDS[language]["in_doubt"]

    return areas.map({text: named(text) for text in areas.drop_duplicates()})


def item_line(number: int, one: Entry, row: Mapping[str, Any], owed: Mapping[str, str], language: str,
              days: str = "") -> ItemLine:  # fmt: skip
    """One item as a line of a table; ``row`` holds what the entry does not: leaders and progress."""
    none = WORDS[language]["none"]
    state = STATE[language][one.state] or CLAIM[language].get(one.claim, none)
    return ItemLine(str(number), one.code, one.finding, one.measure, one.unit, str(row["leaders"]), one.due or none,
                    days or one.days, one.label or none, state, str(row["progress"]),
                    owed.get(one.code, none))  # fmt: skip
