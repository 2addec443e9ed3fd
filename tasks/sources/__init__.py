"""Readers of departments' sources (来源): each hands over text as it stands and decides nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from duban.site import Source
from tasks.sources.any_file import read_any
from tasks.sources.calls import Calls
from tasks.sources.csv_file import read_csv
from tasks.sources.excel import read_workbook
from tasks.sources.files import Parser, call_files
from tasks.sources.sql import call_sql
from tasks.sources.word import read_document

Reader = Callable[[Source, Path, date, frozenset[str], Mapping[str, str]], Calls]


def _files(parse: Parser) -> Reader:
    return lambda source, folder, today, known, tagged: call_files(source, folder, today, known, parse)


def _call_http(source: Source, folder: Path, today: date, known: frozenset[str],
               tagged: Mapping[str, str]) -> Calls:  # fmt: skip
    # httpx costs 0.3 s to import, which a site of files need not pay.
    from tasks.sources.http import call_http

    return call_http(source, folder, today, known, tagged)


def _call_webdav(source: Source, folder: Path, today: date, known: frozenset[str],
                 tagged: Mapping[str, str]) -> Calls:  # fmt: skip
    from tasks.sources.webdav import call_webdav

    return call_webdav(source, today, known)


READERS: dict[str, Reader] = {
    "excel": _files(read_workbook),
    "word": _files(read_document),
    "csv": _files(read_csv),
    "files": _files(read_any),
    "sql": lambda source, folder, today, known, tagged: call_sql(source, folder, today, known),
    "http": _call_http,
    "webdav": _call_webdav,
}

__all__ = ["READERS", "Calls", "call_in"]


def call_in(source: Source, folder: Path, today: date, known: frozenset[str] = frozenset(),
            tagged: Mapping[str, str] | None = None) -> Calls:  # fmt: skip
    """Every delivery of ``source`` that can count for ``today`` and whose digest is not ``known``.

    ``tagged`` gives the digest that a live source's ETag stood for. Raises SourceFailed where the
    source cannot be reached or no file matches, DeliveryRefused where the one answer of an
    interface or database is no table, Refused for a query that is not one SELECT. Of several
    files a bad one stands in ``refused``, the others in ``deliveries``.
    """
    return READERS[source.kind](source, folder, today, known, tagged or {})
