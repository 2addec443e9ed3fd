"""Answers to notices registered (签收、回应、代录); the same one again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from duban import answers as rules
from duban import tables as t
from duban.answers import Addressed, Via
from duban.errors import Refused
from tasks import store
from tasks.context import Context
from tasks.database import read_frame
from tasks.journal.writing import note
from tasks.sources.text import clean


@dataclass(frozen=True)
class Reply:
    """What is said to a notice on one line: only seen, or a response to some items or units, or all."""

    line: str
    by: str
    seen: bool = False
    text: str = ""
    date_on: date | None = None
    on: date | None = None
    via: Via = "command"
    items: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What was taken in: the items or units answered by this, and in one sentence how it stands."""

    what: tuple[str, ...]
    said: str


def answer(at: Context, number: str, reply: Reply) -> Taken:
    """Register an answer; on what it answers the chase ends, the level stands, the other line stays.

    Raises Refused where there is no such notice, it asks nothing on the line, or another's is answered.
    """
    with at.engine.begin() as conn:
        notice = _notice(conn, at, number)
        on = reply.on or at.today
        rules.check_words(notice, reply.seen, reply.text, reply.date_on, on, at.today)
        via = rules.recorded_via(at.loaded.roster, notice, reply.by, reply.via, at.today)
        rows = rules.owed_rows(_rows(conn, at, notice), notice, reply.line)
        common = {"site": at.site, "notice_id": notice.id, "line": reply.line, "person": notice.person, "on": on,
                  "at": at.now, "text": clean(reply.text).strip(), "date_on": reply.date_on, "via": via,
                  "by": _signed(at, reply.by), "kind": "seen" if reply.seen else "response"}  # fmt: skip
        if reply.seen:
            return _seen(conn, notice, rows, common)
        meant = rules.picked(rows, notice, reply.line, reply.items, reply.units)
        return _respond(conn, rules.held_then(meant, at.loaded.roster, notice, on), common)


def _signed(at: Context, by: str) -> str:
    through = f"（经程序“{at.through['program']}”）" if at.through else ""
    return clean(by).strip() + through


def _notice(conn: Connection, at: Context, number: str) -> Addressed:
    n = t.notice.c
    query = select(n.id, n.person, n.post, n.on).where(n.site == at.site, n.id == number)
    found = conn.execute(query.with_for_update()).one_or_none()
    if found is None:
        raise Refused(f"没有编号为“{number}”的通知，编号可用 duban notices 查看")
    return Addressed(*found)


def _rows(conn: Connection, at: Context, notice: Addressed) -> pd.DataFrame:
    columns = [t.escalation.c[name] for name in store.ROWS.columns if name != "notice_on"]
    told = (t.notice.c.site == t.escalation.c.site) & (t.notice.c.id == t.escalation.c.notice_id)
    query = (select(*columns, t.notice.c.on.label("notice_on")).join(t.notice, told)
             .where(t.escalation.c.site == at.site, t.escalation.c.person == notice.person)
             .order_by(t.escalation.c.id))  # fmt: skip
    return read_frame(conn, query, store.ROWS)


def _seen(conn: Connection, notice: Addressed, rows: pd.DataFrame, common: dict[str, Any]) -> Taken:
    """Seen is kept and stops no chase."""
    line = rules.LINE_ZH[common["line"]]
    tenure = str(rows["tenure"].iloc[-1]) if len(rows) else ""
    if _known(conn, common, "", ""):
        return Taken((), f"通知{notice.id}的{line}此前已签收，无需重复")
    _keep(conn, {**common, "item": "", "ask": "", "tenure": tenure, "post": notice.post})
    owed = "，仍待回应" if rows["state"].eq("open").any() else ""
    return Taken((), f"通知{notice.id}的{line}已签收{owed}")


def _respond(conn: Connection, rows: pd.DataFrame, common: dict[str, Any]) -> Taken:
    line, number = rules.LINE_ZH[common["line"]], common["notice_id"]
    key = "item" if common["line"] == "business" else "ask"
    done: list[str] = []
    for name, group in rows.groupby(key, sort=False):
        if _answered(conn, common, key, str(name), group):
            done.append(str(group["item" if key == "item" else "unit"].iloc[0]))
    if done:
        return Taken(tuple(done), f"通知{number}的{line}已回应：{'、'.join(done)}")
    over = rows["state"].isin(["settled", "void"]).all()
    return Taken((), f"通知{number}的{line}{'所列事项已办结' if over else '此前已回应'}，无需再回应")


def _answered(conn: Connection, common: dict[str, Any], key: str, name: str, rows: pd.DataFrame) -> bool:
    """Keep the answer to one item or ask and close what it answers; False where nothing is new."""
    names = {"item": "", "ask": "", key: name}
    open_, over = rows["state"].eq("open"), rows["state"].isin(["settled", "void"]).all()
    if over or _known(conn, common, names["item"], names["ask"]):
        return False
    last = rows.iloc[-1]
    _keep(conn, {**common, **names, "tenure": str(last["tenure"]), "post": str(last["post"])})
    _close(conn, [int(i) for i in rows.loc[open_, "id"]], datetime.combine(common["on"], common["at"].time()))
    if key == "ask":
        mine = (t.ask.c.site == common["site"], t.ask.c.id == name, t.ask.c.state == "open")
        conn.execute(update(t.ask).where(*mine).values(state="answered"))
    return True


def _keep(conn: Connection, row: dict[str, Any]) -> None:
    key = conn.execute(insert(t.answer).values(row)).inserted_primary_key
    note(conn, row["site"], row["at"].date(), "answer", {"answer": key or ()})


def _close(conn: Connection, ids: Sequence[int], moment: datetime) -> None:
    mine = update(t.escalation).where(t.escalation.c.id.in_(ids), t.escalation.c.state == "open")
    conn.execute(mine.values(state="answered", answered_at=moment))


def _known(conn: Connection, common: dict[str, Any], item: str, ask: str) -> bool:
    """Whether this very answer was taken in before, by whatever hand."""
    a, same = t.answer.c, ("site", "notice_id", "line", "kind", "text")
    query = select(a.id).where(*(a[name] == common[name] for name in same), a.item == item, a.ask == ask,
                               a.date_on.is_not_distinct_from(common["date_on"]))  # fmt: skip
    return conn.execute(query.limit(1)).first() is not None
