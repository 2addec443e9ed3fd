"""Workbooks (.xlsx, .xls) through calamine: text as shown, merged ranges, hidden sheets left out."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from duban.errors import DeliveryRefused
from duban.grid import Grid
from duban.site import Source

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_UNPACKED, MOST_RATIO, MOST_PARTS = 200 * 2**20, 100, 1000
MOST_ROW, MOST_COLUMN = 200_000, 256
CELL = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"')


def read_workbook(content: bytes, where: str, source: Source) -> tuple[Grid, ...]:
    """Parse one workbook. Raises DeliveryRefused, in a sentence, for what is no usable workbook."""
    if content.startswith(ZIP):
        _check_zip(content, where)
    elif not content.startswith(OLE):
        raise DeliveryRefused(f"{where}：{_what(content)}，应为 Excel 工作簿（.xlsx 或 .xls），请用表格软件另存")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible
                 and s.typ == SheetTypeEnum.WorkSheet and source.sheet in (None, s.name)]  # fmt: skip
        grids = tuple(_grid(book, name) for name in names)
    except (CalamineError, OSError, ValueError, KeyError) as fault:
        raise DeliveryRefused(f"{where}：工作簿损坏，打不开（{type(fault).__name__}），请重新保存后报送") from None
    if not grids:
        wanted = f"名为“{source.sheet}”的" if source.sheet else "可见的"
        raise DeliveryRefused(f"{where}：没有{wanted}数据表，现有：{'、'.join(book.sheet_names)}")
    return grids


def _what(content: bytes) -> str:
    head = content[:512].lstrip().lower()
    if not content:
        return "文件是空的"
    return "实为网页表格" if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")) else "不是工作簿"


def _check_zip(content: bytes, where: str) -> None:
    """Bombs, traps and macros are refused from the directory and a counted look, before parsing."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except zipfile.BadZipFile:
        raise DeliveryRefused(f"{where}：文件不完整，打不开，请重新保存后报送") from None
    names = [p.filename for p in parts]
    if len(set(names)) != len(names) or any(".." in n.split("/") for n in names):
        raise DeliveryRefused(f"{where}：压缩结构异常，请用表格软件重新另存")
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/workbook") for n in names):
        raise DeliveryRefused(f"{where}：不是有效的 Excel 工作簿，请用表格软件另存为 .xlsx")
    if any(n.endswith("vbaProject.bin") for n in names):
        raise DeliveryRefused(f"{where}：工作簿含宏，请另存为不含宏的 .xlsx")
    total = sum(p.file_size for p in parts)
    if len(parts) > MOST_PARTS or total > MOST_UNPACKED or total > max(MOST_RATIO * len(content), 2**24):
        raise DeliveryRefused(f"{where}：解压后体积异常（{total // 2**20}MB），请清理后重新报送")
    for part in parts:
        _check_part(archive, part, where)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> None:
    """Count what really comes out of a part, and look for a DOCTYPE and cells far away."""
    size, tail, sheet = 0, b"", part.filename.startswith("xl/worksheets/")
    try:
        with archive.open(part) as file:
            while chunk := file.read(2**20):
                size += len(chunk)
                if size > part.file_size:
                    raise DeliveryRefused(f"{where}：压缩结构异常，请用表格软件重新另存")
                if b"<!DOCTYPE" in tail + chunk and part.filename.endswith((".xml", ".rels")):
                    raise DeliveryRefused(f"{where}：内含外部定义（DOCTYPE），不予打开，请用表格软件另存")
                if sheet:
                    _check_extent(tail + chunk, where)
                tail = chunk[-200:]
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        raise DeliveryRefused(f"{where}：文件损坏或加密，打不开，请重新保存后报送") from None


def _check_extent(chunk: bytes, where: str) -> None:
    """A cell a million rows away would make any reader build the whole empty plain."""
    for column, row in CELL.findall(chunk):
        if int(row) > MOST_ROW or _column(column) > MOST_COLUMN:
            raise DeliveryRefused(f"{where}：单元格 {column.decode()}{row.decode()} 远在表外，"
                                  f"最多{MOST_ROW}行、{MOST_COLUMN}列，请删去后重新保存")  # fmt: skip


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _grid(book: CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    width = max((len(r) for r in rows), default=0)
    cells = tuple(tuple(_text(v) for v in r) + ("",) * (width - len(r)) for r in rows)
    merged = tuple((a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ())
    return Grid(name, cells, merged)


def _text(value: Any) -> str:
    """A cell as text: days as YYYY-MM-DD HH:MM:SS, whole numbers without a point."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00"
    return str(value) if isinstance(value, (time, timedelta)) else str(value or "")
