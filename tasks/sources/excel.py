"""Workbooks (.xlsx, .xls): told apart by their first bytes, parsed in a process of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

from duban.errors import DeliveryRefused
from duban.grid import Grid
from duban.site import Source
from tasks.sources.archive import WORKBOOK, check_archive, farthest_cell
from tasks.sources.child import MOST_SECONDS, parsed, shared

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<body", b"<div", b"mime-version")
CHILD = Path(__file__).with_name("workbook_child.py")
LIBRARY = Path(python_calamine.__file__).parents[1]


def read_workbook(content: bytes, where: str, source: Source) -> tuple[Grid, ...]:
    """Every visible sheet as text, or the one sheet the site names.

    Raises DeliveryRefused, in a sentence, for what is no usable workbook.
    """
    if content.startswith(ZIP):
        check_archive(content, where, WORKBOOK)
    elif not content.startswith(OLE):
        raise DeliveryRefused(f"{where}：{_what(content)}，应为 Excel 工作簿，请用表格软件另存为 .xlsx")
    elif LOCKED in content:
        raise DeliveryRefused(f"{where}：工作簿加了打开密码，应去掉密码后报送")
    given = [str(LIBRARY), source.sheet or ""]
    said = parsed(CHILD, given, content, where + _wps(where), lambda: _far(content), MOST_SECONDS)
    return tuple(_grids(said))


def _what(content: bytes) -> str:
    if not content:
        return "文件是空的"
    return "实为网页表格" if is_page(content) else "不是工作簿"


def is_page(content: bytes) -> bool:
    """Whether a file is a web page or the XML of one, whatever it is called."""
    return content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGES)


def _wps(where: str) -> str:
    """WPS keeps most of its tables as an old workbook; where it does not, somebody must save it anew."""
    return "（WPS 表格，读不了时请另存为 .xlsx）" if where.lower().endswith((".et", ".ett")) else ""


def _far(content: bytes) -> str:
    return f"（最远的单元格是 {farthest_cell(content)}）" if content.startswith(ZIP) else ""


def _grids(said: Iterator[Any]) -> Iterator[Grid]:
    """Each sheet: its rows as they are told, then what else is known of it."""
    rows: list[tuple[str, ...]] = []
    texts: dict[str, str] = {}
    for one in said:
        if isinstance(one, list):
            rows.append(shared(one, texts))
        else:
            yield _grid(rows, one)
            rows = []


def _grid(rows: list[tuple[str, ...]], sheet: dict[str, Any]) -> Grid:
    """Rows made even, merged ranges cut to what there is."""
    width = max((len(row) for row in rows), default=0)
    cells = tuple(row if len(row) == width else row + ("",) * (width - len(row)) for row in rows)
    merged = tuple((top, left, min(bottom, len(rows) - 1), min(right, width - 1))
                   for top, left, bottom, right in sheet["merged"] if top < len(rows) and left < width)  # fmt: skip
    formulas, numbers = (
        frozenset((row, column) for row, column in sheet[name]) for name in ("formulas", "numbers")
    )
    return Grid(sheet["name"], cells, merged, formulas=formulas, numbers=numbers,
                notes=tuple(sheet["notes"]), labels=tuple(sheet["labels"]))  # fmt: skip
