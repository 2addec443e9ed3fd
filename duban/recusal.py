"""Recusal (回避): a person concerned is passed over at every rung, and nobody else can see that one was.

What is told in that person's place says nothing of why; only the designated officer (the steward, or
whom ``instead`` names) hears that somebody was passed over.
"""

from collections.abc import Collection
from typing import Any

import pandas as pd

from duban.frames import TEXT, Schema
from duban.roster import Recusal, Roster

# An item told today whose chain passes somebody over: who, as what, and who hears of it (officer).
PASSED_OVER = Schema("passed over", {"item": TEXT, "person": TEXT, "role": TEXT, "officer": TEXT})
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


def hidden_from(items: pd.DataFrame, roster: Roster, person: str) -> frozenset[str]:
    """The codes of what a person may not be shown."""
    return frozenset(set(items["code"]) - set(seen_by(items, roster, person)["code"]))


def reaching(rows: pd.DataFrame, items: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """The rows (item, person) without those that would reach a person concerned."""
    if not roster.recusals:
        return rows
    barred = dict(zip(items["code"], barred_from(items, roster), strict=True))
    kept = [one not in str(barred.get(item, "")).split(BETWEEN)
            for item, one in zip(rows["item"], rows["person"], strict=True)]  # fmt: skip
    return rows[pd.Series(kept, index=rows.index, dtype=bool)]


def seen_asks(asks: pd.DataFrame, rows: pd.DataFrame, roster: Roster, person: str) -> pd.DataFrame:
    """The asks of a person that rest on something it may be shown: not of a unit that concerns it, nor
    with all grounds hidden. ``rows`` are the escalations that it may be shown.
    """
    units = {unit for one in roster.recusals if one.person == person for unit in one.units}
    return asks[~asks["unit"].isin(units) & (asks["id"].isin(rows["ask"]) | asks["person"].ne(person))]


def without_recusals(roster: Roster) -> Roster:
    """The roster as it would be if nobody were concerned: who would have heard."""
    return roster.model_copy(update={"recusals": ()})


def passed_over(fresh: pd.DataFrame, items: pd.DataFrame, who: pd.DataFrame, roster: Roster,
                today: pd.Timestamp, beside: pd.DataFrame | None = None) -> pd.DataFrame:  # fmt: skip
    """Give PASSED_OVER for what is told today (``fresh``: item, role, line), once an item, person and role.

    ``items`` and ``who`` (ANSWERING) are as they would be if nobody were concerned (``own``, ``reporter``);
    ``beside`` (item, role, person) would have been copied as well.
    """
    known = items[["code", "unit", "source", "own", "person", "reporter"]].rename(
        columns={"code": "item", "person": "named"})  # fmt: skip
    named = fresh[["item", "role", "line"]].drop_duplicates().merge(known, on="item")
    named["handler"] = named["named"].where(named["role"].eq("handler"), "")
    named["owner"] = named["unit"].where(named["role"].ne("reporter"), "reporter:" + named["reporter"])
    held = who[(who["from_on"] <= today) & (who["to_on"] >= today)].rename(columns={"unit": "owner"})
    keys = ["owner", "own", "handler", "line", "role"]
    would = named.merge(held[[*keys, "person"]], on=keys)
    if beside is not None:
        facts = known.drop(columns="named")
        would = pd.concat([would, beside[["item", "role", "person"]].merge(facts, on="item")])
    barred = dict(zip(items["code"], barred_from(items, roster), strict=True))
    would["barred"] = would["item"].map(barred).fillna("").astype(TEXT)
    parts = [_of_one(would, one, roster, today) for one in roster.recusals]
    found = pd.concat(parts) if parts else PASSED_OVER.frame()
    return PASSED_OVER.cast(
        found.drop_duplicates(["item", "person", "role", "officer"]).reset_index(drop=True)
    )


def _of_one(would: pd.DataFrame, one: Recusal, roster: Roster, today: pd.Timestamp) -> pd.DataFrame:
    who = roster.person(one.person)
    # A handler who holds no post would have been told by name, through the head.
    mine = would["person"].eq(one.person) | would["handler"].isin([who.name, *who.aliases])
    hit = would[mine & _concerns(would.rename(columns={"item": "code"}), one)]
    officers = {
        barred: officer_of(one, barred.split(BETWEEN), roster, today) for barred in hit["barred"].unique()
    }
    return hit[["item", "role"]].assign(person=one.person, officer=hit["barred"].map(officers).astype(TEXT))


def officer_of(one: Recusal, barred: Collection[str], roster: Roster, today: pd.Timestamp) -> str:
    """Who is to know: the post named, the steward, the inspection office; never a person concerned."""
    posts = [*([one.instead] if one.instead else []), *(p.id for p in roster.with_role("steward")),
             *(p.id for p in roster.with_role("inspection_office"))]  # fmt: skip
    held = [tenure.person for post in posts if (tenure := roster.holder(post, today.date()))]
    return next((person for person in held if person not in {one.person, *barred}), "")
