"""The items a visitor may see, read from the store: the query layer keeps the rights, not the page."""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import and_, func, or_, select

from duban import tables as t
from duban.chain import OUTSIDE, who_answers, with_owners
from duban.frames import TEXT, WHOLE, Schema
from duban.item import ITEMS
from duban.viewing import Visitor, on_chain, visible
from tasks import store
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.facts import with_reporters

FEW = 500
WHOLE_CHAIN = frozenset({"principal", "secretary"})
LEVELS = Schema("levels", {"item": TEXT, "level": WHOLE})


# What it takes to sort, count and judge an item; its texts are read for those that are shown.
BRIEF = Schema("brief", {name: ITEMS.columns[name] for name in (
    "code", "source", "unit", "areas", "kind", "due_on", "assessed_on", "certain", "claim", "acceptance", "evidence",
    "episode", "suspended_on", "settled_on", "missing_on", "restricted", "silent_until_on")})  # fmt: skip


def items_of(at: Context, one: Visitor, *where: object, schema: Schema = ITEMS) -> pd.DataFrame:
    """The items a visitor may see, among those of ``where``; no right is ever wider than this.

    ``schema`` is ITEMS or BRIEF. ``mine`` tells those the visitor's tenures answer for from those they only heard of.
    """
    told = _told(at, one)
    found = store.frame(at.engine, t.item, at.site, schema, _near(at, one, told), *where)
    ready = with_owners(with_reporters(at.loaded, found), at.loaded.roster)
    # Handlers who hold a post were told by it; names in cells give nobody a right.
    who = who_answers(at.loaded.roster, ready.assign(person="").drop_duplicates(["unit", "own"]))
    held = who[(who["from_on"] <= at.day) & (who["to_on"] >= at.day) & ~who["role"].isin(OUTSIDE)]
    ready = ready.assign(mine=on_chain(ready, held, (), one.keys))
    kept = visible(ready, ready["mine"] | ready["code"].isin(told), one, at.loaded.roster)
    return kept[[*schema.columns, "mine"]].reset_index(drop=True)


def in_full(at: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """BRIEF rows that are shown, with all of ITEMS, in their order."""
    texts = [name for name in ITEMS.columns if name not in rows.columns]
    codes = [str(code) for code in rows["code"]]
    # A statement holds only so many values.
    where = [t.item.c.code.in_(codes)] if len(codes) <= FEW else []
    found = store.frame(at.engine, t.item, at.site, ITEMS, *where)
    return rows.merge(found[["code", *texts]], on="code", how="left", validate="one_to_one")


def _told(at: Context, one: Visitor) -> frozenset[str]:
    e = t.escalation.c
    query = select(e.item).where(e.site == at.site, e.tenure.in_(one.keys), e.notice_id.is_not(None))
    with reads(at.engine) as conn:
        return frozenset(conn.scalars(query.distinct()))


def _near(at: Context, one: Visitor, told: Collection[str]) -> object:
    """What is worth reading at all: a superset of the chain, so that ten thousand items cost little."""
    if one.sees_all or one.restricted or WHOLE_CHAIN & one.roles:
        return t.item.c.code.is_not(None)
    areas = {a for post in one.posts for a in post.areas}
    areas |= {a.name for a in at.loaded.roster.areas if a.conduct_post in {p.id for p in one.posts}}
    units = {p.unit for p in one.posts if p.unit}
    units |= {u.name for u in at.loaded.roster.units if areas & set(u.areas)}
    owns = [t.item.c.areas.contains(area, autoescape=True) for area in sorted(areas)]
    return or_(t.item.c.unit.in_(sorted(units)), t.item.c.code.in_(sorted(told)), *owns)


def levels_of(at: Context, codes: Collection[str]) -> "pd.Series[int]":
    """The level each item stands on, by code; those of no escalation are not there."""
    e = t.escalation.c
    query = (select(e.item, func.max(e.level).label("level"))
             .where(and_(e.site == at.site, e.state.in_(["open", "answered"]), e.notice_id.is_not(None)))
             .group_by(e.item))  # fmt: skip
    if len(codes) <= FEW:
        query = query.where(e.item.in_(sorted(codes)))
    with reads(at.engine) as conn:
        found = read_frame(conn, query, LEVELS)
    return found.set_index("item")["level"]
