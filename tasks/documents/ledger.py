"""The ledger as a workbook (整改台账), whole or of one unit: every item a row; no cell is ever a formula."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from duban.documents.counted import annex, counted
from duban.documents.phrases import BOOK, CLAIM, CLASS, COLUMN_EN
from duban.entries import at_levels, worst_first
from duban.errors import Refused
from duban.figures import near_days
from duban.frames import day, records
from duban.viewing import Visitor
from tasks.context import Context
from tasks.copies.clean import sheet_name
from tasks.copies.paper import write_text
from tasks.copies.same import saved
from tasks.documents.writing import file_name
from tasks.pages.board import Filters, found_by
from tasks.pages.seen import items_of, levels_of

# Heading, column, width in characters.
COLUMNS: Sequence[tuple[str, str, int]] = (
    ("事项编号", "code", 12), ("反馈问题", "finding", 30), ("整改措施", "measure", 36), ("责任单位", "unit", 14),
    ("配合单位", "assist", 14), ("责任领导（台账）", "leader", 12), ("责任人（台账）", "person", 12),
    ("整改时限", "due_on", 12), ("时限原文", "due_text", 18), ("考核时限", "assessed_on", 12), ("状态", "class", 12),
    ("申报", "claim", 10), ("级别", "label", 8), ("逾期天数", "days_late", 9), ("进展", "progress", 30),
    ("佐证", "evidence", 24), ("来源", "source", 14), ("台账截至", "read_on", 12))  # fmt: skip


THIN = Side("thin", color="BFBFBF")
EVERY_SIDE = Border(THIN, THIN, THIN, THIN)
HEAD, TOP, A4, MOST_WIDTH = 2, Alignment(wrap_text=True, vertical="top"), 9, 60


def ledger_book(at: Context, one: Visitor, by: Filters) -> bytes:
    """The workbook of all that the filters of a page find, of what this visitor may see."""
    rows = found_by(at, one, by)
    return _book(at, at_levels(rows, levels_of(at, rows["code"])), "")


def whole_ledger(at: Context, one: Visitor, unit: str = "") -> bytes:
    """The workbook of every item this visitor may see, written off or not; of one unit where it is named.

    Raises Refused where the unit is not on the roster.
    """
    known = [u.name for u in at.loaded.roster.units]
    if unit and unit not in known:
        raise Refused(f"花名册中没有责任单位“{unit}”，应为：{'、'.join(known)}")
    items = items_of(at, one).drop(columns="mine")
    rows = worst_first(items[items["unit"].eq(unit)] if unit else items, at.day, near_days(at.loaded.ladder))
    return _book(at, at_levels(rows, levels_of(at, rows["code"])), unit)


def _book(at: Context, rows: pd.DataFrame, unit: str) -> bytes:
    language = at.loaded.site.language
    labels = {level.level: level.label for level in at.loaded.ladder.levels}
    full = rows.assign(
        unit=rows["unit"].where(rows["unit"].ne(""), rows["unit_text"]), label=rows["level"].map(labels).fillna(""),
        claim=rows["claim"].map(CLAIM[language]).fillna(""), **{"class": rows["klass"].map(CLASS[language])})  # fmt: skip
    words = BOOK[language]
    title = words["title"].format(
        name=at.loaded.site.organisation + unit, day=at.today.isoformat(), n=len(full)
    )
    book = Workbook()
    sheet = book.worksheets[0]
    _items(sheet, full, title, words["ledger"], language)
    figures = counted(rows.drop(columns="klass"), at.day, near_days(at.loaded.ladder))
    _figures(book.create_sheet(words["figures"]), [vars(row) for row in annex(figures, language)], words)
    book.properties.creator = at.loaded.site.from_office
    return saved(book, at.today, hashlib.sha256(title.encode()).hexdigest())


def _items(sheet: Any, rows: pd.DataFrame, title: str, name: str, language: str) -> None:
    sheet.title = sheet_name(name)
    headings = [COLUMN_EN[c] if language == "en" else zh for zh, c, _ in COLUMNS]
    _headed(sheet, title, headings, [width for _, _, width in COLUMNS])
    for line, row in enumerate(records(rows), HEAD + 1):
        for number, (_, column, _) in enumerate(COLUMNS, 1):
            _write(sheet.cell(line, number), row[column], column)
    sheet.freeze_panes = sheet.cell(HEAD + 1, 3)
    sheet.auto_filter.ref = f"A{HEAD}:{get_column_letter(len(COLUMNS))}{len(rows) + HEAD}"


def _figures(sheet: Any, rows: Sequence[dict[str, str]], words: dict[str, str]) -> None:
    """What the ledger adds up to, each figure with how it is counted and what it counts."""
    _headed(sheet, words["figures"], words["columns"].split("|"), (6, 20, 10, 50, 60))
    for line, row in enumerate(rows, HEAD + 1):
        for number, text in enumerate(row.values(), 1):
            cell = sheet.cell(line, number)
            cell.alignment, cell.border = TOP, EVERY_SIDE
            if text.isdecimal():
                cell.value = int(text)
            else:
                write_text(cell, text)


def _headed(sheet: Any, title: str, headings: Sequence[str], widths: Sequence[int]) -> None:
    """A title, the headings below it, and a page that prints as wide as its paper."""
    write_text(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for number, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        cell = sheet.cell(HEAD, number)
        write_text(cell, heading)
        cell.font, cell.fill, cell.border = (
            Font(bold=True),
            PatternFill("solid", fgColor="ECEFF3"),
            EVERY_SIDE,
        )
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(number)].width = min(width, MOST_WIDTH)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"1:{HEAD}"
    sheet.oddFooter.center.text = "&P / &N"


def _write(cell: Any, value: Any, column: str) -> None:
    if column.endswith("_on"):
        cell.value, cell.number_format = day(value), "yyyy-mm-dd"
    elif column == "days_late":
        cell.value = int(value) or None
    else:
        write_text(cell, str(value))
    cell.alignment, cell.border = TOP, EVERY_SIDE


def book_name(at: Context, unit: str = "", restricted: bool = False) -> str:
    """What a workbook is called as a file, without its ending."""
    words = BOOK[at.loaded.site.language]
    return file_name(words["ledger"], unit, at.today.isoformat(), words["restricted"] if restricted else "")
