"""What waits for the office (待办): claims to accept, papers to sign, cells and matches to settle, signals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select, Table, and_, func, not_, select

from duban import tables as t
from duban.frames import day, records
from duban.signals import SIGNAL_ZH
from duban.viewing import Visitor
from tasks.chases import disputes
from tasks.context import Context
from tasks.database import reads
from tasks.pages.finding import OPEN, RUNNING
from tasks.pages.requests import requests_of
from tasks.pages.seen import Seen

Row = Mapping[str, Any]
MOST = 30
I = t.item.c  # noqa: E741
CLAIMED = and_(OPEN, I.suspended_on.is_not(None), I.acceptance != "accepted")
ACCEPTED = and_(OPEN, I.acceptance == "accepted")
UNREAD = and_(RUNNING, not_(I.certain))


@dataclass(frozen=True)
class Part:
    """One list of what one press settles: the first of them, and how many there are in all."""

    rows: tuple[Row, ...]
    total: int

    def __iter__(self) -> Iterator[Row]:
        """Go through those that are shown."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many there are in all."""
        return self.total


@dataclass(frozen=True)
class Todo:
    """Each a list of what one press settles, the longest waiting first; ``accepted`` waits for write-off."""

    reviews: Part
    accepted: Part
    releases: Part
    matches: Part
    deadlines: Part
    signals: Part
    disputes: Part
    look_backs: Part
    held: Part
    requests: Part

    @property
    def count(self) -> int:
        """How many there are in all."""
        return sum(part.total for part in vars(self).values())

    @property
    def more(self) -> int:
        """How many of them are not shown yet."""
        return self.count - sum(len(part.rows) for part in vars(self).values())


def todo(at: Context, one: Visitor) -> Todo:
    """What waits, of the items this visitor may see."""
    seen = Seen.by(at, one)
    return Todo(
        _reviews(seen), _items(seen, ACCEPTED, I.code), _joined(seen, _releases(at)), _joined(seen, _matches(at)),
        _items(seen, UNREAD, I.code), _signals(seen), _of(seen, records(disputes(at.engine, at.site)), OPEN),
        _look_backs(seen), _held(at), _requests(seen))  # fmt: skip


def _requests(seen: Seen) -> Part:
    found = requests_of(seen)
    return Part(found[:MOST], len(found))


def may_settle(at: Context, one: Visitor, table: Table, number: int) -> bool:
    """Whether an open proposal or signal of that number is of an item that this visitor may see."""
    c = table.c
    query = select(c.id).where(c.site == at.site, c.id == number, c.state == "open",
                               c.item.in_(Seen.by(at, one).codes(OPEN)))  # fmt: skip
    with reads(at.engine) as conn:
        return conn.execute(query).first() is not None


def _items(seen: Seen, where: Any, *order: Any) -> Part:
    page = seen.page(where, order=order, most=MOST)
    return Part(tuple({**row, "due_on": day(row["due_on"])} for row in records(page.rows)), page.total)


def _reviews(seen: Seen) -> Part:
    """Claims, the longest waiting first, with the working days they have waited (workdays)."""
    page = seen.page(CLAIMED, order=(I.suspended_on, I.code), most=MOST)
    today = pd.Series(seen.at.day, index=page.rows.index)
    waited = page.rows.assign(workdays=seen.at.loaded.calendar.count_days(page.rows["suspended_on"], today))
    return Part(tuple(records(waited)), page.total)


def _of(seen: Seen, rows: list[dict[str, Any]], *where: Any) -> Part:
    """Those of the rows that are of an item this visitor may see, with what the item promises."""
    codes = sorted({row["item"] for row in rows})
    measures = seen.items(I.code.in_(codes), *where).set_index("code")["measure"].to_dict() if codes else {}
    found = [{**row, "measure": measures[row["item"]]} for row in rows if row["item"] in measures]
    return Part(tuple(found[:MOST]), len(found))


def _joined(seen: Seen, query: "Select[Any]") -> Part:
    """Rows of a statement that is joined with items, of those that are open and may be seen."""
    return _part(seen.at, query.add_columns(I.measure).where(OPEN, seen.may.visible))


def _part(at: Context, query: "Select[Any]") -> Part:
    """The first rows of a statement; they are counted only where there are more."""
    with reads(at.engine) as conn:
        rows = tuple(dict(r._mapping) for r in conn.execute(query.limit(MOST + 1)))
        if len(rows) <= MOST:
            return Part(rows, len(rows))
        total = conn.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    return Part(rows[:MOST], int(total or 0))


def _releases(at: Context) -> "Select[Any]":
    e = t.escalation.c
    return (select(e.item, e.level, e.label, e.slip, e.on).distinct()
            .join(t.item, (I.site == e.site) & (I.code == e.item))
            .where(e.site == at.site, e.release == "waiting", e.state == "open").order_by(e.on, e.item))  # fmt: skip


def _matches(at: Context) -> "Select[Any]":
    p, r = t.proposal.c, t.reading.c
    return (select(p.id, p.item, p.likeness, p.source, r.row, r.measure.label("now"), I.measure.label("was"))
            .join(t.reading, r.id == p.reading_id).join(t.item, (I.site == p.site) & (I.code == p.item))
            .where(p.site == at.site, p.state == "open").order_by(p.id))  # fmt: skip


def _signals(seen: Seen) -> Part:
    s = t.signal.c
    query = (select(s.id, s.item, s.signal, s.detail, s.on).join(t.item, (I.site == s.site) & (I.code == s.item))
             .where(s.site == seen.at.site, s.state == "open").order_by(s.id))  # fmt: skip
    found = _joined(seen, query)
    named = tuple({**row, "name": SIGNAL_ZH.get(row["signal"], row["signal"])} for row in found)
    return Part(named, found.total)


def _look_backs(seen: Seen) -> Part:
    """What was written off and is to be looked at again by now."""
    s = t.sample.c
    query = (select(s.item, s.settled_on, s.due_from_on, s.due_to_on, I.measure)
             .join(t.item, (I.site == s.site) & (I.code == s.item))
             .where(s.site == seen.at.site, s.outcome == "", s.due_from_on <= seen.at.today, seen.may.visible)
             .order_by(s.due_from_on, s.item))  # fmt: skip
    return _part(seen.at, query)


def _held(at: Context) -> Part:
    d = t.delivery.c
    query = select(d.id, d.source, d.as_of_on, d.called_on, d.rows, d.held_why, d.handed_by)
    return _part(at, query.where(d.site == at.site, d.state == "held").order_by(d.id))
