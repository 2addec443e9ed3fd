"""An act put on record, and what it does to its item, in one transaction."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from duban import tables as t
from duban.acts import Outcome, Standing
from duban.errors import Refused
from duban.item import ITEMS
from duban.replaying import standing
from tasks.acts.correcting import tell_wrong
from tasks.context import Context
from tasks.database import read_frame
from tasks.journal.writing import note
from tasks.news import news_on
from tasks.reviewing import keep_reviews
from tasks.sources.text import clean
from tasks.told import settle

Decide = Callable[[Connection, Standing], Outcome]


def on_item(at: Context, kind: str, code: str, by: str, why: str, decide: Decide) -> Outcome:
    """Decide on one item as it stands, record the act and let follow what follows, or nothing at all.

    Raises Refused where there is no such item, or the act makes no sense on it.
    """
    with at.engine.begin() as conn:
        before = _item(conn, at.site, code)
        outcome = decide(conn, standing(before))
        act_id = record(conn, at, code, kind, by, why, outcome.detail)
        _follow(conn, at, before, outcome)
        if kind == "correct" and outcome.ends:
            tell_wrong(conn, at, before, act_id, outcome)
        if outcome.ends:
            settle(conn, at.site, code, heard=outcome.ends == "settled")
    return outcome


def record(conn: Connection, at: Context, item: str, kind: str, by: str, why: str,
           detail: Mapping[str, Any]) -> int:  # fmt: skip
    """Put an act on record: who, when and why; gives its id. ``item`` is "" where it is about none.

    Raises Refused where nobody stands for it, or no reason is given.
    """
    if not by.strip() or not why.strip():
        raise Refused("经办人（--by）和理由（--why）都应写明，不能为空")
    row = {"site": at.site, "item": item, "kind": kind, "on": at.today, "at": at.now, "by": clean(by).strip(),
           "why": clean(why).strip(), "detail": {**detail, **at.through}}  # fmt: skip
    key = conn.execute(insert(t.act).values(row)).inserted_primary_key
    number = int(key[0]) if key else 0
    if at.request is not None:
        _confirm(conn, at, number, row)
    note(conn, at.site, at.today, "act", {"act": [number]}, act=kind)
    return number


def _confirm(conn: Connection, at: Context, act_id: int, act: Mapping[str, Any]) -> None:
    """End the request that this act confirms, in the same transaction: of two who press, one acts."""
    mine = (t.request.c.site == at.site, t.request.c.id == at.request, t.request.c.state == "open")
    done = conn.execute(update(t.request).where(*mine).values(
        state="done", act_id=act_id, decided_at=at.now, decided_by=act["by"], why=act["why"]))  # fmt: skip
    if done.rowcount != 1:
        raise Refused(f"{at.request}号请求已有人办理，没有再办")


def _item(conn: Connection, site: str, code: str) -> pd.DataFrame:
    """The item as ITEMS of one row, kept from others until this is done."""
    mine = (t.item.c.site == site, t.item.c.code == code)
    query = select(*(t.item.c[name] for name in ITEMS.columns)).where(*mine).with_for_update()
    found = read_frame(conn, query, ITEMS)
    if found.empty:
        raise Refused(f"没有编号为“{code}”的事项，编号可用 duban items 查看")
    return found


def _follow(conn: Connection, at: Context, before: pd.DataFrame, outcome: Outcome) -> None:
    code = str(before["code"].iloc[0])
    if outcome.sets:
        mine = update(t.item).where(t.item.c.site == at.site, t.item.c.code == code)
        conn.execute(mine.values(**outcome.sets))
        keep_reviews(conn, at.site, before, ITEMS.cast(before.assign(**outcome.sets)), at.day)
    if outcome.news:
        kind, was, now = outcome.news
        conn.execute(insert(t.change).values(
            site=at.site, item=code, source=str(before["source"].iloc[0]), delivery_id=None, kind=kind,
            as_of_on=at.today, on=news_on(conn, at.site, at.today), before=was, after=now))  # fmt: skip
