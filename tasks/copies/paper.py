"""Writing on a department's own sheet: comments, fills, codes; its layout stays as it is."""

from collections.abc import Callable
from copy import copy
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter, range_boundaries

from duban.pages import CODE_HEADING, Page

AUTHOR = "整改办"
LOOK, GRAVE = "FFF2CC", "F8CBAD"
KEEP = (
    "事项编号由整改办统一给出，下次报送请保留本列。有批注的单元格已着色：黄色请核，橙色为未采用，更正后再报。"
)
MOST_COMMENTS, LONGEST = 3000, 32_767
COMMENT_WIDTH, LINE_HEIGHT, CHARACTERS = 300, 20, 20
CODE_WIDTH = 14.0
Sheet = Any


def annotate(sheet: Sheet, page: Page) -> None:
    """Give every item's row its code, and each cell in doubt its comment and its fill."""
    at = anchors(sheet)
    add_codes(sheet, page, at)
    remark(sheet, at, page.heading_row, page.code_column, KEEP)
    for number, one in enumerate(page.marks):
        if number < MOST_COMMENTS:
            remark(sheet, at, one.row, one.column, one.text)
        fill(sheet, at, one.row, one.column, GRAVE if one.grave else LOOK)


def anchors(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """The cell that holds the text of each merged cell."""
    return {(row, column): (rng.min_row, rng.min_col) for rng in sheet.merged_cells.ranges
            for row in range(rng.min_row, rng.max_row + 1)
            for column in range(rng.min_col, rng.max_col + 1)}  # fmt: skip


def cell_at(sheet: Sheet, at: dict[tuple[int, int], tuple[int, int]], row: int, column: int) -> Any:
    """A cell, or the one that stands for it where it is merged into another."""
    return sheet.cell(*at.get((row, column), (row, column)))


def remark(
    sheet: Sheet, at: dict[tuple[int, int], tuple[int, int]], row: int, column: int, text: str
) -> None:
    """Add a comment; one that the department wrote itself stays above it."""
    cell = cell_at(sheet, at, row, column)
    text = clean_text(text)
    if cell.comment is not None:
        text = f"{cell.comment.text.rstrip()}\n{text}"
    lines = sum(len(line) // CHARACTERS + 1 for line in text.splitlines())
    cell.comment = Comment(text, AUTHOR, height=LINE_HEIGHT * (lines + 1), width=COMMENT_WIDTH)


def fill(
    sheet: Sheet, at: dict[tuple[int, int], tuple[int, int]], row: int, column: int, colour: str
) -> None:
    """Colour a cell, all else of its style as it was; grave stays grave."""
    cell = cell_at(sheet, at, row, column)
    if cell.fill.fgColor.rgb != f"00{GRAVE}":
        cell.fill = PatternFill("solid", fgColor=colour)


def dressed(cell: Any, looks: dict[Any, Any], dress: Callable[[Any], None]) -> None:
    """Dress a cell. Cells that looked the same are dressed once, then copied: each new look costs much."""
    before = tuple(cell._style or ())
    if before in looks:
        cell._style = copy(looks[before])
    else:
        dress(cell)
        looks[before] = copy(cell._style)


def clean_text(text: str) -> str:
    """A text as a cell can hold it."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]


def write_text(cell: Any, text: str) -> None:
    """Write a text as a text: never a formula, whatever it begins with."""
    cell.value = clean_text(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "\t", "\r")


def add_codes(sheet: Sheet, page: Page, at: dict[tuple[int, int], tuple[int, int]]) -> None:
    """Write the items' codes, in a new column beside the last where the department has none."""
    if page.code_is_new:
        _new_column(sheet, page)
    for row, code in page.codes:
        cell = cell_at(sheet, at, row, page.code_column)
        if cell.value in (None, ""):
            write_text(cell, code)


def _new_column(sheet: Sheet, page: Page) -> None:
    """A heading and blank cells below it, in the style of the column on their left."""
    column, top, count = page.code_column, page.heading_row, page.heading_rows
    last = max([page.heading_row + count - 1, *(row for row, _ in page.codes)])
    for row in range(top, last + 1):
        like(sheet.cell(row, column), sheet.cell(row, column - 1))
    write_text(sheet.cell(top, column), CODE_HEADING)
    if count > 1:
        sheet.merge_cells(start_row=top, end_row=top + count - 1, start_column=column, end_column=column)
    sheet.column_dimensions[get_column_letter(column)].width = CODE_WIDTH
    _widened(sheet, column)


def like(cell: Any, other: Any) -> None:
    """Give a cell the style of another."""
    if other.has_style:
        cell._style = copy(other._style)


def _widened(sheet: Sheet, column: int) -> None:
    """A filter or print area that ended at the last column takes in the new one."""
    for name in ("filter", "print"):
        ref = sheet.auto_filter.ref if name == "filter" else sheet.print_area
        area = str(ref or "").rsplit("!", 1)[-1].replace("$", "")
        if not area or "," in area:
            continue
        left, top, right, bottom = range_boundaries(area)
        if left is None or top is None or bottom is None or right != column - 1:
            continue
        wider = f"{get_column_letter(left)}{top}:{get_column_letter(column)}{bottom}"
        if name == "filter":
            sheet.auto_filter.ref = wider
        else:
            sheet.print_area = wider
