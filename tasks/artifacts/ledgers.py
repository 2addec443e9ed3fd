"""The health of each source, and the deliveries that are held, without a row of a restricted item."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.frames import ANY, TEXT, WHOLE, YES, Schema, day
from duban.item import identity
from duban.vocabulary import FIELD_ZH
from duban.watch.held import HELD
from duban.watch.ledgers import HEALTH
from tasks import store
from tasks.artifacts.watched import Watched
from tasks.database import read_frame, reads
from tasks.scene import PERIODS

PLACES = Schema("places", {"delivery_id": WHOLE, "sheet": TEXT, "row": WHOLE, "finding": TEXT, "measure": TEXT,
                           "item": TEXT, "code": TEXT, "restricted": YES, "quarantined": YES})  # fmt: skip
QUOTED = re.compile("“([^”]+)”")
# What a source said when it could not be called in or read; only the names of its columns are read from it.
SAID = Schema("said", {"source": TEXT, "ok": YES, "detail": ANY})


def health_of(one: Watched) -> pd.DataFrame:
    """HEALTH of a site's sources today."""
    at = one.at
    found = store.deliveries(at.engine, at.site, at.today)
    newest = {str(d["source"]): d for _, d in found.sort_values("id").groupby("source").tail(1).iterrows()}
    standing, failed = store.applied(at.engine, at.site, at.today), _failures(one)
    late = one.late[0].set_index("source")["limit_on"].to_dict()
    held = set(found.loc[found["state"].eq("held"), "source"])
    rows = places_of(one, [int(d["id"]) for d in newest.values()])
    return HEALTH.frame(
        {"source": s.name, "every": s.every, "came": _came(one, s.every, standing.get(s.name)),
         "failed": s.name in failed, "held": s.name in held, "late_since": day(late.get(s.name)),
         "standing_on": _fresh(standing.get(s.name)), **_newest(newest.get(s.name), rows, failed.get(s.name, ""))}
        for s in at.loaded.site.sources)  # fmt: skip


def _came(one: Watched, every: str, good: Any) -> bool:
    start = one.at.day.to_period(PERIODS[every]).start_time
    return good is not None and bool(good[["as_of_on", "confirmed_on"]].max() >= start)


def _fresh(good: Any) -> Any:
    """How far what counts speaks; an answer that came again the same speaks of the day it came."""
    return None if good is None else day(good[["as_of_on", "confirmed_on"]].max())


def _newest(delivery: Any, rows: pd.DataFrame, failure: str) -> Mapping[str, Any]:
    if delivery is None:
        return {"state": "", "columns": _columns(failure)}
    mine = rows[rows["delivery_id"].eq(int(delivery["id"]))]
    shown = mine[~mine["closed"]]
    hidden = set(mine.loc[mine["closed"], ["sheet", "row"]].itertuples(index=False, name=None))
    doubts = [p for p in store.problems(delivery) if (p.sheet, p.row) not in hidden]
    lost = "".join(why["sentence"] for why in delivery["held_why"] if why["code"] == "columns_lost")
    return {"state": delivery["state"], "came_on": day(delivery["called_on"]), "rows": len(shown), "doubts": len(doubts),
            "refused": int(shown["quarantined"].sum()), "columns": _columns(lost + failure)}  # fmt: skip


def _columns(sentence: str) -> str:
    """The names of ledgers' columns that a sentence of ours quotes, and nothing else of it."""
    quoted = {part for words in QUOTED.findall(sentence) for part in str(words).split("、")}
    return "、".join(name for name in dict.fromkeys(FIELD_ZH.values()) if name in quoted)


def _failures(one: Watched) -> dict[str, str]:
    """What was wrong with each source that could not be called in when that was last tried."""
    c = t.call.c
    query = select(*(c[n] for n in SAID.columns)).where(c.site == one.at.site, c.on <= one.at.today)
    with reads(one.at.engine) as conn:
        last = read_frame(conn, query.order_by(c.on), SAID).groupby("source").tail(1)
    return {str(r.source): str(r.detail) for r in last[~last["ok"]].itertuples()}


def places_of(one: Watched, deliveries: list[int]) -> pd.DataFrame:
    """The rows of deliveries (PLACES), and whether each is of a restricted item (closed)."""
    r = t.reading.c
    query = select(*(r[n] for n in PLACES.columns)).where(r.delivery_id.in_(deliveries))
    with reads(one.at.engine) as conn:
        found = read_frame(conn, query, PLACES)
    codes = one.closed["code"]
    closed = found["restricted"] | found["item"].isin(codes) | found["code"].isin(codes)
    # A held delivery's rows were matched to no item, and may not say themselves what they are.
    return found.assign(closed=closed | identity(found).isin(identity(one.closed)))


def held_of(one: Watched) -> pd.DataFrame:
    """HELD of a site today."""
    at = one.at
    found = store.deliveries(at.engine, at.site, at.today, t.delivery.c.state == "held")
    rows = places_of(one, [int(i) for i in found["id"]])
    shown = rows[~rows["closed"]].groupby("delivery_id").size()
    since = at.loaded.calendar.count_days(found["called_on"], pd.Series(at.day, index=found.index))
    return HELD.cast(found.assign(
        why=found["held_why"].map(lambda why: [str(one["code"]) for one in why]), workdays=since,
        rows=found["id"].map(shown).fillna(0)))  # fmt: skip
