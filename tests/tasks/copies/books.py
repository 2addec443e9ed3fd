"""Makers of workbooks as departments keep them, and of what goes back for them, without a store."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Border, Font, Side

from duban.dates_in_full import with_dates_in_full
from duban.deadline import Deadline, read_deadline
from duban.due import Terms
from duban.grid import Delivery, Grid
from duban.headings import Layout, recognise
from duban.item import CHANGES, ITEMS
from duban.pages import Form, Page
from duban.prefilled import form_of
from duban.reading import Ledger, understand
from duban.returned import marks_of, page_of
from duban.site import Source
from duban.track import Tracked, track
from duban.workdays import Calendar
from tasks.copies.same import saved
from tasks.copies.writing import write
from tasks.sources.excel import read_workbook

SOURCE = Source(name="环评科", prefix="HP", kind="excel", path="*.xlsx", reporter="head")
CALENDAR, FEEDBACK, END, DAY = Calendar(), date(2019, 5, 20), date(2019, 7, 20), date(2019, 6, 3)
TERMS = Terms(pd.Timestamp(FEEDBACK), pd.Timestamp(END), 15, 3)
UNITS = pd.DataFrame(
    {"name": ["环评科", "办公室"], "unit": ["环评科", "办公室"], "areas": ["环评", "综合"]}, dtype="str"
)
HEADINGS = (
    "序号",
    "反馈问题",
    "整改措施",
    "责任单位",
    "责任人",
    "整改时限",
    "整改进展",
    "完成情况",
    "佐证材料",
    "备注",
)
ROW = ("1", "问题一", "措施一", "环评科", "孙五", "2019年6月30日", "已起草", "正在整改", "", "")


def book(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS, title: str = "整改台账",
         footer: Sequence[str] = (), change: Callable[[Any], None] | None = None) -> bytes:  # fmt: skip
    """A workbook with a title, a heading and rows; ``change`` does the rest to its sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "整改台账"
    sheet.append([title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headings))
    sheet.append(list(headings))
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    if footer:
        sheet.append([])
        sheet.append(list(footer))
    _dressed(sheet)
    if change:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _dressed(sheet: Any) -> None:
    thin = Side("thin")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.border, cell.font = Border(thin, thin, thin, thin), Font("仿宋_GB2312", 12)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.column_dimensions["C"].width, sheet.row_dimensions[3].height = 44.0, 52.5


@dataclass(frozen=True)
class Came:
    """One delivery taken in: the workbook, how it was read, the items it left behind."""

    content: bytes
    grids: tuple[Grid, ...]
    layouts: tuple[Layout, ...]
    ledger: Ledger
    tracked: Tracked

    @property
    def rows(self) -> pd.DataFrame:
        """READINGS with the item each row was known by."""
        return self.ledger.readings.assign(
            item=self.tracked.codes.reindex(self.ledger.readings.index).fillna("")
        )


def came(content: bytes, before: pd.DataFrame | None = None, on: date = DAY) -> Came:
    """Read a workbook as a delivery of a day and take it into what was known ``before``."""
    delivery = Delivery(
        "环评科", "环评科整改台账.xlsx", "digest", on, "folder", read_workbook(content, "台账", SOURCE)
    )
    ledger = understand(
        delivery, columns={}, words={}, feedback_on=FEEDBACK, calendar=CALENDAR, period_end_on=END
    )
    pairs = [(g, lay) for g in delivery.grids if g.cells and (lay := recognise(g, {}, "台账", on))
             and g.name in set(ledger.readings["sheet"])]  # fmt: skip
    grids, layouts = zip(*pairs, strict=True)
    tracked = track(ITEMS.frame() if before is None else before, ledger.readings, source="环评科", prefix="HP",
                    as_of_on=pd.Timestamp(ledger.as_of_on), terms=TERMS, units=UNITS)  # fmt: skip
    return Came(content, grids, layouts, ledger, tracked)


def pages(one: Came, changes: bool = False) -> tuple[Page, ...]:
    """The pages that go back for a delivery."""
    columns = {g.name: lay.columns for g, lay in zip(one.grids, one.layouts, strict=True)}
    said = one.tracked.changes if changes else CHANGES.frame()
    marks = marks_of(one.ledger.problems, one.rows, said, one.tracked.items, UNITS["name"], pd.Timestamp(DAY),
                     columns, lambda c: f"{c['item']} {c['kind']}")  # fmt: skip
    marks = marks.assign(sheet=marks["sheet"].where(marks["sheet"].isin(columns), next(iter(columns))))
    return tuple(page_of(g, lay, _codes(one, g.name), marks[marks["sheet"].eq(g.name)])
                 for g, lay in zip(one.grids, one.layouts, strict=True))  # fmt: skip


def _codes(one: Came, sheet: str) -> dict[int, str]:
    mine = one.rows[one.rows["sheet"].eq(sheet) & one.rows["item"].ne("")]
    return dict(zip(mine["row"].astype(int), mine["item"], strict=True))


def _due(text: str, on: date) -> Deadline:
    return read_deadline(text, written=on, feedback=FEEDBACK, calendar=CALENDAR, period_end_on=END)


def forms(one: Came) -> tuple[Form, ...]:
    """The forms that make those pages next month's ledger."""
    places = enumerate(zip(one.grids, one.layouts, pages(one), strict=True))
    items = with_dates_in_full(one.tracked.items, one.ledger.as_of_on, _due)
    return tuple(form_of(g, lay, page, one.rows, items, one.ledger.problems, n == 0)
                 for n, (g, lay, page) in places)  # fmt: skip


def returned(one: Came, prefilled: bool = False) -> bytes:
    """The annotated copy, or next month's ledger."""
    made = openpyxl.load_workbook(io.BytesIO(one.content), rich_text=True)
    mine = pages(one)
    write({p.name: made[p.name] for p in mine}, mine, forms(one) if prefilled else ())
    return saved(made, DAY, "0")


def opened(content: bytes) -> Any:
    """The first sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
