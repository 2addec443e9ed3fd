"""Headings (表头) found in a grid by what they say, never by their position."""

import dataclasses
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duban.cell_text import fold
from duban.dates import dates_in
from duban.errors import DeliveryRefused, Refused
from duban.grid import Grid
from duban.pages import CODE_HEADING
from duban.secrecy import is_clue_heading
from duban.vocabulary import FIELD_ZH, FIELDS, known, match, says, weakly
from duban.weak_words import ENDINGS, candidates

# What a refusal calls a field, and other usual names of it, for the nearest heading.
NAMES = {"measure": ("整改措施", "措施", "反馈问题"), "due": ("整改时限", "完成期限", "截止时间"),
         "status": ("完成情况", "整改状态", "整改进展")}  # fmt: skip
LABEL = r"(?:填报|填表|报送|上报|报告|制表|更新|数据)(?:日期|时间)"
STATED = (re.compile(LABEL), re.compile(r"(?:统计|数据)截[至止](?:日期|时间)?|截至|截止到?(?=\d)"))
FOOTER_STATED = re.compile(rf"{LABEL}(?:[:\d]|$)")
DAY_ALONE = re.compile(r"\(?[\d.年月日/-]{8,11}\)?")
MOST_ROWS_ABOVE, MOST_HEADING_ROWS, MOST_ROWS_BELOW = 20, 3, 10


@dataclass(frozen=True)
class Layout:
    """Where things stand in one grid: heading rows, the column of each field, what was not
    understood, what is in doubt, and the day the ledger itself states (填报日期). ``clues`` are
    columns of 问题线索: their cells are not to be kept. ``rivals``: other columns that are just as
    like a field (field -> columns); a row in which they disagree is a question.
    """

    heading_row: int
    heading_rows: int
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    ignored: tuple[str, ...]
    doubts: tuple[str, ...]
    stated_on: date | None
    clues: tuple[int, ...] = ()
    rivals: Mapping[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)

    @property
    def first_body_row(self) -> int:
        """The index of the first row below the heading."""
        return self.heading_row + self.heading_rows


