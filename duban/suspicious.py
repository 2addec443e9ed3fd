"""Rows that are odd only beside what is known: what they would change is put to a person first.

Pure rules over a source's ITEMS and one delivery's READINGS. A row in quarantine leaves its item as
it was; nothing here closes an item or moves a date.
"""

import difflib
import json
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from duban.cell_text import fold
from duban.frames import TEXT, WHOLE, YES, Schema
from duban.item import identity
from duban.vocabulary import match

# One row a suspicion; the index is that of the reading it is about.
SUSPICIONS = Schema("suspicions", {"row": WHOLE, "sheet": TEXT, "item": TEXT, "field": TEXT, "found": TEXT,
                                   "expected": TEXT, "kind": TEXT, "quarantine": YES})  # fmt: skip
UNLIKE = 0.4
# Shorter texts are said of many things.
LEAST_LEAKED = 6
SEEN_BY_ALL = ("finding", "detail", "measure", "progress", "evidence", "remark")
NEAR = 0.4


def suspicions(items: pd.DataFrame, readings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """SUSPICIONS about READINGS whose ``code`` is the item each row was matched to.

    ``units`` maps each name a ledger uses (name) to the roster's unit (unit).
    """
    old = items.set_index("code").reindex(readings["code"])
    old.index = readings.index
    known = old["finding"].notna()
    found = [*_reused(old, readings, known), *_cleared(old, readings, known), *_jumped(old, readings, known),
             *_relapsed(old, readings, known), *_strangers(old, readings, known, units),
             *_handed_off(old, readings, known, units), *_lowered(old, readings, known),
             *_leaked(items, readings)]  # fmt: skip
    full = [f for f in found if len(f)]
    return SUSPICIONS.cast(pd.concat(full)) if full else SUSPICIONS.frame()


def held_back(readings: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """READINGS with those rows ``quarantined`` that a suspicion puts there."""
    held = readings.index.isin(found.index[found["quarantine"]])
    return readings.assign(quarantined=readings["quarantined"] | held)


def _one(
    rows: pd.DataFrame, field: str, found: Any, expected: Any, kind: str, quarantine: bool
) -> pd.DataFrame:
    return pd.DataFrame({"row": rows["row"], "sheet": rows["sheet"], "item": rows["code"], "field": field,
                         "found": found, "expected": expected, "kind": kind, "quarantine": quarantine})  # fmt: skip


def _reused(old: pd.DataFrame, rows: pd.DataFrame, known: "pd.Series[Any]") -> Iterable[pd.DataFrame]:
    """A code whose finding and measure are wholly other than before names another thing now."""
    texts = pd.DataFrame({"finding": old["finding"].fillna(""), "measure": old["measure"].fillna("")})
    changed = rows[known & identity(texts).ne(identity(rows))]
    before, now = texts.loc[changed.index], changed[["finding", "measure"]]
    unlike = [all(_likeness(a, b) < UNLIKE for a, b in zip(one, other, strict=True))
              for one, other in zip(before.to_numpy(), now.to_numpy(), strict=True)]  # fmt: skip
    reused = changed[pd.Series(unlike, index=changed.index, dtype=bool)]
    yield _one(
        reused,
        "编号",
        reused["code"],
        "对应的问题和措施与以前完全不同，请核是否用错编号",
        "code_reused",
        True,
    )


def _likeness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def _cleared(old: pd.DataFrame, rows: pd.DataFrame, known: "pd.Series[Any]") -> Iterable[pd.DataFrame]:
    """A deadline blank where it was filled: the old one stands."""
    cleared = rows[
        known & rows["due_text"].str.strip().eq("") & old["due_text"].fillna("").str.strip().ne("")
    ]
    was = "上次为“" + old["due_text"].reindex(cleared.index).astype(TEXT) + "”，这次没有填写，仍按上次计"
    yield _one(cleared, "整改时限", "", was, "due_cleared", True)


def _jumped(old: pd.DataFrame, rows: pd.DataFrame, known: "pd.Series[Any]") -> Iterable[pd.DataFrame]:
    """From not begun to written off, with nobody in between: the reviewers are asked."""
    settled = rows["acceptance_claimed"].isin(["written_off", "accepted"])
    jumped = rows[known & settled & old["claim"].eq("not_done") & old["settled_on"].isna()]
    yield _one(
        jumped,
        "完成情况",
        jumped["status_text"],
        "上次尚未启动，未经验收，待验收方确认",
        "status_jump",
        False,
    )


def _relapsed(old: pd.DataFrame, rows: pd.DataFrame, known: "pd.Series[Any]") -> Iterable[pd.DataFrame]:
    """Written off by the office and now in progress again: whether to take it up anew is asked."""
    again = rows[
        known & old["settled_on"].notna() & rows["claim"].isin(["not_done", "in_progress", "partial"])
    ]
    yield _one(
        again,
        "完成情况",
        again["status_text"],
        "该事项已销号，又报为未完成，请核是否重新督办",
        "relapse",
        False,
    )


def _strangers(old: pd.DataFrame, rows: pd.DataFrame, known: "pd.Series[Any]",
               units: pd.DataFrame) -> Iterable[pd.DataFrame]:  # fmt: skip
    """A unit that is not on the roster: who answered for the item so far goes on doing so."""
    strange = rows[~rows["unit"].isin(units["name"]) & rows["unit"].ne("")]
    names = list(dict.fromkeys(units["name"]))
    nearest = {n: _nearest(n, names) for n in strange["unit"].drop_duplicates()}
    answered = known & old["unit"].fillna("").ne("")
    out = _one(strange, "责任单位", strange["unit_text"], strange["unit"].map(nearest), "unit_unknown", True)
    yield out.assign(quarantine=answered.reindex(strange.index))


def _handed_off(old: pd.DataFrame, rows: pd.DataFrame, known: "pd.Series[Any]",
                units: pd.DataFrame) -> Iterable[pd.DataFrame]:  # fmt: skip
    """Handed to another unit by the sender alone: held until the receiver or the office confirms."""
    now = rows["unit"].map(units.drop_duplicates("name").set_index("name")["unit"])
    was = old["unit"].fillna("")
    moved = rows[known & now.notna() & was.ne("") & now.ne(was) & old["settled_on"].isna()]
    asked = (
        "原责任单位为“"
        + was.reindex(moved.index).astype(TEXT)
        + "”，未经接收单位或整改办确认，仍由原单位负责"
    )
    yield _one(moved, "责任单位", moved["unit_text"], asked, "unit_handed_off", True)


def _lowered(old: pd.DataFrame, rows: pd.DataFrame, known: "pd.Series[Any]") -> Iterable[pd.DataFrame]:
    """Said to be open to all where it was restricted: never so by a ledger. A ledger that has no column
    for it says nothing.
    """
    asked = rows[known & old["restricted"].eq(True) & ~rows["restricted"]]
    told = pd.Series([_says_level(raw) for raw in asked["raw"]], index=asked.index, dtype=bool)
    yield _one(asked[told], "密级", "", "该事项原为受限，不因台账改写而放开，请核", "level_lowered", True)


def _leaked(items: pd.DataFrame, rows: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """A row that anybody may see and that repeats what a restricted item says: the office is warned,
    in words that do not repeat it again.
    """
    hidden = pd.concat([items, rows])
    hidden = hidden[hidden["restricted"].astype(bool)]
    said = {w for field in ("measure", "finding") for w in hidden[field] if len(w) >= LEAST_LEAKED}
    if not said:
        return
    found = re.compile("|".join(re.escape(w) for w in sorted(said, key=len, reverse=True)))
    first, *rest = SEEN_BY_ALL
    told = rows[first].str.cat(rows[rest], sep="\x1f")
    open_ = ~rows["restricted"] & ~rows["code"].isin(hidden["code"]) & told.str.contains(found)
    yield _one(
        rows[open_], "内容", "", "与一项受限事项的文字相同，请核是否应一并限制知悉", "level_leak", False
    )


def _says_level(raw: str) -> bool:
    return any("level" in match([fold(heading)]) for heading in json.loads(raw or "{}"))


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1, NEAR)
    return "不在花名册中" + (f"，相近的有“{near[0]}”" if near else "")
