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
from tasks.context import Context
from tasks.database import reads
from tasks.pages.seen import items_of

Row = Mapping[str, Any]
MOST = 100


@dataclass(frozen=True)
class Todo:
    """Each a list of what one press settles, the longest waiting first; ``accepted`` waits for write-off."""

    reviews: tuple[Row, ...]
    accepted: tuple[Row, ...]
    releases: tuple[Row, ...]
    matches: tuple[Row, ...]
    deadlines: tuple[Row, ...]
    signals: tuple[Row, ...]
    held: tuple[Row, ...]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return sum(len(part) for part in vars(self).values())


def todo(at: Context, one: Visitor) -> Todo:
    """What waits, of the items this visitor may see."""
    items = items_of(at, one, t.item.c.settled_on.is_(None))
    waiting = items[items["suspended_on"].notna()].sort_values(["suspended_on", "code"])
    claimed = waiting[waiting["acceptance"].ne("accepted")]
    since = at.loaded.calendar.count_days(claimed["suspended_on"], pd.Series(at.day, index=claimed.index))
    unread = items[~items["certain"] & items["suspended_on"].isna()].sort_values("code")
    known = {one["code"]: one for one in records(items)}
    return Todo(
        tuple(records(claimed.assign(workdays=since))),
        tuple(records(items[items["acceptance"].eq("accepted")].sort_values("code"))),
        tuple(_releases(at, known)), tuple(_matches(at, known)),
        tuple({**row, "due_on": day(row["due_on"])} for row in records(unread.head(MOST))),
        tuple(_signals(at, known)), _held(at))  # fmt: skip


def _fetch(at: Context, query: "Select[Any]") -> tuple[Row, ...]:
    with reads(at.engine) as conn:
        return tuple(dict(r._mapping) for r in conn.execute(query))


def _releases(at: Context, known: Mapping[str, Row]) -> list[Row]:
    e = t.escalation.c
    query = (select(e.item, e.level, e.label, e.slip, e.on).distinct()
             .where(e.site == at.site, e.release == "waiting", e.state == "open").order_by(e.on, e.item))  # fmt: skip
    return [
        {**row, "measure": known[row["item"]]["measure"]} for row in _fetch(at, query) if row["item"] in known
    ]


def _matches(at: Context, known: Mapping[str, Row]) -> list[Row]:
    p, r = t.proposal.c, t.reading.c
    query = (select(p.id, p.item, p.likeness, p.source, r.row, r.measure.label("now"))
             .join(t.reading, r.id == p.reading_id)
             .where(p.site == at.site, p.state == "open").order_by(p.id).limit(MOST))  # fmt: skip
    return [
        {**row, "was": known[row["item"]]["measure"]} for row in _fetch(at, query) if row["item"] in known
    ]


def _signals(at: Context, known: Mapping[str, Row]) -> list[Row]:
    s = t.signal.c
    query = select(t.signal).where(s.site == at.site, s.state == "open").order_by(s.id).limit(MOST)
    return [{**row, "name": SIGNAL_ZH.get(row["signal"], row["signal"]), "measure": known[row["item"]]["measure"]}
            for row in _fetch(at, query) if row["item"] in known]  # fmt: skip


def _held(at: Context) -> tuple[Row, ...]:
    d = t.delivery.c
    query = select(d.id, d.source, d.as_of_on, d.called_on, d.rows, d.held_why, d.handed_by)
    return _fetch(at, query.where(d.site == at.site, d.state == "held").order_by(d.id))
