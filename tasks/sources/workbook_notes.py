"""What a person should know of how a workbook was read (hidden sheets and rows, links not loaded),
and the texts beside its cells that may carry a mark of secrecy.

Loaded by ``workbook_child`` alone, as a script beside it; it must import nothing of ours.
"""

import html
import io
import re
import zipfile

from workbook_faults import parts_of  # type: ignore[import-not-found]

HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\bhidden=["'](?:1|true)["']""")
LINKS = "xl/externalLinks/externalLink"
OUTSIDE = ("xl/connections.xml", "xl/queryTables/")


# A sheet's headers and footers hold codes (&C&"宋体"&9) between the words.
HEADER = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>(.*?)</", re.DOTALL)
CODES = re.compile(r'&(?:amp;)?(?:"[^"]*"|&quot;.*?&quot;|\d+|K[0-9A-F]{6}|[A-Za-z])')
TEXTS = ("docProps/", "xl/drawings/")
TEXT = re.compile(rb">([^<>]+)<")
LONGEST_LABEL, MOST_LABELS = 80, 1000


def labels_of(content: bytes) -> list[str]:
    """The short texts in properties, drawn boxes, headers and footers; none of an old workbook."""
    if not content.startswith(b"PK"):
        return []
    found: dict[str, None] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith(TEXTS) and name.endswith((".xml", ".vml")):
                found.update(dict.fromkeys(_plain(t) for t in TEXT.findall(archive.read(name))[:MOST_LABELS]))
            elif name.startswith("xl/worksheets/sheet"):
                for text in HEADER.findall(archive.read(name)):
                    found.update(dict.fromkeys(t.strip() for t in CODES.split(_plain(text))))
    return [text for text in found if 0 < len(text) <= LONGEST_LABEL]


def _plain(text: bytes) -> str:
    return html.unescape(text.decode("utf-8", "replace")).strip()


def notes_of(content: bytes, names: list[str], hidden: list[str]) -> dict[str, list[str]]:
    """The notes of each named sheet; ``hidden`` are the workbook's sheets nobody sees."""
    left_out = [name for name in hidden if name not in names]
    common = [f"有{len(left_out)}张隐藏的工作表，没有读取"] if left_out else []
    out = {name: list(common) for name in names}
    if not content.startswith(b"PK"):
        return out
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        linked = any(part.startswith((LINKS, *OUTSIDE)) for part in archive.namelist())
        for name, part in parts_of(archive, names):
            rows = len(HIDDEN_ROW.findall(part))
            out[name] += [f"“{name}”表有{rows}行被隐藏，已一并读取"] if rows else []
            out[name] += ["含外部链接或数据连接，没有加载，用的是保存时的值"] if linked else []
    return out
