"""Which rows below a heading are items, and which are chapters, units' names, footers or another table."""

import re
from typing import Any

import pandas as pd

from duban.cell_text import fold
from duban.errors import DeliveryRefused
from duban.frames import TEXT, WHOLE, Schema
from duban.grid import Grid
from duban.headings import Layout
from duban.names import UNIT_END, normalise
from duban.vocabulary import known

BLANK = " \t\r\n\v\f\u3000\xa0\u200b\u200c\u200d\u2060\ufeff"
ROLE = (r"(?:填表|填报|制表|审核|审批|复核|校对|报送|联系|经办)人(?:员)?(?:签[字名])?|联系(?:电话|方式)|(?:填报|填表|报送)(?:单位|部门|日期|时间)"
        r"|(?:单位|部门|主要|分管)?(?:负责人|领导)签[字名]|单位\(?盖章\)?|制表|(?:截至|截止到?|数据截至)\d")  # fmt: skip
FOOTER = re.compile(rf"(?:{ROLE})(?::|\(|\d|$)|(?:合计|总计|小计|累计|共计)(?:[:(\d]|共|$)")
# Every footer and every note holds one of these.
FOOTER_HINT = "[人核批对送系表报领章计截注说]"
NOTES = re.compile(r"(?:备?注|(?:填[表报])?说明|备注说明)\d?:")
NUMERAL = "[一二三四五六七八九十]{1,3}"
SECTION = re.compile(rf"{NUMERAL}[、.:]|第{NUMERAL}(?:部分|章|节|类)|\({NUMERAL}\)")
# （一）环评科（共7项）: what stands around a unit's name in a line of its own.
AROUND_UNIT = re.compile(
    rf"^(?:\(?(?:{NUMERAL}|\d{{1,2}})[)、.:]+)|\(.*\)$|:$|(?:责任|牵头|承办)?(?:单位|部门|科室):"
)
LONGEST_UNIT = 20
BROKEN = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!).*|.*(?:\ufffd|锟斤拷|烫烫烫).*",
                    re.DOTALL)  # fmt: skip
BROKEN_HINT = "[#\ufffd锟烫]"
HEADING_LIKE = r"[\u4e00-\u9fff/()（）、]{2,12}"
HEADING_HINT = "限|时间|责任|单位|部门|措施|问题|情况|进展|状态|备注|事项|任务|领导"
LONGEST = 32_767
# What was not taken over as a reading, and why: row is the number a person sees.
LEFT_OUT = Schema("left_out", {"row": WHOLE, "sheet": TEXT, "field": TEXT, "found": TEXT, "expected": TEXT,
                               "kind": TEXT})  # fmt: skip


