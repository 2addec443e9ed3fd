"""The items a visitor may see, read from the store: the query layer keeps the rights, not the page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import case, false, func, select

from duban import tables as t
from duban.figures import Figures, figures, near_days
from duban.frames import DAY, TEXT, WHOLE, YES, Schema
from duban.item import ITEMS
from duban.viewing import Visitor
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.pages.finding import WORST_FIRST, levels_query
from tasks.pages.sight import Sight, sight

FEW = 5_000
LEVELS = Schema("levels", {"item": TEXT, "level": WHOLE})
# What it takes to sort, count and judge an item; its texts are read for those that are shown.
BRIEF = Schema("brief", {name: ITEMS.columns[name] for name in (
    "code", "source", "unit", "areas", "kind", "due_on", "assessed_on", "certain", "claim", "acceptance", "evidence",
    "episode", "suspended_on", "settled_on", "missing_on", "restricted", "silent_until_on")})  # fmt: skip
# Items alike in all that ``duban.figures`` counts by, and how many they are.
ALIKE = Schema("alike", {"due_on": DAY, "certain": YES, "suspended_on": DAY, "settled_on": DAY, "missing_on": DAY,
                         "n": WHOLE})  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Some of what was found (``rows``, ITEMS), and how many there are (``total``)."""

    rows: pd.DataFrame
    total: int


@dataclass(frozen=True)
class Listed:
    """The codes of some of what was found, and how many there are."""

    codes: tuple[str, ...]
    total: int


@dataclass(frozen=True)
class Seen:
    """What one visitor may see of a site: every list and every count of a page is read through it."""

    at: Context
    one: Visitor
    may: Sight

    @classmethod
    def by(cls, at: Context, one: Visitor) -> "Seen":
        """As this visitor sees it today."""
        return cls(at, one, sight(at, one))

    def items(self, *where: Any, schema: Schema = ITEMS, order: Sequence[Any] = (t.item.c.code,),
              most: int | None = None, first: int = 0) -> pd.DataFrame:  # fmt: skip
        """The items among those of ``where``, ``most`` of them from the ``first`` on.

        ``mine`` tells those the visitor's tenures answer for from those they only heard of.
        """
        mine = case((self.may.mine, True), else_=False).label("mine")
        query = (select(*(t.item.c[name] for name in schema.columns), mine)
                 .where(*self._these(where)).order_by(*order).limit(most).offset(first))  # fmt: skip
        with reads(self.at.engine) as conn:
            return read_frame(conn, query, Schema(schema.name, {**schema.columns, "mine": YES}))

    def page(self, *where: Any, most: int, first: int = 0, order: Sequence[Any] = WORST_FIRST) -> "Page":
        """ITEMS, the worst first, so many of them, and how many there are in all."""
        found = self.listed(*where, most=most, first=first, order=order)
        return Page(self.in_order(found.codes), found.total)

    def listed(self, *where: Any, most: int, first: int = 0, order: Sequence[Any] = WORST_FIRST) -> "Listed":
        """The same as codes: sorting and counting need no more."""
        query = (select(t.item.c.code, func.count().over()).where(*self._these(where)).order_by(*order)
                 .limit(most).offset(first))  # fmt: skip
        with reads(self.at.engine) as conn:
            found = conn.execute(query).all()
        total = found[0][1] if found else self.count(*where) if first else 0
        return Listed(tuple(code for code, _ in found), total)

    def in_order(self, codes: Sequence[str], schema: Schema = ITEMS) -> pd.DataFrame:
        """The items of these codes that may be seen, in the order of the codes."""
        rows = self.items(t.item.c.code.in_(codes) if codes else false(), schema=schema)
        place = {code: n for n, code in enumerate(codes)}
        return rows.loc[rows["code"].map(place).sort_values().index].reset_index(drop=True)

    def count(self, *where: Any) -> int:
        """How many there are of them."""
        query = select(func.count()).select_from(t.item).where(*self._these(where))
        with reads(self.at.engine) as conn:
            return int(conn.scalar(query) or 0)

    def codes(self, *where: Any) -> Any:
        """The codes of them, as a part of another statement."""
        return select(t.item.c.code).where(*self._these(where))

    def figures(self, *where: Any) -> Figures:
        """Their figures, counted by the one formula; items alike are read once."""
        i = t.item.c
        states = (i.suspended_on, i.settled_on, i.missing_on)
        query = (select(i.due_on, i.certain, *(func.min(c).label(c.name) for c in states), func.count().label("n"))
                 .where(*self._these(where)).group_by(i.due_on, i.certain, *(c.is_(None) for c in states)))  # fmt: skip
        with reads(self.at.engine) as conn:
            alike = read_frame(conn, query, ALIKE)
        return figures(each(alike), self.at.day, near_days(self.at.loaded.ladder))

    def _these(self, where: Sequence[Any]) -> tuple[Any, ...]:
        return (t.item.c.site == self.at.site, self.may.visible, *where)


def each(alike: pd.DataFrame) -> pd.DataFrame:
    """Rows that were read once for all alike (n), each as often as there are."""
    return alike.loc[alike.index.repeat(alike["n"].astype(int))].reset_index(drop=True)


def items_of(at: Context, one: Visitor, *where: Any, schema: Schema = ITEMS) -> pd.DataFrame:
    """The items a visitor may see, among those of ``where``."""
    return Seen.by(at, one).items(*where, schema=schema)


def may_see(at: Context, one: Visitor, code: str) -> bool:
    """Whether there is such an item and this visitor may see it."""
    return Seen.by(at, one).count(t.item.c.code == code) > 0


def levels_of(at: Context, codes: Collection[str]) -> "pd.Series[int]":
    """The level each item stands on, by code; those of no escalation are not there."""
    query = levels_query(at)
    if len(codes) <= FEW:
        query = query.where(t.escalation.c.item.in_(sorted(codes)))
    with reads(at.engine) as conn:
        found = read_frame(conn, query, LEVELS)
    return found.set_index("item")["level"]
