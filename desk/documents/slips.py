"""``duban slip``: slips as documents, and the register of those issued."""

from datetime import date

import click

from desk import options, show
from desk.documents.common import pdf, reader, say_where
from desk.listing import last_day
from tasks.context import open_site
from tasks.documents.readers import reader_of
from tasks.documents.slips import issue, register
from tasks.documents.writing import write_documents

HEADINGS = {"number": "编号", "on": "签发日", "item": "事项", "label": "级别", "to": "主送", "limit_on": "办理时限",
            "state": "状态", "printed_at": "印发时间", "by": "印发人"}  # fmt: skip


@click.command()
@options.site
@click.argument("wanted", nargs=-1, metavar="[ITEM|NOTICE]...")
@click.option("--register", "listed", is_flag=True, help="列出已印发的督办单")
@click.option("--year", type=int, help="只列某一年编号的督办单")
@reader
@pdf
@options.today
@options.form
def slip(site: str, wanted: tuple[str, ...], listed: bool, year: int | None, restricted: bool, by: str, pdf: bool,
         today: date | None, form: str) -> None:  # fmt: skip
    """督办单：事项现在所在的级别，或一份通知里的各级，编号登记；再印仍是原编号原内容。"""
    at = open_site(site, today or last_day(site))
    one = reader_of(at, restricted, by)
    if listed:
        show.rows(register(at, one, year), form, HEADINGS)
        return
    if not wanted:
        raise click.UsageError("应写明事项编号或通知编号，或用 --register 列出已印发的督办单")
    issued = issue(at, one, wanted, by or one.name)
    say_where(write_documents(at, {each.file: each.content for each in issued}, pdf))
