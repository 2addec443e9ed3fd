"""Recusal (回避): a person concerned is passed over at every rung, and nobody else can see that one was.

What is told in that person's place says nothing of why; only the designated officer (the steward, or
whom ``instead`` names) hears that somebody was passed over.
"""

from typing import Any

import pandas as pd

from duban.frames import TEXT, Schema
from duban.roster import Recusal, Roster

# An item told today whose chain passes somebody over: who, as what, and who hears of it (officer).
PASSED_OVER = Schema("passed over", {"item": TEXT, "person": TEXT, "officer": TEXT})
BETWEEN = "、"


def barred_from(items: pd.DataFrame, roster: Roster) -> "pd.Series[Any]":
    """Whom each item must not reach: ids joined by 、, "" for nobody."""
    out: pd.Series[Any] = pd.Series("", index=items.index, dtype=TEXT)
    for one in sorted(roster.recusals, key=lambda r: r.person):
        hit = _concerns(items, one)
        apart = out.where(out.eq(""), out + BETWEEN)
        has = (BETWEEN + out + BETWEEN).str.contains(f"{BETWEEN}{one.person}{BETWEEN}", regex=False)
        out = out.where(~hit | has, apart + one.person)
    return out


def _concerns(items: pd.DataFrame, one: Recusal) -> "pd.Series[bool]":
    found: pd.Series[bool] = items["code"].isin(one.items) | items["unit"].isin(one.units) | items[
        "source"].isin(one.sources)  # fmt: skip
    return found


def seen_by(items: pd.DataFrame, roster: Roster, person: str) -> pd.DataFrame:
    """The items that a person may be shown at all."""
    mine = [one for one in roster.recusals if one.person == person]
    hidden = pd.Series(False, index=items.index)
    for one in mine:
        hidden |= _concerns(items, one)
    return items[~hidden]


def passed_over(fresh: pd.DataFrame, items: pd.DataFrame, who: pd.DataFrame, roster: Roster,
                today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give PASSED_OVER for the rows told today (``fresh``: item, role, line), a row per item and person.

    ``who`` is ANSWERING, whose plain rows say who would have heard.
    """
    named = fresh[["item", "role", "line"]].drop_duplicates().merge(
        items[["code", "unit", "source"]].rename(columns={"code": "item"}), on="item")  # fmt: skip
    plain = who[who["own"].eq("") & (who["from_on"] <= today) & (who["to_on"] >= today)]
    would = named.merge(plain[["unit", "role", "line", "person"]], on=["unit", "role", "line"])
    parts = [_of_one(would, one, roster, today) for one in roster.recusals]
    found = pd.concat(parts) if parts else PASSED_OVER.frame()
    return PASSED_OVER.cast(found.drop_duplicates(["item", "person", "officer"]).reset_index(drop=True))


def _of_one(would: pd.DataFrame, one: Recusal, roster: Roster, today: pd.Timestamp) -> pd.DataFrame:
    hit = would[would["person"].eq(one.person) & _concerns(would.rename(columns={"item": "code"}), one)]
    return hit[["item", "person"]].assign(officer=_officer(one, roster, today))


def _officer(one: Recusal, roster: Roster, today: pd.Timestamp) -> str:
    """Who is to know: the post named, the steward, the inspection office; never the person concerned."""
    posts = [*([one.instead] if one.instead else []), *(p.id for p in roster.with_role("steward")),
             *(p.id for p in roster.with_role("inspection_office"))]  # fmt: skip
    held = [tenure.person for post in posts if (tenure := roster.holder(post, today.date()))]
    return next((person for person in held if person != one.person), "")
