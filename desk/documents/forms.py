"""``duban form``: an item's forms filled in."""

from datetime import date

import click

from desk import options
from desk.documents.common import pdf, reader, say_where
from desk.listing import last_day
from tasks.context import open_site
from tasks.documents.forms import FORM_ZH, Kind, form_document
from tasks.documents.readers import reader_of
from tasks.documents.writing import write_documents


@click.command()
@click.argument("kind", type=click.Choice(list(FORM_ZH)))
@options.site
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@reader
@pdf
@options.today
def form(
    kind: Kind, site: str, items: tuple[str, ...], restricted: bool, by: str, pdf: bool, today: date | None
) -> None:
    """表单：销号申请表（write-off）、会审表（review），按一事一档填好，待各方签字。"""
    at = open_site(site, today or last_day(site))
    one = reader_of(at, restricted, by)
    say_where(write_documents(at, dict(form_document(at, one, kind, code) for code in items), pdf))
