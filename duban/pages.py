"""One sheet of a ledger as it goes back: where its codes stand, and what is said at which cell."""

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
