"""Tracking (跟踪): readings against what is known; what moved, and what only claims to.

A ledger's words are claims. None of them closes an item, moves a date later or stops a ladder;
done with evidence suspends the unit's clock (待验收), done without it does not.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.codes import Ground
from duban.due import Terms, first_dates, next_dates
from duban.evidence import is_new, with_used
from duban.examining import Examined, examine
from duban.frames import DAY, TEXT
from duban.item import CHANGES, ITEMS, due_words

SAID = ["status_text", "claim", "pace", "percent", "progress", "evidence", "person", "detail",
        "leader", "assist"]  # fmt: skip
CYCLES = ("recurring", "standing")
KIND_ZH = {
    "new": "新增", "claimed": "申报完成，未附佐证", "claimed_with_evidence": "申报完成，附佐证",
    "claimed_again": "以退回过的佐证再次申报", "written_off_by_department": "台账自报已销号，未经验收", "fell_back": "由申报完成改报为未完成",
    "deadline_moved": "台账时限有改动，未附延期批准", "vanished": "台账中不再出现，待核实",
    "reappeared": "台账中重新出现", "progress": "进展有更新", "unit_moved": "台账责任单位有改动",
    "cycle_closed": "本期完成", "corrected": "时限核定", "accepted": "验收通过", "returned": "验收退回，计时恢复",
    "extended": "经批准延期", "reopened": "销号后重新督办", "owned": "责任单位已定", "unreported": "整改方案列入，台账未报",
    "register_differs": "与整改方案不一致", "unplanned": "不在整改方案中", "register_dropped": "整改方案新版不再列入",
    "register_moved": "整改方案时限有改动，未附延期批准", "reported_twice": "两份台账报同一事项",
}  # fmt: skip


@dataclass(frozen=True)
class Tracked:
    """What one delivery did: the source's items as they now stand, changes, codes by row, the index
    of rows that repeat another's item, and what was examined.
    """

    items: pd.DataFrame
    changes: pd.DataFrame
    codes: "pd.Series[Any]"
    repeated: "pd.Series[Any]"
    seen: Examined | None = None


def track(items: pd.DataFrame, readings: pd.DataFrame, *, source: str, prefix: str,
          as_of_on: pd.Timestamp, terms: Terms, units: pd.DataFrame,
          reviewers: bool = False, ground: Ground | None = None) -> Tracked:  # fmt: skip
    """Take one delivery's READINGS into one source's ITEMS.

    ``units`` maps each name a ledger uses (name) to the roster's unit and areas (unit, areas).
    Rows that repeat another's identity are not applied; their index comes back in ``repeated``. A row
    in quarantine leaves its item as it was, and counts as seen.
    """
    seen = examine(items, readings, prefix, units, ground or Ground())
    return apply(items, seen, source=source, as_of_on=as_of_on, terms=terms, reviewers=reviewers)


def apply(items: pd.DataFrame, seen: Examined, *, source: str, as_of_on: pd.Timestamp, terms: Terms,
          reviewers: bool = False, whole: bool = True) -> Tracked:  # fmt: skip
    """Take what was examined into the items. Where it is not the ``whole`` delivery, nothing vanished."""
    rows = seen.applying
    fresh = rows[~rows["code"].isin(items["code"])]
    new = _settled_by_reviewers(_new_items(fresh, source, as_of_on, terms), fresh, reviewers)
    old, changes = _moved(items, rows, as_of_on, reviewers, whole)
    out = ITEMS.cast(pd.concat([old, new]) if len(old) and len(new) else (old if len(old) else new))
    out = out.reset_index(drop=True)
    out = _closed_cycles(out, terms, as_of_on) if len(out) else out
    found = [_changes(new, "new", "", new["measure"])] if len(new) else []
    return Tracked(_suspended(out.reset_index(drop=True), as_of_on), _together([*changes, *found]),
                   rows["code"], seen.repeated, seen)  # fmt: skip


def _new_items(rows: pd.DataFrame, source: str, as_of_on: pd.Timestamp,
               terms: Terms) -> pd.DataFrame:  # fmt: skip
    due, first_on = first_dates(rows, terms, as_of_on), rows["first_on"].fillna(as_of_on)
    known = {c: rows[c] for c in ITEMS.columns if c in rows.columns}
    blank = dict.fromkeys(("acceptance", "evidence_used"), "")
    days = dict.fromkeys(("suspended_on", "settled_on", "missing_on", "silent_until_on"), pd.NaT)
    set_now = {"from_level": 0, "extended": 0, "source": source, "due_on": due, "assessed_on": due, "episode": 1,
               "opened_on": first_on, "first_read_on": first_on, "read_on": as_of_on}  # fmt: skip
    out = pd.DataFrame({**known, **blank, **days, **set_now}, index=rows.index)
    out["flags"] = _flag(out["unit"] == "", "unit_unknown") + _flag(~out["certain"], "due_uncertain")
    return ITEMS.cast(out)


def _flag(where: "pd.Series[Any]", word: str) -> "pd.Series[Any]":
    return pd.Series(word + " ", index=where.index).where(where, "")


def _moved(items: pd.DataFrame, rows: pd.DataFrame, as_of_on: pd.Timestamp, reviewers: bool,
           whole: bool) -> tuple[pd.DataFrame, list[pd.DataFrame]]:  # fmt: skip
    """Old items as this delivery leaves them, and what changed, one frame per kind of change."""
    old = items.set_index("code", drop=False)
    every = rows.set_index("code").reindex(old.index)
    now = rows[~rows["quarantined"]].set_index("code").reindex(old.index)
    there, said, open_ = every["claim"].notna(), now["claim"].notna(), old["settled_on"].isna()
    changes = [*_told_anyway(old, every, there & open_), *_differences(old, now, said & open_)]
    gone = ~there & open_ & whole
    changes.append(_changes(old[gone & old["missing_on"].isna()], "vanished", "", ""))
    out = _corrected(_settled_by_reviewers(old, now, reviewers), now, said & open_, as_of_on)
    moved = changes[0].loc[changes[0]["item"].isin(out.index[said]), "item"]
    for column in SAID:
        out[column] = now[column].where(said, old[column])
    found = said & old["unit"].eq("") & now["unit"].fillna("").ne("")
    for column in ("unit", "unit_text", "areas"):
        out[column] = now[column].where(found, old[column])
    # A ledger only ever raises the level: what was restricted, or not public, stays so.
    out["restricted"] = old["restricted"] | every["restricted"].eq(True)
    out["public"] = old["public"] & ~out["restricted"] & every["public"].fillna(True).astype(bool)
    out["read_on"] = old["read_on"].where(~said, as_of_on)
    out["missing_on"] = old["missing_on"].fillna(as_of_on).where(gone, old["missing_on"].mask(there, pd.NaT))
    same = said & open_ & (_agrees(old, now) | due_words(now).eq(due_words(old)))
    out["flags"] = _reflag(out, moved, same)
    return ITEMS.cast(out.reset_index(drop=True)), changes


def _told_anyway(old: pd.DataFrame, every: pd.DataFrame, on: "pd.Series[Any]") -> list[pd.DataFrame]:
    """What is told of every row that is there, in quarantine or not; moved deadlines first."""
    due = on & due_words(every).ne(due_words(old)) & ~_earlier(old, every) & ~_agrees(old, every)
    unit = on & every["unit"].fillna("").ne("") & old["unit"].ne("") & every["unit"].ne(old["unit"])
    return [_changes(old[due], "deadline_moved", old["due_text"], every["due_text"]),
            _changes(old[on & old["missing_on"].notna()], "reappeared", "", ""),
            _changes(old[unit], "unit_moved", old["unit"], every["unit_text"])]  # fmt: skip


def _differences(old: pd.DataFrame, now: pd.DataFrame, on: "pd.Series[Any]") -> list[pd.DataFrame]:
    done, was = now["claim"].eq("done"), old["claim"].eq("done")
    proof = now["evidence"].fillna("").ne("")
    wrote = on & now["acceptance_claimed"].eq("written_off") & old["status_text"].ne(now["status_text"])
    anew = proof & old["evidence_used"].ne("") & now["evidence"].ne(old["evidence"])
    anew &= old["suspended_on"].isna() & ~old["kind"].isin(CYCLES)
    stale = anew & ~is_new(now["evidence"].fillna(""), old["evidence_used"])
    anew &= ~stale
    again = on & done & (~was | anew | (proof & old["evidence"].eq(""))) & ~stale
    told = wrote | again
    other = (now[["progress", "percent"]].ne(old[["progress", "percent"]]).any(axis=1)
             & ~(now["percent"].isna() & old["percent"].isna() & now["progress"].eq(old["progress"])))  # fmt: skip
    return [
        _changes(old[wrote], "written_off_by_department", old["status_text"], now["status_text"]),
        _changes(old[again & ~wrote & proof], "claimed_with_evidence", old["status_text"],
                 now["status_text"]),
        _changes(old[again & ~wrote & ~proof], "claimed", old["status_text"], now["status_text"]),
        _changes(old[on & done & stale], "claimed_again", old["evidence"], now["evidence"]),
        _changes(old[on & was & ~done], "fell_back", old["status_text"], now["status_text"]),
        _changes(old[on & other & ~told & ~(was & ~done)], "progress", old["progress"],
                 now["progress"]),
    ]  # fmt: skip


def _agrees(old: pd.DataFrame, now: pd.DataFrame) -> "pd.Series[Any]":
    """A certain date that is the working date: nothing moved, whatever words stand in the cell."""
    return old["certain"] & now["certain"].eq(True) & now["due_on"].eq(old["due_on"])


def _earlier(old: pd.DataFrame, now: pd.DataFrame) -> "pd.Series[Any]":
    """A doubtful date made certain and not later: the clerk answered our question."""
    return ~old["certain"] & now["certain"].eq(True) & (now["due_on"] <= old["due_on"])


def _corrected(old: pd.DataFrame, now: pd.DataFrame, on: "pd.Series[Any]",
               as_of_on: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    out, fixed = old.copy(), on & _earlier(old, now) & now["kind"].isin(["dated", "span"])
    earlier = fixed & now["due_on"].ne(old["due_on"])
    for column in ("due_on", "due_text", "due_note", "certain", "kind"):
        out[column] = now[column].where(fixed, old[column])
    out["certain"] = out["certain"].astype(bool)
    out["due_on"] = out["due_on"].astype(DAY)
    out["assessed_on"] = out["due_on"].where(fixed, old["assessed_on"])
    out["episode"] = old["episode"] + earlier.astype(int)
    out["opened_on"] = old["opened_on"].where(~earlier, as_of_on)
    return out


def _settled_by_reviewers(old: pd.DataFrame, now: pd.DataFrame, reviewers: bool) -> pd.DataFrame:
    """Only a source that speaks for the reviewers accepts and writes off."""
    if not reviewers:
        return old
    out, said = old.copy(), now["acceptance_claimed"].fillna("")
    out["acceptance"] = said.where(said.isin(["accepted", "written_off", "returned"]),
                                   old["acceptance"])  # fmt: skip
    used = [
        with_used(was, one) for was, one in zip(old["evidence_used"], now["evidence"].fillna(""), strict=True)
    ]
    out["evidence_used"] = pd.Series(used, index=old.index, dtype=TEXT).where(
        said.eq("returned"), old["evidence_used"]
    )
    return out


def _reflag(items: pd.DataFrame, moved: "pd.Series[Any]", agreed: "pd.Series[Any]") -> "pd.Series[Any]":
    """``agreed``: the ledger says the working date again, what it disputed is over."""
    was_moved = (items["flags"].str.contains("due_moved") & ~agreed) | items["code"].isin(moved)
    return (_flag(items["unit"] == "", "unit_unknown") + _flag(~items["certain"], "due_uncertain")
            + _flag(was_moved, "due_moved"))  # fmt: skip


def _closed_cycles(items: pd.DataFrame, terms: Terms, as_of_on: pd.Timestamp) -> pd.DataFrame:
    """Done with evidence not used before closes one cycle of a recurring or standing item."""
    closes = (
        items["kind"].isin(CYCLES)
        & items["claim"].eq("done")
        & is_new(items["evidence"], items["evidence_used"])
        & items["read_on"].eq(as_of_on)
    )
    out = items.copy()
    out["due_on"] = items["due_on"].where(~closes, next_dates(items, terms)).astype(DAY)
    out["assessed_on"] = items["assessed_on"].where(~closes, out["due_on"])
    out["evidence_used"] = items["evidence_used"].where(~closes, items["evidence"])
    out["episode"] = items["episode"] + (closes & items["first_read_on"].ne(as_of_on)).astype(int)
    out["opened_on"] = items["opened_on"].where(~closes, as_of_on)
    return out


def _suspended(items: pd.DataFrame, as_of_on: pd.Timestamp) -> pd.DataFrame:
    """A claim of done with evidence puts the item with the reviewers; falling back resumes it.

    After a return only evidence that never came back suspends again (``evidence_used`` keeps all that did).
    """
    once = ~items["kind"].isin(CYCLES)
    claims = once & items["claim"].eq("done") & is_new(items["evidence"], items["evidence_used"])
    since = items["suspended_on"].fillna(as_of_on)
    accepted = once & items["acceptance"].eq("accepted")
    out = items.assign(suspended_on=since.where(claims | accepted, pd.NaT))
    # What was returned and is claimed anew waits for a new decision.
    out["acceptance"] = items["acceptance"].mask(claims & items["acceptance"].eq("returned"), "")
    off = items["acceptance"].eq("written_off") & items["settled_on"].isna()
    out["settled_on"] = items["settled_on"].where(~off, as_of_on)
    return ITEMS.cast(out)


def _changes(items: pd.DataFrame, kind: str, before: Any, after: Any) -> pd.DataFrame:
    pick = {"before": before, "after": after}
    got = {k: v.reindex(items.index) if isinstance(v, pd.Series) else v for k, v in pick.items()}
    return CHANGES.cast(pd.DataFrame({"item": items["code"], "kind": kind, **got},
                                     index=items.index).reset_index(drop=True))  # fmt: skip


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    full = [p for p in parts if len(p)]
    return pd.concat(full, ignore_index=True) if full else CHANGES.frame()
