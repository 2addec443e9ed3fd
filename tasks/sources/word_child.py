"""One Word document to JSON, alone in a process with little memory and time: stdin to stdout.

Started as a script; it must import nothing of ours but the scripts beside it. Says ``{"tables":
[{name, rows, merged, above}], "labels": [...], "notes": [...]}`` or ``{"refused": "…"}``. ``labels``
are all texts outside the tables: paragraphs, headers, footers, properties.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MOST_ROWS, MOST_COLUMNS, MOST_SPAN = 50_000, 200, 200
LINES_ABOVE, LONGEST_LINE, LONGEST_LABEL = 6, 100, 80
AROUND = ("word/header", "word/footer", "docProps/core", "docProps/app", "docProps/custom")
Element = ElementTree.Element


class TooLarge(Exception):
    """A table larger than a ledger can be."""


def parse(content: bytes) -> dict[str, Any]:
    """The tables of a document as text, or why there are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _tree(archive, "word/document.xml").find(f"{W}body")
            around = [t for name in archive.namelist() if name.startswith(AROUND) and name.endswith(".xml")
                      for t in _tree(archive, name).itertext()]  # fmt: skip
        if body is None:
            return {"refused": "：文档没有正文，应为含台账表格的 Word 文档"}
        tables, lines = _tables(body)
    except TooLarge as fault:
        return {"refused": str(fault)}
    except (zipfile.BadZipFile, ElementTree.ParseError, OSError, ValueError, LookupError, RecursionError):
        return {"refused": "：文档损坏，打不开，请重新保存后报送"}
    if not tables:
        return {"refused": "：文档里没有表格，应把台账填在表格中"}
    labels = [t.strip() for t in (*lines, *around) if 0 < len(t.strip()) <= LONGEST_LABEL]
    notes = ["含修订痕迹，按接受全部修订读取"] if _revised(body) else []
    return {"tables": tables, "labels": list(dict.fromkeys(labels)), "notes": notes}


def _tree(archive: zipfile.ZipFile, name: str) -> Element:
    # No DOCTYPE has come this far, and nothing expands without one.
    part = archive.read(name).replace(STRICT_W[1:-1].encode(), W[1:-1].encode())
    return ElementTree.fromstring(part)  # noqa: S314


def _revised(body: Element) -> bool:
    return body.find(f".//{W}del") is not None or body.find(f".//{W}ins") is not None


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables in order, also those within content controls and insertions."""
    for child in parent:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag not in {FALLBACK, f"{W}del"}:
            yield from _blocks(child)


def _tables(body: Element) -> tuple[list[dict[str, Any]], list[str]]:
    """The tables, each with the last lines above it; a table that goes on below a page's end is one."""
    tables: list[dict[str, Any]] = []
    lines: list[str] = []
    above: list[str] = []
    for block in _blocks(body):
        if block.tag == f"{W}p":
            above += [t for t in _text(block).split("\n") if t.strip()]
            continue
        rows, merged = _rows(block)
        lines += above
        if tables and not above and _goes_on(tables[-1], rows):
            _append(tables[-1], rows, merged)
        elif rows:
            tables.append(
                _table(len(tables) + 1, [t[:LONGEST_LINE] for t in above[-LINES_ABOVE:]], rows, merged)
            )
        above = []
    return tables, lines + above


def _table(number: int, above: list[str], rows: list[list[str]], merged: list[list[int]]) -> dict[str, Any]:
    width = max(map(len, rows))
    titles = [[line] + [""] * (width - 1) for line in above]
    down = len(titles)
    return {"name": f"第{number}张表", "above": down,
            "rows": titles + [row + [""] * (width - len(row)) for row in rows],
            "merged": [[r + down, c, to + down, end] for r, c, to, end in merged]}  # fmt: skip


def _goes_on(table: dict[str, Any], rows: list[list[str]]) -> bool:
    return bool(rows) and max(map(len, rows)) == len(table["rows"][0])


def _append(table: dict[str, Any], rows: list[list[str]], merged: list[list[int]]) -> None:
    """Rows of the same table on the next page; its heading said again is left out."""
    again = int(rows[0] == table["rows"][table["above"]])
    down, width = len(table["rows"]) - again, len(table["rows"][0])
    table["rows"] += [row + [""] * (width - len(row)) for row in rows[again:]]
    table["merged"] += [[r + down, c, to + down, end] for r, c, to, end in merged if r >= again]
    if len(table["rows"]) > MOST_ROWS:
        raise TooLarge(f"：表格超过{MOST_ROWS}行，请拆分后报送")


def _rows(table: Element) -> tuple[list[list[str]], list[list[int]]]:
    """Rows of text, and merged ranges; a cell merged upwards holds nothing of its own."""
    rows: list[list[str]] = []
    merged: list[list[int]] = []
    growing: dict[int, list[int]] = {}
    for number, row in enumerate(_inside(table, f"{W}tr")):
        texts: list[str] = [""] * _skipped(row)
        for cell in _inside(row, f"{W}tc"):
            at, span = len(texts), _number(cell, f"{W}tcPr/{W}gridSpan", 1)
            down = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = down is not None and down.get(f"{W}val", "continue") == "continue" and at in growing
            if goes_on:
                growing[at][2] = number
            else:
                growing.pop(at, None)
                if down is not None or span > 1:
                    merged.append([number, at, number, at + span - 1])
                if down is not None:
                    growing[at] = merged[-1]
            texts += ["" if goes_on else _cell_text(cell)] + [""] * (span - 1)
        if len(texts) > MOST_COLUMNS or number >= MOST_ROWS:
            raise TooLarge(
                f"：表格第{number + 1}行有{len(texts)}列，最多{MOST_ROWS}行、{MOST_COLUMNS}列，请拆分后报送"
            )
        rows.append(texts)
    return rows, [m for m in merged if m[2] > m[0] or m[3] > m[1]]


def _skipped(row: Element) -> int:
    return _number(row, f"{W}trPr/{W}gridBefore", 0)


def _number(element: Element, path: str, default: int) -> int:
    found = element.find(path)
    text = found.get(f"{W}val", "") if found is not None else ""
    return min(max(int(text), default), MOST_SPAN) if text.isdecimal() else default


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also within content controls; not those of a table inside."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _inside(child, tag)


def _cell_text(cell: Element) -> str:
    """The paragraphs of a cell, also those of a table within it."""
    return "\n".join(t for p in _paragraphs(cell) if (t := _text(p).strip()))


def _paragraphs(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == f"{W}p":
            yield child
        elif child.tag not in {FALLBACK, f"{W}del"}:
            yield from _paragraphs(child)


def _text(parent: Element) -> str:
    out = []
    for child in parent:
        if child.tag == f"{W}t":
            out.append(child.text or "")
        elif child.tag in {f"{W}br", f"{W}cr"}:
            out.append("\n")
        elif child.tag == f"{W}tab":
            out.append(" ")
        elif child.tag == f"{W}p":
            out.append(_text(child) + "\n")  # a box of text within a line
        elif child.tag not in {FALLBACK, f"{W}del", f"{W}pPr", f"{W}rPr", f"{W}instrText"}:
            out.append(_text(child))
    return "".join(out).replace("\0", "")


def main() -> None:
    """Read the document from stdin, write what it holds to stdout."""
    sys.path.append(str(Path(__file__).parent))
    from limits import limit  # type: ignore[import-not-found]

    limit()
    said = parse(sys.stdin.buffer.read())
    for line in (said, "end"):
        sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main()
