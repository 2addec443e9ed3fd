"""Every item, filtered, worst first, one page at a time (事项)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import or_

from duban import tables as t
from duban.entries import Entry, at_levels, entries, worst_first
from duban.figures import CLASSES, Figures, near_days
from duban.viewing import Visitor
from tasks.context import Context
from tasks.pages.finding import DOUBTS, OPEN, of_class, on_level
from tasks.pages.seen import Seen, levels_of

A_PAGE = 50


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
    seen, where = Seen.by(at, one), [*_among(by), *_chosen(at, by)]
    page = seen.page(*where, most=A_PAGE, first=(by.page - 1) * A_PAGE)
    last = max(1, -(-page.total // A_PAGE))
    if by.page > last:
        return board_of(at, one, replace(by, page=last))
    shown = worst_first(page.rows, at.day, near_days(at.loaded.ladder))
    labels = {level.level: level.label for level in at.loaded.ladder.levels}
    listed = entries(
        at_levels(shown, levels_of(at, shown["code"])), labels, at.today, at.loaded.site.language
    )
    return Board(tuple(listed), page.total, seen.figures(*_among(by)), by.page)


def found_by(at: Context, one: Visitor, by: Filters) -> pd.DataFrame:
    """All that the filters find (ITEMS), worst first (``worst_first`` rows)."""
    items = Seen.by(at, one).items(*_among(by), *_chosen(at, by))
    return worst_first(items, at.day, near_days(at.loaded.ladder))


def _among(by: Filters) -> list[Any]:
    """Whose items: of a unit, of a source, with words in them."""
    i = t.item.c
    out: list[Any] = []
    if by.unit:
        out.append(or_(i.unit == by.unit, i.unit_text == by.unit))
    if by.source:
        out.append(i.source == by.source)
    if by.words:
        out.append(or_(*(column.contains(by.words, autoescape=True)
                         for column in (i.code, i.measure, i.finding, i.person))))  # fmt: skip
    return out


def _chosen(at: Context, by: Filters) -> list[Any]:
    """Which of them: of a class or in doubt, on a level; what is closed only where it is asked for."""
    out = [] if by.klass == "written_off" else [OPEN]
    if by.klass:
        out.append(DOUBTS[by.klass] if by.klass in DOUBTS else of_class(at, by.klass))
    if by.level.isdecimal():
        out.append(on_level(at, int(by.level)))
    return out
