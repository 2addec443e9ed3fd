"""From a delivery's text to readings (读数): what each row says, beside the cell as it was."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from duban.deadline import Deadline, read_deadline
from duban.errors import DeliveryRefused
from duban.frames import DAY, SHARE, TEXT, WHOLE, YES, Schema, records
from duban.grid import Delivery, Grid
from duban.headings import Layout, recognise, required
from duban.names import lead_of, normalise, others, split_names
from duban.status import read_status
from duban.workdays import Calendar

# One row a reading. unit, leader and person are the leading names; assist all other units;
# *_text and raw are the cells as they were; row is the number a person sees.
READINGS = Schema("readings", {
    "row": WHOLE, "sheet": TEXT, "code": TEXT, "finding": TEXT, "detail": TEXT, "measure": TEXT,
    "unit": TEXT, "assist": TEXT, "unit_text": TEXT, "leader_text": TEXT, "leader": TEXT,
    "person_text": TEXT, "person": TEXT, "due_text": TEXT, "kind": TEXT, "due_on": DAY,
    "certain": YES, "then_standing": YES, "cycle": TEXT, "cycle_day": WHOLE, "due_note": TEXT,
    "status_text": TEXT, "claim": TEXT, "acceptance_claimed": TEXT, "pace": TEXT,
    "percent": SHARE, "progress": TEXT, "evidence": TEXT, "remark": TEXT, "raw": TEXT,
})  # fmt: skip
DOWN = ["seq", "finding", "detail", "unit", "leader", "person", "due"]
FOOTER = r"^(?:填表人|填报人|审核人|制表人|负责人签字|联系电话|联系人|合计|总计|小计|注|说明|备注|填报单位|单位负责人)[::]?"
NO_EVIDENCE = {"无", "/", "-", "—", "暂无", "没有", "否", "none", "null", "n/a"}


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
        """The problem in one sentence."""
        return f"{self.source}{self.place}：{self.field}“{self.found.strip()}”，{self.expected}"


@dataclass(frozen=True)
class Ledger:
    """One delivery understood: the day it speaks of, its READINGS, and what is in doubt."""

    source: str
    origin: str
    digest: str
    as_of_on: date
    as_of_from: Literal["stated", "folder", "arrived"]
    readings: pd.DataFrame
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    doubts: tuple[str, ...]


def understand(delivery: Delivery, *, columns: Mapping[str, str], words: Mapping[str, str],
               feedback_on: date, calendar: Calendar, period_end_on: date | None) -> Ledger:  # fmt: skip
    """Read a delivery as a ledger.

    Raises DeliveryRefused where no sheet has a ledger's heading or a needed column is missing.
    """
    laid = _laid_out(delivery, columns)
    stated = next((one.stated_on for _, one in laid if one.stated_on), None)
    as_of = stated or delivery.day_on
    table = pd.concat([_table(grid, layout) for grid, layout in laid], ignore_index=True)
    read = _read(table, words, as_of, feedback_on, calendar, period_end_on)
    return Ledger(
        delivery.source, delivery.origin, delivery.digest, as_of,
        "stated" if stated else delivery.day_from, READINGS.cast(read),
        tuple(_problems(delivery.source, read)),
        tuple(t for _, one in laid for t in one.ignored),
        tuple(d for _, one in laid for d in one.doubts),
    )  # fmt: skip


def _laid_out(delivery: Delivery, columns: Mapping[str, str]) -> list[tuple[Grid, Layout]]:
    found = [(g, recognise(g, columns, f"{delivery.origin}“{g.name}”", delivery.day_on))
             for g in delivery.grids if g.cells]  # fmt: skip
    laid = [(g, one) for g, one in found if one is not None]
    if not laid:
        shown = "、".join(t for g in delivery.grids for row in g.cells[:1] for t in row if t.strip())
        raise DeliveryRefused(f"{delivery.origin}：没有找到台账表头，"
                              f"应含整改措施、责任单位、整改时限、完成情况等列，首行为：{shown or '空'}")  # fmt: skip
    for grid, layout in laid:
        required(layout, f"{delivery.origin}“{grid.name}”")
    return laid


def _table(grid: Grid, layout: Layout) -> pd.DataFrame:
    """The rows below the heading as text columns by field; blank rows and the footer left out."""
    start = layout.heading_row + layout.heading_rows
    cells = pd.DataFrame(list(grid.cells), dtype="str").fillna("")
    row_raw = cells.iloc[start:]
    filled = _merged_down(cells, grid, layout, start).iloc[start:]
    out = pd.DataFrame({f: filled[c] for f, c in layout.columns.items()}, index=filled.index)
    keep = row_raw.apply(lambda c: c.str.strip().ne("")).any(axis=1)
    first = row_raw.apply(lambda c: c.str.strip()).replace("", pd.NA).bfill(axis=1).iloc[:, 0]
    keep &= ~first.fillna("").astype("str").str.match(FOOTER)
    keep &= out[[c for c in ("finding", "measure") if c in out]].apply(
        lambda c: c.str.strip().ne("")).any(axis=1)  # fmt: skip
    out["row"] = out.index + grid.first_row
    out["sheet"] = grid.name
    out["raw"] = _raw(row_raw, layout)
    kept: pd.DataFrame = out[keep]
    return kept


def _merged_down(cells: pd.DataFrame, grid: Grid, layout: Layout, start: int) -> pd.DataFrame:
    """A merged cell's text stands for every row it covers, in the columns where that is meant."""
    wanted = {layout.columns[f] for f in DOWN if f in layout.columns}
    out = cells.copy()
    for top, left, bottom, right in grid.merged:
        if bottom >= start and wanted & set(range(left, right + 1)):
            rows, columns = range(max(top, start), bottom + 1), range(left, right + 1)
            out.iloc[list(rows), list(columns)] = str(cells.iat[top, left])
    return out


