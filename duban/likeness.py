"""Rows that are likely an item already known (疑似同一事项): proposed to a person, never taken as such."""

from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from duban.frames import SHARE, TEXT, Schema
from duban.item import identity

# One row a proposal; the index is that of the reading. likeness: 0 to 100.
PROPOSALS = Schema("proposals", {"item": TEXT, "identity": TEXT, "likeness": SHARE})
# Fewer characters are alike by chance; more texts on both sides is no rewording but another ledger.
SHORTEST = 6
MOST = 2_000


def likely(rows: pd.DataFrame, items: pd.DataFrame, least: int) -> pd.DataFrame:
    """PROPOSALS: each of ``rows`` with the one item of the same unit it is likest to, where both the
    finding and the measure are alike to ``least`` of 100; an item is proposed once.
    """
    parts = [_of_unit(rows[rows["unit"].eq(unit)], items[items["unit"].isin([unit, ""])], least)
             for unit in rows["unit"].drop_duplicates()]  # fmt: skip
    full = [p for p in parts if len(p)]
    if not full:
        return PROPOSALS.frame()
    found = pd.concat(full).sort_values("likeness", ascending=False, kind="stable")
    return PROPOSALS.cast(found[~found["item"].duplicated()].assign(identity=""))


def _of_unit(rows: pd.DataFrame, items: pd.DataFrame, least: int) -> pd.DataFrame:
    if not len(rows) or not len(items) or max(len(rows), len(items)) > MOST:
        return PROPOSALS.frame()
    score = np.minimum(_alike(_words(rows), _words(items), least),
                       _alike(_plain(rows, "finding"), _plain(items, "finding"), least))  # fmt: skip
    score[_short(rows), :] = 0
    score[:, _short(items)] = 0
    best = score.argmax(axis=1)
    top = score[np.arange(len(rows)), best]
    found = pd.DataFrame(
        {"item": items["code"].to_numpy()[best], "likeness": top.astype(float)}, index=rows.index
    )
    return PROPOSALS.cast(found[top >= least].assign(identity=""))


def _alike(these: list[str], those: list[str], least: int) -> "np.ndarray[tuple[int, int], Any]":
    found: np.ndarray[tuple[int, int], Any] = process.cdist(these, those, scorer=fuzz.ratio, score_cutoff=least,
                                                            dtype=np.float32)  # fmt: skip
    return found


def _short(frame: pd.DataFrame) -> list[bool]:
    return [len(w) < SHORTEST for w in _words(frame)]


def _words(frame: pd.DataFrame) -> list[str]:
    """The measure, or the finding where there is none."""
    return [m or f for m, f in zip(_plain(frame, "measure"), _plain(frame, "finding"), strict=True)]


def _plain(frame: pd.DataFrame, column: str) -> list[str]:
    alone = pd.DataFrame({"finding": frame[column], "measure": ""}, index=frame.index)
    return [t.rstrip("\x1f") for t in identity(alone)]
