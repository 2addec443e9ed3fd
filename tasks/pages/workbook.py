"""The ledger as a workbook (整改台账): what a board shows, every item a row; no cell is ever a formula."""

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from duban.entries import at_levels
from duban.frames import day, records
from duban.viewing import Visitor
from tasks.context import Context
from tasks.copies.paper import write_text
from tasks.pages.board import Filters, found_by
from tasks.pages.seen import levels_of

CLASS_ZH = {
    "written_off": "已销号",
    "waiting": "申报待验收",
    "late": "逾期",
    "near": "临近到期",
    "on_course": "按序时推进",
}
CLAIM_ZH = {
    "not_done": "未启动",
    "in_progress": "正在整改",
    "partial": "部分完成",
    "done": "申报完成",
    "unclear": "待核",
}
# Heading, column, width in characters.
COLUMNS: Sequence[tuple[str, str, int]] = (
    ("事项编号", "code", 12), ("反馈问题", "finding", 30), ("整改措施", "measure", 36), ("责任单位", "unit", 14),
    ("配合单位", "assist", 14), ("责任领导（台账）", "leader", 12), ("责任人（台账）", "person", 12),
    ("整改时限", "due_on", 12), ("时限原文", "due_text", 18), ("考核时限", "assessed_on", 12), ("状态", "class", 12),
    ("申报", "claim", 10), ("级别", "label", 8), ("逾期天数", "days_late", 9), ("进展", "progress", 30),
    ("佐证", "evidence", 24), ("来源", "source", 14), ("台账截至", "read_on", 12))  # fmt: skip


def ledger_book(at: Context, one: Visitor, by: Filters) -> bytes:
    """The workbook of all that the filters find, of what this visitor may see."""
    rows = found_by(at, one, by)
    full = at_levels(rows, levels_of(at, rows["code"]))
    labels = {level.level: level.label for level in at.loaded.ladder.levels}
    full = full.assign(
        unit=full["unit"].where(full["unit"].ne(""), full["unit_text"]), label=full["level"].map(labels).fillna(""),
        claim=full["claim"].map(CLAIM_ZH).fillna(""), **{"class": full["klass"].map(CLASS_ZH)})  # fmt: skip
    return _saved(full, f"{at.loaded.site.organisation}整改台账　截至{at.today.isoformat()}　共{len(full)}项")


def _saved(rows: pd.DataFrame, title: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "整改台账"
    write_text(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for number, (heading, _, width) in enumerate(COLUMNS, 1):
        write_text(sheet.cell(2, number), heading)
        sheet.cell(2, number).font = Font(bold=True)
        sheet.cell(2, number).fill = PatternFill("solid", fgColor="ECEFF3")
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line, row in enumerate(records(rows), 3):
        for number, (_, column, _) in enumerate(COLUMNS, 1):
            _write(sheet.cell(line, number), row[column], column)
    sheet.freeze_panes = "C3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(COLUMNS))}{len(rows) + 2}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(cell: Any, value: Any, column: str) -> None:
    if column.endswith("_on"):
        cell.value, cell.number_format = day(value), "yyyy-mm-dd"
    elif column == "days_late":
        cell.value = int(value) or None
    else:
        write_text(cell, str(value))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