def refuse_second_heading(plain: pd.DataFrame, grid: Grid, layout: Layout, where: str) -> None:
    """Raise DeliveryRefused where a row below the heading is a heading again, the same or another."""
    rows = grid.cells[layout.heading_row : layout.first_body_row]
    heading = {c.strip(BLANK) for row in rows for c in row if len(c.strip(BLANK)) > 1}
    same = plain.isin(heading).sum(axis=1)
    filled = (plain != "").sum(axis=1)
    other = plain.isin(_headings_among(plain)).sum(axis=1)
    again = same.ge(max(3, len(heading) // 2)) | (other.ge(3) & (other * 10 >= filled * 6))
    if again.any():
        raise DeliveryRefused(
            f"{where} 第{plain.index[again][0] + grid.first_row}行：又出现一行表头，同一工作表有两张表，应分成两个工作表报送"
        )


def _headings_among(plain: pd.DataFrame) -> set[str]:
    """The distinct short cells that say a field."""
    texts: set[str] = set()
    for column in plain:
        distinct = plain[column].drop_duplicates()
        short = distinct[distinct.str.len().lt(13)]
        texts.update(short[short.str.fullmatch(HEADING_LIKE) & short.str.contains(HEADING_HINT)])
    return {t for t in texts if known(fold(t))}


def told_apart(table: pd.DataFrame, plain: pd.DataFrame, layout: Layout,
               titles: set[int]) -> tuple["pd.Series[Any]", pd.DataFrame, "pd.Series[Any]"]:  # fmt: skip
    """Which rows are items; those left out that somebody should hear of; and for every row the unit
    whose name stands in a line of its own above it ("" for none).

    A row whose text cannot be read is kept where it has a code of its own to be known by.
    """
    said = [f for f in ("finding", "measure") if f in table]
    named = table[said].apply(lambda c: c.str.strip(BLANK).ne("")).any(axis=1)
    used = [c for f, c in layout.columns.items() if f not in {"seq", "remark"}]
    filled = plain != ""
    units = _units(plain, filled, titles)
    other = _footer(plain, layout) | _section(plain, filled, layout) | plain.index.isin(titles) | units.ne("")
    unread = broken(table[said]) & ~_has_code(table)
    nameless = ~named & filled[used].any(axis=1)
    reasons = [(unread & named, "是错误值、乱码或过长，这一行没有采用", "row_unread"),
               (nameless, "没有填写，反馈问题也没有填写，这一行没有采用", "measure_missing")]  # fmt: skip
    out = [table.loc[at & ~other, ["row", "sheet"]].assign(field="整改措施", found="", expected=expected, kind=kind)
           for at, expected, kind in reasons]  # fmt: skip
    above = units.where(units.ne("")).ffill().fillna("").astype(TEXT)
    return named & ~other & ~unread, LEFT_OUT.cast(pd.concat(out)), above


def broken(cells: pd.DataFrame) -> "pd.Series[Any]":
    """The rows in which any of these cells is an error value, garbled, or longer than a cell can be."""
    found: pd.Series[Any] = _where(cells, BROKEN, BROKEN_HINT)
    long: pd.Series[Any] = cells.apply(lambda c: c.str.len().gt(LONGEST)).any(axis=1)
    return found | long


def _has_code(table: pd.DataFrame) -> "pd.Series[Any]":
    if "code" not in table:
        return pd.Series(False, index=table.index)
    code = table["code"].str.strip(BLANK)
    found: pd.Series[Any] = code.ne("") & ~code.str.fullmatch(r"\d{1,5}")
    return found


def _where(cells: pd.DataFrame, pattern: re.Pattern[str], hint: str) -> "pd.Series[Any]":
    """The rows in which any cell, without blanks, is as the pattern says; only cells with ``hint`` are asked."""
    texts: set[str] = set()
    for column in cells:
        distinct = cells[column].drop_duplicates()
        texts.update(distinct[distinct.str.contains(hint)])
    wanted = {t for t in texts if pattern.fullmatch(re.sub(r"\s+", "", normalise(t)))}
    found: pd.Series[Any] = cells.isin(wanted).any(axis=1)
    return found


def _footer(plain: pd.DataFrame, layout: Layout) -> "pd.Series[Any]":
    """Lines of who filled in the form, totals, and notes; an item may begin with 注重 or 说明."""
    first = plain[0]
    for column in list(plain)[1:]:
        first = first.where(first != "", plain[column])
    distinct = first.drop_duplicates()
    signs = {t: fold(t[:40]) for t in distinct[distinct.str.contains(FOOTER_HINT)]}
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


def _units(plain: pd.DataFrame, filled: pd.DataFrame, titles: set[int]) -> "pd.Series[Any]":
    """环评科（共7项）: the unit named in a line that holds nothing else, "" for every other row."""
    alone = filled.sum(axis=1).eq(1) | (plain.index.isin(titles) & filled.any(axis=1))
    texts = {i: _unit(next(t for t in row if t)) for i, *row in plain[alone].itertuples(name=None)}
    found: pd.Series[Any] = pd.Series(texts, dtype=TEXT).reindex(plain.index, fill_value="")
    return found


def _unit(text: str) -> str:
    name = AROUND_UNIT.sub("", AROUND_UNIT.sub("", normalise(text))).strip()
    whole = len(name) <= LONGEST_UNIT and not re.search(r"[,;。、\s]", name) and UNIT_END.search(name)
    return name if whole else ""
