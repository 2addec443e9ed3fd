"""CSV as departments export it: UTF-8, else GB18030; every cell text; ragged rows refused."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress

from duban.errors import DeliveryRefused, Refused
from duban.grid import Grid
from duban.site import Source
from tasks.sources.files import MOST_BYTES
from tasks.sources.text import clean

DELIMITERS = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线", "｜": "全角竖线", "，": "全角逗号"}
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 1_000, 5_000_000
BROKEN_SHARE = 10  # one unreadable place in ten characters or fewer: it was UTF-8 and is damaged

# Of so many bytes beyond ASCII in a row, none would be UTF-8 by accident.
ASCII, LEAST_FOREIGN = 0x7F, 18

csv.field_size_limit(MOST_BYTES)


def read_csv(content: bytes, where: str, source: Source) -> tuple[Grid, ...]:
    """Parse one file; rows are numbered as a spreadsheet program shows them.

    Raises DeliveryRefused naming the row that does not fit its heading.
    """
    text, delimiter = _declared(clean(_decoded(content, where)), source, where)
    if text.count(delimiter) > MOST_CELLS:
        raise DeliveryRefused(f"{where}：超过{MOST_CELLS // 10_000}万个单元格，请清理空列空行后重新导出")
    numbered = [(n, row) for n, row in enumerate(_rows(text, delimiter, where), 1)]
    start = next((i for i, (_, row) in enumerate(numbered) if _filled(row)), None)
    if start is None:
        raise DeliveryRefused(f"{where}：文件是空的，应有表头和数据行")
    first, heading = numbered[start]
    _right_delimiter(heading, delimiter, where)
    cells = tuple(_even(row, len(heading), n, where) for n, row in numbered[start:])
    return (Grid(source.name, cells, header=True, first_row=first),)


def _decoded(content: bytes, where: str) -> str:
    if len(content) > 1 and content.count(0) > len(content) // 10:
        raise DeliveryRefused(f"{where}：像是 UTF-16 编码或不是文本，请另存为 UTF-8 的 CSV")
    try:
        # Written twice over by two programs, a file may begin with two byte order marks; DOS ended files by Ctrl-Z.
        return content.decode("utf-8-sig").lstrip("\ufeff").rstrip("\x1a")
    except UnicodeDecodeError as fault:
        if content.startswith(b"\xef\xbb\xbf") or _was_utf8(content):
            line = content.count(b"\n", 0, fault.start) + 1
            raise DeliveryRefused(f"{where} 第{line}行：编码损坏，不是完整的 UTF-8，请重新导出") from None
    if _both(content):
        raise DeliveryRefused(f"{where}：有的行是 UTF-8、有的行是 GB18030 编码，请用一种编码重新导出")
    try:
        return content.decode("gb18030").removeprefix("\ufeff").rstrip("\x1a")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise DeliveryRefused(
            f"{where} 第{line}行：既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8"
        ) from None


def _was_utf8(content: bytes) -> bool:
    """Whether nearly all that is not ASCII reads as UTF-8; GB18030 would then give other words."""
    text = content.decode("utf-8", "replace")
    foreign = sum(not c.isascii() for c in text)
    return text.count("\ufffd") * BROKEN_SHARE <= foreign


def _both(content: bytes) -> bool:
    """Whether some lines are UTF-8 in a file that as a whole is not: more than chance would make one."""
    for line in content.split(b"\n"):
        if sum(byte > ASCII for byte in line) >= LEAST_FOREIGN:
            with suppress(UnicodeDecodeError):
                line.decode("utf-8")
                return True
    return False


def _declared(text: str, source: Source, where: str) -> tuple[str, str]:
    """The text without a ``sep=`` line, and the delimiter that it, the site or the file's ending declares."""
    usual = "\t" if where.lower().endswith(".tsv") else ","
    delimiter = {"\\t": "\t", "tab": "\t", "": usual}.get(source.delimiter, source.delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise Refused(f"来源“{source.name}”：delimiter 为“{source.delimiter}”，应为一个字符")
    first, _, rest = text.partition("\n")
    first = first.rstrip("\r").strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return rest, first[4]
    return text, delimiter


def _rows(text: str, delimiter: str, where: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    number = 0
    try:
        for row in reader:
            number += 1
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise DeliveryRefused(f"{where} 第{number}行：有{len(row)}列，一份台账最多{MOST_ROWS}行、"
                                      f"{MOST_COLUMNS}列，请清理后重新导出")  # fmt: skip
            yield row
    except csv.Error as fault:
        raise DeliveryRefused(
            f"{where} 第{number + 1}行：引号没有成对或位置不对（{fault}），请重新导出"
        ) from None


def _filled(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)


def _right_delimiter(heading: list[str], delimiter: str, where: str) -> None:
    """One column that holds another delimiter is a file cut up otherwise; nothing is guessed."""
    others = [name for mark, name in DELIMITERS.items() if mark != delimiter and mark in heading[0]]
    if len(heading) == 1 and others:
        raise DeliveryRefused(f"{where}：表头像是用{others[0]}分隔，应为{DELIMITERS.get(delimiter, f'“{delimiter}”')}"
                              "，请按约定的分隔符导出")  # fmt: skip


def _even(row: list[str], width: int, number: int, where: str) -> tuple[str, ...]:
    if not _filled(row):
        return ("",) * width
    if len(row) != width:
        raise DeliveryRefused(f"{where} 第{number}行：有{len(row)}列，表头有{width}列，应一致，"
                              "请检查是否多写或漏写了分隔符")  # fmt: skip
    return tuple(row)
