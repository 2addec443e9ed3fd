"""``duban receipt``: the other side says late that it has what was in doubt (事后回执)."""

from datetime import date

import click

from desk import options
from duban.errors import Refused
from tasks.context import open_site
from tasks.receipts import received


@click.command()
@options.site
@click.argument("message", metavar="MESSAGE-ID")
@options.today
def receipt(site: str, message: str, today: date | None) -> None:
    """登记迟到的送达回执：此前结果不明的一份记为已送达，不再重发。"""
    at = open_site(site, today)
    if not received(at.engine, at.site, message, at.now):
        raise Refused(
            f"“{message}”不是结果不明的一份提示，没有登记，应为回执所写的 Message-ID，如 <DB-7K3Q-19.12@duban>"
        )
    click.echo(f"{message.strip()} 已记为送达，不再重发")
