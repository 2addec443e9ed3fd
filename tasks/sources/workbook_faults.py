"""Cells calamine shows as blank though they are not: errors (#N/A), formulas never reckoned.

Loaded by ``workbook_child`` alone, as a script beside it; it must import nothing of ours.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from workbook_notes import survey  # type: ignore[import-not-found]

Faults = dict[tuple[int, int], str]
BLOCK = 2**18
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATIONS = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
MARKS = (b't="e"', b"t='e'", b"<f", b":f>", b":f ")
TEXT_KINDS = {"str", "s", "inlineStr", "b", "d"}  # an empty result of these is a true blank
# [MS-XLS] 2.5.10 BErr
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
BOUNDSHEET, BOOLERR, FORMULA, END = 0x0085, 0x0205, 0x0006, 0x000A
NO_SECTOR = 0xFFFFFFFA  # this and above are marks, not sectors


@dataclass
class Look:
    """What is to be known of a sheet besides its cells' values.

    ``faults`` are the texts to show, by row and column counted from 0; ``formulas`` the cells a
    formula stands in, reckoned or not.
    """

    faults: Faults = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def looked_at(content: bytes, names: list[str]) -> dict[str, Look]:
    """What each named sheet holds that calamine does not tell."""
    looks = {name: Look() for name in names}
    (_of_xlsx if content.startswith(b"PK") else _of_xls)(content, looks)
    return looks


def _of_xlsx(content: bytes, looks: dict[str, Look]) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, part in _parts(archive, looks):
            look = looks[name]
            seen = survey(archive, part, MARKS)
            look.notes += [f"“{name}”表有{seen.hidden}行被隐藏，已一并读取"] if seen.hidden else []
            look.labels += seen.labels
            if seen.marked:
                scan = _Scan(look)
                with archive.open(part) as file:
                    scan.read(file)


def _parts(archive: zipfile.ZipFile, looks: dict[str, Look]) -> Iterator[tuple[str, str]]:
    """The part in which each named sheet lies."""
    # No DOCTYPE has come this far, and nothing expands without one.
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    targets = {r.get("Id", ""): r.get("Target", "") for r in relations}
    for sheet in (e for e in book.iter() if _tail(e.tag) == "sheet" and e.get("name") in looks):
        target = targets[sheet.get(RELATIONS) or sheet.get(STRICT_RELATIONS) or ""]
        yield (
            sheet.get("name", ""),
            target.lstrip("/") if target.startswith("/") else normpath(join("xl", target)),
        )


class _Scan:
    """One pass over a sheet's XML; a cell without a reference follows the one before it."""

    def __init__(self, look: Look) -> None:
        self.found, self.formulas = look.faults, look.formulas
        self.row, self.column = -1, -1
        self.kind, self.inside = "", ""
        self.formula: str | None = None
        self.value = ""

    def read(self, sheet: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while block := sheet.read(BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)

    def _start(self, name: str, given: dict[str, str]) -> None:
        tail = _tail(name)
        if tail == "row":
            self.row = int(given["r"]) - 1 if "r" in given else self.row + 1
            self.column = -1
        elif tail == "c":
            self.column = _column(given["r"]) if "r" in given else self.column + 1
            self.kind, self.formula, self.value = given.get("t", "n"), None, ""
        elif tail in {"f", "v"}:
            self.inside = tail
            self.formula = "" if tail == "f" else self.formula
            if tail == "f":
                self.formulas.add((self.row, self.column))

    def _text(self, text: str) -> None:
        if self.inside == "v":
            self.value += text
        elif self.inside == "f":
            self.formula = (self.formula or "") + text

    def _end(self, name: str) -> None:
        tail = _tail(name)
        if tail in {"f", "v"}:
            self.inside = ""
        elif tail == "c" and self.kind == "e":
            self.found[self.row, self.column] = self.value.strip() or "#VALUE!"
        elif (
            tail == "c"
            and self.formula is not None
            and not self.value.strip()
            and self.kind not in TEXT_KINDS
        ):
            self.found[self.row, self.column] = f"={self.formula}"


def _tail(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def _column(reference: str) -> int:
    number = 0
    for letter in reference.upper():
        if letter.isalpha():
            number = number * 26 + ord(letter) - 64
    return number - 1


def _of_xls(content: bytes, looks: dict[str, Look]) -> None:
    """Errors of an old workbook.

    Calamine has read the book by now, so what is too odd to be followed here loses only the
    name of an error, and is left alone.
    """
    with suppress(struct.error, IndexError, KeyError, UnicodeDecodeError):
        stream = _workbook_stream(content)
        sheets = {_sheet_name(body): struct.unpack_from("<I", body)[0]
                  for kind, body in _records(stream, 0) if kind == BOUNDSHEET}  # fmt: skip
        for name, at in sheets.items():
            if name in looks:
                looks[name].formulas |= {(row, column) for kind, body in _records(stream, at) if kind == FORMULA
                                         for row, column in [struct.unpack_from("<HH", body)]}  # fmt: skip
                looks[name].faults |= _errors(stream, at)


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, up to its end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _errors(stream: bytes, at: int) -> Faults:
    found: Faults = {}
    for kind, body in _records(stream, at):
        if kind == BOOLERR and body[7] == 1:
            code = body[6]
        elif kind == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            code = body[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", body)
        found[row, column] = ERRORS.get(code, "#VALUE!")
    return found


def _workbook_stream(content: bytes) -> bytes:
    """The stream Workbook of a compound file ([MS-CFB]): its chain of sectors, joined."""
    size = {9: 512, 12: 4096}[struct.unpack_from("<H", content, 30)[0]]
    fat_sectors = [s for s in struct.unpack_from("<109I", content, 76) if s < NO_SECTOR]
    at, count = struct.unpack_from("<II", content, 68)
    # No more tables than the file has sectors: a chain that bites its tail ends.
    for _ in range(min(count, len(content) // size)):
        *more, at = struct.unpack_from(f"<{size // 4}I", content, (at + 1) * size)
        fat_sectors += [s for s in more if s < NO_SECTOR]
    fat = [n for s in fat_sectors for n in struct.unpack_from(f"<{size // 4}I", content, (s + 1) * size)]
    folder = _chain(content, fat, struct.unpack_from("<I", content, 48)[0], size)
    entries = {_entry_name(e): e for e in (folder[i : i + 128] for i in range(0, len(folder), 128))}
    book = entries.get("Workbook") or entries["Book"]
    start, length = struct.unpack_from("<II", book, 116)
    if length >= struct.unpack_from("<I", content, 56)[0]:
        return _chain(content, fat, start, size)[:length]
    small = _chain(content, fat, struct.unpack_from("<I", entries["Root Entry"], 116)[0], size)
    small_fat = _chain(content, fat, struct.unpack_from("<I", content, 60)[0], size)
    links = list(struct.unpack(f"<{len(small_fat) // 4}I", small_fat))
    return _chain(small, links, start, 64, header=0)[:length]


def _entry_name(entry: bytes) -> str:
    return entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le")


def _chain(content: bytes, links: list[int], at: int, size: int, header: int = 1) -> bytes:
    out = bytearray()
    for _ in range(len(links)):  # a chain that bites its tail ends here
        if at >= NO_SECTOR:
            break
        out += content[(at + header) * size : (at + header + 1) * size]
        at = links[at]
    return bytes(out)
