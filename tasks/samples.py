"""Look-back (回头看): the sample drawn and kept, what somebody found, and whose relapse begins anew."""

from datetime import date
from typing import Literal

import pandas as pd
from sqlalchemy import Connection, Engine, select, update

from duban import tables as t
from duban.acts import Outcome, Standing
from duban.errors import Refused
from duban.frames import DAY, Schema
from duban.sampling import SAMPLES, draw
from tasks import store
from tasks.acts.items import reopen
from tasks.acts.recording import on_item
from tasks.context import Context
from tasks.database import insert_ignoring, write_rows
from tasks.seam import task

Seen = Literal["kept", "relapsed"]
SEEN_ZH: dict[str, str] = {"": "待复查", "kept": "保持", "relapsed": "反弹"}
DRAWN = Schema("drawn", {**SAMPLES.columns, "drawn_on": DAY})


@task(name="回头看抽样")
def draw_samples(at: Context) -> int:
    """Add to the sample what is to be looked at again from this month on; gives how many."""
    items = store.items(at.engine, at.site)
    signalled = set(store.frame(at.engine, t.signal, at.site, Schema("", {"item": "str"}))["item"])
    new = draw(items, samples(at.engine, at.site), signalled, at.site, at.day, at.loaded.sampling)
    with at.engine.begin() as conn:
        insert_ignoring(t.sample, write_rows(new.assign(site=at.site, drawn_on=at.day)), conn)
    return len(new)


def samples(engine: Engine, site: str) -> pd.DataFrame:
    """All SAMPLES of a site with the day each was drawn (drawn_on)."""
    found = store.frame(engine, t.sample, site, DRAWN)
    return found.sort_values(["due_from_on", "item"], ignore_index=True)


def look_back(at: Context, code: str, by: str, why: str, outcome: Seen, due: date | None = None) -> Outcome:
    """What somebody found who looked at a written-off item again; a relapse reopens it, one level higher.

    Raises Refused where the item is not in the sample, it is too early, or it was looked at before.
    """

    def decide(conn: Connection, item: Standing) -> Outcome:
        _may_look(conn, at, item, outcome)
        mine = (t.sample.c.site == at.site, t.sample.c.item == code, t.sample.c.settled_on == item.settled_on)
        conn.execute(update(t.sample).where(*mine).values(outcome=outcome, looked_on=at.today))
        return Outcome(detail={"settled_on": str(item.settled_on), "outcome": outcome})

    done = on_item(at, "look_back", code, by, why, decide)
    return reopen(at, code, by, why, relapse=True, due=due) if outcome == "relapsed" else done


def _may_look(conn: Connection, at: Context, item: Standing, outcome: Seen) -> None:
    s = t.sample.c
    query = select(s.due_from_on, s.outcome, s.looked_on).where(
        s.site == at.site, s.item == item.code, s.settled_on == item.settled_on)  # fmt: skip
    one = conn.execute(query).one_or_none() if item.settled_on else None
    if one is None:
        raise Refused(
            f"{item.code} 不在回头看名单中（duban look-back 可查）；发现反弹的，用 duban reopen 重新打开"
        )
    if at.today < one.due_from_on:
        raise Refused(f"{item.code} 的回头看应自{one.due_from_on}起，今天{at.today}尚早")
    # A relapse that was recorded and not reopened yet may be said again: then only that follows.
    if one.outcome and not (one.outcome == outcome == "relapsed"):
        raise Refused(f"{item.code} 已于{one.looked_on}回头看，结果为“{SEEN_ZH[one.outcome]}”，不能再次登记")
