"""Readers of departments' sources (来源): each hands over text as it stands and decides nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from duban.errors import DubanError
from duban.grid import Delivery
from duban.site import Source
from tasks.sources.calls import Calls
from tasks.sources.csv_file import read_csv
from tasks.sources.excel import read_workbook
from tasks.sources.files import call_files
from tasks.sources.http import call_http
from tasks.sources.sql import call_sql

Reader = Callable[[Source, Path, date, frozenset[str]], Calls]
READERS: dict[str, Reader] = {
    "excel": lambda s, f, d, k: call_files(s, f, d, k, read_workbook),
    "csv": lambda s, f, d, k: call_files(s, f, d, k, read_csv),
    "sql": call_sql,
    "http": call_http,
}

__all__ = ["Calls", "Delivery", "DubanError", "call_in"]


def call_in(source: Source, folder: Path, today: date,
            known: frozenset[str] = frozenset()) -> Calls:  # fmt: skip
    """Every delivery of ``source`` that can count for ``today`` and whose content is not known.

    Raises SourceFailed where the source cannot be reached; a single bad file is in ``refused``.
    """
    return READERS[source.kind](source, folder, today, known)
