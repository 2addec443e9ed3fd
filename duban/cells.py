"""The cells of a ledger's rows understood, each distinct one once: deadlines, statuses, names, shares."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from duban.deadline import Deadline, read_deadline
from duban.frames import DAY, SHARE, TEXT
from duban.item import identity
from duban.names import lead_of, normalise, others, split_names, unit_and_person
from duban.problems import CELL_ERROR
from duban.status import read_status
from duban.workdays import Calendar

FIELDS = ("code", "finding", "detail", "measure", "unit", "assist", "leader", "person", "due", "status",
          "percent", "progress", "evidence", "remark", "done_on")  # fmt: skip
NO_EVIDENCE = re.compile(r"(?:暂?无|没有|否|未(?:提供|上传|附|报)|待(?:补充?|提供|上传|附|报)?|[/\-—–.×✗x]+|none|null|n/?a|no|false)(?:佐证|附件|证明)?(?:材料|资料)?[。.]?")  # fmt: skip
ROW_NUMBER = r"\d{1,5}"
YES_NO = {**dict.fromkeys(("是", "√", "✓", "✔", "对", "y", "yes", "1", "true"), "done"),
          **dict.fromkeys(("否", "×", "✗", "✘", "x", "n", "no", "0", "false"), "not_done")}  # fmt: skip


def read_cells(table: pd.DataFrame, words: Mapping[str, str], as_of: date, feedback_on: date,
               calendar: Calendar, period_end_on: date | None, *, own_codes: bool) -> pd.DataFrame:  # fmt: skip
    """READINGS' columns for the rows of a ledger, and the cells problems are judged by.

    ``own_codes``: the site says which column holds the codes, so that bare numbers are codes too.
    """
    cell = {f: table[f] if f in table else pd.Series("", index=table.index, dtype=TEXT) for f in FIELDS}
    out = table[["row", "sheet", "raw"]].copy()
    for field in ("finding", "detail", "measure", "progress", "remark"):
        out[field] = _once(cell[field], normalise)
    out = out.assign(**_names(cell), **_codes(cell["code"], out, own_codes))
    out["evidence_text"] = _once(cell["evidence"], normalise)
    out["evidence"] = out["evidence_text"].where(_once(cell["evidence"], _proof).ne(""), "")

    def deadline(text: str) -> Deadline:
        return read_deadline(text, written=as_of, feedback=feedback_on, calendar=calendar,
                             period_end_on=period_end_on)  # fmt: skip

    out = out.assign(due_text=cell["due"], **_due(cell["due"], deadline))
    out["percent_text"], out["percent"] = cell["percent"], _percent(cell["percent"])
    out = out.assign(status_text=cell["status"], **_status(_spoken(cell, out["percent"]), words))
    return _contradictions(out, cell["done_on"], deadline, as_of)


def _once(values: "pd.Series[Any]", read: Callable[[str], str]) -> "pd.Series[Any]":
    return values.map({t: read(t) for t in values.drop_duplicates()}).astype(TEXT)


def _proof(text: str) -> str:
    plain = normalise(text)
    nothing = NO_EVIDENCE.fullmatch(plain.casefold()) or re.search(CELL_ERROR, plain)
    return "" if nothing else plain


def _names(cell: Mapping[str, "pd.Series[Any]"]) -> dict[str, Any]:
    """Leading names, and all other units; a cell of unit and person is parted first."""
    unit, person = cell["unit"], cell["person"]
    if person.ne("").any() and unit.equals(person):
        unit, person = (_once(cell["unit"], lambda t, i=i: unit_and_person(t)[i]) for i in (0, 1))  # type: ignore[misc]
    out: dict[str, Any] = {f"{f}_text": cell[f] for f in ("unit", "leader", "person")}
    for field, texts in (("unit", unit), ("leader", cell["leader"]), ("person", person)):
        out[field] = _once(texts, _lead)
    out["assist"] = _once(unit + "\x1f" + cell["assist"], _assisting)
    return out


def _lead(text: str) -> str:
    lead = None if re.search(CELL_ERROR, text) else lead_of(split_names(text))
    return lead.name if lead else ""


def _assisting(both: str) -> str:
    units, assist = both.split("\x1f", 1)
    named = split_names(units)
    lead = lead_of(named)
    names = dict.fromkeys(n.name for n in (*others(named), *split_names(assist)))
    return "、".join(n for n in names if lead is None or n != lead.name)


def _codes(cells: "pd.Series[Any]", out: pd.DataFrame, own: bool) -> dict[str, Any]:
    """A code names one measure; a row's number, or one number for several measures, is none."""
    text = _once(cells, normalise)
    code = text if own else text.where(~text.str.fullmatch(ROW_NUMBER), "")
    same = pd.DataFrame({"code": code, "item": identity(out)}).drop_duplicates()
    twice = code.isin(same.loc[same["code"].duplicated(), "code"]) & code.ne("")
    return {"code": code.where(~twice, ""), "code_text": text, "code_twice": twice}


