"""Readers of departments' sources (来源): each hands over text as it stands and decides nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from duban.site import Source
from tasks.sources.calls import Calls
from tasks.sources.csv_file import read_csv
from tasks.sources.excel import read_workbook
from tasks.sources.files import call_files
from tasks.sources.sql import call_sql


def _call_http(source: Source, folder: Path, today: date, known: frozenset[str]) -> Calls:
    # httpx costs 0.3 s to import, which a site of files need not pay.
    from tasks.sources.http import call_http

    return call_http(source, folder, today, known)


Reader = Callable[[Source, Path, date, frozenset[str]], Calls]
READERS: dict[str, Reader] = {
    "excel": lambda source, folder, today, known: call_files(source, folder, today, known, read_workbook),
    "csv": lambda source, folder, today, known: call_files(source, folder, today, known, read_csv),
    "sql": call_sql,
    "http": _call_http,
}

__all__ = ["READERS", "Calls", "call_in"]


def call_in(source: Source, folder: Path, today: date, known: frozenset[str] = frozenset()) -> Calls:
    """Every delivery of ``source`` that can count for ``today`` and whose digest is not ``known``.

    Raises SourceFailed where the source cannot be reached or no file matches, DeliveryRefused
    where the one answer of an interface or database is no table, Refused for a query that is not
    one SELECT. Of several files a bad one stands in ``refused``, the others in ``deliveries``.
    """
    return READERS[source.kind](source, folder, today, known)
