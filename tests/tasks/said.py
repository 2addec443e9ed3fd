"""Makers of what was said: notices with their escalations and asks, put straight into a store."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from duban import tables as t
from tasks.context import Context

ANSWER_BY = date(2019, 7, 8)


def told(at: Context, number: str, on: date, *rows: dict[str, Any], person: str = "li2",
         post: str = "deputy-eia") -> None:  # fmt: skip
    """One notice to one person on a day; each row says what differs of an escalation told in it."""
    with at.engine.begin() as conn:
        policy = conn.scalar(select(t.policy.c.id).limit(1)) or _key(conn.execute(insert(t.policy).values(
            site=at.site, name="规则", version=1, digest="d", text="", seen_on=on)))  # fmt: skip
        conn.execute(insert(t.notice).values(
            site=at.site, id=number, person=person, post=post, kind="daily", on=on, title="", body="", summary="",
            pointer="", made_at=datetime(on.year, on.month, on.day, 8, 30)))  # fmt: skip
        for row in rows:
            conn.execute(insert(t.escalation).values({**_row(at, number, on, person, post, policy), **row}))
            if row.get("ask"):
                _ask(conn, at, row, on, person, post)


def _row(at: Context, number: str, on: date, person: str, post: str, policy: int) -> dict[str, Any]:
    return {"site": at.site, "episode": 1, "round": 1, "tenure": f"{post}:{person}:2018-01-01", "on": on,
            "told_on": on, "waits": False, "label": "", "slip": "", "role": "leader_in_charge", "post": post,
            "person": person, "copy": False, "why": "", "state": "open", "policy_id": policy, "calendar": "",
            "facts": {}, "unit": "环评科", "notice_id": number}  # fmt: skip


def _ask(conn: Any, at: Context, row: dict[str, Any], on: date, person: str, post: str) -> None:
    mine = (t.ask.c.site == at.site, t.ask.c.id == row["ask"])
    if conn.execute(select(t.ask.c.id).where(*mine)).first() is None:
        conn.execute(insert(t.ask).values(
            site=at.site, id=row["ask"], tenure=f"{post}:{person}:2018-01-01", post=post, person=person,
            unit=row.get("unit", "环评科"), month="2019-06", opened_on=on, answer_by=ANSWER_BY, state="open"))  # fmt: skip


def _key(done: Any) -> int:
    return int(done.inserted_primary_key[0])


def business(item: str, level: int, **more: Any) -> dict[str, Any]:
    """An item told on the business line, an answer owed."""
    return {"item": item, "level": level, "line": "business", "answer_by": ANSWER_BY, "ask": "", **more}


def conduct(item: str, level: int, ask: str = "deputy-eia|环评科|2019-06", **more: Any) -> dict[str, Any]:
    """An item told on the conduct line as a ground of an ask."""
    return {"item": item, "level": level, "line": "conduct", "answer_by": ANSWER_BY, "ask": ask, **more}
