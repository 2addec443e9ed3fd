"""Signals of paper rectification (疑点) kept once each, put to a person, and closed by one."""

import hashlib
from typing import Literal

import pandas as pd
from sqlalchemy import Engine, and_, func, select, update

from duban import tables as t
from duban.errors import Refused
from duban.frames import DAY, TEXT, WHOLE, Schema
from duban.look import HEARD, Look
from duban.signals import SIGNAL_ZH, parted
from tasks import store
from tasks.acts.recording import record
from tasks.chance import of_chance
from tasks.context import Context
from tasks.database import insert_ignoring, read_frame, reads, write_rows
from tasks.figures import look_numbers
from tasks.news import news_on
from tasks.seam import task

KEPT = Schema("kept signals", {"id": WHOLE, "item": TEXT, "signal": TEXT, "detail": TEXT, "digest": TEXT,
                               "on": DAY, "state": TEXT})  # fmt: skip
KEY = ["item", "signal", "digest"]
Found = Literal["looked", "false_claim"]

STATE_ZH: dict[str, str] = {"open": "待核", "looked": "已核", "false_claim": "申报不实"}


@task(name="疑点")
def find_signals(at: Context) -> int:
    """Keep what is to be looked at and was not yet; items, claims and clocks stay as they are.

    Gives how many are new. The same ground of the same item is kept once, looked at or not.
    """
    look = _look(at)
    found = parted(look)
    digest = found["detail"].map(lambda text: hashlib.sha256(text.encode()).hexdigest()).astype(TEXT)
    rows = found.drop(columns="sentence").assign(site=at.site, digest=digest, state="open")
    known = kept(at.engine, at.site)[KEY].drop_duplicates()
    closed = look.items.loc[look.items["restricted"], "code"]
    new = rows.merge(known, how="left", on=KEY, indicator=True).query("_merge == 'left_only'")
    with at.engine.begin() as conn:
        told = new.drop(columns="_merge").assign(on=pd.Timestamp(news_on(conn, at.site, at.today)))
        apart = told["item"].isin(closed)
        insert_ignoring(t.signal, write_rows(told[~apart]), conn)
        insert_ignoring(t.signal, of_chance(write_rows(told[apart])), conn)
    return len(new)


def _look(at: Context) -> Look:
    items = store.items(at.engine, at.site)
    targets, paced = look_numbers(at, items)
    return Look(items, _heard(at), _changes(at), at.loaded.terms.feedback_on, at.day, targets, paced,
                thresholds=at.loaded.thresholds)  # fmt: skip


def _changes(at: Context) -> pd.DataFrame:
    """The changes of the last year; what they showed before that was kept then."""
    year_ago = at.day - pd.DateOffset(years=1)
    return store.frame(at.engine, t.change, at.site, store.CHANGED, t.change.c.on > year_ago.date())


def _heard(at: Context) -> pd.DataFrame:
    """HEARD: of each item the newest reading that was applied, and the one before it."""
    r, d = t.reading.c, t.delivery.c
    newest_first = func.row_number().over(partition_by=r.item, order_by=[d.as_of_on.desc(), r.id.desc()])
    said = [d.source, d.as_of_on, *(r[c] for c in HEARD.columns if c not in {"source", "as_of_on"})]
    numbered = (select(*said, newest_first.label("nth")).join(t.delivery, d.id == r.delivery_id)
                .where(r.site == at.site, r.item != "", d.state == "applied", d.as_of_on <= at.today,
                       d.source != (at.loaded.site.plan.name if at.loaded.site.plan else ""))
                .subquery())  # fmt: skip
    with reads(at.engine) as conn:
        return read_frame(conn, select(numbered).where(numbered.c.nth <= 2), HEARD)


def kept(engine: Engine, site: str) -> pd.DataFrame:
    """All KEPT signals of a site, oldest first."""
    return store.frame(engine, t.signal, site, KEPT)


def close_signal(at: Context, number: int, found: Found, by: str, why: str) -> str:
    """A person looked into a signal: nothing in it, or a false claim; gives its item.

    Raises Refused where there is no such signal, or somebody has looked into it before.
    """
    mine = and_(t.signal.c.site == at.site, t.signal.c.id == number)
    with at.engine.begin() as conn:
        one = conn.execute(select(t.signal).where(mine)).one_or_none()
        if one is None:
            raise Refused(f"没有编号为{number}的疑点，编号可用 duban signals 查看")
        if (
            conn.execute(
                update(t.signal).where(mine, t.signal.c.state == "open").values(state=found)
            ).rowcount
            != 1
        ):
            raise Refused(f"疑点{number}（{one.item}）已登记为“{STATE_ZH[one.state]}”，不能再次登记")
        record(conn, at, one.item, found, by, why, {"signal": number})
    return str(one.item)


def sentence(one: pd.Series) -> str:
    """A signal as the steward reads it."""
    return f"疑点{one['id']}：{one['item']} {SIGNAL_ZH[one['signal']]}（{one['detail']}），请核实后登记"
