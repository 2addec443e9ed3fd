"""One workbook to JSON, alone in a process with little memory and time: stdin to stdout.

Started as a script, with the place of calamine and a sheet's name ("" for the visible ones);
it must import nothing of ours but the script beside it. Says ``{"sheets": [...]}`` or ``{"refused": "…"}``.
"""

import io
import json
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

MOST_ROWS, MOST_COLUMNS = 200_000, 1_000
MOST_BLANK = 200
Faults = dict[tuple[int, int], str]


def parse(content: bytes, wanted: str) -> dict[str, Any]:
    """The sheets of a workbook as text, or why there are none."""
    import python_calamine as calamine
    from workbook_faults import faults_of  # type: ignore[import-not-found]
    from workbook_notes import labels_of, notes_of  # type: ignore[import-not-found]

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet
                 and (m.name == wanted if wanted else m.visible == calamine.SheetVisibleEnum.Visible)]  # fmt: skip
        if not names:
            asked = f"名为“{wanted}”的工作表" if wanted else "可见的数据表"
            return {"refused": f"：没有{asked}，现有{'、'.join(book.sheet_names) or '无'}"}
        formulas: dict[str, set[tuple[int, int]]] = {}
        faults: dict[str, Faults] = faults_of(content, names, formulas)
        notes = notes_of(content, names, [m.name for m in book.sheets_metadata
                                          if m.visible != calamine.SheetVisibleEnum.Visible])  # fmt: skip
        sheets = [{**_sheet(book.get_sheet_by_name(n), n, faults.get(n, {})),
                   "formulas": sorted(formulas.get(n, ()))} for n in names]  # fmt: skip
        return {"sheets": [{**one, "notes": one["notes"] + notes[one["name"]]} for one in sheets],
                "labels": labels_of(content)}  # fmt: skip
    except calamine.PasswordError:
        return {"refused": "：工作簿加了打开密码，应去掉密码后报送"}
    except TooLarge as fault:
        return {"refused": str(fault)}
    except (calamine.CalamineError, zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError,
            OSError, ValueError, KeyError):  # fmt: skip
        return {"refused": "：工作簿损坏，打不开，请重新保存后报送"}


class TooLarge(Exception):
    """A cell with something in it lies beyond what a ledger can be."""


def _sheet(sheet: Any, name: str, faults: Faults) -> dict[str, Any]:
    """Rows from A1 on without their blank ends; merged ranges as they are counted from A1."""
    # The iterator gives the blank rows above the first cell, but not the blank columns left of it.
    left = [""] * (sheet.start[1] if sheet.start else 0)
    rows: list[list[str]] = []
    numbers: list[tuple[int, int]] = []
    blank = 0
    for values in sheet.iter_rows() if sheet.start else ():
        row = _without_blank_end(left + [shown(v) for v in values])
        if not row:
            blank += 1
            continue
        if len(rows) + blank >= MOST_ROWS or len(row) > MOST_COLUMNS:
            raise TooLarge(_too_large(name, len(rows) + blank + 1, len(row)))
        rows += [[] for _ in range(blank)]
        numbers += [(len(rows), len(left) + i) for i, v in enumerate(values) if _day_number(v)]
        rows.append(row)
        blank = 0
    for (down, across), text in faults.items():
        if down >= MOST_ROWS or across >= MOST_COLUMNS:
            raise TooLarge(_too_large(name, down + 1, across + 1))
        rows += [[] for _ in range(down + 1 - len(rows))]
        rows[down] += [""] * (across + 1 - len(rows[down]))
        rows[down][across] = rows[down][across] or text
    stray = (
        [f"“{name}”表第{len(rows)}行以下直到第{len(rows) + blank}行只有空白，没有读取"]
        if blank > MOST_BLANK
        else []
    )
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return {"name": name, "rows": rows, "merged": merged, "numbers": numbers, "notes": stray}


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
    said = parse(sys.stdin.buffer.read(), sys.argv[2])
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
