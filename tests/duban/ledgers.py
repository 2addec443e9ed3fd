"""Small makers of deliveries: from the real sample files, and from rows typed in a test."""

import csv
import io
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from python_calamine import CalamineWorkbook

from duban.grid import Delivery, Grid
from duban.reading import Ledger, understand
from duban.workdays import Calendar

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
CALENDAR = Calendar()
OFFICE = {"code": "code", "finding": "finding", "measure": "measure", "unit": "unit", "leader": "leader",
          "person": "person", "due": "due_date", "status": "status", "percent": "percent",
          "progress": "progress_note", "evidence": "evidence"}  # fmt: skip
PLAIN = ("反馈问题", "整改措施", "责任单位", "责任人", "整改时限", "整改进展", "完成情况", "佐证材料")
ITEM = ("问题一", "措施一", "环评科", "孙五", "2019年6月30日", "已起草", "正在整改", "")


def sample(day: str, name: str) -> Delivery:
    """One sample file as its source would hand it over."""
    path = SAMPLES / day / name
    grids = {".xlsx": _workbook, ".csv": _csv, ".db": _table}[path.suffix](path)
    return Delivery(path.stem, name, "digest", date.fromisoformat(day), "folder", grids)


def sheet(*rows: Sequence[str], merged: Sequence[tuple[int, int, int, int]] = (), name: str = "整改台账",
          header: bool = False) -> Grid:  # fmt: skip
    """A grid of rows made even."""
    width = max((len(row) for row in rows), default=0)
    return Grid(name, tuple((*row, *[""] * (width - len(row))) for row in rows), tuple(merged), header)


def delivered(*grids: Grid, day_from: Literal["folder", "arrived"] = "folder") -> Delivery:
    """A delivery of 2019-06-03."""
    return Delivery("环评科", "环评科整改台账.xlsx", "digest", date(2019, 6, 3), day_from, grids)


def read(delivery: Delivery, columns: Mapping[str, str] | None = None,
         words: Mapping[str, str] | None = None) -> Ledger:  # fmt: skip
    """Understand a delivery with the example site's settings."""
    return understand(delivery, columns=columns or {}, words=words or {}, feedback_on=date(2019, 5, 20),
                      calendar=CALENDAR, period_end_on=date(2019, 7, 20))  # fmt: skip


def rows(*items: Sequence[str], heading: Sequence[str] = PLAIN, **more: Any) -> Ledger:
    """A ledger of one plain sheet with these rows."""
    return read(delivered(sheet(heading, *items)), **more)


def item(**cells: str) -> tuple[str, ...]:
    """A plain row that differs where said, by its heading."""
    return tuple(cells.get(heading, text) for heading, text in zip(PLAIN, ITEM, strict=True))


def kinds(ledger: Ledger) -> list[str]:
    """The kinds of problems found, in order."""
    return [p.kind for p in ledger.problems]


def _workbook(path: Path) -> tuple[Grid, ...]:
    book = CalamineWorkbook.from_path(str(path))
    sheets = (book.get_sheet_by_name(n) for n in book.sheet_names)
    return tuple(sheet(*([_shown(c) for c in row] for row in one.to_python(skip_empty_area=False)),
                       merged=[(*a, *b) for a, b in one.merged_cell_ranges or ()], name=one.name)
                 for one in sheets)  # fmt: skip


def _shown(cell: Any) -> str:
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day).isoformat(" ")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _csv(path: Path) -> tuple[Grid, ...]:
    text = path.read_bytes().decode("gb18030")
    return (sheet(*csv.reader(io.StringIO(text, newline="")), name=path.stem, header=True),)


def _table(path: Path) -> tuple[Grid, ...]:
    with sqlite3.connect(path) as store:
        found = store.execute("select * from rectification")
        heading = [c[0] for c in found.description]
        return (sheet(heading, *(["" if c is None else str(c) for c in row] for row in found), header=True),)
