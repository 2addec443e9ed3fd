"""``bell`` and ``deploy``: the second bell, which needs no Prefect, and the first one hung up at a server that is there."""

import os
import sys
from datetime import date, time
from typing import Any

import click

from desk import options


@click.command()
@options.site
@options.today
def bell(site: str, today: date | None) -> None:
    """第二道铃：到时仍未完成当天督办的补做，送出待发的提示，并查看有无异常；有异常以退出码 1 结束。"""
    os.environ["DUBAN_ENGINE"] = "plain"
    from duban.bells.words import sentence
    from duban.errors import DubanError
    from flows.watching import watched_over
    from tasks.context import open_site

    at, failed = open_site(site, today), False
    for job in _owed(site, today):
        try:
            job(site, today)
        except DubanError as fault:
            failed = True
            click.echo(str(fault), err=True)
    found = watched_over(open_site(site, today))
    for one in found:
        click.echo(sentence(one, at.loaded.site.language), err=True)
    sys.exit(int(failed or bool(found)))


def _owed(site: str, today: date | None) -> list[Any]:
    """The whole cycle where the day's is not done by its hour, else what waits to be sent."""
    from flows.daily import daily
    from flows.delivering import delivering
    from tasks import store
    from tasks.context import open_site

    at = open_site(site, today)
    last = store.last_run_on(at.engine, at.site)
    by = time.fromisoformat(at.loaded.site.settings.bells.daily_by)
    due = at.given or at.now.time() >= by
    return [daily] if due and (last is None or last < at.today) else [delivering]


@click.command()
@click.argument("sites", nargs=-1, required=True, metavar="SITE...")
@click.option("--desk", "desks", multiple=True, metavar="URL",
              help="各站点督办台的地址（http://127.0.0.1:8420），按站点次序给出；自动化由此敲铃")  # fmt: skip
@options.today
def deploy(sites: tuple[str, ...], desks: tuple[str, ...], today: date | None) -> None:
    """登记：把时间表和自动化登记到 PREFECT_API_URL 所指的 Prefect 服务，已有的按名称更新，不再需要的删去。"""
    from desk.automations import register_bells
    from desk.deploying import register
    from desk.prefect_home import settings_for
    from duban.errors import Refused
    from tasks.site import load

    if "PREFECT_API_URL" not in os.environ:
        raise Refused("没有设置 PREFECT_API_URL，应为 Prefect 服务的地址，如 http://127.0.0.1:4200/api")
    if desks and len(desks) != len(sites):
        raise click.UsageError(f"给出了{len(sites)}个站点、{len(desks)}个 --desk，应一一对应")
    folders = [load(one).folder for one in sites]
    environment = {**os.environ, **settings_for(folders[0])}
    register(folders, environment, today)
    register_bells(dict(zip(folders, desks or [""] * len(folders), strict=True)), environment)
    click.echo(f"已登记{len(folders)}个站点的时间表和自动化")
