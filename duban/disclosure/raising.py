"""What raises a row's level (定级) beside its own mark: its source, a keyword, its parent; nothing lowers it."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

# Every cell that is kept; a keyword hides in a remark as well as in a measure.
SAID = ("finding", "detail", "measure", "progress", "remark", "evidence_text", "status_text", "unit_text",
        "person_text", "leader_text", "due_text")  # fmt: skip


@dataclass(frozen=True)
class Closed:
    """What a site marks as restricted: a whole source (``whole``), rows that hold one of the ``keywords``."""

    whole: bool = False
    keywords: tuple[str, ...] = ()


NOT_CLOSED = Closed()


def raised(read: pd.DataFrame, closed: Closed) -> pd.DataFrame:
    """The rows (restricted, public, code_text, parent, and SAID) with the level they have in the end."""
    restricted = read["restricted"] | closed.whole | _named(read, closed.keywords)
    restricted = restricted | _below(read, restricted)
    return read.assign(restricted=restricted, public=read["public"] & ~restricted)


def _named(read: pd.DataFrame, keywords: tuple[str, ...]) -> "pd.Series[Any]":
    found: pd.Series[Any] = pd.Series(False, index=read.index)
    words = [re.escape(word) for word in keywords if word.strip()]
    if words:
        for name in (one for one in SAID if one in read.columns):
            found = found | read[name].str.contains("|".join(words))
    return found


def _below(read: pd.DataFrame, restricted: "pd.Series[Any]") -> "pd.Series[Any]":
    """Whatever stands under a restricted row of the same ledger, by however many steps."""
    codes = set(read.loc[restricted & read["code_text"].ne(""), "code_text"])
    found: pd.Series[Any] = pd.Series(False, index=read.index)
    while True:
        below = read["parent"].isin(codes) & read["parent"].ne("") & ~found
        if not below.any():
            return found
        found = found | below
        codes |= set(read.loc[below & read["code_text"].ne(""), "code_text"])
