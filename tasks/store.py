"""Rows in, rows out: what the store holds of one site, in one transaction each time."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from duban import tables as t
from duban.examining import Examined
from duban.frames import ANY, DAY, TEXT, WHOLE, YES, Schema
from duban.item import ITEMS
from duban.reading import READINGS, Ledger, Problem
from tasks.database import insert_ignoring, read_frame, reads, upsert, write_rows
from tasks.journal.rows import changed_by
from tasks.journal.writing import note
from tasks.news import heard_of, news_on
from tasks.overtaken import prevailing
from tasks.reviewing import keep_reviews
from tasks.taken import taken
from tasks.told import settle

DELIVERIES = Schema("deliveries", {
    "id": WHOLE, "source": TEXT, "origin": TEXT, "digest": TEXT, "as_of_on": DAY, "as_of_from": TEXT,
    "called_on": DAY, "news_on": DAY, "confirmed_on": DAY, "rows": WHOLE, "state": TEXT, "problems": ANY,
    "held_why": ANY, "handed_by": TEXT})  # fmt: skip
CHANGED = Schema("changed", {"item": TEXT, "source": TEXT, "kind": TEXT, "on": DAY,
                             "as_of_on": DAY, "before": TEXT, "after": TEXT})  # fmt: skip
ROWS = Schema("rows", {
    "id": WHOLE, "item": TEXT, "episode": WHOLE, "line": TEXT, "level": WHOLE, "round": WHOLE,
    "tenure": TEXT, "on": DAY, "told_on": DAY, "waits": YES, "label": TEXT, "slip": TEXT,
    "role": TEXT, "post": TEXT, "person": TEXT, "copy": YES, "why": TEXT, "answer_by": DAY,
    "ask": TEXT, "state": TEXT, "answered_at": ANY, "unit": TEXT, "notice_id": ANY,
    "settled_notice_id": ANY, "release": TEXT, "policy_id": WHOLE, "notice_on": DAY})  # fmt: skip
ASKS = Schema("asks", {"id": TEXT, "tenure": TEXT, "post": TEXT, "person": TEXT, "unit": TEXT,
                       "month": TEXT, "opened_on": DAY, "answer_by": DAY, "state": TEXT})  # fmt: skip
ACTS = Schema("acts", {"item": TEXT, "kind": TEXT, "on": DAY, "at": ANY, "by": TEXT, "why": TEXT})


def frame(engine: Engine, table: Any, site: str, schema: Schema, *where: Any) -> pd.DataFrame:
    """The rows of one site in one table, as a frame of ``schema``."""
    columns = [table.c[name] for name in schema.columns]
    order = list(table.primary_key.columns)
    with reads(engine) as conn:
        return read_frame(conn, select(*columns).where(table.c.site == site, *where)
                          .order_by(*order), schema)  # fmt: skip


def items(engine: Engine, site: str, *where: Any) -> pd.DataFrame:
    """The ITEMS of a site, all of them or those that ``where`` says."""
    return frame(engine, t.item, site, ITEMS, *where)


def known_digests(engine: Engine, site: str, source: str) -> frozenset[str]:
    """What of a source was taken in before, by content."""
    query = select(t.delivery.c.digest).where(t.delivery.c.site == site,
                                              t.delivery.c.source == source)  # fmt: skip
    with reads(engine) as conn:
        return frozenset(conn.scalars(query))


def last_run_on(engine: Engine, site: str) -> date | None:
    """The latest day a whole cycle was run for."""
    query = select(func.max(t.run.c.today)).where(t.run.c.site == site, t.run.c.ended_at.is_not(None))
    with reads(engine) as conn:
        found: date | None = conn.scalar(query)
        return found


def save_ledger(engine: Engine, site: str, ledger: Ledger, today: date, now: datetime,
                handed_by: str = "") -> int:  # fmt: skip
    """One delivery and its readings, in one transaction; the same content twice is kept once.

    Gives the delivery's number. ``handed_by``: who handed it in, where nobody called for it.
    """
    row = {"site": site, "source": ledger.source, "origin": ledger.origin, "digest": ledger.digest,
           "as_of_on": ledger.as_of_on, "as_of_from": ledger.as_of_from, "called_on": today,
           "called_at": now, "rows": len(ledger.readings), "state": "new",
           "problems": [vars(p) for p in ledger.problems], "handed_by": handed_by}  # fmt: skip
    same = select(t.delivery.c.id).where(*(t.delivery.c[k] == row[k] for k in ("site", "source", "digest")))
    # Two runs at once both call it in: one keeps it, the other finds it kept.
    with suppress(IntegrityError), engine.begin() as conn:
        if (known := conn.scalar(same)) is not None:
            return int(known)
        key = conn.execute(insert(t.delivery).values(row)).inserted_primary_key
        facts = ledger.readings.assign(site=site, delivery_id=key[0] if key else 0, item="")
        if len(facts):
            conn.execute(insert(t.reading), write_rows(facts))
        note(conn, site, today, "delivery", {"delivery": key or (), "reading": key or ()}, read=len(facts))
    with reads(engine) as conn:
        return int(conn.scalars(same).one())


def save_call(engine: Engine, site: str, source: str, on: date, failure: str) -> None:
    """Whether a source could be called in today; ``failure`` is "" where it could. What was wrong before is
    no news.
    """
    row = {"site": site, "source": source, "on": on, "ok": not failure, "detail": failure}
    mine = (t.call.c.site == site, t.call.c.source == source, t.call.c.on <= on)
    with engine.begin() as conn:
        last = conn.execute(select(t.call).where(*mine).order_by(t.call.c.on.desc()).limit(1)).one_or_none()
        same = last is not None and last.detail == failure
        row["news_on"] = last.news_on if last is not None and same else news_on(conn, site, on)
        upsert(t.call, [row], conn, ["site", "source", "on"])


def confirm(engine: Engine, site: str, source: str, digests: Sequence[str], today: date) -> None:
    """A live source answered as it did before: what it said then, it says of today."""
    mine = (t.delivery.c.site == site, t.delivery.c.source == source, t.delivery.c.state == "applied")
    last = select(func.max(t.delivery.c.id)).where(*mine)
    same = update(t.delivery).where(
        *mine, t.delivery.c.id == last.scalar_subquery(), t.delivery.c.digest.in_(digests)
    )
    with engine.begin() as conn:
        if conn.execute(same.values(confirmed_on=today)).rowcount:
            read = update(t.item).where(
                t.item.c.site == site, t.item.c.source == source, t.item.c.missing_on.is_(None)
            )
            conn.execute(read.where(t.item.c.read_on < today).values(read_on=today))


def failures(engine: Engine, site: str, on: date) -> tuple[str, ...]:
    """The sentences about sources that could not be called in on a day."""
    query = select(t.call.c.detail).where(t.call.c.site == site, t.call.c.on == on, ~t.call.c.ok)
    with reads(engine) as conn:
        return tuple(conn.scalars(query.order_by(t.call.c.source)))


def deliveries(engine: Engine, site: str, today: date, *where: Any) -> pd.DataFrame:
    """DELIVERIES not later than ``today``, each source's oldest first by the day they speak of."""
    found = frame(engine, t.delivery, site, DELIVERIES, t.delivery.c.as_of_on <= today, *where)
    return found.sort_values(["source", "as_of_on", "id"], ignore_index=True)


