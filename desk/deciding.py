"""The office's acts (验收、销号): each with who and why."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from desk import options
from tasks import acts
from tasks.context import open_site

F = TypeVar("F", bound=Callable[..., Any])


def _signed(command: F) -> F:
    """Every act carries who did it and why; several items may be given."""
    command = click.option("--why", required=True, help="理由")(command)
    command = click.option("--by", required=True, help="经办人")(command)
    return click.argument("codes", nargs=-1, required=True, metavar="ITEM...")(command)


@click.command()
@options.site
@_signed
@options.today
def accept(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None) -> None:
    """验收：认可申报的完成情况，停止对单位计时。"""
    at = open_site(site, today)
    for code in codes:
        acts.accept(at.engine, at.site, code, by, why, at.today, at.now)
        click.echo(f"{code} 已验收（{by}：{why}）")


@click.command("write-off")
@options.site
@_signed
@options.today
def write_off(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None) -> None:
    """销号：验收之后销号，此前告知过的人都会收到销号告知。"""
    at = open_site(site, today)
    for code in codes:
        acts.write_off(at.engine, at.site, code, by, why, at.today, at.now, at.loaded.terms)
        click.echo(f"{code} 已销号（{by}：{why}）")
