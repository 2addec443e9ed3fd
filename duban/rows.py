"""The rows of a ledger below its heading: merged cells spread, footer and titles left out, nothing
dropped in silence; clues (问题线索) and what is marked secret never come further than this.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.cell_text import fold
from duban.errors import DeliveryRefused
from duban.frames import TEXT, WHOLE, Schema
from duban.grid import Grid
from duban.headings import Layout
from duban.names import normalise

BLANK = " \t\r\n\v\f\u3000\xa0\u200b\u200c\u200d\u2060\ufeff"
ROLE = (r"(?:填表|填报|制表|审核|审批|复核|校对|报送|联系|经办)人(?:员)?(?:签[字名])?|联系(?:电话|方式)|(?:填报|填表|报送)(?:单位|部门|日期|时间)"
        r"|(?:单位|部门|主要|分管)?(?:负责人|领导)签[字名]|单位\(?盖章\)?|制表")  # fmt: skip
FOOTER = re.compile(rf"(?:{ROLE})(?::|\(|$)|(?:合计|总计|小计|累计|共计):?$")
NOTES = re.compile(r"(?:备?注|(?:填[表报])?说明|备注说明)\d?:")
NUMERAL = "[一二三四五六七八九十]{1,3}"
SECTION = re.compile(rf"{NUMERAL}[、.:]|第{NUMERAL}(?:部分|章|节|类)|\({NUMERAL}\)")
BROKEN = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!).*|.*(?:\ufffd|锟斤拷|烫烫烫).*",
                    re.DOTALL)  # fmt: skip
LONGEST = 32_767
LEVEL = r"(?:秘密|机密|绝密)(?:级|件)?"
MARK = re.compile(rf"(?:密级|保密等级)?:?\(?{LEVEL}\)?(?:[★☆*].*|\d+年)?")
TITLE_MARK = re.compile(rf".*(?:\({LEVEL}\)|{LEVEL}[★☆*].*|密级:{LEVEL})")
CLUES = re.compile(r".*(?:问题线索|违纪线索|线索(?:台账|清单|登记|汇总|移交|处置|办理)).*")
# What was not taken over as a reading, and why: row is the number a person sees.
LEFT_OUT = Schema("left_out", {"row": WHOLE, "sheet": TEXT, "field": TEXT, "found": TEXT, "expected": TEXT,
                               "kind": TEXT})  # fmt: skip


@dataclass(frozen=True)
class Body:
    """The rows that are items, a text column a field (and row, sheet, raw), and what was left out."""

    table: pd.DataFrame
    left_out: pd.DataFrame


def refuse_secret(grid: Grid, above: int, where: str) -> None:
    """Raise DeliveryRefused where the first ``above`` rows, or the sheet's name, say 秘密、机密 or 绝密."""
    said = [grid.name, *(c for row in grid.cells[:above] for c in row if c)]
    if any(MARK.fullmatch(t) or TITLE_MARK.fullmatch(t) for t in map(_plain, said)):
        raise DeliveryRefused(f"{where}：标有密级，涉密内容不得报送，应按保密规定另行处理；内容没有保存")


def holds_clues(grid: Grid, above: int) -> bool:
    """Whether a sheet calls itself one of clues: by its name, or by what stands above its heading."""
    return any(
        CLUES.fullmatch(_plain(t)) for t in (grid.name, *(c for row in grid.cells[:above] for c in row))
    )


def body_of(grid: Grid, layout: Layout, where: str) -> Body:
    """Take the rows below the heading apart.

    Raises DeliveryRefused where a second heading stands among them, or a line marked secret that
    is no item.
    """
    start = layout.first_body_row
    raw = pd.DataFrame(list(grid.cells[start:]), dtype=TEXT, columns=range(len(layout.headings)))
    raw.index += start
    plain = raw.apply(lambda c: c.str.strip(BLANK))
    _refuse_second_heading(plain, grid, layout, where)
    spread, inside, titles = _spread(grid, layout)
    table = pd.DataFrame({f: spread[c] for f, c in layout.columns.items()}, index=raw.index, dtype=TEXT)
    table["row"], table["sheet"] = raw.index + grid.first_row, grid.name
    table["raw"] = _raw(raw, layout)
    items, left_out = _told_apart(table, plain, layout, titles, where)
    table = _joined(table[items], inside, [f for f in layout.columns if f != "measure"])
    return Body(_filled_down(table, layout), left_out)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", normalise(text))


