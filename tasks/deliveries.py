"""Deliveries (报送) as the flows judge them: what stands, what was decided, what is held."""

from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
from sqlalchemy import select, update

from duban import tables as t
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
    delivery = store.applied(at.engine, at.site, at.today).get(source.name)
    decided = ground_of(at, source).decided
    decided = decided[decided["state"].ne("open")]
    if delivery is None or decided.empty:
        return delivery, READINGS.frame()
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
    others, rivals, owes = _others(at, source), _rivals(mine, delivery), source.as_of == "stated"
    if stood.empty:
        return Standing(None, READINGS.frame(), None, others, rivals, owes)
    last = stood.iloc[-1]
    known = _tracked(at, int(last["id"]))
    owes = owes or last["as_of_from"] != "arrived"
    return Standing(last["as_of_on"], known, _unchanged_since(at, stood, seen), others, rivals, owes)


def _tracked(at: Context, delivery: int) -> pd.DataFrame:
    query = select(*(t.reading.c[n] for n in TRACKED.columns)).where(t.reading.c.delivery_id == delivery)
    with reads(at.engine) as conn:
        found = read_frame(conn, query.order_by(t.reading.c.id), TRACKED)
    return READINGS.cast(found.assign(code=found["item"]))


def _unchanged_since(at: Context, stood: pd.DataFrame, seen: Examined) -> pd.Timestamp | None:
    """The first day from which every delivery on says word for word what the new one says."""
    since, said = None, sorted(seen.rows["raw"])
    for _, one in stood.iloc[::-1].head(MOST_BACK).iterrows():
        query = select(t.reading.c.raw).where(t.reading.c.delivery_id == int(one["id"]))
        with reads(at.engine) as conn:
            if sorted(conn.scalars(query)) != said:
                return since
        since = one["as_of_on"]
    return since


def _others(at: Context, source: Source) -> frozenset[str]:
    """Units that answer for other sources' items, or send other ledgers, and have nothing to do with this one."""
    items = store.items(at.engine, at.site)
    mine = items["source"].eq(source.name)
    sends = {p.id: p.unit or "" for p in at.loaded.roster.posts}
    others = {sends.get(s.reporter, "") for s in at.loaded.site.sources if s.name != source.name}
    own = {*items.loc[mine, "unit"], sends.get(source.reporter, ""), source.name}
    return frozenset({*items.loc[~mine, "unit"], *others} - own - {""})


def _rivals(mine: pd.DataFrame, delivery: Any) -> int:
    """How many files lie in one folder for the same day and say different things."""
    same = mine[mine["as_of_on"].eq(delivery["as_of_on"]) & mine["state"].isin(["new", "held", "applied"])]
    folder = PurePosixPath(str(delivery["origin"])).parent
    beside = {o for o in same["origin"] if PurePosixPath(o).parent == folder}
    return len(beside | {str(delivery["origin"])})


def hold(at: Context, delivery: Any, why: tuple[Hold, ...], seen: Examined | None = None) -> None:
    """Hold a delivery, or refuse it where nobody need decide: nothing of it is applied."""
    state = "refused" if any(one.final for one in why) else "held"
    odd = problems_of(str(delivery["source"]), seen) if seen else ()
    told = [*delivery["problems"], *(vars(p) for p in odd)]
    mine = update(t.delivery).where(t.delivery.c.id == int(delivery["id"]), t.delivery.c.state == "new")
    with at.engine.begin() as conn:
        conn.execute(mine.values(state=state, problems=told, held_why=[asdict(one) for one in why],
                                 news_on=heard_of(conn, at.site, at.today)))  # fmt: skip
