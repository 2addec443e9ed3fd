"""Requests for acts (请求行为) in the store: left by a form, confirmed or declined by a person on the desk."""

from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy import insert, select, update

from duban import tables as t
from duban.board import open_to_all
from duban.errors import Refused
from duban.frames import Schema, records
from duban.requests import NAMES, REQUESTS, Asked, Known, check, expiry
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.seam import task

KEPT = Schema("kept requests", {n: kind for n, kind in REQUESTS.columns.items() if n != "expires_on"})


@task(name="留下请求")
def leave(at: Context, asked: Asked, run: str, via: str = "prefect") -> int:
    """Keep what was asked; gives its number. The same run leaves one, however often it is repeated.

    Raises Refused where it makes no sense, or the same is asked for already.
    """
    check(asked, _known(at))
    detail = {n: v.isoformat() if isinstance(v, date) else v
              for n in ("day", "level", "delivery") if (v := getattr(asked, n)) is not None}  # fmt: skip
    row = {"site": at.site, "kind": asked.kind, "item": asked.item, "post": asked.post, "detail": detail,
           "asked_on": at.today, "asked_at": at.now, "via": via, "run": run, "state": "open"}  # fmt: skip
    r = t.request.c
    with at.engine.begin() as conn:
        before = conn.scalar(select(r.id).where(r.site == at.site, r.via == via, r.run == run))
        if before is not None:
            return int(before)
        _refuse_again(open_requests(at), asked, detail)
        key = conn.execute(insert(t.request).values(row)).inserted_primary_key
        return int(key[0]) if key else 0


def _known(at: Context) -> Known:
    items = open_to_all(store.items(at.engine, at.site))
    held = store.deliveries(at.engine, at.site, at.today, t.delivery.c.state == "held")
    return Known(set(items["code"]), {p.id for p in at.loaded.roster.posts}, {int(i) for i in held["id"]})


def _refuse_again(known: pd.DataFrame, asked: Asked, detail: dict[str, object]) -> None:
    same = {"kind": asked.kind, "item": asked.item, "post": asked.post, "detail": detail}
    for one in records(known):
        if same == {name: one[name] for name in same}:
            raise Refused(f"请求行为“{asked.act}”：同样的请求（{one['id']}号）已在督办台待确认，无需再提")


def open_requests(at: Context) -> pd.DataFrame:
    """The REQUESTS that wait for a person today; what is past its days waits no more."""
    found = store.frame(at.engine, t.request, at.site, KEPT, t.request.c.state == "open",
                        t.request.c.asked_on <= at.today)  # fmt: skip
    until = expiry(found["asked_on"], at.loaded.calendar, at.loaded.site.settings.request_within_workdays)
    found = REQUESTS.cast(found.assign(expires_on=until))
    return found[found["expires_on"] >= at.day].reset_index(drop=True)


def confirming(at: Context, number: int) -> Context:
    """The context in which the act that was asked for is done: what is recorded in it ends the request.

    Raises Refused where it waits no more.
    """
    _waiting(at, number)
    return replace(at, request=number)


def decline(at: Context, number: int, by: str, why: str) -> None:
    """A person says no (不予办理): nothing is done. Raises Refused where it waits no more, or no reason is given."""
    kind = _waiting(at, number)
    if not by.strip() or not why.strip():
        raise Refused(f"不予办理{number}号请求（{NAMES[kind]}），应写明理由")
    mine = (t.request.c.site == at.site, t.request.c.id == number, t.request.c.state == "open")
    values = {"state": "declined", "decided_at": at.now, "decided_by": by.strip(), "why": why.strip()}
    with at.engine.begin() as conn:
        conn.execute(update(t.request).where(*mine).values(values))


def _waiting(at: Context, number: int) -> str:
    found = open_requests(at)
    mine = found[found["id"].eq(number)]
    if len(mine):
        return str(mine["kind"].iloc[0])
    query = select(t.request.c.state).where(t.request.c.site == at.site, t.request.c.id == number)
    with reads(at.engine) as conn:
        state = conn.scalar(query)
    said = {"done": "已经办理", "declined": "已不予办理", "open": "已过有效期，需要的请直接办理"}
    raise Refused(f"{number}号请求{said.get(str(state), '不存在')}")
