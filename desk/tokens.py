"""``duban token``: what lets a program in, given for a named person, shown once, ended at once."""

from datetime import date

import click
import pandas as pd

from desk import options, show
from duban.scopes import SCOPES
from tasks.context import Context, open_site
from tasks.pacing import wall
from tasks.programs.tokens import Wanted, close_token, give_token, tokens

COLUMNS = ["id", "program", "person", "scopes", "restricted", "made_at", "expires_at", "used_at", "closed_at"]
HEADINGS = {"id": "编号", "program": "程序", "person": "负责人", "scopes": "权限", "restricted": "受限", "expires_at": "有效至",
            "used_at": "最近使用", "closed_at": "停用"}  # fmt: skip


@click.command()
@options.site
@click.argument("name", required=False)
@click.option("--person", help="负责人（姓名或编号），须有个人登录；程序所见所办以其为限")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), help="权限，可重复")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="有效期（天）")
@click.option("--restricted", is_flag=True, help="另准阅看受限事项")
@click.option("--close", "closes", is_flag=True, help="停用，立即生效；NAME 为令牌编号")
@click.option("--by", help="经办人")
@click.option("--why", help="理由")
@options.today
@options.form
def token(site: str, name: str | None, person: str | None, scopes: tuple[str, ...], days: int, restricted: bool,
          closes: bool, by: str | None, why: str | None, today: date | None, form: str) -> None:  # fmt: skip
    """程序令牌：列出；为程序 NAME 开立一个（只显示这一次），或停用。"""
    at = open_site(site, today)
    if name is None:
        show.rows(pd.DataFrame(tokens(at), columns=COLUMNS, dtype=object), form, HEADINGS, at.loaded.names)
        return
    if not by or not why:
        raise click.UsageError("应写明经办人（--by）和理由（--why）")
    if closes:
        click.echo(f"{name}（{close_token(at, name, by, why, wall())}）的令牌已停用（{by}：{why}）")
        return
    if not person:
        raise click.UsageError("应写明负责人（--person）")
    _give(at, Wanted(name, person, scopes, days, restricted), by, why)


def _give(at: Context, wanted: Wanted, by: str, why: str) -> None:
    """The token alone on standard output, so that a script may keep it; all else beside it."""
    text = give_token(at, wanted, by, why, wall())
    click.echo(
        f"程序“{wanted.program}”的令牌，{wanted.days}天内有效，只显示这一次，请立即妥善保存：", err=True
    )
    click.echo(text)
