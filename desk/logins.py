"""``duban login``: personal logins for the desk, given and ended; the password is never an argument."""

import sys
from datetime import date

import click
import pandas as pd

from desk import options, show
from tasks.context import open_site
from tasks.pages.accounts import Grants, accounts, close_account, give_account


@click.command()
@options.site
@click.argument("person", required=False)
@click.option("--office", is_flag=True, help="与整改办一同办理：可见全部事项（受限除外），可作整改办的行为")
@click.option("--restricted", is_flag=True, help="另准阅看受限事项")
@click.option("--outside", default="", help="统一登录（OIDC、LDAP）中的名称，本人可由统一登录进入")
@click.option("--no-password", is_flag=True, help="不设本地口令，只由统一登录进入")
@click.option("--close", "closes", is_flag=True, help="停用，立即生效")
@click.option("--by", help="经办人")
@click.option("--why", help="理由")
@options.today
@options.form
def login(site: str, person: str | None, office: bool, restricted: bool, outside: str, no_password: bool, closes: bool,
          by: str | None, why: str | None, today: date | None, form: str) -> None:  # fmt: skip
    """个人登录：列出账号；开立、重设口令或停用一个（口令从终端或标准输入读取，不作参数）。"""
    at = open_site(site, today)
    if person is None:
        found = pd.DataFrame(
            accounts(at),
            columns=["person", "office", "restricted", "outside", "failed", "locked_until", "closed_at"],
        )
        show.rows(
            found,
            form,
            {
                "person": "人员",
                "office": "整改办",
                "restricted": "受限",
                "outside": "统一登录",
                "closed_at": "停用",
            },
            at.loaded.names,
        )
        return
    if not by or not why:
        raise click.UsageError("应写明经办人（--by）和理由（--why）")
    if closes:
        click.echo(f"{close_account(at, person, by, why)} 的账号已停用（{by}：{why}）")
        return
    password = None if no_password else _password()
    name = give_account(at, person, password, Grants(office, restricted, outside.strip()), by, why)
    click.echo(f"{name} 可以登录督办台（{by}：{why}）")


def _password() -> str:
    """From the terminal, twice and unseen; else the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("口令", hide_input=True, confirmation_prompt="再输一次"))
    return sys.stdin.readline().rstrip("\r\n")
