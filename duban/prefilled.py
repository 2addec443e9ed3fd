"""Next month's ledger (预填表): all that is known stands in it, and only what changes is to be typed."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from duban.frames import records
from duban.grid import Grid
from duban.headings import Layout
from duban.pages import Form, Missing, Page
from duban.problems import Problem
from duban.wording import long_day

TO_REPORT = ("progress", "status", "percent", "evidence", "done_on", "remark")
STATUSES = ("未启动", "正在整改", "部分完成", "已完成整改", "长期坚持")
ANSWERS = ("是", "否")
# The day a ledger states above its heading or in its footer: to be written anew each time.
LABELLED = re.compile(r"(?:填报|填表|报送|上报|报告|制表|更新|数据|统计)(?:日期|时间)|截[至止]")
DAY = re.compile(r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?: 00:00:00)?")
BLANK_DAY = "____年__月__日"
# What an item that was left out is listed with: field -> column of ITEMS.
KNOWN = {"finding": "finding", "detail": "detail", "measure": "measure", "leader": "leader", "unit": "unit_text",
         "person": "person", "assist": "assist", "due": "due_text", "progress": "progress", "status": "status_text",
         "evidence": "evidence"}  # fmt: skip


def form_of(grid: Grid, layout: Layout, page: Page, rows: pd.DataFrame, items: pd.DataFrame,
            problems: Iterable[Problem], lists_missing: bool) -> Form:  # fmt: skip
    """What makes one page the ledger to be filled in.

    ``rows`` are READINGS with ``item``; ``items`` the source's ITEMS; the first sheet lists what is
    missing (``lists_missing``). An open problem's cell is to be put right, so it is open too.
    """
    known = rows[rows["sheet"].eq(grid.name)].merge(
        items, left_on="item", right_on="code", suffixes=("", "_item"))  # fmt: skip
    running = known[known["settled_on"].isna()]
    moved, due = _moved(running), layout.columns.get("due", -1) + 1
    lines, last = _day_cells(grid, layout, rows), _last_row(grid, rows)
    wrong = {(p.row, p.column) for p in problems if p.sheet == grid.name and p.row and p.column}
    kept = {(int(r), due) for r in moved["row"]}
    texts = [*_texts_for_formulas(grid, layout, last), *lines,
             *((int(r["row"]), due, r["due_text_item"]) for r in records(moved) if due)]  # fmt: skip
    status = layout.columns.get("status", -1) + 1
    own = status and status != layout.columns.get("progress", -2) + 1
    return Form(
        tuple(texts), tuple(int(r) for r in running["row"]),
        tuple(sorted({layout.columns[f] + 1 for f in TO_REPORT if f in layout.columns})),
        (*sorted(wrong - kept), *((row, column) for row, column, _ in lines)),
        status if own else 0, ANSWERS if own and "是否" in layout.headings[status - 1] else STATUSES,
        last, tuple(_missing(layout, items, rows)) if lists_missing else (),
        tuple(_notes(page, known, due)),
    )  # fmt: skip


def _moved(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose deadline is not the one that stands: nobody approved another."""
    said, stands = rows["due_text"].map(_bare), rows["due_text_item"].map(_bare)
    return rows[said.ne(stands) & stands.ne("")]


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _last_row(grid: Grid, rows: pd.DataFrame) -> int:
    """The last row of an item, with all that is merged into it."""
    last = int(rows.loc[rows["sheet"].eq(grid.name), "row"].max())
    return max([last, *(bottom + 1 for top, _, bottom, _ in grid.merged if top + 1 <= last <= bottom + 1)])


def _texts_for_formulas(grid: Grid, layout: Layout, last: int) -> Iterable[tuple[int, int, str]]:
    """A formula's result in place of the formula, for whoever reads the file without reckoning; a
    deadline's stays a formula, since it is none that anybody gave.
    """
    for row, column in sorted(grid.formulas):
        inside = row < len(grid.cells) and column < len(grid.cells[row])
        if inside and row < last and column != layout.columns.get("due") and grid.cells[row][column]:
            yield row + 1, column + 1, grid.cells[row][column]


def _day_cells(grid: Grid, layout: Layout, rows: pd.DataFrame) -> list[tuple[int, int, str]]:
    """The day's line to be filled in: each stated day made blank, its label kept."""
    last, found = _last_row(grid, rows), []
    for number, row in enumerate(grid.cells, 1):
        if layout.heading_row < number <= last or grid.header:
            continue
        for column, text in enumerate(row, 1):
            beside = column > 1 and LABELLED.search(row[column - 2])
            if DAY.search(text) and (LABELLED.search(text) or beside or DAY.fullmatch(text.strip("（）() "))):
                found.append((number, column, DAY.sub(BLANK_DAY, text)))
    return found


def _missing(layout: Layout, items: pd.DataFrame, rows: pd.DataFrame) -> Iterable[Missing]:
    """Items that run and were not in the last delivery, listed as they were last known."""
    gone = items[items["missing_on"].notna() & items["settled_on"].isna() & ~items["code"].isin(rows["item"])]
    for one in records(gone.sort_values("code")):
        note = f"{one['code']}自{long_day(one['missing_on'])}起未列入台账，请照实填报；确已不应列入的，请书面说明"
        asked = 0 if one["certain"] else layout.columns.get("due", -1) + 1
        yield Missing(
            one["code"], tuple(_cells(layout, one)), note, asked, f"整改时限{one['due_note'] or '待核'}"
        )


def _cells(layout: Layout, one: Mapping[str, Any]) -> Iterable[tuple[int, str]]:
    done = set[int]()
    for field, column in ((f, c) for f, c in layout.columns.items() if f in KNOWN):
        if column not in done and one[KNOWN[field]]:
            done.add(column)
            yield column + 1, str(one[KNOWN[field]])
    percent = layout.columns.get("percent")
    if percent is not None and percent not in done and not pd.isna(one["percent"]):
        yield percent + 1, f"{one['percent']:g}%"


def _notes(page: Page, known: pd.DataFrame, due: int) -> Iterable[tuple[int, int, str]]:
    """What is settled needs nothing more; an approved extension is said beside the old date."""
    for one in records(known[known["settled_on"].notna()]):
        yield int(one["row"]), page.code_column, f"已于{long_day(one['settled_on'])}销号，无需再填"
    for one in records(known[known["settled_on"].isna() & known["extended"].gt(0)]):
        if due:
            yield int(one["row"]), due, f"经批准，整改时限为{long_day(one['due_on'])}"
