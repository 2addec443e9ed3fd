"""The health of ledgers (台账): when each last came, how it was taken, what could not be read, what goes back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import and_, literal, or_, select

from duban import tables as t
from duban.frames import day
from duban.recusal import hidden_from
from duban.site import Source
from duban.viewing import Visitor
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.handing import PARSERS
from tasks.lateness import late_of
from tasks.returned import ANNOTATED, PREFILLED, copies_on_disk, newest, newest_of
from tasks.scene import PERIODS

Row = Mapping[str, Any]
Place = tuple[int, str, int]  # delivery, sheet, row
COPIES = {"annotated": ANNOTATED, "prefilled": PREFILLED}


@dataclass(frozen=True)
class Health:
    """One source: ``fault`` why it could not be called in, ``last`` its newest delivery, ``standing_on`` the
    day the ledger that counts speaks of, ``owed`` whether this period's has not come, ``late_from`` the last
    day on which a late one would have been in time, ``copies`` which of COPIES there are; ``takes_files``
    whether one may be handed in.
    """

    name: str
    prefix: str
    every: str
    fault: str
    last: Row | None
    standing_on: date | None
    owed: bool
    late_from: date | None
    copies: tuple[str, ...]
    takes_files: bool


def sources_of(at: Context, one: Visitor) -> tuple[Source, ...]:
    """The sources a visitor may see: a reporter's own, all for the office."""
    posts = {post.id for post in one.posts}
    return tuple(
        s for s in at.loaded.site.sources if one.signed_in and (one.in_office or s.reporter in posts)
    )


def source_of(at: Context, one: Visitor, prefix: str) -> Source | None:
    """The source of that prefix, if this visitor may see it."""
    return next((s for s in sources_of(at, one) if s.prefix == prefix), None)


def health(at: Context, one: Visitor) -> tuple[Health, ...]:
    """How the visitor's ledgers stand today."""
    faults, standing = _faults(at), store.applied(at.engine, at.site, at.today)
    closed = _closed(at, one)
    late = late_of(at)[0].set_index("source")["limit_on"].to_dict()
    last = newest_of(at)
    found = (_of(at, source, faults.get(source.name, ""), (last.get(source.name), standing.get(source.name)),
                 day(late.get(source.name)), closed)
             for source in sources_of(at, one))  # fmt: skip
    return tuple(replace(each, copies=()) if _concerned(at, one, each.name) else each for each in found)


def _of(at: Context, source: Source, fault: str, deliveries: tuple[Any, Any], late: date | None,
        closed: Collection[Place]) -> Health:  # fmt: skip
    """``deliveries``: the one that came last, and the one that counts."""
    last, good = deliveries
    came = good is not None and good[["as_of_on", "confirmed_on"]].max() >= at.day.to_period(
        PERIODS[source.every]).start_time  # fmt: skip
    files = {} if last is None else {f.stem.rpartition("_")[2] for f in copies_on_disk(at, source, last)}
    return Health(
        source.name, source.prefix, source.every, fault, None if last is None else _said(last, closed),
        day(good["as_of_on"]) if good is not None else None, not came, late,
        tuple(what for what, name in COPIES.items() if name in files), source.kind in PARSERS)  # fmt: skip


def _said(delivery: Any, closed: Collection[Place]) -> Row:
    """A delivery in words, without a word of the rows that are closed to this visitor, nor counting them."""
    problems = [
        p.sentence for p in store.problems(delivery) if (int(delivery["id"]), p.sheet, p.row) not in closed
    ]
    return {"id": int(delivery["id"]), "as_of_on": delivery["as_of_on"].date(), "called_on": delivery["called_on"].date(),
            "rows": int(delivery["rows"]) - sum(place[0] == int(delivery["id"]) for place in closed), "state": delivery["state"], "problems": problems,
            "held": [why["sentence"] for why in delivery["held_why"]], "handed_by": delivery["handed_by"]}  # fmt: skip


def _closed(at: Context, one: Visitor) -> frozenset[Place]:
    """The rows of restricted items, for whoever was not granted them and does not report them; and those of
    items that concern the visitor (回避).
    """
    barred = _barred(at, one)
    if one.restricted and not barred:
        return frozenset()
    r, d, i = t.reading.c, t.delivery.c, t.item.c
    own = [s.name for s in at.loaded.site.sources if s.reporter in {p.id for p in one.posts}]
    query = (select(r.delivery_id, r.sheet, r.row).join(t.delivery, d.id == r.delivery_id)
             .outerjoin(t.item, (i.site == r.site) & (i.code == r.item))
             .where(r.site == at.site, or_(r.item.in_(sorted(barred)), and_(
                 literal(not one.restricted), d.source.not_in(own), or_(r.restricted, i.restricted)))))  # fmt: skip
    with reads(at.engine) as conn:
        return frozenset((int(row[0]), str(row[1]), int(row[2])) for row in conn.execute(query))


def _barred(at: Context, one: Visitor) -> frozenset[str]:
    """The codes of what concerns the visitor, so that nothing of it may be shown."""
    if all(recusal.person != one.person for recusal in at.loaded.roster.recusals):
        return frozenset()
    return hidden_from(store.items(at.engine, at.site), at.loaded.roster, one.person)


def _concerned(at: Context, one: Visitor, source: str) -> bool:
    """Whether a ledger holds a row that concerns the visitor: then no copy of it may be had."""
    barred = _barred(at, one)
    i = t.item.c
    query = select(i.code).where(i.site == at.site, i.source == source, i.code.in_(sorted(barred))).limit(1)
    with reads(at.engine) as conn:
        return bool(barred) and conn.scalar(query) is not None


def _faults(at: Context) -> dict[str, str]:
    """Why each source could not be called in when that was last tried."""
    c = t.call.c
    query = select(c.source, c.ok, c.detail).where(c.site == at.site, c.on <= at.today).order_by(c.on)
    with reads(at.engine) as conn:
        return {r.source: "" if r.ok else r.detail for r in conn.execute(query)}


def copy_of(at: Context, one: Visitor, prefix: str, what: str) -> Path | None:
    """The file of a copy, if there is one and this visitor may have it."""
    source, name = source_of(at, one, prefix), COPIES.get(what)
    last = newest(at, source.name) if source else None
    if source is None or name is None or last is None or _concerned(at, one, source.name):
        return None
    return next((f for f in copies_on_disk(at, source, last) if f.stem.rpartition("_")[2] == name), None)


def deliveries(at: Context, one: Visitor, most: int = 200) -> tuple[Row, ...]:
    """What came, newest first, ``most`` at most."""
    closed = _closed(at, one)
    found = store.deliveries(at.engine, at.site, at.today).sort_values("id", ascending=False)
    return tuple({"source": row["source"], **_said(row, closed)} for _, row in found.head(most).iterrows())
