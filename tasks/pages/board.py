"""Every item, filtered, worst first, one page at a time (事项)."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import or_

from duban import tables as t
from duban.entries import Entry, at_levels, entries, worst_first
from duban.figures import CLASSES, Figures, figures, near_days
from duban.viewing import Visitor
from tasks.context import Context
from tasks.pages.seen import BRIEF, in_full, items_of, levels_of

A_PAGE = 50
DOUBTS = ("missing", "uncertain", "returned", "unproved", "restricted")


@dataclass(frozen=True)
class Filters:
    """What is looked for: unit, source, level, class (``duban.figures.CLASSES``) or doubt, and words."""

    unit: str = ""
    source: str = ""
    level: str = ""
    klass: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """As an address says it; what makes no sense filters nothing."""
        number = query.get("page", "1")
        klass = query.get("klass", "")
        return cls(query.get("unit", ""), query.get("source", ""), query.get("level", ""),
                   klass if klass in (*CLASSES, *DOUBTS) else "", query.get("words", "")[:80].strip(),
                   int(number) if number.isdecimal() and 0 < int(number) < 100_000 else 1)  # fmt: skip


@dataclass(frozen=True)
class Board:
    """One page of what was found: how many there are, and the figures of all that is found."""

    entries: tuple[Entry, ...]
    found: int
    figures: Figures
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.found // A_PAGE))


def board_of(at: Context, one: Visitor, by: Filters) -> Board:
    """The page of the board that the filters say, of what this visitor may see."""
    rows, counted = found_by(at, one, by)
    page = min(by.page, max(1, -(-len(rows) // A_PAGE)))
    shown = in_full(at, rows.iloc[(page - 1) * A_PAGE : page * A_PAGE])
    shown = at_levels(shown, levels_of(at, shown["code"]))
    labels = {level.level: level.label for level in at.loaded.ladder.levels}
    listed = entries(shown, labels, at.today, at.loaded.site.language)
    return Board(tuple(listed), len(rows), counted, page)


def found_by(at: Context, one: Visitor, by: Filters) -> tuple[pd.DataFrame, Figures]:
    """What the filters find, worst first (``worst_first`` rows), and the figures of its units and sources."""
    items, near = items_of(at, one, *_where(by), schema=BRIEF), near_days(at.loaded.ladder)
    rows = worst_first(items, at.day, near)
    rows = _kept(rows[rows["settled_on"].isna()] if by.klass != "written_off" else rows, by)
    if by.level.isdecimal():
        levels = at_levels(rows, levels_of(at, rows["code"]))["level"]
        rows = rows[levels.eq(int(by.level))]
    return rows.reset_index(drop=True), figures(items, at.day, near)


def _where(by: Filters) -> list[object]:
    i = t.item.c
    out: list[object] = []
    if by.unit:
        out.append(or_(i.unit == by.unit, i.unit_text == by.unit))
    if by.source:
        out.append(i.source == by.source)
    if by.words:
        out.append(or_(*(column.contains(by.words, autoescape=True)
                         for column in (i.code, i.measure, i.finding, i.person))))  # fmt: skip
    return out


def _kept(rows: pd.DataFrame, by: Filters) -> pd.DataFrame:
    if by.klass in CLASSES:
        return rows[rows["klass"].eq(by.klass)]
    if by.klass == "uncertain":
        return rows[~rows["certain"]]
    if by.klass == "restricted":
        return rows[rows["restricted"]]
    return rows[rows["state"].eq(by.klass)] if by.klass else rows
