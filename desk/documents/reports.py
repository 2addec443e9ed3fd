"""``duban report``: drafts of the reports owed, the public notice's numbers, the bulletin."""

from datetime import date

import click

from desk import options
from desk.documents.common import pdf, reader, say_where
from desk.listing import last_day
from tasks.context import open_site
from tasks.documents.readers import reader_of
from tasks.documents.reporting import PAPERS, Paper, report_document
from tasks.documents.writing import write_documents


@click.command()
@click.argument("paper", type=click.Choice(list(PAPERS)))
@options.site
@reader
@pdf
@options.today
def report(paper: Paper, site: str, restricted: bool, by: str, pdf: bool, today: date | None) -> None:
    """代拟稿：整改情况报告（report）、主要负责人组织落实情况报告（head）、公开通报公布数（public）、通报（bulletin）。"""
    at = open_site(site, today or last_day(site))
    name, content = report_document(at, reader_of(at, restricted, by), paper)
    say_where(write_documents(at, {name: content}, pdf))
