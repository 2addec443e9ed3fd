"""Evidence (佐证) that counts only once: what was returned, or closed a cycle, proves nothing a second time.

An item keeps all that was used of it: of a dated item each evidence that came back, so that handing in
the first again after the second changes nothing; of what comes round only that of the last cycle, for a
report of the same name is due again each year.
"""

import re
import unicodedata
from typing import Any

import pandas as pd

from duban.frames import TEXT

# Between the evidence used; no blank, which folding would take away.
APART = "␞"


def with_used(used: str, evidence: str) -> str:
    """What was used, and this with it."""
    known = [one for one in used.split(APART) if one]
    return used if not evidence or _plain(evidence) in map(_plain, known) else APART.join([*known, evidence])


def is_new(evidence: "pd.Series[Any]", used: "pd.Series[Any]") -> "pd.Series[bool]":
    """Where there is evidence other than was used; blanks and width do not make it other."""
    now = _folded(evidence)
    parts = _folded(used.str.split(APART).explode())
    same = parts.eq(now.reindex(parts.index)).groupby(level=0).any()
    found: pd.Series[bool] = now.ne("") & ~same.reindex(now.index, fill_value=False)
    return found


def _folded(texts: "pd.Series[Any]") -> "pd.Series[Any]":
    return texts.astype(TEXT).str.normalize("NFKC").str.replace(r"\s+", "", regex=True)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