def readings(engine: Engine, site: str, delivery_id: int) -> pd.DataFrame:
    """READINGS of one delivery, in ledger order; the index is the reading's id."""
    found = frame(engine, t.reading, site, Schema("", {"id": WHOLE, **READINGS.columns}),
                  t.reading.c.delivery_id == delivery_id)  # fmt: skip
    return READINGS.cast(found.set_index("id"))


def save_tracked(engine: Engine, site: str, delivery: Any, changes: pd.DataFrame,
                 before: pd.DataFrame, after: pd.DataFrame, codes: "pd.Series[Any]", today: date,
                 seen: Examined | None = None, *, again: bool = False) -> None:  # fmt: skip
    """What one delivery did, in one transaction: items, changes, codes, the delivery's state, what was
    ``seen`` odd in it. ``again``: rows of it that had waited for a person.
    """
    with engine.begin() as conn:
        state = update(t.delivery).where(t.delivery.c.id == int(delivery.id),
                                         t.delivery.c.state == ("applied" if again else "new"))  # fmt: skip
        if conn.execute(state.values(state="applied", news_on=heard_of(conn, site, today))).rowcount != 1:
            return
        if seen is not None:
            taken(conn, site, delivery, seen, today)
        before, moved = prevailing(conn, site, str(delivery.source), before, differing(before, after))
        if len(moved):
            upsert(t.item, write_rows(moved.assign(site=site)), conn, ["site", "code"])
            keep_reviews(conn, site, before, moved, pd.Timestamp(delivery.as_of_on))
            open_before = before.loc[before["settled_on"].isna(), "code"]
            for code in moved.loc[moved["settled_on"].notna() & moved["code"].isin(open_before), "code"]:
                settle(conn, site, str(code))
        if len(changes):
            facts = changes.assign(site=site, source=delivery.source, delivery_id=int(delivery.id),
                                   as_of_on=delivery.as_of_on, on=pd.Timestamp(news_on(conn, site, today)))  # fmt: skip
            conn.execute(insert(t.change), write_rows(facts))
        if len(codes):
            name = update(t.reading).where(t.reading.c.id == bindparam("reading"))
            conn.execute(name.values(item=bindparam("given")),
                         [{"reading": int(str(i)), "given": c} for i, c in codes.items()])  # fmt: skip
        note(conn, site, today, "tracking", {"change": changed_by(conn, int(delivery.id))}, delivery=int(delivery.id),
             items=len(moved), changes=len(changes))  # fmt: skip


