"""Deliveries (报送) as the flows judge them: what stands, what was decided, what is held."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pandas as pd
from sqlalchemy import select, update

from duban import tables as t
from duban.beside import others_of, rivals_of, unchanged_since
from duban.codes import DECIDED, Ground
from duban.examining import Examined
from duban.frames import TEXT, WHOLE, Schema
from duban.item import identity
from duban.plan_rows import Laid
from duban.problems import Hold
from duban.reading import READINGS
from duban.sanity import Standing, reasons
from duban.site import Source
from tasks import store
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.journal.writing import note
from tasks.news import heard_of
from tasks.taken import problems_of

TRACKED = Schema("tracked", {"id": WHOLE, "item": TEXT, **READINGS.columns})
MOST_BACK = 24


def ground_of(at: Context, source: Source) -> Ground:
    """What codes of a source are given by."""
    decided = store.frame(at.engine, t.proposal, at.site, DECIDED, t.proposal.c.source == source.name)
    return Ground(decided, likeness=at.loaded.site.settings.likeness_percent)


def why_held(at: Context, source: Source, delivery: Any, laid: Laid) -> tuple[Hold, ...]:
    """Why a delivery is to be held; empty where it is taken in. What a person accepted is held only
    where something newer was applied since.
    """
    seen, standing = laid.seen, standing_of(at, source, delivery, laid.seen)
    found = reasons(seen, laid.before, standing, pd.Timestamp(delivery["as_of_on"]),
                    at.loaded.site.sanity_of(source), store.problems(delivery))  # fmt: skip
    yes = int(delivery["id"]) in accepted(at)
    return tuple(one for one in found if one.code == "old" or not yes)


def waiting(at: Context, source: Source) -> tuple[Any, pd.DataFrame]:
    """The delivery that stands, and those of its READINGS that waited for a person who has decided."""
    decided = ground_of(at, source).decided
    decided = decided[decided["state"].ne("open")]
    if decided.empty:
        return None, READINGS.frame()
    delivery = store.applied(at.engine, at.site, at.today).get(source.name)
    if delivery is None:
        return None, READINGS.frame()
    rows = store.readings(at.engine, at.site, int(delivery["id"]))
    with reads(at.engine) as conn:
        free = set(conn.scalars(select(t.reading.c.id).where(
            t.reading.c.delivery_id == int(delivery["id"]), t.reading.c.item == "")))  # fmt: skip
    return delivery, rows[rows.index.isin(free) & identity(rows).isin(decided["identity"])]


def accepted(at: Context) -> frozenset[int]:
    """The deliveries a person said are to be taken in."""
    query = select(t.act.c.detail).where(t.act.c.site == at.site, t.act.c.kind == "accept_delivery")
    with reads(at.engine) as conn:
        return frozenset(int(detail["delivery"]) for detail in conn.scalars(query))


def standing_of(at: Context, source: Source, delivery: Any, seen: Examined) -> Standing:
    """The delivery of a source that stands, as a new one is laid beside it."""
    mine = store.deliveries(at.engine, at.site, at.today, t.delivery.c.source == source.name)
    stood = mine[mine["state"].eq("applied")]
    others = others_of(at.loaded.roster, at.loaded.site.sources, source, _who_answers(at))
    rivals, owes = _rivals(mine, delivery), source.as_of == "stated"
    if stood.empty:
        return Standing(None, READINGS.frame(), None, others, rivals, owes)
    last = stood.iloc[-1]
    known = _tracked(at, int(last["id"]))
    owes = owes or last["as_of_from"] != "arrived"
    since = unchanged_since(_back(at, stood), seen.rows["raw"])
    return Standing(last["as_of_on"], known, since, others, rivals, owes)


def _who_answers(at: Context) -> pd.DataFrame:
    """Which units answer for items of which sources: source, unit, each pair once."""
    query = select(t.item.c.source, t.item.c.unit).where(t.item.c.site == at.site).distinct()
    with reads(at.engine) as conn:
        return pd.DataFrame(conn.execute(query).all(), columns=["source", "unit"], dtype="str")


def _tracked(at: Context, delivery: int) -> pd.DataFrame:
    query = select(*(t.reading.c[n] for n in TRACKED.columns)).where(t.reading.c.delivery_id == delivery)
    with reads(at.engine) as conn:
        found = read_frame(conn, query.order_by(t.reading.c.id), TRACKED)
    return READINGS.cast(found.assign(code=found["item"]))


def _back(at: Context, stood: pd.DataFrame) -> Iterable[tuple[pd.Timestamp, Iterable[str]]]:
    """The deliveries that stood, newest first, each with its rows as they were."""
    for _, one in stood.iloc[::-1].head(MOST_BACK).iterrows():
        query = select(t.reading.c.raw).where(t.reading.c.delivery_id == int(one["id"]))
        with reads(at.engine) as conn:
            yield one["as_of_on"], list(conn.scalars(query))


def _rivals(mine: pd.DataFrame, delivery: Any) -> int:
    """How many files lie in one folder for the same day and say different things."""
    same = mine[mine["as_of_on"].eq(delivery["as_of_on"]) & mine["state"].isin(["new", "held", "applied"])]
    return rivals_of(same["origin"], str(delivery["origin"]))


def hold(at: Context, delivery: Any, why: tuple[Hold, ...], seen: Examined | None = None) -> None:
    """Hold a delivery, or refuse it where nobody need decide: nothing of it is applied."""
    state = "refused" if any(one.final for one in why) else "held"
    odd = problems_of(str(delivery["source"]), seen) if seen else ()
    told = [*delivery["problems"], *(vars(p) for p in odd)]
    mine = update(t.delivery).where(t.delivery.c.id == int(delivery["id"]), t.delivery.c.state == "new")
    with at.engine.begin() as conn:
        conn.execute(mine.values(state=state, problems=told, held_why=[asdict(one) for one in why],
                                 news_on=heard_of(conn, at.site, at.today)))  # fmt: skip
        note(conn, at.site, at.today, "holding", {}, delivery=int(delivery["id"]), state=state)
