"""Shared items (牵头与配合): the lead unit answers, assisting units are copied; who decides whose it is.

While two units dispute an item (权属争议) nothing rests: the unit named as lead stays lead and its clock
runs, until the post both stand under has decided.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from duban.duty import heads_of
from duban.frames import TEXT, Schema
from duban.roster import Post, Roster, Unit
from duban.workdays import Calendar

# Whom an item's assisting units copy: their head, and the leader in charge of each. unit "": a name
# that is not on the roster (name keeps it), for a person to clear up.
COPIED = Schema("copied", {"item": TEXT, "name": TEXT, "unit": TEXT, "role": TEXT, "post": TEXT, "person": TEXT,
                           "tenure": TEXT, "note": TEXT})  # fmt: skip
COPIED_ROLES = ("unit_head", "leader_in_charge")
SEPARATOR = "、"


@dataclass(frozen=True)
class Superior:
    """The post that several units stand under, who holds it, and why it is not a nearer one."""

    post: str
    title: str
    person: str
    note: str = ""


@dataclass(frozen=True)
class Dispute:
    """Disputed ownership: its own short clock, and who decides by when."""

    opened_on: date
    decide_by: date
    decider: Superior


def copied(items: pd.DataFrame, who: pd.DataFrame, units: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Give COPIED on a day: for each unit an item's ``assist`` names, its head and leaders.

    ``who`` is ANSWERING; ``units`` maps every name a ledger uses (name) to the roster's (unit). The lead
    unit itself is never copied, nor whoever both units stand under: that post hears as the lead's.
    """
    named = _assisting(items, units)
    # An assisting unit is copied as it stands, whatever areas of their own or persons concerned other items have.
    every = who[who["line"].eq("business") & who["role"].isin(COPIED_ROLES) & who["unit"].ne("")
                & (who["from_on"] <= on) & (who["to_on"] >= on)]  # fmt: skip
    held = every[every["own"].eq("")]
    found = named[named["unit"].ne("")].merge(held.drop(columns="handler", errors="ignore"), on="unit")
    lead = items.rename(columns={"code": "item"})[["item", "unit", "own"]].merge(
        every[["unit", "own", "role", "post"]], on=["unit", "own"])  # fmt: skip
    found = found[~_in(found, lead, ["item", "role", "post"]) | found["role"].eq("unit_head")]
    unknown = named[named["unit"].eq("")].assign(
        role="", post="", person="", tenure="", note="花名册中没有这个单位"
    )
    rows = COPIED.cast(pd.concat([COPIED.cast(found), COPIED.cast(unknown)], ignore_index=True))
    return rows.drop_duplicates(["item", "name", "post", "person"]).reset_index(drop=True)


def _in(rows: pd.DataFrame, others: pd.DataFrame, columns: list[str]) -> "np.ndarray[Any, Any]":
    return pd.MultiIndex.from_frame(rows[columns]).isin(pd.MultiIndex.from_frame(others[columns]))


