"""Which item each row is about: by code, by exact words, else as a person decided; new codes for the rest.

Exact first; a row that is only like an item which no row is about any more is put to a person, and
until somebody has decided it is neither that item nor a new one: the old item's clock runs on.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, Schema, looked_up, texts
from duban.item import give_codes, identity
from duban.likeness import PROPOSALS, likely

# What a person decided of likely matches, or has not yet: identity of the row, the item it is like;
# state: open, same, different. on: the day the row was first read.
DECIDED = Schema("decided", {"identity": TEXT, "item": TEXT, "state": TEXT, "on": DAY})


@dataclass(frozen=True)
class Ground:
    """What else codes are given by: what was decided of likely matches (DECIDED), all items of the site
    (``taken``: no code of theirs is given again; the source's own where left out), and how like (0 to
    100) two texts must be to be put to a person.
    """

    decided: pd.DataFrame = field(default_factory=DECIDED.frame)
    taken: pd.DataFrame | None = None
    likeness: int = 75


@dataclass(frozen=True)
class Matched:
    """``codes``: the item each row is about, "" where a person must say first; ``repeated``: rows
    that repeat another's item; ``proposals``: PROPOSALS.
    """

    codes: "pd.Series[Any]"
    repeated: "pd.Series[Any]"
    proposals: pd.DataFrame


def match(rows: pd.DataFrame, items: pd.DataFrame, prefix: str, ground: Ground) -> Matched:
    """Match READINGS (unit as on the roster) to one source's ITEMS."""
    keys = identity(rows)
    taken = items if ground.taken is None else ground.taken
    own = rows["code"].mask(_never_given(rows["code"], taken, prefix), "")
    code = own.where(own.isin(items["code"]), "")
    code = _by_words(code, keys, items, ground.decided)
    code = _as_its_twin(code.where(code != "", own), keys)
    proposals, waiting = _proposed(rows[code == ""], keys, items[~items["code"].isin(code)], ground)
    lacking = rows[(code == "") & ~keys.isin(waiting)]
    once = lacking[~keys[lacking.index].duplicated()]
    given = pd.Series(give_codes(once, taken, prefix).to_numpy(), index=keys[once.index].to_numpy())
    code = code.mask((code == "") & ~keys.isin(waiting), texts(keys.map(given))).astype(TEXT)
    return Matched(code, code.ne("") & code.duplicated(), proposals)


def _never_given(codes: "pd.Series[Any]", items: pd.DataFrame, prefix: str) -> "pd.Series[Any]":
    """Codes of our own form that we gave to nobody: a slip of the pen, never a new identity."""
    form = rf"{prefix}-\d+-\d+"
    if not items["code"].str.fullmatch(form).any():
        return pd.Series(False, index=codes.index)
    return codes.str.fullmatch(form) & ~codes.isin(items["code"])


def _by_words(code: "pd.Series[Any]", keys: "pd.Series[Any]", items: pd.DataFrame,
              decided: pd.DataFrame) -> "pd.Series[Any]":  # fmt: skip
    """Rows without a known code by their exact words; an item whose code a row gave is not taken twice."""
    left = items[~items["code"].isin(code)]
    known = pd.Series(left["code"].to_numpy(), index=identity(left)) if len(left) else pd.Series(dtype=TEXT)
    same = decided[decided["state"].eq("same") & decided["item"].isin(left["code"])]
    known = pd.concat(
        [known, pd.Series(same["item"].to_numpy(), index=same["identity"].to_numpy(), dtype=TEXT)]
    )
    found = keys.map(known[~known.index.duplicated()]) if len(known) else keys.map({})
    return code.where(code != "", texts(found))


def _as_its_twin(code: "pd.Series[Any]", keys: "pd.Series[Any]") -> "pd.Series[Any]":
    """A row without a code that says word for word what a row with one says is about the same item."""
    known = code[code.ne("")].drop_duplicates()
    twins = pd.Series(known.to_numpy(), index=keys[known.index].to_numpy(), dtype=TEXT)
    return code.where(code.ne(""), texts(looked_up(keys, twins[~twins.index.duplicated()])))


def _proposed(rows: pd.DataFrame, keys: "pd.Series[Any]", left: pd.DataFrame,
              ground: Ground) -> tuple[pd.DataFrame, set[str]]:  # fmt: skip
    """PROPOSALS not made before, and the identities of the rows that wait for somebody to decide."""
    waits = ground.decided[ground.decided["state"].eq("open") & ground.decided["item"].isin(left["code"])]
    no = ground.decided[ground.decided["state"].eq("different")]
    fresh = rows[
        ~keys[rows.index].isin({*waits["identity"], *no["identity"]}) & ~keys[rows.index].duplicated()
    ]
    found = likely(
        fresh, left[left["settled_on"].isna() & ~left["code"].isin(waits["item"])], ground.likeness
    )
    found = PROPOSALS.cast(found.assign(identity=keys.reindex(found.index).astype(TEXT)))
    return found, {*waits["identity"], *found["identity"]} & set(keys[rows.index])
