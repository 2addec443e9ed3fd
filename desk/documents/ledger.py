"""``duban ledger``: the ledger as a workbook, whole, of one unit, or one of each unit."""

from datetime import date

import click

from desk import options
from desk.documents.common import reader, say_path
from desk.listing import last_day
from tasks.context import open_site
from tasks.documents.ledger import book_name, whole_ledger
from tasks.documents.readers import reader_of
from tasks.documents.writing import write_book


@click.command()
@options.site
@click.option("--unit", default="", help="只要某个责任单位的台账（花名册中的名称）")
@click.option("--each-unit", is_flag=True, help="每个责任单位各一份")
@reader
@options.today
def ledger(site: str, unit: str, each_unit: bool, restricted: bool, by: str, today: date | None) -> None:
    """整改台账工作簿：全部事项一行一项，另附数据口径；单元格都不是公式。"""
    if unit and each_unit:
        raise click.UsageError("--unit 和 --each-unit 只能用一个")
    at = open_site(site, today or last_day(site))
    one = reader_of(at, restricted, by)
    for name in [u.name for u in at.loaded.roster.units] if each_unit else [unit]:
        say_path(write_book(at, book_name(at, name, restricted), whole_ledger(at, one, name)))
