"""What befell since a system was first told, put on its way to it: once, whatever is asked how often."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from duban import tables as t
from duban.frames import day, records
from duban.hooks.events import ANSWERED, REOPENED, events
from duban.hooks.settings import Hook
from tasks import store
from tasks.context import Context
from tasks.database import insert_ignoring, reads


def plan(at: Context, moment: datetime) -> int:
    """Put every event that a system has not been told on its way; gives how many. ``moment`` is physical (UTC)."""
    hooks = at.loaded.site.webhooks
    since = {hook.name: _since(at, hook) for hook in hooks}
    items, rows = store.items(at.engine, at.site), store.rows(at.engine, at.site)
    answers = store.frame(at.engine, t.answer, at.site, ANSWERED)
    acts = store.frame(at.engine, t.act, at.site, REOPENED, t.act.c.kind == "reopen")
    found = records(events(at.site, items, rows, answers, acts, pd.Timestamp(min(since.values()))))
    dues = dict(zip(items["code"], items["due_on"], strict=True))
    made = [_row(at, hook, one, dues, moment) for hook in hooks for one in found
            if one["kind"] in hook.events and one["on"] >= pd.Timestamp(since[hook.name])]  # fmt: skip
    with at.engine.begin() as conn:
        before = _count(conn)
        insert_ignoring(t.push, made, conn)
        return _count(conn) - before


def _count(conn: Any) -> int:
    return int(conn.exec_driver_sql("select count(*) from push").scalar() or 0)


def _since(at: Context, hook: Hook) -> Any:
    """Since which day a system is told: the first on which it stood among the settings."""
    row = {"site": at.site, "name": hook.name, "since_on": at.today}
    with at.engine.begin() as conn:
        insert_ignoring(t.hook, [row], conn)
    with reads(at.engine) as conn:
        return (
            conn.execute(t.hook.select().where(t.hook.c.site == at.site, t.hook.c.name == hook.name))
            .one()
            .since_on
        )


def _row(
    at: Context, hook: Hook, one: Mapping[str, Any], dues: Mapping[str, Any], moment: datetime
) -> dict[str, Any]:
    return {"site": at.site, "hook": hook.name, "event": one["id"], "kind": one["kind"], "item": one["item"],
            "body": body_of(at, one, day(dues.get(one["item"]))), "state": "pending", "attempts": 0, "made_at": moment,
            "next_at": moment, "token": None, "leased_until": None, "again": False}  # fmt: skip


def body_of(at: Context, one: Mapping[str, Any], due_on: date | None) -> str:
    """What is said of an event: codes, posts, days and where the desk shows it; never a word of an item."""
    base, on = at.loaded.site.desk.base_url, day(one["on"])
    data = {"id": one["id"], "site": at.site, "item": one["item"], "unit": one["unit"], "on": f"{on}",
            "level": int(one["level"]) or None, "label": one["label"] or None, "line": one["line"] or None,
            "posts": one["posts"].split(), "due_on": due_on.isoformat() if due_on else None,
            "link": f"{base}/items/{one['item']}" if base else None}  # fmt: skip
    said = at.now.replace(tzinfo=ZoneInfo(at.loaded.site.timezone)).isoformat(timespec="seconds")
    return json.dumps({"type": one["kind"], "timestamp": said, "data": data}, ensure_ascii=False)
