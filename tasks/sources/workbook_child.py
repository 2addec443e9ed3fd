"""One workbook to JSON, alone in a process with little memory and time: stdin to stdout.

Started as a script, with the place of calamine and a sheet's name ("" for the visible ones);
it must import nothing of ours but the scripts beside it. Says a line of JSON a row, below the rows of
each sheet what is known of it, at last ``"end"``; or ``{"refused": "…"}``.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

MOST_ROWS, MOST_COLUMNS = 200_000, 1_000
MOST_BLANK = 200
Faults = dict[tuple[int, int], str]


def parse(content: bytes, wanted: str) -> Iterator[Any]:
    """The rows of each sheet as text and then what is known of it, or why there are none."""
    import python_calamine as calamine
    from workbook_faults import looked_at  # type: ignore[import-not-found]
    from workbook_notes import notes_of  # type: ignore[import-not-found]

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet
                 and (m.name == wanted if wanted else m.visible == calamine.SheetVisibleEnum.Visible)]  # fmt: skip
        if not names:
            asked = f"名为“{wanted}”的工作表" if wanted else "可见的数据表"
            raise TooLarge(f"：没有{asked}，现有{'、'.join(book.sheet_names) or '无'}")
        looked = looked_at(content, names)
        notes, labels = notes_of(content, [m.name for m in book.sheets_metadata if m.name not in names
                                           and m.visible != calamine.SheetVisibleEnum.Visible])  # fmt: skip
        for name in names:
            look = looked.pop(name)
            told = _Sheet(book.get_sheet_by_name(name), name, look.faults)
            yield from told.rows()
            yield {"name": name, "merged": told.merged, "numbers": told.numbers, "formulas": sorted(look.formulas),
                   "notes": [*notes, *look.notes, *told.notes], "labels": [*labels, *look.labels]}  # fmt: skip
        yield "end"
    except calamine.PasswordError:
        yield {"refused": "：工作簿加了打开密码，应去掉密码后报送"}
    except TooLarge as fault:
        yield {"refused": str(fault)}
    except (calamine.CalamineError, zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError,
            OSError, ValueError, LookupError, RecursionError):  # fmt: skip
        yield {"refused": "：工作簿损坏，打不开，请重新保存后报送"}


class TooLarge(Exception):
    """What was asked for is not there, or lies beyond what a ledger can be."""


class _Sheet:
    """Rows from A1 on without their blank ends; merged ranges as they are counted from A1."""

    def __init__(self, sheet: Any, name: str, faults: Faults) -> None:
        self.sheet, self.name = sheet, name
        self.merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        self.numbers: list[tuple[int, int]] = []
        self.notes: list[str] = []
        self.faults: dict[int, dict[int, str]] = {}
        for (down, across), text in faults.items():
            if down >= MOST_ROWS or across >= MOST_COLUMNS:
                raise TooLarge(_too_large(name, down + 1, across + 1))
            self.faults.setdefault(down, {})[across] = text

    def rows(self) -> Iterator[list[str]]:
        """Each row as it stands; blank ones only above others."""
        given = blank = 0
        for row in self._all():
            if not row:
                blank += 1
                continue
            if given + blank >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise TooLarge(_too_large(self.name, given + blank + 1, len(row)))
            yield from ([] for _ in range(blank))
            yield row
            given, blank = given + blank + 1, 0
        if blank > MOST_BLANK:
            self.notes.append(f"“{self.name}”表第{given}行以下直到第{given + blank}行只有空白，没有读取")

    def _all(self) -> Iterator[list[str]]:
        # The iterator gives the blank rows above the first cell, but not the blank columns left of it.
        left = [""] * (self.sheet.start[1] if self.sheet.start else 0)
        number = -1
        for number, values in enumerate(self.sheet.iter_rows() if self.sheet.start else ()):
            self.numbers += [(number, len(left) + i) for i, v in enumerate(values) if _day_number(v)]
            yield self._mended(number, left + [shown(v) for v in values])
        for below in range(number + 1, max(self.faults, default=-1) + 1):
            yield self._mended(below, [])

    def _mended(self, number: int, row: list[str]) -> list[str]:
        for across, text in self.faults.get(number, {}).items():
            row += [""] * (across + 1 - len(row))
            row[across] = row[across] or text
        return _without_blank_end(row)


def _day_number(value: Any) -> bool:
    """Whether a number may be a day that lost its format (46096 is 2026-03-15)."""
    return isinstance(value, float) and 36526 <= value <= 73050 and value.is_integer()


def _too_large(name: str, row: int, columns: int) -> str:
    return (f"“{name}”第{row}行：还有内容（{columns}列），一张表最多{MOST_ROWS}行、{MOST_COLUMNS}列，"
            "请删去远处的单元格后重新保存")  # fmt: skip


def _without_blank_end(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def shown(value: Any) -> str:
    """A cell as text: days as YYYY-MM-DD HH:MM:SS, figures to the 15 places a workbook shows."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, time):
        return value.isoformat("seconds")
    return _span(value) if isinstance(value, timedelta) else str(value)


def _span(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def main() -> None:
    """Read the workbook from stdin, write what it holds to stdout."""
    sys.path += [sys.argv[1], str(Path(__file__).parent)]
    from limits import limit  # type: ignore[import-not-found]

    limit()
    for said in parse(sys.stdin.buffer.read(), sys.argv[2]):
        sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main()