def _assisting(items: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    shared = items.loc[items["assist"].ne("") & items["settled_on"].isna(), ["code", "unit", "assist"]]
    rows = shared.assign(name=shared["assist"].str.split(SEPARATOR)).explode("name", ignore_index=True)
    rows["name"] = rows["name"].fillna("").astype(TEXT).str.strip()
    known = units.drop_duplicates("name").set_index("name")["unit"]
    rows = rows.rename(columns={"code": "item", "unit": "lead"})
    rows["unit"] = rows["name"].map(known.to_dict()).fillna("").astype(TEXT)
    return rows.loc[rows["name"].ne("") & (rows["unit"].eq("") | rows["unit"].ne(rows["lead"])),
                    ["item", "name", "unit"]].drop_duplicates(["item", "name"])  # fmt: skip


def lowest_common_superior(
    roster: Roster, units: Iterable[str], on: date, areas: Iterable[str] = (), barred: Collection[str] = ()
) -> Superior:
    """The lowest post that all ``units`` stand under and that somebody holds on a day.

    ``areas``: those the item is of; a leader in charge of all of a unit's areas, or of the item's, stands
    above it. A unit that is not on the roster stands under the principal. A head of one of the units never
    decides, nor one of the ``barred`` (回避), and no note says so. Where nobody holds any post up to the
    principal, the steward is told to find who decides.
    """
    names = list(dict.fromkeys(units))
    parties = {p.id for name in names for p in heads_of(roster, name)}
    chains = [[p.id for p in _above(roster, name, set(areas))] for name in names] or [_top(roster)]
    common = [post for post in chains[0] if post not in parties and all(post in chain for chain in chains)]
    notes: list[str] = []
    able = [*common, *(p.id for p in roster.with_role("steward"))]
    for post in able:
        tenure = roster.holder(post, on)
        if tenure is not None and tenure.person in barred:
            continue
        if tenure is not None:
            return Superior(post, roster.post(post).title, tenure.person, "；".join(notes))
        notes.append(f"{roster.post(post).title}岗位空缺")
    last = roster.post(able[0]) if able else None
    return Superior(
        last.id if last else "", last.title if last else "", "", "；".join(notes) or "没有可以决定的岗位"
    )


def _above(roster: Roster, unit: str, areas: set[str]) -> list[Post]:
    """The posts a unit stands under, lowest first, each once; a loop ends where it began."""
    own = next((set(u.areas) for u in roster.units if u.name == unit), set())
    heads = heads_of(roster, unit) if own else ()
    leaders = [p for p in roster.posts if "leader_in_charge" in p.roles and own
               and set(p.areas) >= ((own & areas) or own)]  # fmt: skip
    seen: dict[str, Post] = {}
    for start in (*heads, *leaders, *roster.with_role("principal")):
        post: Post | None = start
        while post is not None and post.id not in seen:
            seen[post.id] = post
            post = next((p for p in roster.posts if p.id == post.reports_to), None)  # noqa: B023
    # A head may report past the leader in charge; the principal is nobody's nearest superior.
    return sorted(seen.values(), key=lambda p: "principal" in p.roles)


def answering_posts(roster: Roster, unit: Unit) -> frozenset[str]:
    """The posts that head a unit or are in charge of its areas, on either line."""
    leaders = {of(a).id for a in unit.areas for of in (roster.leader_of, roster.conduct_post_of)}
    return frozenset(leaders | {p.id for p in heads_of(roster, unit.name)})


def _top(roster: Roster) -> list[str]:
    return [p.id for p in roster.with_role("principal")]


def dispute(roster: Roster, units: Iterable[str], opened_on: date, calendar: Calendar, workdays: int = 3,
            areas: Iterable[str] = (), barred: Collection[str] = ()) -> Dispute:  # fmt: skip
    """A dispute about an item between ``units``: decided within ``workdays`` by whom they stand under.

    No source gives a limit; 3 working days are assumed, and a setting.
    """
    decider = lowest_common_superior(roster, units, opened_on, areas, barred)
    return Dispute(opened_on, calendar.limit_on(opened_on, workdays), decider)


DisputeState = Literal["open", "overdue", "decided"]
AFTER_ZH: dict[DisputeState, str] = {
    "open": "定责前仍由台账所列牵头单位办理，时限照计",
    "overdue": "逾期未定责，报主要负责人，仍由台账所列牵头单位办理，时限照计",
    "decided": "按所定牵头单位办理，原定时限不变，此前逾期天数不计入新的牵头单位",
}


def dispute_state(one: Dispute, today: date, decided_on: date | None = None) -> DisputeState:
    """Where a dispute stands on a day; ``AFTER_ZH`` says what holds then."""
    if decided_on is not None and decided_on <= today:
        return "decided"
    return "overdue" if today > one.decide_by else "open"


def told_of_dispute(
    one: Dispute, roster: Roster, today: date, decided_on: date | None = None
) -> Superior | None:
    """Who is to decide today: the decider, once overdue the principal, nobody once it is decided."""
    state = dispute_state(one, today, decided_on)
    top = roster.with_role("principal")
    if state == "decided":
        return None
    if state == "open" or not top or one.decider.post == top[0].id:
        return one.decider
    return lowest_common_superior(roster, (), today)
