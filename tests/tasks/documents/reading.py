"""A document read back: what a person would read in it, line by line."""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph


def lines(content: bytes) -> list[str]:
    """Every line of a document: paragraphs, and rows of tables with their cells between bars."""
    return [line for line in _lines(Document(io.BytesIO(content))) if line.strip()]


def text(content: bytes) -> str:
    """The lines of a document as one text."""
    return "\n".join(lines(content))


def _lines(doc: Any) -> Iterator[str]:
    for block in doc.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from (" | ".join(_cells(row)) for row in block.rows)


def _cells(row: Any) -> list[str]:
    """Each cell once, however many columns it spans."""
    seen: list[Any] = []
    for cell in row.cells:
        if all(cell._tc is not other._tc for other in seen):
            seen.append(cell)
    return [cell.text.replace("\n", "⏎") for cell in seen]
