"""What a copy is made of: the sheets as a department delivered them, or what was read of them."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.errors import DubanError
from duban.frames import TEXT, WHOLE, Schema
from duban.grid import Grid
from duban.headings import Layout, recognise
from duban.problems import Problem, column_of
from duban.reading import READINGS
from duban.site import Source
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.sources.any_file import read_any
from tasks.sources.csv_file import read_csv
from tasks.sources.excel import ZIP, read_workbook
from tasks.sources.files import read_bytes
from tasks.sources.word import read_document

ROWS = Schema("rows", {"id": WHOLE, "item": TEXT, **READINGS.columns})
MOST_ROWS = 20_000
PARSERS: dict[str, Callable[[bytes, str, Source], tuple[Grid, ...]]] = {
    "excel": read_workbook, "csv": read_csv, "word": read_document, "files": read_any}  # fmt: skip
Numbers = Mapping[tuple[str, int], int]


@dataclass(frozen=True)
class Ground:
    """The sheets as delivered, where things stand in them, what was read (ROWS) and found in doubt.

    ``content`` is the workbook itself, None where there is none or it must not be written anew.
    """

    grids: tuple[Grid, ...]
    layouts: tuple[Layout, ...]
    rows: pd.DataFrame
    problems: tuple[Problem, ...]
    content: bytes | None


def ground_of(at: Context, source: Source, delivery: Any) -> Ground | None:
    """The delivery as it came, else what was read of it; only that where some of it must not go out."""
    readings = _readings(at, int(delivery["id"]))
    problems = store.problems(delivery)
    held_back = bool(readings["restricted"].any()) or any(p.kind == "clue" for p in problems)
    if not held_back and len(readings) <= MOST_ROWS and (whole := _as_came(at, source, delivery)):
        named = {*readings["sheet"], *(p.sheet for p in problems)}
        pairs = [(g, lay) for g, lay in whole[0] if g.name in named]
        if pairs:
            return _with_lines_above(pairs, readings, problems, whole[1])
    return _as_read(source, delivery, readings[~readings["restricted"]], problems, not held_back)


def _with_lines_above(pairs: list[tuple[Grid, Layout]], readings: pd.DataFrame, problems: tuple[Problem, ...],
                      content: bytes | None) -> Ground:  # fmt: skip
    """A Word table's rows are numbered from its own first, though lines stand above it on the sheet."""
    grids, layouts = zip(*pairs, strict=True)
    above = {g.name: 1 - g.first_row for g in grids}
    rows = readings.assign(row=readings["row"] + readings["sheet"].map(above).fillna(0).astype(int))
    told = tuple(replace(p, row=p.row + above.get(p.sheet, 0)) if p.row else p for p in problems)
    return Ground(tuple(replace(g, first_row=1) for g in grids), layouts, ROWS.cast(rows), told, content)


def _readings(at: Context, delivery_id: int) -> pd.DataFrame:
    found = store.frame(at.engine, t.reading, at.site, ROWS, t.reading.c.delivery_id == delivery_id)
    with reads(at.engine) as conn:
        closed = set(conn.scalars(select(t.item.c.code).where(t.item.c.site == at.site, t.item.c.restricted)))
    return found.assign(restricted=found["restricted"] | found["item"].isin(closed))


def _as_came(
    at: Context, source: Source, delivery: Any
) -> tuple[list[tuple[Grid, Layout]], bytes | None] | None:
    """The file read again: its sheets, and its bytes where it is a workbook of today's kind."""
    parse, path = PARSERS.get(source.kind), at.loaded.folder / delivery["origin"]
    if parse is None:
        return None
    try:
        content = read_bytes(path, delivery["origin"])
        if hashlib.sha256(content).hexdigest() != delivery["digest"]:
            return None
        grids = [_from_the_top(g) for g in parse(content, delivery["origin"], source)]
        day = delivery["as_of_on"].date()
        found = [(g, recognise(g, source.columns, delivery["origin"], day)) for g in grids if g.cells]
    except DubanError:
        return None
    return [(g, lay) for g, lay in found if lay], content if content.startswith(ZIP) else None


def _from_the_top(grid: Grid) -> Grid:
    """A grid with the blank rows above it, so that a row's number is its place."""
    if grid.first_row <= 1:
        return grid
    blank = ("",) * max((len(row) for row in grid.cells), default=0)
    above = (blank,) * (grid.first_row - 1)
    return Grid(grid.name, above + grid.cells, grid.merged, grid.header)


def _as_read(source: Source, delivery: Any, readings: pd.DataFrame, problems: tuple[Problem, ...],
             whole: bool) -> Ground | None:  # fmt: skip
    """Sheets made of the rows read, heading and cells as they were; the rows are numbered anew.

    ``whole``: nothing is kept from sight, so that problems of other rows may be told too.
    """
    shown = readings
    if len(readings) > MOST_ROWS:
        shown = readings[readings["row"].isin({p.row for p in problems})].head(MOST_ROWS)
    pairs, numbers = [], dict[tuple[str, int], int]()
    for name, rows in shown.groupby("sheet", sort=False):
        raw = [json.loads(text) for text in rows["raw"]]
        heading = tuple(dict.fromkeys(h for one in raw for h in one))
        cells = (heading, *(tuple(str(one.get(h, "")) for h in heading) for one in raw))
        grid = Grid(str(name), cells, header=True)
        numbers |= {(str(name), int(row)): n for n, row in enumerate(rows["row"], 2)}
        if layout := recognise(grid, source.columns, delivery["origin"], delivery["as_of_on"].date()):
            pairs.append((grid, layout))
    if not pairs:
        return None
    grids, layouts = zip(*pairs, strict=True)
    columns = {g.name: lay.columns for g, lay in pairs}
    kept = tuple(
        _moved(p, numbers, columns) for p in problems if whole or not p.row or (p.sheet, p.row) in numbers
    )
    rows = shown.assign(row=[numbers[k] for k in zip(shown["sheet"], shown["row"], strict=True)])
    return Ground(grids, layouts, ROWS.cast(rows), kept, None)


def _moved(problem: Problem, numbers: Numbers, columns: Mapping[str, Mapping[str, int]]) -> Problem:
    """A problem at its new place; one whose row is not here is told at the heading."""
    row = numbers.get((problem.sheet, problem.row), 0)
    if problem.row and not row:
        return replace(problem, field=f"{problem.place}，{problem.field}", row=0, column=0)
    return replace(problem, row=row, column=column_of(problem.field, columns.get(problem.sheet, {})))