def differing(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Only the rows that are new or moved: work proportional to what changed."""
    old = before.set_index("code").reindex(after["code"])
    new = after.set_index("code")[old.columns]
    same = ((new == old) | (new.isna() & old.isna())).all(axis=1).to_numpy()
    return after[~same]


def policy_id(engine: Engine, site: str, name: str, text: str, digest: str, on: date) -> tuple[int, int]:
    """The id and version of a policy as it stands; an edited text is a new version."""
    mine = t.policy.c.site == site
    with engine.begin() as conn:
        top = conn.scalar(select(func.max(t.policy.c.version)).where(mine)) or 0
        row = {"site": site, "name": name, "version": top + 1, "digest": digest, "text": text,
               "seen_on": on}  # fmt: skip
        same = select(t.policy.c.id, t.policy.c.version).where(mine, t.policy.c.digest == digest)
        if conn.execute(same).first() is None:
            insert_ignoring(t.policy, [row], conn)
        found = conn.execute(same).one()
        return int(found.id), int(found.version)


def start_run(engine: Engine, site: str, today: date, now: datetime, policy: int,
              calendar: str, mode: str = "live") -> None:  # fmt: skip
    """Note that a cycle began, on trial or live; a second one on the same day is the same run."""
    row = {"site": site, "today": today, "started_at": now, "ended_at": None, "policy_id": policy,
           "calendar": calendar, "mode": mode}  # fmt: skip
    with engine.begin() as conn:
        insert_ignoring(t.run, [row], conn)


def end_run(engine: Engine, site: str, today: date, now: datetime) -> None:
    """Note that a cycle was gone through to its end."""
    with engine.begin() as conn:
        conn.execute(update(t.run).where(t.run.c.site == site, t.run.c.today == today)
                     .values(ended_at=now))  # fmt: skip
        note(conn, site, today, "cycle", {})


def rows(engine: Engine, site: str, *where: Any) -> pd.DataFrame:
    """The escalations of a site, with the day each was told."""
    columns = [t.escalation.c[n] for n in ROWS.columns if n != "notice_on"]
    query: Select[Any] = (
        select(*columns, t.notice.c.on.label("notice_on"))
        .outerjoin(t.notice, (t.notice.c.site == t.escalation.c.site)
                   & (t.notice.c.id == t.escalation.c.notice_id))
        .where(t.escalation.c.site == site, *where).order_by(t.escalation.c.id))  # fmt: skip
    with reads(engine) as conn:
        return read_frame(conn, query, ROWS)


def asks(engine: Engine, site: str) -> pd.DataFrame:
    """All ASKS of a site."""
    return frame(engine, t.ask, site, ASKS)


def applied(engine: Engine, site: str, today: date) -> dict[str, Any]:
    """The delivery of each source that stands: source -> its newest applied one."""
    found = deliveries(engine, site, today, t.delivery.c.state == "applied")
    newest = found.groupby("source").tail(1)
    return {str(one["source"]): one for _, one in newest.iterrows()}


def untracked(engine: Engine, site: str, source: str, today: date) -> list[Any]:
    """The deliveries of a source not tracked yet, oldest first."""
    found = deliveries(engine, site, today, t.delivery.c.source == source, t.delivery.c.state == "new")
    return [one for _, one in found.iterrows()]


def problems(delivery: Any) -> tuple[Problem, ...]:
    """The problems kept with a delivery."""
    return tuple(Problem(**p) for p in delivery.problems)
