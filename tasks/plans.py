"""The register (整改方案) in the store: its versions taken in, each in one transaction."""

from typing import Any

import pandas as pd
from sqlalchemy import bindparam, insert, select, update

from duban import tables as t
from duban.plan import PLANNED, Taken, owners_of, take_in
from duban.plan_sanity import plan_reasons
from duban.sanity import doubts
from tasks import store
from tasks.context import Context
from tasks.database import reads, upsert, write_rows
from tasks.deliveries import accepted, hold
from tasks.journal.rows import changed_by
from tasks.journal.writing import note
from tasks.news import heard_of, news_on


def planned(at: Context) -> pd.DataFrame:
    """PLANNED of a site: empty where it has no register."""
    return store.frame(at.engine, t.planned, at.site, PLANNED)


def own_codes(at: Context, source: str) -> dict[str, str]:
    """Codes of a source's own that came to stand for an item of another code."""
    r, d = t.reading, t.delivery
    query = (select(r.c.code, r.c.item).distinct().join(d, d.c.id == r.c.delivery_id)
             .where(r.c.site == at.site, d.c.source == source, r.c.code != "", r.c.item != "",
                    r.c.code != r.c.item))  # fmt: skip
    with reads(at.engine) as conn:
        return {row.code: row.item for row in conn.execute(query)}


def take_in_register(at: Context) -> None:
    """Take every version of the register that came into the plan and the items, oldest first; one that
    is not the whole of it, has its columns mixed up, lost too much or is empty waits for a person.
    """
    plan = at.loaded.site.plan
    for version in store.untracked(at.engine, at.site, plan.name, at.today) if plan else ():
        assert plan is not None
        items = store.items(at.engine, at.site)
        taken = take_in(items, planned(at), store.readings(at.engine, at.site, int(version["id"])),
                        register=plan.name, prefix=plan.prefix, as_of_on=pd.Timestamp(version["as_of_on"]),
                        terms=at.loaded.terms, units=at.loaded.units, own=own_codes(at, plan.name),
                        owned=owners_of(at.loaded.site.sources, at.loaded.roster, items))  # fmt: skip
        why = (*doubts(store.problems(version)),
               *plan_reasons(planned(at), items, taken.codes, at.loaded.site.sanity_of(plan)))  # fmt: skip
        if why and int(version["id"]) not in accepted(at):
            hold(at, version, why)
        else:
            _save(at, version, items, taken)


def _save(at: Context, version: Any, before: pd.DataFrame, taken: Taken) -> None:
    with at.engine.begin() as conn:
        state = update(t.delivery).where(t.delivery.c.id == int(version["id"]), t.delivery.c.state == "new")
        news = heard_of(conn, at.site, at.today)
        if conn.execute(state.values(state="applied", news_on=news)).rowcount != 1:
            return
        older = update(t.delivery).where(t.delivery.c.site == at.site, t.delivery.c.source == version["source"],
                                         t.delivery.c.state == "held", t.delivery.c.as_of_on <= version["as_of_on"].date())  # fmt: skip
        conn.execute(older.values(state="superseded"))
        moved = store.differing(before, taken.items)
        upsert(t.planned, write_rows(taken.planned.assign(site=at.site)), conn, ["site", "code"])
        if len(moved):
            upsert(t.item, write_rows(moved.assign(site=at.site)), conn, ["site", "code"])
        if len(taken.changes):
            facts = taken.changes.assign(site=at.site, delivery_id=int(version["id"]),
                                         on=pd.Timestamp(news_on(conn, at.site, at.today)),
                                         as_of_on=version["as_of_on"])  # fmt: skip
            conn.execute(insert(t.change), write_rows(facts))
        number = int(version["id"])
        note(conn, at.site, at.today, "register", {"change": changed_by(conn, number)}, delivery=number,
             items=len(moved), changes=len(taken.changes))  # fmt: skip
        if taken.codes.empty:
            return
        name = update(t.reading).where(t.reading.c.id == bindparam("reading"))
        conn.execute(name.values(item=bindparam("given")),
                     [{"reading": int(str(i)), "given": c} for i, c in taken.codes.items()])  # fmt: skip