def _raw(rows: pd.DataFrame, layout: Layout) -> "pd.Series[Any]":
    names = [t or f"第{i + 1}列" for i, t in enumerate(layout.headings)]
    return pd.Series([json.dumps(dict(zip(names, r, strict=False)), ensure_ascii=False)
                      for r in rows.itertuples(index=False, name=None)], index=rows.index, dtype="str")  # fmt: skip


def _read(table: pd.DataFrame, words: Mapping[str, str], as_of: date, feedback_on: date,
          calendar: Calendar, period_end_on: date | None) -> pd.DataFrame:  # fmt: skip
    """Each distinct cell is understood once, then joined back to its rows."""
    cell = {f: table[f] if f in table else pd.Series("", index=table.index, dtype="str")
            for f in ("code", "finding", "detail", "measure", "unit", "assist", "leader", "person",
                      "due", "status", "percent", "progress", "evidence", "remark")}  # fmt: skip
    out = pd.DataFrame({c: table[c] for c in ("row", "sheet", "raw")})
    for f in ("code", "finding", "detail", "measure", "progress", "remark"):
        out[f] = _once(cell[f], normalise)
    evidence = _once(cell["evidence"], normalise)
    out["evidence"] = evidence.where(~evidence.str.casefold().isin(NO_EVIDENCE), "")
    for f in ("unit", "leader", "person"):
        out[f"{f}_text"] = cell[f]
        out[f] = _once(cell[f], lambda text: ((lead := lead_of(split_names(text))) and lead.name) or "")
    both = cell["unit"] + "\x1f" + cell["assist"]
    out["assist"] = _once(both, _assisting)
    due = cell["due"].drop_duplicates()
    read = {t: read_deadline(t, written=as_of, feedback=feedback_on, calendar=calendar,
                             period_end_on=period_end_on) for t in due}  # fmt: skip
    out = out.assign(due_text=cell["due"], status_text=cell["status"], **_due_columns(cell["due"], read))
    status = {t: read_status(t, words) for t in cell["status"].drop_duplicates()}
    said = cell["status"]
    out["claim"] = said.map({t: s.claim for t, s in status.items()})
    out["acceptance_claimed"] = said.map({t: s.acceptance or "" for t, s in status.items()})
    out["pace"] = said.map({t: s.pace or "" for t, s in status.items()})
    out["percent_text"] = cell["percent"]
    out["percent"] = _percent(cell["percent"])
    return out


def _once(values: "pd.Series[Any]", read: Callable[[str], str]) -> "pd.Series[Any]":
    return values.map({t: read(t) for t in values.drop_duplicates()}).astype("str")


def _assisting(both: str) -> str:
    units, assist = both.split("\x1f")
    names = [n.name for n in (*others(split_names(units)), *split_names(assist))]
    return "、".join(dict.fromkeys(names))


def _due_columns(cells: "pd.Series[Any]", read: Mapping[str, Deadline]) -> dict[str, Any]:
    facts = pd.DataFrame.from_dict({t: asdict(d) for t, d in read.items()}, orient="index",
                                   columns=list(Deadline.__dataclass_fields__))  # fmt: skip
    facts["cycle"] = facts["cycle"].fillna("")
    # pandas holds days to 2262; a year beyond that is no deadline anybody means.
    facts["due_on"] = pd.to_datetime(facts["due_on"], errors="coerce").astype(DAY)
    facts = facts.rename(columns={"note": "due_note"}).drop(columns="text")
    return {c: cells.map(facts[c]) for c in facts.columns}


def _percent(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """80, 80%, 0.8 (of a cell shown as a share) -> 80; empty where it is no number from 0 to 100."""
    text = _once(cells, normalise).str.replace(" ", "")
    number = pd.to_numeric(text.str.rstrip("%"), errors="coerce")
    share = text.str.contains(".", regex=False) & ~text.str.endswith("%") & (number < 1)
    number = number.where(~share, number * 100)
    return number.where(number.between(0, 100)).astype(SHARE)


def _problems(source: str, read: pd.DataFrame) -> list[Problem]:
    """What a person should look at in the cells, row by row."""
    due = read[~read["certain"].astype(bool)]
    status = read[read["claim"].eq("unclear")]
    percent = read[read["percent"].isna() & read["percent_text"].str.strip().ne("")]
    measure = read[read["measure"].eq("")]
    return [
        *(_problem(source, r, "整改时限", r["due_text"], r["due_note"] or "请写明年月日",
                   "due_unread" if r["kind"] == "unclear" else "due_uncertain") for r in _each(due)),
        *(_problem(source, r, "完成情况", r["status_text"], "看不出是否完成，请写明未启动、正在整改、基本完成或已完成",
                   "status_unclear") for r in _each(status)),
        *(_problem(source, r, "完成比例", r["percent_text"], "应为0到100的数", "percent_unread")
          for r in _each(percent)),
        *(_problem(source, r, "整改措施", "", "没有填写", "measure_missing") for r in _each(measure)),
    ]  # fmt: skip


def _each(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return records(rows)


def _problem(source: str, row: Mapping[str, Any], field: str, found: Any, expected: str,
             kind: str) -> Problem:  # fmt: skip
    return Problem(source, f"第{row['row']}行", field, str(found), expected, kind)
