"""The deadlines of a ledger's rows: each distinct cell read once, formulas and lost date formats known.

A moving deadline is none: a formula is never taken, with or without a result. Day numbers of a
workbook (46096 is 2026-03-15) are taken only from cells that hold a number, never from text.
"""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pandas as pd

from duban.deadline import Deadline
from duban.frames import DAY, TEXT, looked_up
from duban.rows import RIVALS

DAY_NUMBER = r"\s*\d{5}(?:\.0+)?\s*"
FIRST_NUMBER, LAST_NUMBER = 36526, 73050  # 2000-01-01 to 2099-12-31 in a workbook of the 1900 system
EPOCH = date(1899, 12, 30)
FORMULA = r"\s*[=＝].*"
NO_SUCH_DAY = r"(?:日期|月份)不存在"


def due_of(table: pd.DataFrame, cells: "pd.Series[Any]", read: Callable[[str], Deadline]) -> dict[str, Any]:
    """READINGS' columns of the deadline, and ``due_fault``: formula, serial, invalid, rival or "".

    ``due_serial`` marks day numbers that were taken as dates.
    """
    formula = table["due_formula"].astype(bool) | cells.str.fullmatch(FORMULA)
    figure = cells.str.fullmatch(DAY_NUMBER)
    serial = figure & table["due_number"].astype(bool) & ~formula
    said = cells.mask(serial, cells.map({t: _day_of(t) for t in cells[serial].drop_duplicates()})).astype(
        TEXT
    )
    facts = _facts(said, read)
    out = {c: looked_up(said, facts[c]) for c in facts.columns}
    out = _earliest(out, said, table["due_rivals"], facts, read)
    fault = pd.Series("", index=cells.index, dtype=TEXT)
    fault = fault.mask(out["due_note"].str.contains(NO_SUCH_DAY) & out["kind"].eq("unclear"), "invalid")
    fault = fault.mask(figure & ~serial & _day_numbers(cells), "serial").mask(formula, "formula")
    out["kind"] = out["kind"].mask(formula, "unclear")
    out["due_on"] = out["due_on"].mask(formula)
    out["certain"] = out["certain"] & ~formula
    out["then_standing"] = out["then_standing"] & ~formula
    out["cycle"] = out["cycle"].mask(formula, "")
    out["due_note"] = out["due_note"].mask(formula, "是公式，期限须为固定日期")
    return {**out, "due_text": cells, "due_fault": fault, "due_serial": serial}


def _facts(said: "pd.Series[Any]", read: Callable[[str], Deadline]) -> pd.DataFrame:
    facts = pd.DataFrame.from_dict({t: asdict(read(t)) for t in said.drop_duplicates()}, orient="index",
                                   columns=list(Deadline.__dataclass_fields__))  # fmt: skip
    facts["cycle"] = facts["cycle"].fillna("")
    facts["certain"] = facts["certain"].astype(bool)
    # pandas holds days to 2262; a year beyond that is no deadline anybody means.
    facts["due_on"] = pd.to_datetime(facts["due_on"], errors="coerce").astype(DAY)
    return facts.rename(columns={"note": "due_note"}).drop(columns="text")


def _earliest(out: dict[str, Any], said: "pd.Series[Any]", rivals: "pd.Series[Any]", facts: pd.DataFrame,
              read: Callable[[str], Deadline]) -> dict[str, Any]:  # fmt: skip
    """Where two columns of deadlines disagree, the earlier day stands for now, and is asked."""
    if not rivals.astype(bool).any():
        return out
    others = sorted({t for many in rivals.drop_duplicates() for t in many.split(RIVALS) if t.strip()})
    days = {t: pd.Timestamp(d) for t in others if (d := read(t).due_on)}
    earliest = {m: min((days[t] for t in m.split(RIVALS) if t in days), default=pd.NaT)
                for m in rivals.drop_duplicates()}  # fmt: skip
    other = rivals.map(earliest).astype(DAY)
    differs = other.notna() & other.ne(out["due_on"])
    note = "另一栏的时限不同，暂按较早的"
    earlier = differs & ~(out["due_on"] <= other)
    out["due_on"] = out["due_on"].mask(earlier, other).astype(DAY)
    out["kind"] = out["kind"].mask(earlier, "dated")
    out["certain"] = out["certain"] & ~differs
    out["due_note"] = out["due_note"].mask(
        differs, out["due_note"].map(lambda n: f"{n}；{note}" if n else note)
    )
    return out


def _day_of(text: str) -> str:
    return (EPOCH + timedelta(days=int(float(text)))).isoformat() if _is_day_number(text) else text


def _day_numbers(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    return cells.map({t: _is_day_number(t) for t in cells.drop_duplicates()}).astype(bool)


def _is_day_number(text: str) -> bool:
    return bool(re.fullmatch(DAY_NUMBER, text)) and FIRST_NUMBER <= float(text) <= LAST_NUMBER
