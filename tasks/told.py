"""What is opened and said: escalations, asks and notices into the store, each time all or nothing."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, and_, bindparam, case, exists, select, update

from duban import tables as t
from duban.escalation import KEY
from duban.journal.chain import digest
from duban.letter import Letter
from duban.letters import Worded
from tasks.chance import of_chance
from tasks.database import insert_ignoring, write_rows
from tasks.journal.writing import note

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MOVING = ["on", "told_on", "waits", "label", "slip", "role", "post", "copy", "why", "answer_by", "unit", "ask",
          "release", "policy_id", "calendar"]  # fmt: skip


def save_escalations(engine: Engine, site: str, found: pd.DataFrame, skipped: pd.DataFrame,
                     rows: pd.DataFrame, asks: pd.DataFrame, today: date, policy: int,
                     calendar: str, facts: Mapping[str, Any]) -> int:  # fmt: skip
    """Open what is new, bring untold rows up to date, void what no longer stands.

    ``found`` carries ``ask`` (the conduct ask it is a ground of, or ""). Gives how many opened.
    """
    keyed = found.merge(rows[[*KEY, "id", "notice_id", "state"]], how="left", on=KEY)
    new, known = keyed[keyed["id"].isna()], keyed[keyed["id"].notna()]
    untold = known[known["notice_id"].isna() & known["state"].isin(["open", "void"])]
    stale = rows[rows["notice_id"].isna() & rows["state"].eq("open") & ~rows["id"].isin(known["id"])]
    common: dict[str, Any] = {"site": site, "state": "open", "policy_id": policy, "calendar": calendar}
    fresh = new.drop(columns=["id", "notice_id", "state"]).assign(**common)
    fresh["facts"] = fresh["item"].map(dict(facts))
    with engine.begin() as conn:
        insert_ignoring(t.ask, write_rows(asks.assign(site=site)), conn)
        _insert(conn, site, write_rows(fresh))
        _insert(conn, site, _skipped_rows(skipped, common, today))
        _move(conn, untold.assign(policy_id=policy, calendar=calendar))
        conn.execute(update(t.escalation).where(
            t.escalation.c.id.in_([int(i) for i in stale["id"]]),
            t.escalation.c.notice_id.is_(None)).values(state="void"))  # fmt: skip
        if len(fresh) + len(skipped) + len(stale):
            note(conn, site, today, "escalation", {}, opened=len(fresh), skipped=len(skipped), voided=len(stale),
                 digest=digest(write_rows(fresh[KEY])))  # fmt: skip
    return len(fresh)


def _insert(conn: Connection, site: str, rows: Sequence[dict[str, Any]]) -> None:
    i = t.item.c
    closed = frozenset(conn.scalars(select(i.code).where(i.site == site, i.restricted)))
    insert_ignoring(t.escalation, [row for row in rows if row["item"] not in closed], conn)
    insert_ignoring(t.escalation, of_chance(row for row in rows if row["item"] in closed), conn)


def _move(conn: Connection, untold: pd.DataFrame) -> None:
    if untold.empty:
        return
    query = update(t.escalation).where(t.escalation.c.id == bindparam("key"),
                                       t.escalation.c.notice_id.is_(None))  # fmt: skip
    changed = untold[["id", *MOVING]].rename(columns={"id": "key", **{m: f"b_{m}" for m in MOVING}})
    conn.execute(query.values(state="open", **{m: bindparam(f"b_{m}") for m in MOVING}),
                 write_rows(changed))  # fmt: skip


def _skipped_rows(skipped: pd.DataFrame, common: Mapping[str, Any],
                  today: date) -> list[dict[str, Any]]:  # fmt: skip
    """A level that never opened because a higher one was due already, kept as skipped."""
    blank = dict.fromkeys(("label", "slip", "role", "post", "person", "why", "ask", "unit"), "")
    out = skipped.drop(columns="opens").assign(
        **{**common, **blank, "state": "skipped"}, line="business", round=1, tenure="-",
        told_on=pd.Timestamp(today), waits=False, copy=False, release="")  # fmt: skip
    return [{**row, "facts": {}} for row in write_rows(out)]


def save_notices(engine: Engine, site: str, worded: Sequence[tuple[Letter, str, Worded]],
                 outbox: Iterable[Mapping[str, Any]], today: date, now: datetime,
                 counted: Collection[str] | None = None) -> int:  # fmt: skip
    """The day's notices, what they tell of, and their way out, in one transaction.

    A person who already has a notice of this day keeps it; nothing is told twice. ``counted``: who would have one
    had there been no restricted item; left out, everybody.
    """
    made, ways = 0, list(outbox)
    with engine.begin() as conn:
        for letter, number, words in worded:
            row = {"site": site, "id": number, "person": letter.person, "post": letter.post,
                   "kind": "daily", "on": today, "made_at": now,
                   "counted": counted is None or letter.person in counted, **vars(words)}  # fmt: skip
            insert_ignoring(t.notice, [row], conn)
            mine = select(t.notice.c.id).where(t.notice.c.site == site, t.notice.c.id == number)
            if conn.scalar(mine) is None:
                continue
            _mark(conn, t.escalation.c.notice_id, letter.row_ids, number)
            _over_and_told(conn, site, letter.row_ids)
            _mark(conn, t.escalation.c.settled_notice_id, letter.settled_ids, number)
            _mark(conn, t.correction.c.notice_id, letter.correction_ids, number)
            _mark_sheets(conn, site, letter, number)
            _mark(conn, t.chase.c.notice_id, letter.chase_ids, number)
            insert_ignoring(t.outbox, [w for w in ways if w["notice_id"] == number], conn)
            note(conn, site, today, "telling", {"notice": [number], "told": [number]}, notices=1)
            made += 1
    return made


def _mark(conn: Connection, column: Any, ids: Sequence[int], number: str) -> None:
    query = update(column.table).where(column.table.c.id == bindparam("key"), column.is_(None))
    if ids:
        conn.execute(query.values({column.name: number}), [{"key": i} for i in ids])


def _over_and_told(conn: Connection, site: str, ids: Sequence[int]) -> None:
    """What was ended while its letter was being made was told all the same: settled, not void. Of a write-off
    everyone told hears, of another end nobody.
    """
    e, i = t.escalation, t.item
    off = exists().where(i.c.site == site, i.c.code == e.c.item, i.c.settled_on.is_not(None))
    heard = case((off, e.c.settled_notice_id), else_=NOBODY_HEARS)
    mine = update(e).where(e.c.id.in_([int(one) for one in ids]), e.c.state == "void")
    conn.execute(mine.values(state="settled", settled_notice_id=heard))


def _mark_sheets(conn: Connection, site: str, letter: Letter, number: str) -> None:
    s = t.duty_sheet.c
    for one in letter.sheets:
        mine = and_(s.site == site, s.tenure == one.tenure, s.month == one.month, s.notice_id.is_(None))
        conn.execute(update(t.duty_sheet).where(mine).values(notice_id=number))


def new_number() -> str:
    """A notice's number: random, so that it tells nothing of how many there are."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"DB-{letters[:4]}-{letters[4:]}"


NOBODY_HEARS = "-"


def settle(conn: Connection, site: str, item: str, *, heard: bool = True) -> None:
    """Close an item's escalations: told ones are settled (``heard``: everyone hears of it), untold void."""
    mine = and_(t.escalation.c.site == site, t.escalation.c.item == item,
                t.escalation.c.state.in_(["open", "answered"]))  # fmt: skip
    # A letter may be telling of them at this moment: what it marks is seen once it is done.
    conn.execute(select(t.escalation.c.id).where(mine).with_for_update()).all()
    told = t.escalation.c.notice_id.is_not(None)
    notice = {} if heard else {"settled_notice_id": NOBODY_HEARS}
    conn.execute(update(t.escalation).where(mine, told).values(state="settled", **notice))
    conn.execute(update(t.escalation).where(mine, ~told).values(state="void"))
