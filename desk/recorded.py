"""What people decided and answered, as it stands on record (行为、回应)."""

from typing import Any

import click
import pandas as pd
from sqlalchemy import Table, select

from desk import options, show
from duban import tables as t
from tasks.context import Context, open_site
from tasks.database import reads


@click.command()
@options.site
@options.form
def acts(site: str, form: str) -> None:
    """行为记录：谁、何时、因何作了什么决定。"""
    columns = ["id", "item", "kind", "on", "at", "by", "why", "detail"]
    show.rows(kept(open_site(site), t.act, columns), form, {
        "on": "日期", "item": "事项", "kind": "行为", "by": "经办人", "why": "理由"})  # fmt: skip


@click.command()
@options.site
@options.form
def answers(site: str, form: str) -> None:
    """签收和回应记录：哪份通知、哪条责任线、谁回应了什么。"""
    at = open_site(site)
    columns = ["id", "notice_id", "line", "item", "ask", "person", "post", "kind", "on", "at", "text", "date_on",
               "via", "by"]  # fmt: skip
    found = kept(at, t.answer, columns).rename(columns={"notice_id": "notice"})
    show.rows(found, form, {"notice": "通知", "line": "责任线", "item": "事项", "person": "人员", "kind": "类别",
                            "on": "日期", "text": "内容", "via": "方式"}, at.loaded.names)  # fmt: skip


def kept(at: Context, table: Table, columns: list[str]) -> pd.DataFrame:
    """The rows of one site, oldest first."""
    query = select(*(table.c[name] for name in columns)).where(table.c.site == at.site).order_by(table.c.id)
    with reads(at.engine) as conn:
        rows: list[dict[str, Any]] = [dict(r._mapping) for r in conn.execute(query)]
    return pd.DataFrame(rows, columns=columns, dtype=object)
