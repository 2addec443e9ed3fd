"""Workbooks (.xlsx, .xls): told apart by their first bytes, parsed in a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import python_calamine

from duban.errors import DeliveryRefused
from duban.grid import Grid
from duban.site import Source
from tasks.sources.archive import check_archive, farthest_cell

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<body", b"<div", b"mime-version")
CHILD = Path(__file__).with_name("workbook_child.py")
LIBRARY = Path(python_calamine.__file__).parents[1]
MOST_SECONDS = 60


def read_workbook(content: bytes, where: str, source: Source) -> tuple[Grid, ...]:
    """Every visible sheet as text, or the one sheet the site names.

    Raises DeliveryRefused, in a sentence, for what is no usable workbook.
    """
    if content.startswith(ZIP):
        check_archive(content, where)
    elif not content.startswith(OLE):
        raise DeliveryRefused(f"{where}：{_what(content)}，应为 Excel 工作簿，请用表格软件另存为 .xlsx")
    elif LOCKED in content:
        raise DeliveryRefused(f"{where}：工作簿加了打开密码，应去掉密码后报送")
    said = _parsed(content, source.sheet or "", where)
    if "refused" in said:
        raise DeliveryRefused(f"{where}{said['refused']}")
    return tuple(_grid(sheet) for sheet in said["sheets"])


def _what(content: bytes) -> str:
    head = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not content:
        return "文件是空的"
    return "实为网页表格" if head.startswith(PAGES) else "不是工作簿"


def _parsed(content: bytes, sheet: str, where: str) -> dict[str, Any]:
    """What the child says. It may be killed by its own limits: then the file is refused.

    The reader reserves the whole plain up to the last cell, and a workbook of 5 KB can make it
    ask for 500 GB, which ends the process it runs in.
    """
    # No -m and no script folder on the path: beside the child lie names of the standard library.
    command = [sys.executable, "-I", "-S", str(CHILD), str(LIBRARY), sheet]
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LD_LIBRARY_PATH"}}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, env=kept,
                              check=True)  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DeliveryRefused(
            f"{where}：{MOST_SECONDS}秒内没有读完{_far(content)}，请清理后重新保存"
        ) from None
    except subprocess.CalledProcessError:
        raise DeliveryRefused(
            f"{where}：读取超出了内存上限或文件损坏{_far(content)}，请清理后重新保存"
        ) from None
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _far(content: bytes) -> str:
    return f"（最远的单元格是 {farthest_cell(content)}）" if content.startswith(ZIP) else ""


def _grid(sheet: dict[str, Any]) -> Grid:
    """Rows made even, merged ranges cut to what there is."""
    rows: list[list[str]] = sheet["rows"]
    width = max((len(row) for row in rows), default=0)
    cells = tuple(tuple(row) + ("",) * (width - len(row)) for row in rows)
    merged = tuple((top, left, min(bottom, len(rows) - 1), min(right, width - 1))
                   for top, left, bottom, right in sheet["merged"] if top < len(rows) and left < width)  # fmt: skip
    formulas, numbers = (
        frozenset((row, column) for row, column in sheet[name]) for name in ("formulas", "numbers")
    )
    return Grid(sheet["name"], cells, merged, formulas=formulas, numbers=numbers)