def _due(cells: "pd.Series[Any]", read: Callable[[str], Deadline]) -> dict[str, Any]:
    facts = pd.DataFrame.from_dict({t: asdict(read(t)) for t in cells.drop_duplicates()}, orient="index",
                                   columns=list(Deadline.__dataclass_fields__))  # fmt: skip
    facts["cycle"] = facts["cycle"].fillna("")
    facts["certain"] = facts["certain"].astype(bool)
    # pandas holds days to 2262; a year beyond that is no deadline anybody means.
    facts["due_on"] = pd.to_datetime(facts["due_on"], errors="coerce").astype(DAY)
    facts = facts.rename(columns={"note": "due_note"}).drop(columns="text")
    return {c: cells.map(facts[c]) for c in facts.columns}


def _spoken(cell: Mapping[str, "pd.Series[Any]"], percent: "pd.Series[Any]") -> "pd.Series[Any]":
    """The status as said; where the share done is all there is, that."""
    status = cell["status"]
    if not (status.ne("").any() and status.equals(cell["percent"])):
        return status
    return percent.map(lambda p: f"{p:g}%", na_action="ignore").astype("object").fillna(status).astype(TEXT)


def _status(cells: "pd.Series[Any]", words: Mapping[str, str]) -> dict[str, Any]:
    read = {t: read_status(t, words) for t in cells.drop_duplicates()}
    return {"claim": cells.map({t: s.claim for t, s in read.items()}),
            "acceptance_claimed": cells.map({t: s.acceptance or "" for t, s in read.items()}),
            "pace": cells.map({t: s.pace or "" for t, s in read.items()})}  # fmt: skip


def _percent(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """80, 80%, 0.8 -> 80; empty where it is no number from 0 to 100.

    A column of shares is known by a fraction below 1 and nothing above it: there 1 is all of it.
    """
    text = _once(cells, normalise).str.replace(" ", "")
    number = pd.to_numeric(
        text.where(text.str.fullmatch(r"\d+(?:\.\d+)?%?"), "").str.rstrip("%"), errors="coerce"
    )
    bare = number.where(~text.str.endswith("%"))
    shares = bool(bare.max() <= 1 and ((bare > 0) & (bare < 1)).any())
    below = bare.notna() & (bare < 1) & text.str.contains(".", regex=False)
    number = number.where(~(below | (bare.notna() & shares)), number * 100).round(6)
    return number.where(number.between(0, 100)).astype(SHARE)


def _contradictions(out: pd.DataFrame, done_on: "pd.Series[Any]", read: Callable[[str], Deadline],
                    as_of: date) -> pd.DataFrame:  # fmt: skip
    """A claim that its own date of completion, or another row of the same item, gives the lie is
    no claim: such an item stays open until somebody has looked.
    """
    day = _due(done_on, read)["due_on"] if done_on.ne("").any() else pd.Series(pd.NaT, index=out.index)
    ahead = out["claim"].eq("done") & (day > pd.Timestamp(as_of))
    behind = out["claim"].isin(["in_progress", "not_done"]) & (day <= pd.Timestamp(as_of))
    key = out["code"].where(out["code"].ne(""), identity(out))
    clashes = out["claim"].groupby(key).transform("nunique").gt(1)
    claim = out["claim"].where(~(ahead | clashes), "unclear")
    return out.assign(claim=claim, ahead=ahead, behind=behind, clashes=clashes, done_text=done_on)
