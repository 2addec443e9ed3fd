"""The cells of a ledger's rows understood, each distinct one once: deadlines, statuses, names, shares."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from duban.deadline import Deadline, read_deadline
from duban.due_cells import due_of
from duban.frames import SHARE, TEXT
from duban.item import identity, same_item
from duban.levels import restricted_of
from duban.masks import masked
from duban.names import PERSON, UNIT_END, lead_of, normalise, others, split_names, tidy, unit_and_person
from duban.parents import lookalikes
from duban.problems import CELL_ERROR
from duban.row_kinds import LONGEST
from duban.rows import RIVALS
from duban.shares import share_of
from duban.status import read_status
from duban.workdays import Calendar

FIELDS = ("code", "finding", "detail", "measure", "unit", "assist", "leader", "person", "due", "status",
          "percent", "progress", "evidence", "remark", "done_on", "parent", "level")  # fmt: skip
NO_EVIDENCE = re.compile(r"(?:暂?无|没有|否|未(?:提供|上传|附|报)|待(?:补充?|提供|上传|附|报)?|[/\-—–.×✗x]+|none|null|n/?a|no|false)(?:佐证|附件|证明)?(?:材料|资料)?[。.]?")  # fmt: skip
ROW_NUMBER = r"\d{1,5}"
YES_NO = {**dict.fromkeys(("是", "√", "✓", "✔", "对", "y", "yes", "1", "true"), "done"),
          **dict.fromkeys(("否", "×", "✗", "✘", "x", "n", "no", "0", "false"), "not_done")}  # fmt: skip
HIDDEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
BARE_SHARE = r"\d+(?:\.\d+)?%?"


@dataclass(frozen=True)
class Ground:
    """What the cells of one delivery lean on: its day, the feedback's, the calendar, the period's end.

    ``words`` are the source's own statuses; ``own_codes`` says that the site names the column of
    codes, so that bare numbers are codes too; ``yes_no`` that the status answers 是否完成.
    """

    as_of: date
    feedback_on: date
    calendar: Calendar
    period_end_on: date | None
    words: Mapping[str, str]
    own_codes: bool
    yes_no: bool

    def deadline(self, text: str) -> Deadline:
        """How a deadline in this delivery is read."""
        return read_deadline(text, written=self.as_of, feedback=self.feedback_on, calendar=self.calendar,
                             period_end_on=self.period_end_on)  # fmt: skip


def read_cells(table: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """READINGS' columns for the rows of a ledger, and the cells problems are judged by."""
    cell = {f: table[f] if f in table else pd.Series("", index=table.index, dtype=TEXT) for f in FIELDS}
    out = table[["row", "sheet"]].copy()
    for field in ("finding", "detail", "measure", "progress", "remark"):
        out[field] = _once(cell[field], _shown)
    out = out.assign(**_names(cell), **_codes(cell["code"], out, ground.own_codes))
    out["parent"] = _once(cell["parent"], _code)
    out["evidence_text"] = _once(cell["evidence"], _shown)
    out["evidence"] = out["evidence_text"].where(_once(cell["evidence"], _proof).ne(""), "")
    out = out.assign(**due_of(table, cell["due"], ground.deadline))
    out["percent_text"], out["percent"] = cell["percent"], _percent(cell["percent"])
    out = out.assign(
        status_text=cell["status"], yes_no=ground.yes_no, **_status(table, cell, out["percent"], ground.words)
    )
    out["long"] = pd.concat([cell[f].str.len() for f in FIELDS], axis=1).gt(LONGEST).any(axis=1)
    out = out.assign(level_text=cell["level"], **restricted_of(cell["level"]))
    return _contradictions(out, cell["done_on"], ground)


def _once(values: "pd.Series[Any]", read: Callable[[str], str]) -> "pd.Series[Any]":
    # What reads as it stands is kept as the one text it was, not as a second.
    made = ((t, read(t)) for t in values.drop_duplicates())
    return values.map({t: t if said == t else said for t, said in made}).astype(TEXT)


def _shown(text: str) -> str:
    return masked(tidy(text[:LONGEST]))


def _code(text: str) -> str:
    plain = normalise(text)
    return "" if plain in {"无", "/", "-", "—"} else plain


def _proof(text: str) -> str:
    plain = normalise(text)
    nothing = NO_EVIDENCE.fullmatch(plain.casefold()) or re.search(CELL_ERROR, plain)
    return "" if nothing else plain


