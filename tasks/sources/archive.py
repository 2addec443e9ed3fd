"""What is inside a workbook's zip, judged before any reader opens it: bombs, traps, macros."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from duban.errors import DeliveryRefused

MOST_UNPACKED, MOST_RATIO, MOST_PARTS = 200 * 2**20, 100, 1000
RATIO_FROM = 2**20  # a small part may well pack a hundredfold
BLOCK = 2**20
MACROS = "含宏，应另存为不含宏的 .xlsx 或 .docx"
WORKBOOK, DOCUMENT = (
    ("xl/workbook.xml", "Excel 工作簿，应另存为 .xlsx"),
    ("word/document.xml", "Word 文档，应另存为 .docx"),
)
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def check_archive(content: bytes, where: str, kind: tuple[str, str]) -> None:
    """Refuse what no office program would have saved, or what would unpack beyond measure.

    ``kind`` is WORKBOOK or DOCUMENT: the part that must be there, and what it is called.

    Raises DeliveryRefused.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN:
        raise DeliveryRefused(f"{where}：文件不完整，打不开，请重新保存后报送") from None
    with archive:
        parts = archive.infolist()
        _check_size(parts, len(content), where)
        _check_names([part.filename for part in parts], where, kind)
        for part in parts:
            _check_part(archive, part, where)


def _check_size(parts: list[zipfile.ZipInfo], packed: int, where: str) -> None:
    total = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or total > MOST_UNPACKED or total > max(RATIO_FROM, MOST_RATIO * packed):
        raise DeliveryRefused(
            f"{where}：解压后体积异常（{len(parts)}个部件，共{total / 2**20:.0f}MB），请清理后重新报送"
        )


def _check_names(names: list[str], where: str, kind: tuple[str, str]) -> None:
    odd = any(".." in re.split(r"[/\\]", n) or n.startswith(("/", "\\")) or n.endswith(".zip") for n in names)
    if odd or len({n.lower() for n in names}) != len(names):
        raise DeliveryRefused(f"{where}：压缩结构异常，请用表格软件重新另存")
    if "xl/workbook.bin" in names:
        raise DeliveryRefused(f"{where}：是二进制工作簿（xlsb），应另存为 .xlsx")
    if "[Content_Types].xml" not in names or kind[0] not in names:
        raise DeliveryRefused(f"{where}：不是有效的 {kind[1]}")
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise DeliveryRefused(f"{where}：{MACROS}")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> None:
    """Unpack a part block by block: sizes and checksums must be true, and no DOCTYPE in it."""
    tail, xml = b"", part.filename.lower().endswith((".xml", ".rels", ".vml"))
    try:
        with archive.open(part) as file:
            while block := file.read(BLOCK):
                seam = tail + block
                if xml and any(mark in seam for mark in DOCTYPES):
                    raise DeliveryRefused(f"{where}：内含外部定义（DOCTYPE），不予打开，请用表格软件另存")
                if part.filename == "[Content_Types].xml" and b"macroEnabled" in seam:
                    raise DeliveryRefused(f"{where}：{MACROS}")
                tail = block[-32:]
    except BROKEN:
        raise DeliveryRefused(f"{where}：文件损坏或加密，打不开，请重新保存后报送") from None


def farthest_cell(content: bytes) -> str:
    """The name of the cell that makes a sheet as large as it is, such as XFD1048576."""
    far = (1, 1)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                for found in _references(archive, name):
                    at = _number(found[1]), int(found[2])
                    far = max(far, at, key=lambda cell: cell[0] * cell[1])
    return f"{_letters(far[0])}{far[1]}"


def _references(archive: zipfile.ZipFile, name: str) -> Iterator[re.Match[bytes]]:
    rest = b""
    with archive.open(name) as file:
        while block := file.read(BLOCK):
            whole, angle, rest = (rest[-BLOCK:] + block).rpartition(b">")
            yield from REFERENCE.finditer(whole + angle)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out
