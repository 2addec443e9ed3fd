"""Next month's ledger made of a department's own sheet: filled in, the rest locked, choices offered."""

from datetime import datetime
from typing import Any

from openpyxl.styles import PatternFill, Protection
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.protection import SheetProtection

from duban.pages import Form, Page
from tasks.copies.paper import (
    LOOK,
    Sheet,
    add_codes,
    anchors,
    cell_at,
    dressed,
    fill,
    like,
    remark,
    write_text,
)

TO_FILL = "E2EFDA"
HOW = "本表已按最新台账预填。请只改有变化的绿色单元格，黄色单元格请按批注更正；事项编号请保留。其他单元格已锁定，无密码。"
MIDNIGHT = " 00:00:00"


def prefill(sheet: Sheet, page: Page, form: Form) -> None:
    """Fill in what is known, open what is to be typed, lock the rest."""
    _restyled(sheet)
    at = anchors(sheet)
    add_codes(sheet, page, at)
    for row, column, text in form.texts:
        _write(cell_at(sheet, at, row, column), text)
    _offer(sheet, page, form)
    looks: dict[Any, Any] = {}
    typed = [*((row, column) for row in form.rows for column in form.open_columns), *form.open_cells]
    for row, column in typed:
        dressed(cell_at(sheet, at, row, column), looks, _open)
    for mark in page.marks:
        if (mark.row, mark.column) in form.open_cells:
            remark(sheet, at, mark.row, mark.column, mark.text)
            fill(sheet, at, mark.row, mark.column, LOOK)
    for row, column, note in form.notes:
        remark(sheet, at, row, column, note)
    _list_missing(sheet, page, form)
    remark(sheet, at, page.heading_row, page.code_column, HOW)
    # Columns may be widened and rows filtered; only what was said before is kept as it was.
    sheet.protection = SheetProtection(sheet=True, formatCells=False, formatColumns=False, formatRows=False,
                                       autoFilter=False, sort=False)  # fmt: skip


def _restyled(sheet: Sheet) -> None:
    """Lock what a department had left open: it is our form now."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.has_style and not cell.protection.locked:
                cell.protection = Protection(locked=True)


def _write(cell: Any, text: str) -> None:
    """A text as a text, a day of a date cell as a day."""
    if text.endswith(MIDNIGHT):
        cell.value = datetime.fromisoformat(text)
        cell.number_format = "yyyy-mm-dd"
    else:
        write_text(cell, text)


def _open(cell: Any) -> None:
    cell.protection = Protection(locked=False)
    cell.fill = PatternFill("solid", fgColor=TO_FILL)


def _offer(sheet: Sheet, page: Page, form: Form) -> None:
    """A list to choose from; another word of the office's own may still be typed."""
    first, last = page.heading_row + page.heading_rows, form.last_row + len(form.missing)
    if not form.words_column or _offered(sheet, form.words_column, first):
        return
    choice = DataValidation(
        "list", formula1=f'"{",".join(form.words)}"', allow_blank=True, showErrorMessage=False
    )
    letter = get_column_letter(form.words_column)
    choice.add(f"{letter}{first}:{letter}{last}")
    sheet.add_data_validation(choice)


def _offered(sheet: Sheet, column: int, row: int) -> bool:
    at = f"{get_column_letter(column)}{row}"
    return any(at in one.sqref for one in sheet.data_validations.dataValidation)


def _list_missing(sheet: Sheet, page: Page, form: Form) -> None:
    """Items that were left out, below the last one; what stood there moves down."""
    if not form.missing:
        return
    move_down(sheet, form.last_row, len(form.missing))
    for row, one in enumerate(form.missing, form.last_row + 1):
        for column in range(1, max(page.code_column, sheet.max_column) + 1):
            like(sheet.cell(row, column), sheet.cell(form.last_row, column))
        for column, text in one.cells:
            _write(sheet.cell(row, column), text)
        for column in form.open_columns:
            _open(sheet.cell(row, column))
        write_text(sheet.cell(row, page.code_column), one.code)
        asked = [(page.code_column, one.note), *([(one.due_column, one.due_note)] if one.due_column else [])]
        for column, note in asked:
            remark(sheet, {}, row, column, note)
            fill(sheet, {}, row, column, LOOK)
        for column, _ in asked[1:]:
            sheet.cell(row, column).protection = Protection(locked=False)


def move_down(sheet: Sheet, after: int, by: int) -> None:
    """Move all rows below one down, with their merged cells, heights, filter and print area."""
    if sheet.max_row > after:
        right = get_column_letter(sheet.max_column)
        sheet.move_range(f"A{after + 1}:{right}{sheet.max_row}", rows=by)
    ranges = list(sheet.merged_cells.ranges)
    for one in ranges:
        if one.min_row > after:
            one.shift(row_shift=by)
    sheet.merged_cells.ranges = set(ranges)
    for row in sorted((r for r in sheet.row_dimensions if r > after), reverse=True):
        moved = sheet.row_dimensions.pop(row)
        moved.index = row + by
        sheet.row_dimensions[row + by] = moved
    _longer(sheet, after, by)


def _longer(sheet: Sheet, after: int, by: int) -> None:
    for name, ref in (("filter", sheet.auto_filter.ref), ("print", sheet.print_area)):
        area = str(ref or "").rsplit("!", 1)[-1].replace("$", "")
        if not area or "," in area:
            continue
        left, top, right, bottom = range_boundaries(area)
        if left is None or top is None or right is None or bottom is None or bottom < after:
            continue
        longer = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom + by}"
        if name == "filter":
            sheet.auto_filter.ref = longer
        else:
            sheet.print_area = longer
