"""What goes back to a department on its own ledger (批注件): a mark at each cell in doubt, codes in the rows."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import pandas as pd

from duban.cell_text import fold
from duban.frames import TEXT, WHOLE, YES, Schema, records
from duban.grid import Grid
from duban.headings import Layout
from duban.names import normalise
from duban.pages import Mark, Page
from duban.problems import QUARANTINED, Problem, column_of
from duban.vocabulary import says
from duban.wording import cycle_words

# One thing to say at one cell: sheet, row and column as a person counts them, 0 where it is about no
# one row or column. ``grave``: the row was not taken over because of it.
MARKS = Schema("marks", {"sheet": TEXT, "row": WHOLE, "column": WHOLE, "text": TEXT, "grave": YES})
# The cell in which what a delivery changed is to be looked at.
CHANGE_AT = {"deadline_moved": "整改时限", "claimed": "佐证材料", "fell_back": "完成情况",
             "written_off_by_department": "完成情况", "unit_moved": "责任单位", "vanished": ""}  # fmt: skip
Columns = Mapping[str, Mapping[str, int]]


def marks_of(problems: Iterable[Problem], readings: pd.DataFrame, changes: pd.DataFrame, items: pd.DataFrame,
             units: Iterable[str], on: pd.Timestamp, columns: Columns, said: Callable[[Any], str]) -> pd.DataFrame:  # fmt: skip
    """MARKS of one delivery: its ``problems``, what it changed, what a closed cycle lacks, units unknown.

    ``readings`` are READINGS with ``item``; ``changes`` those this delivery made (item, kind, before,
    after); ``on`` the day it was called in; ``said`` puts a change into a sentence.
    """
    found = [{"sheet": p.sheet, "row": p.row, "column": p.column, "text": p.said,
              "grave": p.kind in QUARANTINED or p.kind in {"row_unread", "clue"}} for p in problems]  # fmt: skip
    parts = [MARKS.frame(found), _changed(readings, changes, columns, said),
             _unproved(readings, items, on, columns), _strangers(readings, set(units), columns)]  # fmt: skip
    return MARKS.cast(pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True))


def _at(rows: pd.DataFrame, field: "pd.Series[Any]", columns: Columns) -> pd.DataFrame:
    """MARKS for ``rows`` that carry sheet, row and text, each at the cell of its field."""
    places = {
        (s, f): column_of(f, columns.get(s, {})) for s, f in set(zip(rows["sheet"], field, strict=True))
    }
    column = [places[key] for key in zip(rows["sheet"], field, strict=True)]
    return MARKS.cast(rows.assign(column=column, grave=False))


def _changed(readings: pd.DataFrame, changes: pd.DataFrame, columns: Columns,
             said: Callable[[Any], str]) -> pd.DataFrame:  # fmt: skip
    asked = changes[changes["kind"].isin(CHANGE_AT)]
    rows = asked.merge(readings[["item", "sheet", "row"]], how="left", on="item")
    rows = rows.assign(sheet=rows["sheet"].fillna(""), row=rows["row"].fillna(0))
    return _at(rows.assign(text=[said(one) for one in records(asked)]), rows["kind"].map(CHANGE_AT), columns)


def _unproved(
    readings: pd.DataFrame, items: pd.DataFrame, on: pd.Timestamp, columns: Columns
) -> pd.DataFrame:
    """A cycle that has ended, and no new evidence for it in the ledger."""
    owed = items[items["kind"].eq("recurring") & (items["due_on"] < on) & items["settled_on"].isna()]
    rows = owed[["code", "due_on", "cycle"]].merge(
        readings[["item", "sheet", "row"]], left_on="code", right_on="item"
    )
    text = [
        f"{r['code']}未附本期（{cycle_words(r['due_on'].date(), r['cycle'])}）佐证" for r in records(rows)
    ]
    return _at(rows.assign(text=text), pd.Series("佐证材料", index=rows.index), columns)


def _strangers(readings: pd.DataFrame, units: set[str], columns: Columns) -> pd.DataFrame:
    """Units that the roster does not know, with the nearest it does."""
    rows = readings[~readings["unit"].isin(units) & readings["unit"].ne("")]
    near = {u: get_close_matches(u, units, 1, 0.5) for u in rows["unit"].unique()}
    asked = {
        u: f"责任单位“{u}”不在花名册中" + (f"，相近的有“{n[0]}”，请核" if n else "，请核")
        for u, n in near.items()
    }
    return _at(rows.assign(text=rows["unit"].map(asked)), pd.Series("责任单位", index=rows.index), columns)


def page_of(grid: Grid, layout: Layout, codes: Mapping[int, str], marks: pd.DataFrame) -> Page:
    """One sheet as it goes back: ``codes`` by row, and its MARKS, each at a cell there is."""
    column, is_new = code_column(grid, layout, codes)
    first, heading = min(layout.columns.values(), default=0) + 1, layout.first_body_row
    places = marks.assign(row=marks["row"].mask(marks["row"].eq(0), heading))
    places = places.assign(column=places["column"].mask(places["column"].eq(0), first)
                           .mask(marks["row"].eq(0) & marks["column"].eq(0), column))  # fmt: skip
    cells = places.drop_duplicates(["row", "column", "text"]).groupby(["row", "column"])
    found = cells.agg(text=("text", "\n".join), grave=("grave", "any")).reset_index()
    return Page(grid.name, layout.heading_row + 1, layout.heading_rows, dict(layout.columns), column, is_new,
                tuple(sorted(codes.items())),
                tuple(Mark(int(m["row"]), int(m["column"]), m["text"], bool(m["grave"])) for m in records(found)))  # fmt: skip


def code_column(grid: Grid, layout: Layout, codes: Mapping[int, str]) -> tuple[int, bool]:
    """The column for the items' codes, counted from 1, and whether it is a new one.

    The department's own, unless it holds other numbers there; else the first free one on the right.
    """
    own = layout.columns.get("code")
    if own is not None:
        top = grid.first_row
        other = any(normalise(grid.cells[row - top][own]) not in {"", code} for row, code in codes.items())
        if not other or says(fold(layout.headings[own]), "code"):
            return own + 1, False
    last = max((i for i, h in enumerate(layout.headings) if h), default=0) + 1
    taken = last < len(layout.headings) and any(row[last] for row in grid.cells[layout.heading_row :])
    return (len(layout.headings) if taken else last) + 1, True
