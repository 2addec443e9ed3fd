"""What a source hands over: a delivery (报送) of grids, every cell as the text it shows."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Grid:
    """One sheet or one table, before anybody has understood it.

    ``cells`` are rows of equal length, blank cells are "". A cell that holds a date shows as
    ``YYYY-MM-DD HH:MM:SS``, a whole number without a decimal point, an error as ``#N/A``.
    ``merged`` are (first row, first column, last row, last column), counted from 0, both ends
    included; only the top left cell of such a range holds the text. ``header`` is true where
    the first row is known to be the heading (CSV, SQL, JSON). ``first_row`` is the number a
    person would give the first row of ``cells`` (1 in a workbook). ``formulas`` are the cells
    (row, column from 0) a formula stands in; ``numbers`` those that hold a number and not a text,
    where a source can tell (a workbook's 46096 may be a date that lost its format). ``notes`` say in
    Chinese what a person should know of how it was read (rows were hidden, links not loaded).
    ``labels`` are short texts beside the cells that may carry a mark of secrecy: headers, footers,
    properties.
    """

    name: str
    cells: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    header: bool = False
    first_row: int = 1
    formulas: frozenset[tuple[int, int]] = frozenset()
    numbers: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """One version of a ledger as it was called in.

    ``origin`` is how a person would find it again (a path relative to the site, a query's or an
    API's name, never an address with a secret). ``digest`` is the SHA-256 of its content.
    ``day_on`` is the day of the dated folder it lies in, or the day it arrived;
    a day stated inside the ledger (填报日期) wins over it later. ``hold`` says why a person must see
    it before it is applied, "" where the reader knows no reason; ``tag`` is what a live source itself
    calls this version (ETag).
    """

    source: str
    origin: str
    digest: str
    day_on: date
    day_from: Literal["folder", "arrived"]
    grids: tuple[Grid, ...]
    hold: str = ""
    tag: str = ""
