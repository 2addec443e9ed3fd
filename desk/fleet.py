"""``duban fleet``: the day of many sites, and their place on a Prefect server."""

import os
import sys
from datetime import date
from pathlib import Path

import click

from desk import options, show
from duban.errors import Refused, Unsent
from duban.fleet.standing import STATES, in_order

HEADINGS = {"site": "站点", "organisation": "单位", "state": "当日督办", "total": "在办", "late": "逾期",
            "late_today": "今日新增", "near": "临期", "waiting": "待验收", "on_course": "按序时", "lacking": "欠缺"}  # fmt: skip


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@options.today
@click.option(
    "--register",
    "registering",
    is_flag=True,
    help="在 Prefect（PREFECT_API_URL）登记各站点和全域时间表，不运行",
)
@click.option("--list", "listing", is_flag=True, help="只列出各站点当天的情况，不运行")
@options.form
def fleet(file: Path, today: date | None, registering: bool, listing: bool, form: str) -> None:
    """全域督办：依次完成所有站点当天的督办，末了列出各站点的情况；FILE 写明站点在哪里。"""
    if registering:
        return _register(file)
    os.environ["DUBAN_ENGINE"] = "plain"
    from flows.fleet import fleet as run
    from tasks.fleet.sites import open_fleet
    from tasks.fleet.standing import standing_of

    wrong = ""
    if not listing:
        try:
            run(str(file), today)
        except Unsent as fault:
            wrong = str(fault)
    rows = in_order(standing_of(open_fleet(str(file), today), {}))
    words = rows.assign(state=rows["state"].map(STATES)) if form == "table" else rows
    show.rows(words, form, HEADINGS, {})
    if wrong:
        click.echo(wrong, err=True)
    sys.exit(1 if wrong else 0)


def _register(file: Path) -> None:
    from desk.deploying import place
    from desk.prefect_home import QUIET
    from desk.timetable import wanted_of_fleet
    from tasks.fleet.sites import open_fleet

    if "PREFECT_API_URL" not in os.environ:
        raise Refused("没有设置 PREFECT_API_URL，登记须写明 Prefect 服务的地址，如 http://127.0.0.1:4200/api")
    opened = open_fleet(str(file))
    named = wanted_of_fleet(opened.path, opened.path.stem, [one.folder for one in opened.sites])
    place(named, {**QUIET, **os.environ})
    click.echo(f"已登记{len(opened.sites)}个站点；工作进程：prefect worker start --pool duban")
    for name, why in opened.refused:
        click.echo(f"{name}：{why}", err=True)