def _spread(grid: Grid, layout: Layout) -> tuple[list[list[str]], dict[int, int], set[int]]:
    """Columns with each merged text in every row it covers; the rows inside a merged measure, by
    its first row; and the rows that are one wide title.
    """
    start, titles, inside = layout.first_body_row, set[int](), dict[int, int]()
    columns: list[list[str]] = [list(c) for c in zip(*grid.cells[start:], strict=True)] or [
        [] for _ in layout.headings
    ]
    measure = layout.columns.get("measure", layout.columns.get("finding"))
    for top, left, bottom, right in grid.merged:
        if top < start:
            continue
        if right - left + 1 > max(2, len(layout.headings) // 2):
            titles.update(range(top, bottom + 1))
        else:
            if left == measure:
                inside.update(dict.fromkeys(range(top + 1, bottom + 1), top))
            columns[left][top - start : bottom + 1 - start] = [grid.cells[top][left]] * (bottom + 1 - top)
    return columns, inside, titles


def _refuse_second_heading(plain: pd.DataFrame, grid: Grid, layout: Layout, where: str) -> None:
    rows = grid.cells[layout.heading_row : layout.first_body_row]
    heading = {c.strip(BLANK) for row in rows for c in row if len(c.strip(BLANK)) > 1}
    again = plain.isin(heading).sum(axis=1)
    if len(found := again[again >= max(3, len(heading) // 2)]):
        raise DeliveryRefused(
            f"{where} 第{found.index[0] + grid.first_row}行：又出现一行表头，同一工作表有两张表，应分成两个工作表报送"
        )


def _told_apart(table: pd.DataFrame, plain: pd.DataFrame, layout: Layout, titles: set[int],
                where: str) -> tuple["pd.Series[Any]", pd.DataFrame]:  # fmt: skip
    """Which rows are items; and those left out that somebody should hear of."""
    said = [f for f in ("finding", "measure") if f in table]
    named = table[said].apply(lambda c: c.str.strip(BLANK).ne("")).any(axis=1)
    used = [c for f, c in layout.columns.items() if f not in {"seq", "remark"}]
    filled = plain != ""
    other = _footer(plain, layout) | _section(plain, filled, layout) | plain.index.isin(titles)
    secret = _where(plain, MARK, "密")
    if (lines := secret[secret & ~(named & ~other)]).any():
        raise DeliveryRefused(
            f"{where} 第{table.loc[lines.index[0], 'row']}行：标有密级，涉密内容不得报送；内容没有保存"
        )
    broken = _where(table[said], BROKEN, "[#\ufffd锟烫]") | table[said].apply(
        lambda c: c.str.len().gt(LONGEST)
    ).any(axis=1)
    nameless = ~named & filled[used].any(axis=1)
    reasons = [(secret, "密级", "标有密级，涉密事项不得报送，这一行没有保存", "secret"),
               (broken & named, "整改措施", "是错误值、乱码或过长，这一行没有采用", "row_unread"),
               (nameless, "整改措施", "没有填写，反馈问题也没有填写，这一行没有采用", "measure_missing")]  # fmt: skip
    out = [table.loc[at & ~other, ["row", "sheet"]].assign(field=field, found="", expected=expected, kind=kind)
           for at, field, expected, kind in reasons]  # fmt: skip
    return named & ~other & ~secret & ~broken, LEFT_OUT.cast(pd.concat(out))


def _where(cells: pd.DataFrame, pattern: re.Pattern[str], hint: str) -> "pd.Series[Any]":
    """The rows in which any cell, without blanks, is as the pattern says; only cells with ``hint`` are asked."""
    texts: set[str] = set()
    for column in cells:
        distinct = cells[column].drop_duplicates()
        texts.update(distinct[distinct.str.contains(hint)])
    found: pd.Series[Any] = cells.isin({t for t in texts if pattern.fullmatch(_plain(t))}).any(axis=1)
    return found


def _footer(plain: pd.DataFrame, layout: Layout) -> "pd.Series[Any]":
    """Lines of who filled in the form, totals, and notes; an item may begin with 注重 or 说明."""
    first = plain.where(plain != "").bfill(axis=1)[0].fillna("")
    signs = {t: fold(t[:40]) for t in first.drop_duplicates()}
    bare = (plain[[layout.columns[f] for f in ("due", "status") if f in layout.columns]] == "").all(axis=1)
    lines = first.isin([t for t, s in signs.items() if FOOTER.match(s)])
    notes = first.isin([t for t, s in signs.items() if NOTES.match(s)])
    found: pd.Series[Any] = lines | (notes & bare)
    return found


def _section(plain: pd.DataFrame, filled: pd.DataFrame, layout: Layout) -> "pd.Series[Any]":
    """一、政治建设方面: a line with one text, numbered as a chapter, over the items below it."""
    rest = [c for c in filled if c != layout.columns.get("seq")]
    alone = filled[rest].sum(axis=1).eq(1)
    measure = layout.columns.get("measure", -1)
    if measure >= 0 and measure != layout.columns.get("finding"):
        alone &= ~filled[measure]
    texts = {i: "、".join(t for t in row if t) for i, *row in plain[alone].itertuples(name=None)}
    chapters = plain.index.isin([i for i, t in texts.items() if SECTION.match(fold(t))])
    found: pd.Series[Any] = pd.Series(chapters, index=plain.index)
    return found


def _joined(table: pd.DataFrame, inside: dict[int, int], fields: Iterable[str]) -> pd.DataFrame:
    """Rows inside one merged measure are one item: what they say differently is told line by line."""
    group = pd.Series(table.index.map(lambda i: inside.get(i, i)), index=table.index)
    several = group.duplicated(keep=False)
    if not several.any():
        return table
    out = table[~group.duplicated()].copy()
    for field in fields:
        lines = table.loc[several, field].groupby(group[several]).agg(_lines)
        out.loc[lines.index, field] = lines
    return out


def _lines(cells: "pd.Series[Any]") -> str:
    return "\n".join(dict.fromkeys(t for t in cells if t.strip(BLANK)))


def _filled_down(table: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """A measure without its finding belongs to the finding above it (merged cells lost in a CSV)."""
    if layout.columns.get("finding") in {None, layout.columns.get("measure")}:
        return table
    has = table["finding"].str.strip(BLANK).ne("")
    below = ~has & table["measure"].str.strip(BLANK).ne("")
    out = table.copy()
    out["finding"] = table["finding"].where(~below, table["finding"].where(has).ffill().fillna(""))
    if "detail" in table and layout.columns["detail"] != layout.columns["finding"]:
        said = table["detail"].where(table["detail"].str.strip(BLANK).ne("")).groupby(has.cumsum()).ffill()
        out["detail"] = table["detail"].where(~below, said.fillna(""))
    return out


def _raw(rows: pd.DataFrame, layout: Layout) -> "pd.Series[Any]":
    """Each row as it was, heading -> cell; a column of clues is not kept."""
    kept = [i for i in range(len(layout.headings)) if i not in layout.clues]
    names: list[str] = []
    for i in kept:
        name = layout.headings[i] or f"第{i + 1}列"
        names.append(name if name not in names else f"{name}({i + 1})")
    texts = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
             for row in rows[kept].itertuples(index=False, name=None)]  # fmt: skip
    found: pd.Series[Any] = pd.Series(texts, index=rows.index, dtype=TEXT)
    return found
