"""What a person should look at in a ledger: each doubt with its place, and what would settle it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.frames import records
from duban.item import same_item
from duban.masks import masked
from duban.parents import cycled, orphaned
from duban.row_kinds import LEFT_OUT

LONGEST = 40
NO_MEASURE = {"", "无", "/", "-", "—", "略", "待定"}
ERRORS = r"^\s*#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)"
GARBLED = r"\ufffd|锟斤拷|烫烫烫"
CELL_ERROR = rf"{ERRORS}|{GARBLED}"
TRUTH = r"(?i)\s*(?:true|false)\s*"
WATCHED = {"finding": "反馈问题", "measure": "整改措施", "unit_text": "责任单位", "leader_text": "责任领导", "person_text": "责任人",
           "due_text": "整改时限", "status_text": "完成情况", "progress": "整改进展", "evidence_text": "佐证材料",
           "detail": "具体表现", "remark": "备注", "code_text": "编号", "percent_text": "完成比例", "done_text": "完成日期"}  # fmt: skip
# Where a problem's name for a field stands in a ledger: the field, else one that may hold it.
STANDS_IN: dict[str, tuple[str, ...]] = {
    "反馈问题": ("finding",), "整改措施": ("measure", "finding"), "责任单位": ("unit",), "责任领导": ("leader",),
    "责任人": ("person",), "整改时限": ("due",), "完成情况": ("status", "progress", "percent"),
    "整改进展": ("progress",), "佐证材料": ("evidence", "status", "progress"), "具体表现": ("detail",), "备注": ("remark",),
    "编号": ("code",), "完成比例": ("percent",), "完成日期": ("done_on",), "上级编号": ("parent",), "密级": ("level",),
    "单元格": ("measure", "finding")}  # fmt: skip
WORDED = ("finding", "measure", "unit_text", "leader_text", "person_text")
DATES = r"^\s*(?:19|20)\d\d[-./年]\d{1,2}"
FAULTS = {"invalid": ("due_invalid", ""), "serial": ("due_serial_text", "像日期序号，但单元格是文本，请写明年月日"),
          "formula": ("due_formula", "期限是公式，须为固定日期")}  # fmt: skip
NOTHING = dict.fromkeys(("field", "found", "expected", "kind"), "")
# A row with one of these does not change its item: the old reading stands until it is put right.
QUARANTINED = frozenset({
    "due_invalid", "due_serial_text", "due_formula", "status_blank", "status_contradicts", "done_ahead", "done_early",
    "answer_unread", "percent_unread", "row_clashes", "cell_error", "cell_garbled", "cell_type", "cell_too_long",
    "parent_missing", "parent_cycle", "level_unknown"})  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """One thing in a ledger that a person should look at: where, what was found, what is asked.

    ``sheet``, ``row`` and ``column`` are the very cell, both counted from 1 as a person does; 0 where
    it is about no one row or column.
    """

    source: str
    place: str
    field: str
    found: str
    expected: str
    kind: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def sentence(self) -> str:
        """The problem in one sentence, a long cell cut short."""
        gap = " " if self.place else ""
        return f"{self.source}{gap}{self.place}：{self.said}"

    @property
    def said(self) -> str:
        """The sentence without its place, as a comment beside the cell says it."""
        found = " ".join(self.found.split())
        shown = f"{found[:LONGEST]}…" if len(found) > LONGEST else found
        said = (f"“{shown}”" + ("，" if self.expected.startswith("“") else "")) if shown else ""
        return f"{self.field}{said}{self.expected}"


@dataclass(frozen=True)
class Hold:
    """One reason why a delivery is held as a whole: its code, one sentence, and whether it is
    ``final``: refused at once, nobody need decide.
    """

    code: str
    sentence: str
    final: bool = False


def found_in(read: pd.DataFrame) -> pd.DataFrame:
    """All that is in doubt in the rows read (READINGS and the cells behind them), with their index."""
    parts = (*_due(read), *_status(read), *_identity(read), *_cells(read), *_levels(read))
    found = [part for part in parts if part is not None]
    return pd.concat(found) if found else LEFT_OUT.cast(read.iloc[:0][["row", "sheet"]].assign(**NOTHING))


def quarantined(read: pd.DataFrame, found: pd.DataFrame) -> "pd.Series[Any]":
    """Which rows must not change the items they are about."""
    return pd.Series(read.index.isin(found.index[found["kind"].isin(QUARANTINED)]), index=read.index)


def column_of(field: str, columns: Mapping[str, int]) -> int:
    """The column of what a problem calls ``field``, counted from 1; 0 where the sheet has none."""
    return next((columns[name] + 1 for name in STANDS_IN.get(field, ()) if name in columns), 0)


def problems_of(source: str, read: pd.DataFrame, found: pd.DataFrame, left_out: pd.DataFrame,
                columns: Mapping[str, Mapping[str, int]]) -> tuple[Problem, ...]:  # fmt: skip
    """All that was ``found_in`` the rows read and those left out, in ledger order; ``columns`` says
    for each sheet in which column each field stands.
    """
    several = pd.concat([read["sheet"], left_out["sheet"]]).nunique() > 1
    rows = pd.concat([left_out, found], ignore_index=True)
    rows = rows.sort_values(
        ["sheet", "row"], kind="stable", key=lambda c: c if c.name == "row" else c.map(_order(read))
    )
    return tuple(Problem(source, (f"“{r['sheet']}”表" if several else "") + f"第{r['row']}行", r["field"],
                         masked(str(r["found"])[:200]), r["expected"], r["kind"], r["sheet"], int(r["row"]),
                         column_of(r["field"], columns[r["sheet"]])) for r in records(rows))  # fmt: skip


def swapped_column(read: pd.DataFrame) -> str:
    """A column of names or texts that holds dates in more than one cell in ten, or ""."""
    for column, name in (("unit_text", "责任单位"), ("leader_text", "责任领导"), ("person_text", "责任人"),
                         ("measure", "整改措施"), ("finding", "反馈问题")):  # fmt: skip
        texts = read[column][read[column].str.strip().ne("")]
        dates = int(texts.str.match(DATES).sum())
        if dates > 1 and dates * 10 > len(texts):
            return f"“{name}”列有{round(100 * dates / len(texts))}%像日期，疑似串列，应填写{name}"
    return ""


def _order(read: pd.DataFrame) -> dict[str, int]:
    return {sheet: n for n, sheet in enumerate(read["sheet"].drop_duplicates())}


def _some(read: pd.DataFrame, at: "pd.Series[Any]", field: str, found: str, expected: Any,
          kind: Any) -> pd.DataFrame | None:  # fmt: skip
    """One kind of problem for each row ``at`` which it is; ``found`` is the column that holds the cell."""
    if not at.any():
        return None
    said = {name: given[at] if isinstance(given, pd.Series) else given
            for name, given in (("expected", expected), ("kind", kind))}  # fmt: skip
    return pd.DataFrame({"row": read["row"][at], "sheet": read["sheet"][at], "field": field,
                         "found": read[found][at] if found else "", **said})  # fmt: skip


def _due(read: pd.DataFrame) -> Iterable[pd.DataFrame | None]:
    at = ~read["certain"] & ~read["due_text"].str.contains(CELL_ERROR)
    note = read["due_note"].where(read["due_note"].ne(""), "读不准，请写明年月日")
    kind = pd.Series("due_uncertain", index=read.index).mask(read["kind"].eq("unclear"), "due_unread")
    for fault, (name, expected) in FAULTS.items():
        faulty = read["due_fault"].eq(fault)
        kind, note = kind.mask(faulty, name), note.mask(faulty, expected) if expected else note
    yield _some(read, at, "整改时限", "due_text", note, kind)
    said = "是日期序号，已按日期理解，请把单元格设为日期格式"
    yield _some(read, read["due_serial"], "整改时限", "due_text", said, "due_serial")


def _status(read: pd.DataFrame) -> Iterable[pd.DataFrame | None]:
    blank = read["status_text"].str.strip().eq("")
    asked = read["claim"].eq("unclear") & ~read["clashes"] & ~read["ahead"]
    unread = asked & ~blank & ~read["status_text"].str.contains(CELL_ERROR)
    kind = pd.Series("status_unclear", index=read.index).mask(read["yes_no"], "answer_unread")
    words = "看不出是否完成，应写明未启动、正在整改、基本完成或已完成"
    both = "与另一栏完成情况不一致，请核"
    return (
        _some(read, asked & blank, "完成情况", "", "没有填写，应写明未启动、正在整改、基本完成或已完成", "status_blank"),
        _some(read, unread & ~read["rivalled"], "完成情况", "status_text", words, kind),
        _some(read, unread & read["rivalled"], "完成情况", "status_text", both, "status_unclear"),
        _some(read, read["ahead"], "完成日期", "done_text", "是将来的日期，不作完成认定，请核", "done_ahead"),
        _some(read, read["before"], "完成日期", "done_text", "早于反馈日期，请核", "done_early"),
        _some(read, read["behind"], "完成情况", "status_text", "与已填的完成日期不一致，请核", "status_contradicts"),
        _some(read, read["percent"].isna() & read["percent_text"].str.strip(" /-—–无\u3000").ne(""), "完成比例",
              "percent_text", "应为0到100的数", "percent_unread"),
    )  # fmt: skip


def _identity(read: pd.DataFrame) -> Iterable[pd.DataFrame | None]:
    return (
        _some(read, read["measure"].isin(NO_MEASURE), "整改措施", "", "没有填写，应写明措施", "measure_missing"),
        _some(read, read["clashes"], "完成情况", "status_text", "与同一事项的另一行不一致，都不作完成认定，请只留一行", "row_clashes"),
        _some(read, _repeated(read), "整改措施", "measure", "与前面一行是同一事项，只计一次，请核；确是另一事项的，请写明不同的措施", "row_repeated"),
        _some(read, read["code_twice"], "编号", "code_text", "对应多条措施，没有用作事项编号，应一条措施一个编号", "code_repeated"),
        _some(read, read["code_hidden"], "编号", "code_text", "含有看不见的字符，已去掉，请核", "code_cleaned"),
        _some(read, read["code_alike"], "编号", "code_text", "与另一编号只差大小写或形近字符（O与0、l与1），按不同编号处理，请核", "code_lookalike"),
        _some(read, orphaned(read), "上级编号", "parent", "在本台账中没有这个编号，请核", "parent_missing"),
        _some(read, cycled(read), "上级编号", "parent", "上下级编号互相指向，请核", "parent_cycle"),
    )  # fmt: skip


def _repeated(read: pd.DataFrame) -> "pd.Series[Any]":
    """Rows that say again, and no otherwise, what an item above them is."""
    return same_item(read).duplicated() & ~read["clashes"]


def _cells(read: pd.DataFrame) -> Iterable[pd.DataFrame | None]:
    for column, name in WATCHED.items():
        error, garbled = read[column].str.contains(ERRORS), read[column].str.contains(GARBLED)
        yield _some(read, error, name, column, "是错误值，应重新填写", "cell_error")
        yield _some(read, garbled & ~error, name, column, "是乱码，应重新填写", "cell_garbled")
    for column in WORDED:
        wrong = read[column].str.fullmatch(TRUTH)
        yield _some(read, wrong, WATCHED[column], column, "是逻辑值，应为文字", "cell_type")
    yield _some(read, read["long"], "单元格", "", "超过32767个字，请精简后重新填写", "cell_too_long")


def _levels(read: pd.DataFrame) -> Iterable[pd.DataFrame | None]:
    yield _some(
        read,
        read["level_unknown"],
        "密级",
        "level_text",
        "不是已知的知悉范围，暂按受限处理，请核",
        "level_unknown",
    )
