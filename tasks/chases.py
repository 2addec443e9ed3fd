"""Chases (催办) into the store: what is owed today is computed anew, only what was told is remembered."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, bindparam, delete, select, update

from duban import tables as t
from duban.chase import CHASES, OWED, Pace, chases_due
from duban.frames import ANY, DAY, TEXT, WHOLE, Schema
from duban.handover import moved_asks
from duban.lateness import ledger_chases, ledgers_owed
from duban.owed import (
    Owing,
    Within,
    answers_owed,
    disputes_owed,
    explanations_owed,
    look_backs_owed,
    office_owed,
    spoken,
)
from duban.requests import requests_owed
from duban.sampling import SAMPLES
from tasks import store
from tasks.context import Context
from tasks.database import insert_ignoring, read_frame, reads, write_rows
from tasks.facts import with_reporters
from tasks.lateness import Late
from tasks.requests import open_requests

KEPT = Schema("kept chases", {"id": WHOLE, **CHASES.columns, "notice_id": ANY})
DISPUTES = Schema("disputes", {"item": TEXT, "on": DAY, "decider": TEXT, "decide_by": DAY})


def owing_of(at: Context) -> Owing:
    """What is owed at a site is a function of this."""
    settings = at.loaded.site.settings
    items = with_reporters(at.loaded, store.items(at.engine, at.site))
    return Owing(items, store.rows(at.engine, at.site), store.asks(at.engine, at.site), at.loaded.roster,
                 at.loaded.calendar, at.day,
                 Within(settings.accept_within_workdays, settings.explain_within_workdays))  # fmt: skip


def owed_today(at: Context, late: Late) -> pd.DataFrame:
    """All OWED of a site today, in time or not, but of items whose notices are paused; ``late`` is late_of."""
    who = owing_of(at)
    samples = store.frame(at.engine, t.sample, at.site, SAMPLES)
    parts = [answers_owed(who), office_owed(who), explanations_owed(who),
             disputes_owed(who, disputes(at.engine, at.site)), look_backs_owed(who, samples),
             ledgers_owed(*late), asked_owed(at, who)]  # fmt: skip
    return spoken(OWED.cast(pd.concat(parts, ignore_index=True)), who.items, at.day)


def asked_owed(at: Context, who: Owing) -> pd.DataFrame:
    """OWED of the acts asked for in Prefect that nobody has confirmed or declined: the steward's."""
    steward, top = (who.roster.with_role(role)[0].id for role in ("steward", "principal"))
    units = who.items.set_index("code")["unit"].to_dict()
    return requests_owed(open_requests(at), units, who.holder(steward), who.holder(top))


def save_chases(at: Context, owed: pd.DataFrame, late: Late) -> int:
    """Bring the chases not told yet of what is ``owed`` up to date, all or nothing; gives how many there are."""
    known = kept(at.engine, at.site)
    pace = Pace(at.loaded.calendar, at.loaded.site.settings.chase_every_workdays)
    told = known[known["notice_id"].notna()]
    ledgers = ledger_chases(*late, told, at.loaded.site.settings.late_ledger, pace.calendar, at.day)
    # A ledger has a ladder of its own, which goes further up than one post.
    asked = chases_due(owed[owed["kind"].ne("ledger")], told, pace, at.day)
    found = CHASES.cast(pd.concat([asked, ledgers], ignore_index=True))
    untold = delete(t.chase).where(t.chase.c.site == at.site, t.chase.c.notice_id.is_(None))
    with at.engine.begin() as conn:
        conn.execute(untold)
        insert_ignoring(t.chase, write_rows(found.assign(site=at.site)), conn)
    return len(found)


def inherit(at: Context) -> None:
    """The open asks of a post whose holder has left go to who holds it today, with their grounds."""
    moved = moved_asks(store.asks(at.engine, at.site), at.loaded.roster, at.loaded.calendar, at.day)
    if moved.empty:
        return
    query = update(t.ask).where(t.ask.c.site == at.site, t.ask.c.id == bindparam("key"))
    rows = moved.rename(columns={"id": "key", **{c: f"b_{c}" for c in ("tenure", "person", "answer_by")}})
    values: dict[str, Any] = {c: bindparam(f"b_{c}") for c in ("tenure", "person", "answer_by")}
    with at.engine.begin() as conn:
        conn.execute(query.values(values), write_rows(rows))


def kept(engine: Engine, site: str, *where: Any) -> pd.DataFrame:
    """The chases of a site, told (notice_id) or due."""
    return store.frame(engine, t.chase, site, KEPT, *where)


def disputes(engine: Engine, site: str) -> pd.DataFrame:
    """Whose item it is, undecided: DISPUTES opened by an act and not ended by a later decision."""
    query: Select[Any] = select(t.act.c.item, t.act.c.kind, t.act.c.on, t.act.c.detail).where(
        t.act.c.site == site, t.act.c.kind.in_(["dispute", "own"]))  # fmt: skip
    with reads(engine) as conn:
        acts = read_frame(conn, query.order_by(t.act.c.id), Schema("", {
            "item": TEXT, "kind": TEXT, "on": DAY, "detail": ANY}))  # fmt: skip
    last = acts.groupby("item").tail(1)
    last = last[last["kind"].eq("dispute")]
    given = last["detail"].map(lambda d: (d.get("decider", ""), _day(d.get("decide_by"))))
    return DISPUTES.cast(last.assign(decider=given.map(lambda g: g[0]), decide_by=given.map(lambda g: g[1])))


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
