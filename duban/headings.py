"""Headings (表头) recognised by what they say, never by their position."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duban.cell_text import fold
from duban.dates import dates_in
from duban.errors import DeliveryRefused
from duban.grid import Grid

# Each field with the headings the field uses, best first. A heading matches as a whole, or with
# a word of its own before it (整改责任单位) or behind it; 序号 is a row's number, never an identity.
VOCABULARY: dict[str, str] = {
    "seq": r"序号|编次|no\.?",
    "code": r"(?:事项|问题|任务|整改|项目)?编号|编码|(?:item)?code|id",
    "finding": r"反馈(?:的)?(?:主要)?问题|(?:整改|存在|巡察|主要)?问题(?:内容|清单|描述|事项)?|隐患问题描述|问题表现|工作事项|(?:重点)?工作任务|任务(?:名称|内容)?|督办事项|事项(?:名称|内容)?|整改内容|整改隐患内容|检查内容|finding",
    "detail": r"具体(?:表现|问题|情形)|简要情况|问题表现形式|主要表现|detail",
    "measure": r"(?:整改|重点|具体|工作|具体控制|具体整改|落实|控制)?措施(?:及目标)?|整改(?:任务|要求|举措|要求\(措施\))|待办事项|目标任务|整改目标|工作(?:内容|要求|举措)|任务分解|measure",
    "leader": r"(?:整改)?(?:责任|分管|牵头|包案|包保|主管|负责)(?:领导|局领导|人员领导)|主管人员|领导|leader",
    "unit_person": r"(?:整改)?(?:责任|主办|承办)?(?:单位|部门)[/、和及](?:整改)?(?:责任|承办|经办)?人(?:员)?",
    "unit": r"(?:整改)?(?:责任|主办|承办|牵头|负责|实施|主责|整改|落实)(?:责任)?(?:单位|部门|科室|处室|主体)|整改实施主体|单位|部门|unit|department",
    "person": r"(?:整改|具体|直接)?(?:责任|经办|承办|负责|联系)人(?:员)?|承办人员|person|owner",
    "assist": r"(?:配合|协助|协办|参与|协同)(?:单位|部门|科室|处室|单位或部门)|assist",
    "due": r"(?:整改|完成|办理|办结|化解|计划|预计|目标|限定|要求)?(?:完成|办结|整改)?(?:时限|期限|限期)|(?:计划|预计|拟|要求|目标|应)(?:整改)?(?:完成|办结)(?:时间|日期)|时间进度|时间节点|截止(?:时间|日期)|due(?:_?date)?|deadline",
    "due_weak": r"(?:整改)?(?:完成|办结)时间",
    "progress": r"(?:整改|工作|目前|最新|落实|办理|当前)?(?:进展|进度)(?:情况|说明)?|(?:整改|化解|落实|办理|工作|任务)(?:完成)?情况|整改(?:落实|成效|结果)(?:情况)?|交办督办情况|progress(?:_?note)?",
    "status": r"(?:任务|当前|总体)?完成(?:情况|状态)|(?:整改|办理|任务|当前|目前)?状态|销号(?:情况|状态)|是否(?:完成|整改|办结|销号)(?:到位)?|办结情况|整改结论|status",
    "percent": r"(?:完成|整改|进度)(?:比例|率|百分比)|进度\(%\)|完成(?:度|进度)?\(?%\)?|percent",
    "evidence": r"(?:佐证|证明|支撑|印证|相关|整改)(?:材料|资料|文件|附件)(?:名称|清单)?|附件|evidence",
    "remark": r"备注|说明|remarks?|note",
    "done_on": r"(?:实际|措施)(?:完成|办结)(?:时间|日期)|整改完成日期|措施完成时间",
}  # fmt: skip
PATTERNS = {field: re.compile(f"(?:{words})(?:\\([^()]*\\))?", re.I) for field, words in VOCABULARY.items()}
NAMES = {"finding": "反馈问题", "measure": "整改措施", "due": "整改时限", "status": "完成情况",
         "progress": "整改进展", "unit": "责任单位"}  # fmt: skip
STATED = re.compile(r"(?:填报|填表|报送|上报|报告|制表|统计)(?:日期|时间)|截至|截止(?:到)?")
MOST_ROWS_ABOVE = 20


@dataclass(frozen=True)
class Layout:
    """Where things stand in one grid: heading rows, the column of each field, what was not
    understood, what is in doubt, and the day the ledger itself states (填报日期).
    """

    heading_row: int
    heading_rows: int
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    ignored: tuple[str, ...]
    doubts: tuple[str, ...]
    stated_on: date | None


def recognise(grid: Grid, columns: Mapping[str, str], where: str, written: date) -> Layout | None:
    """Find the heading of a grid, by the source's own ``columns`` (field -> heading) or by words.

    None where no row looks like a ledger's heading. Raises DeliveryRefused where the source
    names a column that is not there, with the nearest that is.
    """
    if columns:
        return _named(grid, columns, where)
    rows = range(1 if grid.header else min(MOST_ROWS_ABOVE, len(grid.cells)))
    best = max(((_score(_match(_texts(grid, r, n))), -n, -r) for r in rows for n in (1, 2)
                if r + n <= len(grid.cells)), default=(0, 0, 0))  # fmt: skip
    if best[0] < 3:
        return None
    row, count = -best[2], -best[1]
    texts = _texts(grid, row, count)
    found = _match(texts)
    ignored = tuple(t for i, t in enumerate(texts) if t and i not in found.values())
    doubts = _doubts(texts, found)
    return Layout(row, count, found, texts, ignored, doubts, _stated(grid, row, count, written))


def _texts(grid: Grid, row: int, count: int) -> tuple[str, ...]:
    """The headings at a row; two rows are an upper group over lower names, the lower one counts."""
    upper = _filled(grid, row)
    if count == 1:
        return tuple(fold(t) for t in upper)
    lower = grid.cells[row + 1]
    return tuple(fold(b) or fold(a) for a, b in zip(upper, lower, strict=True))


def _filled(grid: Grid, row: int) -> list[str]:
    out = list(grid.cells[row])
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and right < len(out) + 1:
            out[left : right + 1] = [grid.cells[top][left]] * (right - left + 1)
    return out


def _match(texts: Iterable[str]) -> dict[str, int]:
    """Field -> column; the first heading that says a field wins, each column serves one field."""
    found: dict[str, int] = {}
    listed = list(texts)
    for field in ("seq", "code", "unit_person", "leader", "person", "assist", "unit", "due", "status",
                  "percent", "progress", "evidence", "done_on", "remark", "detail", "measure",
                  "finding", "due_weak"):  # fmt: skip
        column = next((i for i, t in enumerate(listed) if t and i not in found.values()
                       and PATTERNS[field].fullmatch(t)), None)  # fmt: skip
        if column is not None:
            found[field] = column
    if "due" not in found and "due_weak" in found:
        found["due"] = found["due_weak"]
    found.pop("due_weak", None)
    if "unit_person" in found:
        found.setdefault("unit", found["unit_person"])
        found.setdefault("person", found.pop("unit_person"))
    # One column that says how it stands serves as the status where there is no other.
    if "status" not in found and "progress" in found:
        found["status"] = found["progress"]
    if "measure" not in found and "finding" in found:
        found["measure"] = found["finding"]
    return found


def _score(found: Mapping[str, int]) -> int:
    wanted = ("finding", "measure", "unit", "due", "status", "leader", "person", "progress")
    return len({found[f] for f in wanted if f in found})


def required(layout: Layout, where: str) -> None:
    """Raise DeliveryRefused naming the first column a ledger cannot do without."""
    for field, *also in (("measure", "finding"), ("due",), ("status", "progress", "percent")):
        if not any(f in layout.columns for f in (field, *also)):
            shown = "、".join(t for t in layout.headings if t)
            near = difflib.get_close_matches(NAMES[field], [t for t in layout.headings if t], 1, 0.5)
            hint = f"，“{near[0]}”是否就是这一列" if near else ""
            raise DeliveryRefused(f"{where}：缺少“{NAMES[field]}”一列，现有列：{shown}{hint}")


def _named(grid: Grid, columns: Mapping[str, str], where: str) -> Layout:
    wanted = {field: fold(heading) for field, heading in columns.items()}
    rows = [tuple(fold(c) for c in row) for row in grid.cells[:MOST_ROWS_ABOVE]]
    row = max(range(len(rows)), key=lambda r: (sum(w in rows[r] for w in wanted.values()), -r), default=0)
    texts = rows[row] if rows else ()
    for field, heading in wanted.items():
        if heading not in texts:
            near = difflib.get_close_matches(heading, [t for t in texts if t], 1, 0.5)
            hint = f"，相近的有“{near[0]}”" if near else ""
            shown = "、".join(t for t in texts if t)
            raise DeliveryRefused(
                f"{where}：配置中 {field} 对应的列“{columns[field]}”没有找到{hint}，现有列：{shown}"
            )
    found = {field: texts.index(heading) for field, heading in wanted.items()}
    ignored = tuple(t for i, t in enumerate(texts) if t and i not in found.values())
    return Layout(row, 1, found, texts, ignored, (), None)


def _doubts(texts: tuple[str, ...], found: Mapping[str, int]) -> tuple[str, ...]:
    """Two columns that could both be the deadline are asked about."""
    both = [t for t in texts if t and PATTERNS["due"].fullmatch(t)]
    return (f"“{'”“'.join(both)}”都像整改时限，采用了“{texts[found['due']]}”",) if len(both) > 1 else ()


def _stated(grid: Grid, row: int, count: int, written: date) -> date | None:
    """The day the ledger states above its heading or in its footer: 填报日期：2019.6.3."""
    around = [*grid.cells[:row], *grid.cells[row + count :][-6:]]
    for cell in (c for line in around for c in line if STATED.search(c)):
        plain = fold(cell)
        mark = STATED.search(plain)
        dates = [d for d in dates_in(plain[mark.end() :] if mark else plain, written)
                 if d.first_on == d.last_on and not d.impossible and d.year_given]  # fmt: skip
        if dates:
            return dates[0].last_on
    return None
