"""What the store holds: items, readings, notices, escalations."""

from datetime import date
from typing import Any

import click
import pandas as pd
from sqlalchemy import select

from desk import options, show
from duban import tables as t
from duban.board import levels
from duban.handover import closed_with_tenure
from duban.item import days_late
from tasks import store
from tasks.chases import disputes
from tasks.context import Context, open_site
from tasks.database import reads
from tasks.excused import excused
from tasks.reports import open_rows

ITEM_COLUMNS = ["code", "finding", "measure", "unit", "areas", "kind", "due_text", "due_on",
                "assessed_on", "certain", "then_standing", "cycle", "claim", "acceptance", "level",
                "days_late", "counted_days_late", "missing", "source", "flags", "status_text", "progress", "evidence",
                "leader", "person", "episode", "read_on", "suspended_on", "settled_on"]  # fmt: skip


@click.command()
@options.site
@options.today
@options.form
def items(site: str, today: date | None, form: str) -> None:
    """整改事项：时限、申报与验收、级别、逾期天数。"""
    at = open_site(site, today or last_day(site))
    show.rows(items_now(at), form, {
        "code": "编号", "measure": "整改措施", "unit": "责任单位", "due_on": "整改时限",
        "claim": "申报进度", "acceptance": "验收状态", "level": "级别", "days_late": "逾期天数",
        "missing": "台账中不见", "flags": "待核"})  # fmt: skip


def last_day(site: str) -> date | None:
    """The last day a cycle was run for; lists show the site as of then."""
    at = open_site(site)
    return store.last_run_on(at.engine, at.site)


def items_now(at: Context) -> pd.DataFrame:
    """The items with what the contract says of each, as of one day."""
    return in_contract(at, store.items(at.engine, at.site))


def in_contract(at: Context, found: pd.DataFrame) -> pd.DataFrame:
    """ITEMS with what the contract says of each."""
    level = found["code"].map(levels(open_rows(at)))
    on_ladder = found["settled_on"].isna() & found["suspended_on"].isna()
    return found.assign(
        level=level.where(on_ladder).fillna(0).astype(int), days_late=days_late(found, at.day),
        counted_days_late=excused(at).days_late(found, at.day),
        missing=found["missing_on"].notna(), flags=_flags(at, found),
        areas=found["areas"].map(lambda a: a.split("、") if a else []),
        acceptance=_or_none(found["acceptance"]), cycle=_or_none(found["cycle"]),
        unit=found["unit"].where(found["unit"] != "", found["unit_text"]),
    )[ITEM_COLUMNS]  # fmt: skip


def _flags(at: Context, items: pd.DataFrame) -> "pd.Series[Any]":
    disputed = set(disputes(at.engine, at.site)["item"])
    words = items["flags"] + items["code"].isin(disputed).map({True: " disputed", False: ""}).astype("str")
    return words.map(str.split)


def _or_none(values: "pd.Series[Any]") -> "pd.Series[Any]":
    return values.astype("object").where(values != "", None)


@click.command()
@options.site
@options.form
def readings(site: str, form: str) -> None:
    """最近一次报送的读数：单元格原文与判读并列。"""
    at = open_site(site)
    names = [c.name for c in t.reading.c if c.name not in {"site", "id", "raw"}]
    query = (select(t.delivery.c.source, t.delivery.c.as_of_on, *(t.reading.c[n] for n in names))
             .join(t.delivery, t.delivery.c.id == t.reading.c.delivery_id)
             .where(t.reading.c.site == at.site, t.delivery.c.state == "applied")
             .order_by(t.reading.c.id))  # fmt: skip
    with reads(at.engine) as conn:
        found = pd.DataFrame([dict(r._mapping) for r in conn.execute(query)],
                             columns=["source", "as_of_on", *names])  # fmt: skip
    last = found.groupby("source")["delivery_id"].transform("max")
    show.rows(found[found["delivery_id"].eq(last)], form, {
        "source": "来源", "row": "行", "item": "事项", "due_text": "时限原文", "kind": "类别",
        "due_on": "判读日期", "certain": "确定", "status_text": "状态原文", "claim": "申报"})  # fmt: skip


@click.command()
@options.site
@options.form
def notices(site: str, form: str) -> None:
    """督办通知：告知了谁、哪天、送达情况、全文。"""
    at = open_site(site)
    found = notices_now(at)
    show.rows(found, form, {"id": "编号", "on": "日期", "name": "人员", "title": "标题",
                            "state": "送达", "channel": "渠道"})  # fmt: skip


def notices_now(at: Context) -> pd.DataFrame:
    """One row a notice: where several ways out exist, the best state they reached."""
    columns = ["id", "person", "post", "on", "title", "body", "summary"]
    query = select(*(t.notice.c[c] for c in columns)).where(t.notice.c.site == at.site)
    ways = select(t.outbox.c.notice_id, t.outbox.c.state, t.outbox.c.channel).where(
        t.outbox.c.site == at.site)  # fmt: skip
    with reads(at.engine) as conn:
        found = [dict(r._mapping) for r in conn.execute(query.order_by(t.notice.c.on, t.notice.c.id))]
        sent = [dict(r._mapping) for r in conn.execute(ways)]
    rows = store.rows(at.engine, at.site, t.escalation.c.notice_id.is_not(None))
    told = rows.groupby("notice_id")["id"].apply(lambda ids: [int(i) for i in ids]).to_dict()
    people = at.loaded.names
    for one in found:
        mine = sorted((w for w in sent if w["notice_id"] == one["id"]),
                      key=lambda w: w["state"] != "sent")  # fmt: skip
        way = mine[0] if mine else {"state": "pending", "channel": ""}
        one.update(state=way["state"], channel=way["channel"],
                   escalations=told.get(one["id"], []), name=people.get(one["person"], ""))  # fmt: skip
    return pd.DataFrame(found, columns=[*columns, "state", "channel", "escalations", "name"])


@click.command()
@options.site
@options.form
def escalations(site: str, form: str) -> None:
    """提级督办记录：每一事项、级别、轮次、责任线、人员一行。"""
    at = open_site(site, last_day(site))
    found = store.rows(at.engine, at.site)
    found["state"] = closed_with_tenure(found, at.loaded.roster, at.day)
    codes = store.items(at.engine, at.site).set_index("code")["measure"]
    found = found.assign(measure=found["item"].map(codes))
    show.rows(found, form, {"item": "事项", "line": "责任线", "level": "级别", "round": "轮次",
                            "label": "名称", "on": "到级日", "told_on": "告知日", "role": "身份",
                            "person": "人员", "copy": "抄送", "state": "状态"}, at.loaded.names)  # fmt: skip