def recognise(grid: Grid, columns: Mapping[str, str], where: str, written: date) -> Layout | None:
    """Find the heading of a grid, by the source's own ``columns`` (field -> heading) or by words.

    None where no row looks like a ledger's heading. Raises DeliveryRefused where the source names
    a column that is not there, with the nearest that is; Refused where it names a field of no
    meaning. ``written`` is the day the delivery came, for a stated day without its year.
    """
    wanted = _wanted(columns)
    spans = [(r, n) for r in range(min(MOST_ROWS_ABOVE, len(grid.cells)))
             for n in range(1, MOST_HEADING_ROWS + 1) if r + n <= len(grid.cells)]  # fmt: skip
    best = max(((_score(_placed(wanted, _texts(grid, r, n))), -_cut(grid, r, n), -n, -r) for r, n in spans),
               default=(0, 0, 0, 0))  # fmt: skip
    if best[0] < ((len(wanted) + 1) // 2 if wanted else 3):
        return None
    row, count = -best[3], -best[2]
    texts = _texts(grid, row, count)
    placed = _placed(wanted, texts)
    for field in (f for f in wanted if f not in placed):
        raise DeliveryRefused(f"{where}：配置中 {field} 对应的列“{columns[field]}”没有找到"
                              + _nearest((wanted[field],), texts, placed))  # fmt: skip
    clues = tuple(i for i, parts in enumerate(_parts(grid, row, count)) if is_clue_heading(parts))
    placed = {field: column for field, column in placed.items() if column not in clues}
    rivals = {} if wanted else _rivals(texts, placed)
    used = {*placed.values(), *clues}
    ignored = tuple(t for i, t in enumerate(texts) if t and i not in used)
    return Layout(row, count, placed, texts, ignored, _doubts(texts, placed),
                  _stated(grid, row, count, written), clues, rivals)  # fmt: skip


def lacking(layout: Layout, where: str, register: bool = False) -> tuple[str, ...]:
    """A sentence for each column that a ledger cannot do without and this one has not; a register
    (整改方案) says nothing of how far things are.
    """
    needed: tuple[tuple[str, ...], ...] = (
        ("measure", "finding"),
        ("due",),
        ("status", "progress", "percent"),
    )
    needed = needed[:2] if register else needed
    return tuple(f"{where}：缺少“{NAMES[field][0]}”一列" + _nearest(NAMES[field], layout.headings, layout.columns)
                 for field, *also in needed if not {field, *also} & set(layout.columns))  # fmt: skip


def likeliest(grid: Grid) -> str:
    """The short texts of the row most like a heading, for a refusal; never what an item says."""
    rows = [[fold(c) for c in row if 0 < len(fold(c)) <= 12] for row in grid.cells[:MOST_ROWS_ABOVE]]
    best = max(rows, key=lambda row: (sum(known(t) for t in row), len(row)), default=[])
    return "、".join(best)


def _wanted(columns: Mapping[str, str]) -> dict[str, str]:
    for field, heading in columns.items():
        if field not in FIELDS:
            raise Refused(f"columns 中的“{field}”不是可用的栏目，应为 {'、'.join(FIELDS)} 之一")
        if field == "code" and says(fold(heading), "seq"):
            raise Refused(f"columns 中 code 对应“{heading}”，序号不能作为编号，应为事项自己的编号")
    return {field: _bare(heading).casefold() for field, heading in columns.items()}


def _placed(wanted: Mapping[str, str], texts: tuple[str, ...]) -> dict[str, int]:
    """Field -> column, by the source's own headings where it names any; and the codes we handed back."""
    if not wanted:
        return match(texts)
    listed = [t.casefold() for t in texts]
    placed = {field: listed.index(heading) for field, heading in wanted.items() if heading in listed}
    if CODE_HEADING in listed and listed.index(CODE_HEADING) not in placed.values():
        placed.setdefault("code", listed.index(CODE_HEADING))
    return placed


def _texts(grid: Grid, row: int, count: int) -> tuple[str, ...]:
    """The headings at a row: of several rows the lowest that says something, else all together
    (整改 over 时间 is 整改时间, which says more than 时间).
    """
    return tuple(_one(parts) for parts in _parts(grid, row, count))


def _parts(grid: Grid, row: int, count: int) -> list[list[str]]:
    """What stands over each column in the heading's rows, from the group down."""
    rows = [[_bare(t) for t in _filled(grid, r)] for r in range(row, row + count)]
    return [[*dict.fromkeys(t for t in column if t)] for column in zip(*rows, strict=True)]


def _bare(text: str) -> str:
    """A heading without blanks and the star of a column that must be filled in."""
    return fold(text).strip("*;: ")


def _one(parts: list[str]) -> str:
    lowest = parts[-1] if parts else ""
    ways = (lowest, "".join(parts), *(above + lowest for above in parts[:-1]))
    return next((way for way in ways if known(way)), lowest)


def _filled(grid: Grid, row: int) -> list[str]:
    """A row with each merged range's text in every cell it covers."""
    out = list(grid.cells[row])
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom:
            out[left : right + 1] = [grid.cells[top][left]] * len(out[left : right + 1])
    return out


def _cut(grid: Grid, row: int, count: int) -> int:
    """How many merged ranges a heading of these rows would cut through."""
    last = row + count - 1
    return sum(1 for top, _, bottom, _ in grid.merged if top <= last < bottom or top < row <= bottom)


def _score(found: Mapping[str, int]) -> int:
    return len({column for field, column in found.items() if field not in {"seq", "remark"}})


def _nearest(names: Iterable[str], texts: Iterable[str], placed: Mapping[str, int]) -> str:
    """The end of a sentence about a column that is not there: the nearest one, and what there is."""
    listed = list(texts)
    free = [t for i, t in enumerate(listed) if t and i not in placed.values()]
    alike = {t: max(difflib.SequenceMatcher(None, t.casefold(), n).ratio() for n in names) for t in free}
    near = max(alike, key=lambda t: alike[t], default="")
    hint = f"，相近的有“{near}”" if near and alike[near] >= 0.3 else ""
    return f"{hint}，现有列：{'、'.join(t for t in listed if t) or '无'}"


def _doubts(texts: tuple[str, ...], found: Mapping[str, int]) -> tuple[str, ...]:
    """Two columns that could both be the deadline or the unit, or the same heading twice."""
    asked = []
    for field, name, ranks in (("due", "整改时限", (0,)), ("unit", "责任单位", (0,)), ("finding", "反馈问题", (1, 2)),
                               ("measure", "整改措施", (0,))):  # fmt: skip
        both = [*dict.fromkeys(t for t in texts if t and any(says(t, field, rank) for rank in ranks))]
        chosen = texts[found[field]] if field in found else ""
        if len(both) > 1 and chosen in both:
            asked.append(f"“{'”“'.join(both)}”都像{name}，采用了“{chosen}”")
    twice = sorted({texts[c] for c in found.values() if texts.count(texts[c]) > 1})
    return (*asked, *(f"“{t}”一栏出现多次，采用了靠左的一栏" for t in twice), *_weak(texts, found))


def _weak(texts: tuple[str, ...], found: Mapping[str, int]) -> Iterable[str]:
    """What was taken by its last word only, and what could have been but was equally like another."""
    for field in weakly(texts, found):
        yield f"“{texts[found[field]]}”按{FIELD_ZH[field]}理解，请核"
    for field in (
        f for f in ENDINGS if f not in found or found[f] in {found.get("percent"), found.get("progress")}
    ):
        alike = candidates(texts, found, field)
        if len(alike) > 1:
            yield f"“{'”“'.join(texts[i] for i in alike)}”都像{FIELD_ZH[field]}，没有采用，请指明"


def _rivals(texts: tuple[str, ...], found: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Further columns that say a deadline or a status in words as good as the chosen one's."""
    out = {}
    for field in ("due", "status"):
        rank = next((r for r in range(2) if field in found and says(texts[found[field]], field, r)), None)
        used = {c for f, c in found.items() if f != field}
        others = [] if rank is None else [i for i, t in enumerate(texts) if t and says(t, field, rank)
                                          and i != found[field] and (i not in used or t == texts[found[field]])]  # fmt: skip
        if others:
            out[field] = tuple(others)
    return out


def _stated(grid: Grid, row: int, count: int, written: date) -> date | None:
    """The day the ledger states above its heading or in its footer: 填报日期：2019.6.3.

    A text of the body that says 截至… is an item's progress, not the ledger's day.
    """
    above = [[fold(c) for c in line if c.strip()] for line in grid.cells[:row]]
    below = [[fold(c) for c in line if c.strip()] for line in grid.cells[row + count :][-MOST_ROWS_BELOW:]]
    footer = [line[i : i + 2] for line in below for i, c in enumerate(line) if FOOTER_STATED.match(c)]
    for mark in STATED:
        for line in (*above, *footer):
            for i, cell in enumerate(line):
                label = mark.search(cell)
                behind = cell[label.end() :] or "".join(line[i + 1 : i + 2]) if label else ""
                if days := _days(behind, written):
                    return days[0]
    alone = [c for line in above for c in line if DAY_ALONE.fullmatch(c)]
    return next((d for c in alone for d in _days(c, written)), None)


def _days(text: str, written: date) -> list[date]:
    """The days of a text that stand there with their year; 2019年5月底 is one too."""
    return [d.last_on for d in dates_in(text, written)
            if (d.first_on == d.last_on or d.marked) and not d.impossible and d.year_given]  # fmt: skip
