"""Answers to notices (签收、回应) by command, and from paper (代录)."""

from datetime import date
from typing import Literal

import click

from desk import options
from tasks import acts
from tasks.context import open_site

DAY = options.Day()


@click.command()
@options.site
@click.argument("notice")
@click.option(
    "--line",
    type=click.Choice(["business", "conduct"]),
    required=True,
    help="责任线：business 业务责任，conduct 党风廉政责任；两条线分别签收、分别回应",
)
@click.option("--by", required=True, help="回应人本人，或代录的经办人")
@click.option("--seen", is_flag=True, help="仅签收：表示已看到，不算回应")
@click.option("--item", "items", multiple=True, help="只回应这些事项，可重复；默认该责任线全部待回应事项")
@click.option("--unit", "units", multiple=True, help="只回应这些单位，可重复")
@click.option("--text", default="", help="批示、措施或履责记录（谈话只记日期、形式、人员、档案号）")
@click.option("--date", "date_on", type=DAY, help="承诺的完成时间；不改变整改时限")
@click.option("--on", type=DAY, help="作出回应的日期，默认当天")
@click.option("--via", type=click.Choice(["paper", "command"]), default="command", help="paper 为纸面代录")
@options.today
def answer(site: str, notice: str, line: str, by: str, seen: bool, items: tuple[str, ...], units: tuple[str, ...],
           text: str, date_on: date | None, on: date | None, via: Literal["paper", "command"],
           today: date | None) -> None:  # fmt: skip
    """登记对一份通知的签收或回应；重复登记无妨，级别不因回应而变。"""
    reply = acts.Reply(line, by, seen, text, date_on, on, via, items, units)
    click.echo(acts.answer(open_site(site, today), notice, reply).said)
