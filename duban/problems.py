"""What a person should look at in a ledger: each doubt with its place, and what would settle it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.frames import records

LONGEST = 40
NO_MEASURE = {"", "无", "/", "-", "—", "略", "待定"}
CELL_ERROR = r"^#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|\ufffd|锟斤拷|烫烫烫"
WATCHED = {"unit_text": "责任单位", "leader_text": "责任领导", "person_text": "责任人", "progress": "整改进展",
           "evidence_text": "佐证材料", "detail": "具体表现"}  # fmt: skip
DATES = r"^\s*(?:19|20)\d\d[-./年]\d{1,2}"


@dataclass(frozen=True)
class Problem:
    """One thing in a ledger that a person should look at: where, what was found, what is asked."""

    source: str
    place: str
    field: str
    found: str
    expected: str
    kind: str

    @property
    def sentence(self) -> str:
        """The problem in one sentence, a long cell cut short."""
        found = " ".join(self.found.split())
        shown = f"{found[:LONGEST]}…" if len(found) > LONGEST else found
        gap = " " if self.place else ""
        said = (f"“{shown}”" + ("，" if self.expected.startswith("“") else "")) if shown else ""
        return f"{self.source}{gap}{self.place}：{self.field}{said}{self.expected}"


def problems_of(source: str, read: pd.DataFrame, left_out: pd.DataFrame) -> tuple[Problem, ...]:
    """All that is in doubt in the rows read (READINGS and the cells behind them) and those left out,
    in ledger order.
    """
    several = pd.concat([read["sheet"], left_out["sheet"]]).nunique() > 1
    rows = pd.concat(
        [left_out, *_due(read), *_status(read), *_identity(read), *_cells(read)], ignore_index=True
    )
    rows = rows.sort_values(
        ["sheet", "row"], kind="stable", key=lambda c: c if c.name == "row" else c.map(_order(read))
    )
    return tuple(Problem(source, (f"“{r['sheet']}”表" if several else "") + f"第{r['row']}行", r["field"],
                         str(r["found"]), r["expected"], r["kind"]) for r in records(rows))  # fmt: skip


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


def _some(rows: pd.DataFrame, field: str, found: str, expected: Any, kind: Any) -> pd.DataFrame:
    """One kind of problem for each of ``rows``; ``found`` is the column that holds the cell."""
    return pd.DataFrame({"row": rows["row"], "sheet": rows["sheet"], "field": field,
                         "found": rows[found] if found else "", "expected": expected, "kind": kind})  # fmt: skip


def _due(read: pd.DataFrame) -> Iterable[pd.DataFrame]:
    rows = read[~read["certain"]]
    note = rows["due_note"].where(rows["due_note"].ne(""), "读不准，请写明年月日")
    kind = pd.Series("due_uncertain", index=rows.index).mask(rows["kind"].eq("unclear"), "due_unread")
    return (_some(rows, "整改时限", "due_text", note, kind),)


def _status(read: pd.DataFrame) -> Iterable[pd.DataFrame]:
    blank = read["status_text"].str.strip().eq("")
    asked = read["claim"].eq("unclear") & ~read["clashes"] & ~read["ahead"]
    return (
        _some(read[asked & blank], "完成情况", "", "没有填写，应写明未启动、正在整改、基本完成或已完成", "status_unclear"),
        _some(read[asked & ~blank], "完成情况", "status_text", "看不出是否完成，应写明未启动、正在整改、基本完成或已完成", "status_unclear"),
        _some(read[read["ahead"]], "完成情况", "done_text", "是将来的日期，不作完成认定，请核", "done_ahead"),
        _some(read[read["behind"]], "完成情况", "status_text", "与已填的完成日期不一致，请核", "status_contradicts"),
        _some(read[read["percent"].isna() & read["percent_text"].str.strip().ne("")], "完成比例", "percent_text",
              "应为0到100的数", "percent_unread"),
    )  # fmt: skip


def _identity(read: pd.DataFrame) -> Iterable[pd.DataFrame]:
    return (
        _some(read[read["measure"].isin(NO_MEASURE)], "整改措施", "", "没有填写，应写明措施", "measure_missing"),
        _some(read[read["clashes"]], "完成情况", "status_text", "与同一事项的另一行不一致，都不作完成认定，请只留一行", "row_clashes"),
        _some(read[read["code_twice"]], "编号", "code_text", "对应多条措施，没有用作事项编号，应一条措施一个编号", "code_repeated"),
    )  # fmt: skip


def _cells(read: pd.DataFrame) -> Iterable[pd.DataFrame]:
    for column, name in WATCHED.items():
        yield _some(
            read[read[column].str.contains(CELL_ERROR)],
            name,
            column,
            "是错误值或乱码，应重新填写",
            "cell_error",
        )
