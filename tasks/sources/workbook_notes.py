"""What a person should know of how a workbook was read (hidden sheets and rows, links not loaded),
and the texts beside its cells that may carry a mark of secrecy.

Loaded by ``workbook_child`` alone, as a script beside it; it must import nothing of ours.
"""

import html
import io
import re
import zipfile
from dataclasses import dataclass, field

HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\bhidden=["'](?:1|true)["']""")
OUTSIDE = ("xl/externalLinks/externalLink", "xl/connections.xml", "xl/queryTables/")
# A sheet's headers and footers hold codes (&C&"宋体"&9) between the words.
HEADER = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>(.*?)</", re.DOTALL)
CODES = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[A-Za-z])')
TEXTS = ("docProps/", "xl/drawings/")
TEXT = re.compile(rb">([^<>]+)<")
LONGEST_LABEL, MOST_LABELS = 80, 1000
BLOCK, TAIL = 2**20, 2**16


@dataclass
class Seen:
    """What a sheet's XML was seen to hold: hidden rows, any of the marks asked for, header texts."""

    hidden: int = 0
    marked: bool = False
    labels: list[str] = field(default_factory=list)


def survey(archive: zipfile.ZipFile, part: str, marks: tuple[bytes, ...]) -> Seen:
    """Look through a sheet's XML block by block, for it may be 200 MB."""
    seen, rest, last = Seen(), b"", b""
    with archive.open(part) as file:
        while block := file.read(BLOCK):
            whole, angle, begun = (rest[-TAIL:] + block).rpartition(b">")
            seen.hidden += len(HIDDEN_ROW.findall(whole + angle))
            seen.marked = seen.marked or any(mark in whole + angle for mark in marks)
            last, rest = (whole + angle)[-TAIL:], begun
    for text in HEADER.findall(last):
        seen.labels += [t.strip() for t in CODES.split(_plain(text)) if 0 < len(t.strip()) <= LONGEST_LABEL]
    return seen


def notes_of(content: bytes, hidden: list[str]) -> tuple[list[str], list[str]]:
    """Notes on the whole workbook, whose sheets ``hidden`` were not read, and the short texts in its
    properties and drawn boxes; there are none in an old workbook.
    """
    notes = [f"有{len(hidden)}张隐藏的工作表，没有读取"] if hidden else []
    if not content.startswith(b"PK"):
        return notes, []
    found: dict[str, None] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
        for name in (n for n in parts if n.startswith(TEXTS) and n.endswith((".xml", ".vml"))):
            found.update(dict.fromkeys(_plain(t) for t in TEXT.findall(archive.read(name))[:MOST_LABELS]))
    if any(part.startswith(OUTSIDE) for part in parts):
        notes.append("含外部链接或数据连接，没有加载，用的是保存时的值")
    return notes, [text for text in found if 0 < len(text) <= LONGEST_LABEL]


def _plain(text: bytes) -> str:
    return html.unescape(text.decode("utf-8", "replace")).strip()
