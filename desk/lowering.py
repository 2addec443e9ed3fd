"""``duban lower``: a restricted item becomes 内部, by two persons; the second under the own login."""

import sys
from datetime import UTC, date, datetime

import click
import pandas as pd

from desk import options, show
from duban.errors import Refused
from tasks.acts.lowering import confirm_lowering, lowerings, propose_lowering
from tasks.context import Context, open_site
from tasks.pages.accounts import digest, sign_in, sign_out

HEADINGS = {"item": "事项", "on": "提出日", "by": "提出人", "why": "理由"}


@click.command()
@options.site
@click.argument("code", required=False, metavar="[ITEM]")
@click.option("--confirm", is_flag=True, help="由另一人确认：从终端或标准输入读取其督办台口令")
@click.option("--by", help="提出人或确认人")
@click.option("--why", help="理由")
@options.today
@options.form
def lower(site: str, code: str | None, confirm: bool, by: str | None, why: str | None, today: date | None,
          form: str) -> None:  # fmt: skip
    """受限事项降为内部：一人提出，另一人以本人登录确认；不写 ITEM 列出等待确认的。"""
    at = open_site(site, today)
    if code is None:
        found = pd.DataFrame(lowerings(at), columns=["item", "on", "by", "why"])
        show.rows(found, form, HEADINGS)
        return
    if not by or not why:
        raise click.UsageError("应写明提出人或确认人（--by）和理由（--why）")
    if confirm:
        _log_in(at, by)
        confirm_lowering(at, code, by, why)
        click.echo(f"{code} 已降为内部（{by}：{why}）")
        return
    propose_lowering(at, code, by, why)
    click.echo(f"{code} 已提出降为内部，等待另一人确认（{by}：{why}）")


def _log_in(at: Context, by: str) -> None:
    """The second person is who says so: by the password of the own login."""
    tty = sys.stdin.isatty()
    password = str(click.prompt("口令", hide_input=True)) if tty else sys.stdin.readline().rstrip("\r\n")
    token = sign_in(at, by, password, datetime.now(UTC).replace(tzinfo=None))
    if token is None:
        raise Refused("姓名或口令不对，或账号暂不可用；确认须用本人的督办台登录（duban login）")
    sign_out(at.engine, digest(token))
