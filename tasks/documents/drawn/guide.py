"""The guide's tables of fields (docs/documents.md), made of what the documents declare."""

import re
from collections.abc import Iterator, Mapping

from duban.documents.fields import Field, Fields

BEGIN, END = "<!-- fields: python -m tasks.documents.drawn -->", "<!-- end of fields -->"
HEAD = ["| 字段 | English | 含义 |", "| --- | --- | --- |"]


def with_tables(guide: str, documents: Mapping[str, Fields]) -> str:
    """The guide with its tables of fields as the documents have them now."""
    tables = "\n".join(
        line
        for name, fields in documents.items()
        for line in (f"### `{name}.docx`", "", *HEAD, *_rows(fields), "")
    )
    return re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}",
        lambda _: f"{BEGIN}\n\n{tables}\n{END}",
        guide,
        flags=re.DOTALL,
    )


def _rows(fields: Fields, of: tuple[str, str] = ("", "")) -> Iterator[str]:
    for one in _once(fields):
        yield f"| `{of[0]}{one.zh}` | `{of[1]}{one.name}` | {one.means}{'（列表，用循环）' if one.rows else ''} |"
        if one.rows:
            yield from _rows(one.rows, ("行.", "row."))


def _once(fields: Fields) -> list[Field]:
    return [one for name, one in fields.items() if name == one.name]
