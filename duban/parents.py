"""Codes that look alike, and codes that point at others (上级编号): what is odd about them."""

from typing import Any

import pandas as pd

ALIKE = str.maketrans("OoIl", "0011")


def orphaned(read: pd.DataFrame) -> "pd.Series[Any]":
    """The rows whose parent is named and is no code of this ledger."""
    given: pd.Series[Any] = read["parent"].ne("") & ~read["parent"].isin(read["code_text"])
    return given


def cycled(read: pd.DataFrame) -> "pd.Series[Any]":
    """The rows that are their own parent, by however many steps.

    Each step looks up the parent's parent for all rows at once and doubles the distance, so that a
    cycle of any length shows after as many steps as its length has binary digits.
    """
    links = read.loc[read["parent"].ne("") & read["code_text"].ne(""), ["code_text", "parent"]]
    up = links.drop_duplicates("code_text").set_index("code_text")["parent"]
    jump, length = up, 1
    while length < len(up):
        jump, length = jump.map(jump), length * 2
    # Whoever still has somebody above after more steps than there are codes goes round, or hangs on a round.
    endless = set(jump[jump.notna() & jump.isin(up.index)]) if len(up) else set()
    in_round, at = set(endless), endless
    while at:
        at = {up[c] for c in at} - in_round
        in_round |= at
    found: pd.Series[Any] = read["code_text"].isin(in_round) & read["parent"].ne("")
    return found


def lookalikes(codes: "pd.Series[Any]") -> "pd.Series[Any]":
    """The codes that differ from another only by case, or by O and 0, l and 1."""
    named = codes[codes.ne("")].drop_duplicates()
    plain = named.str.translate(ALIKE).str.casefold().str.translate(ALIKE)
    found: pd.Series[Any] = codes.isin(named[plain.duplicated(keep=False)])
    return found
