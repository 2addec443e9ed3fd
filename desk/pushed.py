"""``duban pushes``: what other systems were told (对外推送), and what they have not surely heard."""

import click
import pandas as pd

from desk import options, show
from tasks.context import open_site
from tasks.hooks.pushing import pushes as listed

COLUMNS = [
    "id",
    "hook",
    "event",
    "kind",
    "item",
    "state",
    "attempts",
    "made_at",
    "next_at",
    "again",
    "detail",
]
HEADINGS = {"hook": "系统", "kind": "事件", "item": "事项", "state": "状态", "attempts": "次数", "detail": "最近一次",
            "event": "编号"}  # fmt: skip


@click.command()
@options.site
@options.form
def pushes(site: str, form: str) -> None:
    """对外推送：告知其他系统的事件，逐件的结果。"""
    show.rows(pd.DataFrame(listed(open_site(site)), columns=COLUMNS, dtype=object), form, HEADINGS)
