"""An item's whole file (一事一档): cells and readings, evidence, levels, notices, answers, acts, reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select, or_, select

from duban import tables as t
from duban.entries import Entry, at_levels, entries, worst_first
from duban.figures import near_days
from duban.frames import records
from duban.viewing import Visitor
from tasks.context import Context
from tasks.database import reads
from tasks.pages.seen import items_of, levels_of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Dossier:
    """All that is on file of one item, oldest first in each part."""

    entry: Entry
    item: Row
    readings: tuple[Row, ...]
    evidence: tuple[Row, ...]
    changes: tuple[Row, ...]
    told: tuple[Row, ...]
    chases: tuple[Row, ...]
    answers: tuple[Row, ...]
    acts: tuple[Row, ...]
    reviews: tuple[Row, ...]
    targets: tuple[Row, ...]
    signals: tuple[Row, ...]
    waiting_release: bool


def dossier(at: Context, one: Visitor, code: str) -> Dossier | None:
    """The whole file of an item; None where there is none, or this visitor may not see it."""
    items = items_of(at, one, t.item.c.code == code)
    if items.empty:
        return None
    row = at_levels(worst_first(items, at.day, near_days(at.loaded.ladder)), levels_of(at, [code]))
    labels = {level.level: level.label for level in at.loaded.ladder.levels}
    readings = _readings(at, code)
    return Dossier(
        entries(row, labels, at.today, at.loaded.site.language)[0], records(row)[0], readings,
        _evidence(readings), _rows(at, t.change, code), _told(at, code), _chases(at, code), _answers(at, code),
        _rows(at, t.act, code), _rows(at, t.review, code), _rows(at, t.target, code),
        _rows(at, t.signal, code) if one.in_office else (), _waits(at, code))  # fmt: skip


def _fetch(at: Context, query: "Select[Any]") -> tuple[Row, ...]:
    with reads(at.engine) as conn:
        return tuple(dict(r._mapping) for r in conn.execute(query))


def _rows(at: Context, table: Any, code: str) -> tuple[Row, ...]:
    order = list(table.primary_key.columns)
    return _fetch(at, select(table).where(table.c.site == at.site, table.c.item == code).order_by(*order))


def _readings(at: Context, code: str) -> tuple[Row, ...]:
    """What each delivery that counted said of the item, its cells beside what they were read as."""
    r, d = t.reading.c, t.delivery.c
    query = (select(d.source, d.as_of_on, d.called_on, d.state, r.row, r.due_text, r.due_on, r.certain, r.kind,
                    r.status_text, r.claim, r.percent, r.progress, r.evidence, r.leader_text, r.person_text)
             .join(t.delivery, d.id == r.delivery_id)
             .where(r.site == at.site, r.item == code).order_by(d.as_of_on, r.id))  # fmt: skip
    return _fetch(at, query)


def _evidence(readings: tuple[Row, ...]) -> tuple[Row, ...]:
    """Each evidence once, with the first and the last day a ledger named it."""
    found = pd.DataFrame([{"evidence": r["evidence"], "on": r["as_of_on"]} for r in readings if r["evidence"]],
                         columns=["evidence", "on"])  # fmt: skip
    spans = found.groupby("evidence", sort=False)["on"].agg(["min", "max"]).reset_index()
    return tuple(records(spans.rename(columns={"min": "from_on", "max": "to_on"})))


def _told(at: Context, code: str) -> tuple[Row, ...]:
    """Who reached which level and was told of it when; untold and void ones are no part of the file."""
    e = t.escalation.c
    query = (select(e.level, e.label, e.round, e.line, e.on, e.role, e.post, e.person, e.copy, e.state, e.answer_by,
                    e.why, t.notice.c.on.label("notice_on"))
             .join(t.notice, (t.notice.c.site == e.site) & (t.notice.c.id == e.notice_id))
             .where(e.site == at.site, e.item == code)
             .order_by(t.notice.c.on, e.level, e.line, e.copy, e.id))  # fmt: skip
    return _fetch(at, query)


def _chases(at: Context, code: str) -> tuple[Row, ...]:
    c = t.chase.c
    query = select(t.chase).where(c.site == at.site, c.item == code, c.notice_id.is_not(None))
    return _fetch(at, query.order_by(c.told_on, c.id))


def _answers(at: Context, code: str) -> tuple[Row, ...]:
    """Answers to the item itself, and to the conduct asks that it is a ground of."""
    e, a = t.escalation.c, t.answer.c
    asks = select(e.ask).where(e.site == at.site, e.item == code, e.ask != "").distinct()
    mine = or_(a.item == code, a.ask.in_(asks))
    return _fetch(at, select(t.answer).where(a.site == at.site, mine).order_by(a.on, a.id))


def _waits(at: Context, code: str) -> bool:
    e = t.escalation.c
    query = select(e.id).where(e.site == at.site, e.item == code, e.release == "waiting", e.state == "open")
    with reads(at.engine) as conn:
        return conn.execute(query.limit(1)).first() is not None
