"""The rows of a ledger below its heading: merged cells spread, footer and titles left out, nothing
dropped in silence; clues (问题线索) never come further than this.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.frames import TEXT
from duban.grid import Grid
from duban.headings import Layout
from duban.row_kinds import BLANK, LONGEST, refuse_second_heading, told_apart

RIVALS = "\x1f"
ABOVE = r"\s*[（(]?(?:同上|同前|〃|″|\"|＂|'')[)）]?\s*"


@dataclass(frozen=True)
class Body:
    """The rows that are items, a text column a field (and row, sheet), and what was left out.

    ``due_formula`` and ``due_number`` tell what stood in the deadline's cell; ``due_rivals`` and
    ``status_rivals`` hold the cells of columns just as like one, joined by RIVALS.
    """

    table: pd.DataFrame
    left_out: pd.DataFrame


def body_of(grid: Grid, layout: Layout, where: str) -> Body:
    """Take the rows below the heading apart.

    Raises DeliveryRefused where a second heading stands among them.
    """
    start = layout.first_body_row
    raw = pd.DataFrame(list(grid.cells[start:]), dtype=TEXT, columns=range(len(layout.headings)))
    raw.index += start
    plain = raw.apply(lambda c: c.str.strip(BLANK))
    refuse_second_heading(plain, grid, layout, where)
    spread, inside, titles = _spread(grid, layout)
    table = pd.DataFrame({f: spread[c] for f, c in layout.columns.items()}, index=raw.index, dtype=TEXT)
    table["row"], table["sheet"] = raw.index + grid.first_row, grid.name
    table = table.assign(**_marks(grid, layout, table.index, spread))
    items, left_out, units = told_apart(table, plain, layout, titles)
    table = _as_above(_under_units(table, units)[items], layout)
    table = _joined(table, inside, [f for f in layout.columns if f != "measure"])
    return Body(_filled_down(table, layout), left_out)


def _marks(grid: Grid, layout: Layout, index: pd.Index, spread: list[list[str]]) -> dict[str, Any]:
    """What else is to be known of each row's deadline and status."""
    at, column = {r: r for r in index}, layout.columns.get("due", -1)
    for top, left, bottom, right in grid.merged:
        if left <= column <= right:
            at.update(dict.fromkeys(range(top, bottom + 1), top))
    cells = {"due_formula": grid.formulas, "due_number": grid.numbers}
    out: dict[str, Any] = {name: [(at[r], column) in held for r in index] if held else False
                           for name, held in cells.items()}  # fmt: skip
    for field, columns in (
        ("due_rivals", layout.rivals.get("due")),
        ("status_rivals", layout.rivals.get("status")),
    ):
        lists = [spread[c] for c in columns or ()]
        out[field] = pd.Series(
            map(RIVALS.join, zip(*lists, strict=True)) if lists else "", index=index, dtype=TEXT
        )
    return out


def _as_above(table: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """同上 and 〃 stand for what the row above says in that column."""
    out = {}
    for field in layout.columns:
        above = table[field].str.fullmatch(ABOVE)
        if above.any():
            out[field] = table[field].mask(above).ffill().fillna(table[field]).astype(TEXT)
    return table.assign(**out) if out else table


def _under_units(table: pd.DataFrame, units: "pd.Series[Any]") -> pd.DataFrame:
    """A row without a unit of its own belongs to the unit whose name stands in the line above."""
    if not units.ne("").any():
        return table
    own = table["unit"] if "unit" in table else pd.Series("", index=table.index, dtype=TEXT)
    return table.assign(unit=own.where(own.str.strip(BLANK).ne(""), units).astype(TEXT))


def _spread(grid: Grid, layout: Layout) -> tuple[list[list[str]], dict[int, int], set[int]]:
    """Columns with each merged text in every row it covers; the rows inside a merged measure, by
    its first row; and the rows that are one wide title.
    """
    start, titles, inside = layout.first_body_row, set[int](), dict[int, int]()
    columns: list[list[str]] = [list(c) for c in zip(*grid.cells[start:], strict=True)] or [
        [] for _ in layout.headings
    ]
    measure = layout.columns.get("measure", layout.columns.get("finding"))
    for top, left, bottom, right in grid.merged:
        if top < start:
            continue
        if right - left + 1 > max(2, len(layout.headings) // 2):
            titles.update(range(top, bottom + 1))
        else:
            if measure is not None and left <= measure <= right:
                inside.update(dict.fromkeys(range(top + 1, bottom + 1), top))
            columns[left][top - start : bottom + 1 - start] = [grid.cells[top][left]] * (bottom + 1 - top)
    return columns, inside, titles


def _joined(table: pd.DataFrame, inside: dict[int, int], fields: Iterable[str]) -> pd.DataFrame:
    """Rows inside one merged measure are one item: what they say differently is told line by line."""
    group = pd.Series(table.index.map(lambda i: inside.get(i, i)), index=table.index)
    several = group.duplicated(keep=False)
    if not several.any():
        return table
    out = table[~group.duplicated()].copy()
    for field in fields:
        lines = table.loc[several, field].groupby(group[several]).agg(_lines)
        out.loc[lines.index, field] = lines
    return out


def _lines(cells: "pd.Series[Any]") -> str:
    return "\n".join(dict.fromkeys(t for t in cells if t.strip(BLANK)))


def _filled_down(table: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """A measure without its finding belongs to the finding above it (merged cells lost in a CSV)."""
    if layout.columns.get("finding") in {None, layout.columns.get("measure")}:
        return table
    has = table["finding"].str.strip(BLANK).ne("")
    below = ~has & table["measure"].str.strip(BLANK).ne("")
    out = table.copy()
    out["finding"] = table["finding"].where(~below, table["finding"].where(has).ffill().fillna(""))
    if "detail" in table and layout.columns["detail"] != layout.columns["finding"]:
        said = table["detail"].where(table["detail"].str.strip(BLANK).ne("")).groupby(has.cumsum()).ffill()
        out["detail"] = table["detail"].where(~below, said.fillna(""))
    return out


def raw_of(grid: Grid, layout: Layout, rows: "pd.Series[Any]") -> list[str]:
    """Each of some rows (as a person counts them) as it was, heading -> cell; clues are not kept.

    Made last, and of what the grid holds still: these are the longest texts of all.
    """
    kept = [i for i in range(len(layout.headings)) if i not in layout.clues]
    names: list[str] = []
    for i in kept:
        name = layout.headings[i] or f"第{i + 1}列"
        names.append(name if name not in names else f"{name}({i + 1})")
    lines = (grid.cells[int(row) - grid.first_row] for row in rows)
    return [json.dumps({n: line[i][:LONGEST] for n, i in zip(names, kept, strict=True)}, ensure_ascii=False)
            for line in lines]  # fmt: skip
