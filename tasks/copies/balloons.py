"""Where a comment's balloon stands when all are shown: beside its cell, where openpyxl leaves all in one corner."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from openpyxl.utils import column_index_from_string

SHAPE = re.compile(
    rb"width:(?P<width>\d+)[^;]*px;height:(?P<height>\d+)[^;]*px.*?"
    rb"(?P<end><(?P<name>\w+:)Row>(?P<row>\d+)</\w+:Row><\w+:Column>(?P<column>\d+)</\w+:Column>)",
    re.DOTALL,
)
# Points of the screen: a column's unit of width and its margin; a column and a row of no given size.
CHARACTER, MARGIN, COLUMN, ROW = 7, 5, 64, 20
ASIDE = 12


def placed(vml: bytes, sheet: Any) -> bytes:
    """The drawing of a sheet's comments, each anchored on the right of its cell, as large as it says."""
    widths, heights = _widths(sheet), _heights(sheet)

    def anchored(shape: re.Match[bytes]) -> bytes:
        left, top = int(shape["column"]) + 1, int(shape["row"])
        right, over = _after(left, ASIDE + int(shape["width"]), widths)
        bottom, under = _after(top, int(shape["height"]), heights)
        at = f"{left}, {ASIDE}, {top}, 2, {right}, {over}, {bottom}, {under}".encode()
        tag = shape["name"] + b"Anchor"
        return shape[0].removesuffix(shape["end"]) + b"<%b>%b</%b>" % (tag, at, tag) + shape["end"]

    return SHAPE.sub(anchored, vml)


def _after(first: int, size: int, of: Callable[[int], int]) -> tuple[int, int]:
    """The column or row, counted from 0, in which something so large ends, and how far into it."""
    at = first
    while size > of(at):
        size -= of(at)
        at += 1
    return at, size


def _widths(sheet: Any) -> Callable[[int], int]:
    known = dict(_spread(sheet))
    usual = round((sheet.sheet_format.defaultColWidth or 0) * CHARACTER) or COLUMN
    return lambda column: known.get(column, usual)


def _spread(sheet: Any) -> Iterator[tuple[int, int]]:
    for letter, one in sheet.column_dimensions.items():
        first = one.min or column_index_from_string(letter)
        for column in range(first, (one.max or first) + 1):
            if one.customWidth or one.hidden:
                yield column - 1, 1 if one.hidden else round(one.width * CHARACTER) + MARGIN


def _heights(sheet: Any) -> Callable[[int], int]:
    known = {n - 1: 1 if one.hidden else round(one.height * 4 / 3) for n, one in sheet.row_dimensions.items()
             if one.hidden or one.height}  # fmt: skip
    return lambda row: known.get(row, ROW)
