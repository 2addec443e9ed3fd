"""A clean workbook where the department delivered none: the same columns, rows and merges."""

import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from duban.grid import Grid
from duban.pages import Form, Page
from tasks.copies.paper import dressed, write_text
from tasks.copies.writing import write

NO_NAME = re.compile(r"[\[\]:*?/\\]")
THIN = Side("thin", color="BFBFBF")
NARROW, WIDE = 8.0, 36.0


def clean_book(grids: Sequence[Grid], pages: Sequence[Page], forms: Sequence[Form]) -> Any:
    """A workbook of the sheets that are ledgers, every cell the text that was delivered; written on."""
    book, sheets = Workbook(), {}
    book.remove(book.worksheets[0])
    for grid, page in zip(grids, pages, strict=True):
        sheet = sheets[page.name] = book.create_sheet(sheet_name(page.name))
        _fill(sheet, grid)
        _dress(sheet, grid, page)
    write(sheets, pages, forms)
    return book


def sheet_name(name: str) -> str:
    """A name as a sheet can bear it."""
    return NO_NAME.sub("_", name).strip("'")[:31] or "整改台账"


def _fill(sheet: Any, grid: Grid) -> None:
    for number, row in enumerate(grid.cells, 1):
        for column, text in enumerate(row, 1):
            if text:
                write_text(sheet.cell(number, column), text)
    for top, left, bottom, right in grid.merged:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)


def _dress(sheet: Any, grid: Grid, page: Page) -> None:
    """Borders, a bold heading that stays in sight, and columns as wide as what they hold."""
    first = page.heading_row + page.heading_rows
    width = max((len(row) for row in grid.cells), default=0)
    body, heading = dict[Any, Any](), dict[Any, Any]()
    for row in range(page.heading_row, len(grid.cells) + 1):
        for column in range(1, width + 1):
            cell = sheet.cell(row, column)
            dressed(cell, heading, _head) if row < first else dressed(cell, body, _cell)
    for column in range(1, width + 1):
        longest = max((len(row[column - 1]) for row in grid.cells[page.heading_row - 1 :]), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(NARROW, 2.0 * longest), WIDE)
    sheet.freeze_panes = sheet.cell(first, 1)


def _cell(cell: Any) -> None:
    cell.border = Border(THIN, THIN, THIN, THIN)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _head(cell: Any) -> None:
    _cell(cell)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="D9E1F2")