def _names(cell: Mapping[str, "pd.Series[Any]"]) -> dict[str, Any]:
    """Leading names, and all other units; a cell of unit and person is parted first."""
    unit, person = cell["unit"], cell["person"]
    if person.ne("").any() and unit.equals(person):
        unit, person = (_once(cell["unit"], lambda t, i=i: unit_and_person(t)[i]) for i in (0, 1))  # type: ignore[misc]
    out: dict[str, Any] = {f"{f}_text": _once(cell[f], masked) for f in ("unit", "leader", "person")}
    for field, texts, read in (
        ("unit", unit, _lead),
        ("leader", cell["leader"], _person),
        ("person", person, _person),
    ):
        out[field] = _once(texts, read)
    out["assist"] = _once(unit + "\x1f" + cell["assist"], _assisting)
    return out


def _lead(text: str) -> str:
    lead = None if re.search(CELL_ERROR, text) else lead_of(split_names(text))
    return masked(lead.name) if lead else ""


def _person(text: str) -> str:
    """A person is the one meant where the unit stands beside the name (环评科：张三, 环评科（张三）)."""
    if re.search(CELL_ERROR, text):
        return ""
    lead = lead_of(split_names(text))
    if lead and UNIT_END.search(lead.name) and PERSON.fullmatch(lead.note) and not UNIT_END.search(lead.note):
        return masked(lead.note)
    return masked(lead.name) if lead else ""


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
    return {
        "code": code.where(~twice, ""),
        "code_text": text,
        "code_twice": twice,
        "code_alike": lookalikes(text),
        "code_hidden": cells.str.contains(HIDDEN),
    }


def _status(table: pd.DataFrame, cell: Mapping[str, "pd.Series[Any]"], percent: "pd.Series[Any]",
            words: Mapping[str, str]) -> dict[str, Any]:  # fmt: skip
    """The claim of each row; where two columns answer it differently, nobody can tell."""
    spoken = _spoken(cell, percent)
    both = spoken + RIVALS + table["status_rivals"]
    texts = {t for many in both.drop_duplicates() for t in many.split(RIVALS)}
    read = {t: read_status(t, words) for t in texts}
    rival = both.map(
        {m: len({read[t].claim for t in m.split(RIVALS) if t.strip()}) > 1 for m in both.drop_duplicates()}
    )
    claim = spoken.map({t: s.claim for t, s in read.items()})
    return {"claim": claim.where(~rival, "unclear"), "rivalled": rival.astype(bool),
            "acceptance_claimed": spoken.map({t: s.acceptance or "" for t, s in read.items()}).where(~rival, ""),
            "pace": spoken.map({t: s.pace or "" for t, s in read.items()})}  # fmt: skip


def _spoken(cell: Mapping[str, "pd.Series[Any]"], percent: "pd.Series[Any]") -> "pd.Series[Any]":
    """The status as said; where the share done is all there is, that."""
    status = cell["status"]
    if not (status.ne("").any() and status.equals(cell["percent"])):
        return status
    return percent.map(lambda p: f"{p:g}%", na_action="ignore").astype("object").fillna(status).astype(TEXT)


def _percent(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """80, 80%, 0.8, 八成 -> 80; empty where it is no share from 0 to 100.

    A column of shares is known by a fraction below 1 and nothing above it: there 1 is all of it.
    """
    text = _once(cells, normalise).str.replace(" ", "")
    number = pd.to_numeric(text.where(text.str.fullmatch(BARE_SHARE), "").str.rstrip("%"), errors="coerce")
    bare = number.where(~text.str.endswith("%"))
    shares = bool(bare.max() <= 1 and ((bare > 0) & (bare < 1)).any())
    below = bare.notna() & (bare < 1) & text.str.contains(".", regex=False)
    number = number.where(~(below | (bare.notna() & shares)), number * 100).round(6)
    worded = cells[number.isna()].drop_duplicates()
    number = number.fillna(cells.map({t: share_of(t) for t in worded}).astype(float))
    return number.where(number.between(0, 100)).astype(SHARE)


def _contradictions(out: pd.DataFrame, done_on: "pd.Series[Any]", ground: Ground) -> pd.DataFrame:
    """A claim that its own date of completion, or another row of the same item, gives the lie is
    no claim: such an item stays open until somebody has looked.
    """
    plain = pd.DataFrame({"due_rivals": "", "due_formula": False, "due_number": False}, index=out.index)
    day = due_of(plain, done_on, ground.deadline)["due_on"]
    today, start = pd.Timestamp(ground.as_of), pd.Timestamp(ground.feedback_on)
    ahead, before = day > today, day < start
    behind = out["claim"].isin(["in_progress", "not_done"]) & (day <= today)
    clashes = out["claim"].groupby(same_item(out)).transform("nunique").gt(1)
    claim = out["claim"].where(~((ahead & out["claim"].eq("done")) | clashes), "unclear")
    return out.assign(claim=claim, ahead=ahead, before=before & ~out["claim"].eq("unclear"), behind=behind,
                      clashes=clashes, done_text=done_on)  # fmt: skip
