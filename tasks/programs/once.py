"""An act asked for under a key is done once (Idempotency-Key), however often the program asks and whoever dies.

The key is kept before the act; the act carries it in its own record. Where the answer was lost, the journal says
whether the act was done.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from duban import tables as t
from duban.errors import DubanError, Refused
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.programs.tokens import Program

KEPT, UNDER_WAY = timedelta(days=7), timedelta(minutes=2)


@dataclass(frozen=True)
class Call:
    """One act as a program asked for it: under which key, what, and by which token."""

    program: Program
    key: str
    what: str
    asked: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """What stands for all that was asked."""
        text = json.dumps([self.what, self.asked], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def through(self) -> dict[str, str]:
        """What the act's record says of where it came from."""
        return {"program": self.program.name, "token": self.program.token, "key": self.key}


@dataclass(frozen=True)
class Answered:
    """The answer to a call, and whether it is the one given before."""

    status: int
    body: Mapping[str, Any]
    again: bool = False


def once(at: Context, call: Call, moment: datetime,
         do: Callable[[Context], tuple[int, Mapping[str, Any]]]) -> Answered:  # fmt: skip
    """Do what was asked, unless it was done under this key; ``do`` gives status and answer.

    A refusal leaves no key behind, for nothing was done. Raises Refused where the key stands for another
    act, or the same one is under way.
    """
    known = _begin(at, call, moment)
    if known is not None:
        return known
    try:
        status, body = do(replace(at, through=call.through))
    except DubanError:
        _forget(at, call)
        raise
    except SQLAlchemyError:
        # Whether it was committed, the journal says when the program asks again.
        raise Refused("数据库一时不能使用，是否已登记请用同一 Idempotency-Key 再问一次") from None
    done: dict[str, Any] = {"status": status, "body": {**body, "act": _act(at, call)}}
    with at.engine.begin() as conn:
        conn.execute(update(t.asked).where(*_mine(call)).values(**done))
    return Answered(status, done["body"])


def _begin(at: Context, call: Call, moment: datetime) -> Answered | None:
    """Keep the key; the answer where there is one, None where the act is still to be done."""
    k = t.asked.c
    with at.engine.begin() as conn:
        conn.execute(delete(t.asked).where(k.token == call.program.token, k.begun_at < moment - KEPT))
        newest = conn.scalar(select(func.max(t.act.c.id)).where(t.act.c.site == at.site)) or 0
        row = {"token": call.program.token, "key": call.key, "digest": call.digest, "begun_at": moment,
               "after_act": newest, "status": None, "body": None}  # fmt: skip
        before = conn.execute(select(t.asked).where(*_mine(call)).with_for_update()).one_or_none()
        if before is None:
            insert_ignoring(t.asked, [row], conn)
            kept = conn.execute(select(t.asked).where(*_mine(call))).one()
            if kept.begun_at == moment and kept.digest == call.digest:
                return None
            before = kept
        return _again(conn, at, call, before, moment)


def _again(conn: Connection, at: Context, call: Call, before: Any, moment: datetime) -> Answered | None:
    if before.digest != call.digest:
        raise Refused("这个 Idempotency-Key 已用于另一请求，每一请求应各用一个")
    if before.status is not None:
        return Answered(before.status, before.body, again=True)
    if moment - before.begun_at < UNDER_WAY:
        raise Refused("同一请求正在办理，请稍后用同一 Idempotency-Key 再问")
    found = _done(conn, at, call, before.after_act)
    if found is None:
        conn.execute(update(t.asked).where(*_mine(call)).values(begun_at=moment))
        return None
    body = {
        "state": "done",
        "kind": found.kind,
        "item": found.item or None,
        "act": found.id,
        "on": f"{found.on}",
    }
    conn.execute(update(t.asked).where(*_mine(call)).values(status=200, body=body))
    return Answered(200, body, again=True)


def _act(at: Context, call: Call) -> int | None:
    with reads(at.engine) as conn:
        after = conn.scalar(select(t.asked.c.after_act).where(*_mine(call))) or 0
        found = _done(conn, at, call, after)
    return int(found.id) if found else None


def _done(conn: Connection, at: Context, call: Call, after: int) -> Any:
    """The act that was recorded under this key, if there is one."""
    a = t.act.c
    query = select(a.id, a.item, a.kind, a.on, a.detail).where(a.site == at.site, a.id > after).order_by(a.id)
    mine = (r for r in conn.execute(query) if r.detail.get("token") == call.program.token)
    return next((r for r in mine if r.detail.get("key") == call.key), None)


def _forget(at: Context, call: Call) -> None:
    with at.engine.begin() as conn:
        conn.execute(delete(t.asked).where(*_mine(call), t.asked.c.status.is_(None)))


def _mine(call: Call) -> tuple[Any, ...]:
    return t.asked.c.token == call.program.token, t.asked.c.key == call.key
