"""Tables of a roster in a workbook: headings found by their words, merged cells spread, rows numbered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from duban.cell_text import fold
from duban.dates import dates_in
from duban.errors import Refused
from duban.grid import Grid
from duban.names import normalise

MOST_ROWS_ABOVE = 6
LEADING = re.compile(r"^(?:分管|负责|主管|联系|协助分管|主持|承担|抓)+")
APART = re.compile(r"[、，,;；/\n]+(?![^(（]*[)）])")
TRAILING = re.compile(r"(?:等)?(?:方面)?(?:的)?工作$")
_ANY = date(2000, 1, 1)
YES, NO = {"是", "代理", "主持工作", "√", "true", "y", "yes", "1"}, {"", "否", "×", "false", "n", "no", "0"}


@dataclass(frozen=True)
class Row:
    """One row of a table: where it stands, and its cells by field ("" for none)."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        """The cell of a field, tidied."""
        return self.cells.get(field, "")

    def needed(self, field: str, name: str) -> str:
        """A cell that must be filled in. Raises Refused."""
        if not self[field]:
            raise Refused(f"{self.where}：“{name}”没有填写")
        return self[field]

    def day(self, field: str, name: str) -> str | None:
        """A day as ISO text, None where the cell is blank. Raises Refused where it is no one day."""
        text = self[field]
        if not text or text in {"至今", "现任", "/", "-"}:
            return None
        found = [
            d
            for d in dates_in(fold(text.removesuffix(" 00:00:00")), _ANY)
            if d.year_given and not d.impossible
        ]
        if len(found) != 1 or found[0].first_on != found[0].last_on:
            raise Refused(f"{self.where}：“{name}”为“{text}”，应为年月日，如 2019-05-20")
        return found[0].first_on.isoformat()

    def yes(self, field: str, name: str) -> bool:
        """Whether a cell says yes. Raises Refused where it says neither."""
        word = self[field].casefold()
        if word not in YES | NO:
            raise Refused(f"{self.where}：“{name}”为“{self[field]}”，应为是或否")
        return word in YES


def table_of(grid: Grid, words: Mapping[str, Sequence[str]], needed: Sequence[str], file: str) -> list[Row]:
    """The rows below the heading of one sheet, by field; ``words`` are each field's headings.

    Raises Refused where no row is a heading with all ``needed`` fields, naming what is there.
    """
    for number, row in enumerate(grid.cells[:MOST_ROWS_ABOVE]):
        found = _fields(row, words)
        if set(needed) <= set(found):
            return list(_rows(grid, number, found, file))
    named = "、".join(words[f][0] for f in needed)
    shown = "、".join(
        c for c in max(grid.cells[:MOST_ROWS_ABOVE], key=lambda r: sum(map(bool, r)), default=()) if c
    )
    raise Refused(
        f"{file} “{grid.name}”表：没有找到表头，应有 {named} 等列，最像表头的一行是：{shown or '空'}"
    )


def _fields(row: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Field -> column; each column serves one field, the field's best word first."""
    plain = [re.sub(r"\(.*?\)", "", fold(c)) for c in row]
    found: dict[str, int] = {}
    for field, names in words.items():
        columns = (i for name in names for i, c in enumerate(plain) if c == name and i not in found.values())
        if (column := next(columns, None)) is not None:
            found[field] = column
    return found


def _rows(grid: Grid, heading: int, found: Mapping[str, int], file: str) -> Iterable[Row]:
    cells = [list(row) for row in grid.cells]
    for top, left, bottom, right in grid.merged:
        if top > heading and right - left + 1 <= max(2, len(found) // 2):
            for line in range(top, bottom + 1):
                cells[line][left : right + 1] = [grid.cells[top][left]] * (right + 1 - left)
    for number, row in enumerate(cells[heading + 1 :], heading + 1 + grid.first_row):
        texts = {field: normalise(row[column]) for field, column in found.items()}
        if any(texts.values()) and not _note(texts):
            yield Row(f"{file} “{grid.name}”表第{number}行", texts)


def _note(texts: Mapping[str, str]) -> bool:
    """A line below the table: 注：…, 填表人：…"""
    filled = [t for t in texts.values() if t]
    return len(filled) == 1 and bool(
        re.match(r"(?:备?注|说明|填表人|审核人|填报日期|联系电话)[:：]", filled[0])
    )


def listed(text: str) -> tuple[str, ...]:
    """The names in a cell as they stand, split outside brackets."""
    return tuple(dict.fromkeys(n for part in APART.split(text) if (n := part.strip())))


def several(text: str) -> tuple[str, ...]:
    """The areas or units in a cell; what is only said around them (负责…工作) left out."""
    names = (TRAILING.sub("", LEADING.sub("", n)).strip() for n in listed(text))
    return tuple(dict.fromkeys(n for n in names if n))


def one_of(text: str, known: Mapping[str, str], where: str, name: str) -> str:
    """What a name stands for. Raises Refused with the nearest that there is; never guesses."""
    if text in known:
        return known[text]
    near = get_close_matches(text, known, 1, 0.4)
    hint = f"相近的有“{near[0]}”" if near else f"现有：{'、'.join(known) or '无'}"
    raise Refused(f"{where}：{name}“{text}”没有找到，{hint}")


def called(pairs: Iterable[tuple[str, str]], where: str, name: str) -> dict[str, str]:
    """Name -> id of what may be named. Raises Refused where a name stands for two."""
    out: dict[str, str] = {}
    for text, key in pairs:
        if text and out.setdefault(text, key) != key:
            raise Refused(f"{where}：{name}“{text}”指向两个编号（{out[text]}、{key}），应加编号区分")
    return out


def without_blanks(data: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping without what was left blank."""
    return {k: v for k, v in data.items() if v not in ("", None, (), [])}
