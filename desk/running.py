"""``run``, ``tick`` and ``up``: the same flows, with Prefect, without it, and on a timetable."""

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from desk import options, show
from duban.errors import DubanError, Unsent

days = click.option("--today", "days", type=options.Day(), multiple=True,
                    help="业务日期，默认当天；可给多个，按次序运行")  # fmt: skip


@click.command()
@options.site
@days
def run(site: str, days: tuple[date, ...]) -> None:
    """在 Prefect 下完成一个完整督办周期：调度、跟踪、督导、送达，最后列出看板和告知情况。"""
    from tasks.site import load

    folder = load(site).folder
    os.environ["DUBAN_ENGINE"] = "prefect"
    from desk.prefect_home import heartbeats_off, prepare

    prepare(folder)
    with heartbeats_off():
        sys.exit(_cycles(str(folder), days, announce=True))


@click.command()
@options.site
@days
@click.option("--deliver-only", is_flag=True, help="只送出待发的提示")
def tick(site: str, days: tuple[date, ...], deliver_only: bool) -> None:
    """不经 Prefect 完成同一周期，供系统定时器使用。"""
    os.environ["DUBAN_ENGINE"] = "plain"
    sys.exit(_cycles(site, days, announce=not deliver_only, deliver_only=deliver_only))


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--today", type=options.Day(), help="演示用：时间表和督办台都停在这一天，默认随日历走")
def up(sites: tuple[str, ...], today: date | None) -> None:
    """启动 Prefect 服务、界面、时间表、工作进程和督办台；按 Ctrl-C 一并停止。"""
    from desk.up import up as start
    from tasks.site import load

    named = sites or tuple(filter(None, [os.environ.get("DUBAN_SITE")]))
    if not named:
        raise click.UsageError("请给出站点目录 SITE，或设置 DUBAN_SITE")
    sys.exit(start([load(one).folder for one in named], today))


def _cycles(site: str, days: Iterable[date], *, announce: bool, deliver_only: bool = False) -> int:
    """Run each day's cycle in order; 1 if any ended with something unsent or a source failed."""
    worst = 0
    asked: list[date | None] = [*days] or [None]
    for day in asked:
        worst = max(worst, _one(site, day, deliver_only))
        if announce:
            _tell(site, day)
    if announce:
        _where_next(site, zh=_chinese(site))
    return worst


def _one(site: str, day: date | None, deliver_only: bool) -> int:
    from flows.daily import daily
    from flows.delivering import delivering

    try:
        (delivering if deliver_only else daily)(site, day)
    except Unsent as fault:
        click.echo(str(fault), err=True)
        return 1
    except DubanError as fault:
        click.echo(str(fault), err=True)
        return 1
    return 0


def _tell(site: str, day: date | None) -> None:
    """The board and who was told what, as of the day that was run."""
    from duban.board_english import board_in_english
    from duban.wording import few
    from tasks import store
    from tasks.context import open_site
    from tasks.lateness import late_of
    from tasks.reports import day_board, day_of, failed_sources, told_on

    at = open_site(site, day)
    last = store.last_run_on(at.engine, at.site)
    if last is not None and at.today < last:
        later = f"{at.site} 已运行到{last}，不再为更早的{at.today}重算"
        click.echo(
            later
            if at.loaded.site.language == "zh"
            else f"{at.site} was run up to {last}; nothing is done for {at.today}"
        )
        return
    zh, (found, _) = at.loaded.site.language == "zh", day_board(at)
    click.echo(f"\n{at.loaded.site.organisation}　{at.today}　{_counts(day_of(at), zh)}")
    show.table((found if zh else board_in_english(found)).head(30))
    said = told_on(at)
    click.echo(f"\n今日告知{len(said)}人：" if zh else f"\nTold today, {len(said)}:")
    headings = {"person": "人员", "id": "编号", "title": "标题", "state": "送达"}
    show.rows(said, "table", headings if zh else {name: name for name in headings}, at.loaded.names, zh=zh)
    for sentence in failed_sources(at):
        click.echo(sentence, err=True)
    late = late_of(at)[0]
    if len(late):
        named = few(list(late["source"]), at.loaded.site.language)
        click.echo(f"台账迟报：{named}，已逐级催报" if zh else f"Late ledgers: {named}, being chased")


def _counts(day: object, zh: bool) -> str:
    from duban.board import Day
    from duban.letters import parts
    from duban.wording import counted

    assert isinstance(day, Day)
    if zh:
        return f"在办{day.figures.total}项：{'，'.join(parts(day.figures))}"
    return f"{counted(day.figures.total, 'item')}: {', '.join(parts(day.figures, 'en'))}"


def _chinese(site: str) -> bool:
    from tasks.site import load

    return load(site).site.language == "zh"


def _where_next(site: str, *, zh: bool) -> None:
    folder = Path(site).resolve()
    site = str(folder.relative_to(Path.cwd())) if folder.is_relative_to(Path.cwd()) else str(folder)
    state = Path(site) / "state"
    if not zh:
        click.echo(f"\nThe letters: {state}/outbox/*/*.eml; why one was sent: duban why {site} NUMBER; who will be told: "
                   f"duban preview {site} --from DAY --to DAY; the pages: make up")  # fmt: skip
        return
    click.echo(f"\n通知全文：{state}/outbox/*/*.eml；一份通知的依据：duban why {site} 编号；"
               f"以后几天将告知谁：duban preview {site} --from 起始日 --to 截止日；界面：make up")  # fmt: skip
