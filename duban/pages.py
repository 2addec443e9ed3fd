"""One sheet of a ledger as it goes back: its codes, what is said at which cell, what is to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

CODE_HEADING = "事项编号"


@dataclass(frozen=True)
class Mark:
    """What is said at one cell, every sentence on a line of its own."""

    row: int
    column: int
    text: str
    grave: bool


@dataclass(frozen=True)
class Page:
    """One sheet of a ledger as it goes back; rows and columns count from 1.

    ``columns`` are the fields understood; ``code_column`` holds the items' codes, ``code_is_new``
    where the department had none; ``codes`` are (row, code).
    """

    name: str
    heading_row: int
    heading_rows: int
    columns: Mapping[str, int]
    code_column: int
    code_is_new: bool
    codes: tuple[tuple[int, str], ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Missing:
    """An item that the last delivery did not list: its code, its cells by column, what is asked of it,
    and of the deadline's cell where that was never certain (column, text; 0 where it is).
    """

    code: str
    cells: tuple[tuple[int, str], ...]
    note: str
    due_column: int
    due_note: str


@dataclass(frozen=True)
class Form:
    """What makes a page next month's ledger (预填表); rows and columns count from 1.

    ``texts`` are written over what stood there; ``rows`` are the items still to be reported on, in
    ``open_columns``; ``open_cells`` are to be filled in or put right as well. ``words`` are offered in
    ``words_column`` (0 for none). ``missing`` go below ``last_row``; ``notes`` are comments (row, column).
    """

    texts: tuple[tuple[int, int, str], ...]
    rows: tuple[int, ...]
    open_columns: tuple[int, ...]
    open_cells: tuple[tuple[int, int], ...]
    words_column: int
    words: tuple[str, ...]
    last_row: int
    missing: tuple[Missing, ...]
    notes: tuple[tuple[int, int, str], ...]
