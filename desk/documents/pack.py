"""``duban brief``: the meeting pack as a document."""

from datetime import date

import click

from desk import options
from desk.documents.common import pdf, reader, say_where
from desk.listing import last_day
from tasks.context import open_site
from tasks.documents.pack import pack_document, pack_name
from tasks.documents.readers import reader_of
from tasks.documents.writing import write_documents


@click.command()
@options.site
@click.option("--on", type=options.Day(), help="材料的日期，默认最近一次督办周期的日期")
@click.option("--since", type=options.Day(), help="变化自哪一天起列，默认七天前")
@reader
@pdf
def brief(site: str, on: date | None, since: date | None, restricted: bool, by: str, pdf: bool) -> None:
    """调度会材料：总体情况、变化、分管领导和单位、逾期和待验收、提请研究的事项，附图和数据口径。"""
    at = open_site(site, on or last_day(site))
    content = pack_document(at, reader_of(at, restricted, by), since)
    say_where(write_documents(at, {pack_name(at, restricted): content}, pdf))
