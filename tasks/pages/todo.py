"""What waits for the office (待办): claims to accept, papers to sign, cells and matches to settle, signals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select, select

from duban import tables as t
from duban.frames import day, records
from duban.signals import SIGNAL_ZH
from duban.viewing import Visitor
from tasks.chases import disputes
from tasks.context import Context
from tasks.database import reads
from tasks.pages.seen import BRIEF, in_full, items_of
from tasks.samples import samples

Row = Mapping[str, Any]
MOST = 50


@dataclass(frozen=True)
class Todo:
    """Each a list of what one press settles, the longest waiting first; ``accepted`` waits for write-off."""

    reviews: tuple[Row, ...]
    accepted: tuple[Row, ...]
    releases: tuple[Row, ...]
    matches: tuple[Row, ...]
    deadlines: tuple[Row, ...]
    signals: tuple[Row, ...]
    disputes: tuple[Row, ...]
    look_backs: tuple[Row, ...]
    held: tuple[Row, ...]
    more: int

    @property
    def count(self) -> int:
        """How many there are in all."""
        return self.more + sum(len(part) for part in vars(self).values() if isinstance(part, tuple))


def todo(at: Context, one: Visitor) -> Todo:
    """What waits, of the items this visitor may see."""
    items = items_of(at, one, t.item.c.settled_on.is_(None), schema=BRIEF)
    waiting = items[items["suspended_on"].notna()].sort_values(["suspended_on", "code"])
    claimed = waiting[waiting["acceptance"].ne("accepted")]
    since = at.loaded.calendar.count_days(claimed["suspended_on"], pd.Series(at.day, index=claimed.index))
    accepted = items[items["acceptance"].eq("accepted")].sort_values("code")
    unread = items[~items["certain"] & items["suspended_on"].isna()].sort_values("code")
    return Todo(
        _rows(at, claimed.assign(workdays=since)), _rows(at, accepted), _of(at, items, _releases(at)),
        tuple({**row, "was": row["measure"]} for row in _of(at, items, _matches(at))), _rows(at, unread),
        _of(at, items, _signals(at)), _of(at, items, tuple(records(disputes(at.engine, at.site)))),
        _look_backs(at, one), _held(at),
        sum(max(len(part) - MOST, 0) for part in (claimed, accepted, unread)))  # fmt: skip


def _rows(at: Context, rows: pd.DataFrame) -> tuple[Row, ...]:
    return tuple({**row, "due_on": day(row["due_on"])} for row in records(in_full(at, rows.head(MOST))))


def _of(at: Context, items: pd.DataFrame, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Those of the rows that are of an item this visitor may see, with what the item promises."""
    named = items[items["code"].isin({row["item"] for row in rows})]
    measures = in_full(at, named).set_index("code")["measure"].to_dict()
    return tuple({**row, "measure": measures[row["item"]]} for row in rows if row["item"] in measures)


def _fetch(at: Context, query: "Select[Any]") -> tuple[Row, ...]:
    with reads(at.engine) as conn:
        return tuple(dict(r._mapping) for r in conn.execute(query))


def _releases(at: Context) -> tuple[Row, ...]:
    e = t.escalation.c
    query = (select(e.item, e.level, e.label, e.slip, e.on).distinct()
             .where(e.site == at.site, e.release == "waiting", e.state == "open").order_by(e.on, e.item))  # fmt: skip
    return _fetch(at, query)


def _matches(at: Context) -> tuple[Row, ...]:
    p, r = t.proposal.c, t.reading.c
    query = (select(p.id, p.item, p.likeness, p.source, r.row, r.measure.label("now"))
             .join(t.reading, r.id == p.reading_id)
             .where(p.site == at.site, p.state == "open").order_by(p.id))  # fmt: skip
    return _fetch(at, query)


def _signals(at: Context) -> tuple[Row, ...]:
    s = t.signal.c
    query = select(t.signal).where(s.site == at.site, s.state == "open").order_by(s.id)
    return tuple({**row, "name": SIGNAL_ZH.get(row["signal"], row["signal"])} for row in _fetch(at, query))


def _look_backs(at: Context, one: Visitor) -> tuple[Row, ...]:
    """What was written off and is to be looked at again by now."""
    found = samples(at.engine, at.site)
    found = found[found["outcome"].eq("") & (found["due_from_on"] <= at.day)]
    items = items_of(at, one, t.item.c.code.in_(list(found["item"])), schema=BRIEF)
    return _of(at, items, tuple(records(found.head(MOST))))


def _held(at: Context) -> tuple[Row, ...]:
    d = t.delivery.c
    query = select(d.id, d.source, d.as_of_on, d.called_on, d.rows, d.held_why, d.handed_by)
    return _fetch(at, query.where(d.site == at.site, d.state == "held").order_by(d.id))
