"""Who holds the post that a level asks for, on the day it is told (告知日), and by when an answer is owed."""

from collections.abc import Iterable
from typing import Any, Protocol

import pandas as pd

from duban.frames import DAY
from duban.grounds import why_of
from duban.ladder import Ladder
from duban.roster import RANK
from duban.workdays import Calendar

# What of an item says whom to tell, and when.
OF_ITEM = ["code", "episode", "unit", "own", "person", "reporter", "due_on", "read_on", "opened_on",
           "silent_until_on", "from_level"]  # fmt: skip


class Terms(Protocol):
    """The part of the rules that timing needs."""

    @property
    def ladder(self) -> Ladder:
        """The ladder."""

    @property
    def calendar(self) -> Calendar:
        """The calendar."""

    @property
    def wait_workdays(self) -> int:
        """How long posts above wait for a late ledger."""


def addressed(rounds: pd.DataFrame, items: pd.DataFrame, wishes: Iterable[pd.DataFrame], who: pd.DataFrame,
              rules: Terms, releases: pd.DataFrame | None, today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Rounds of items × whom their level asks for × who holds that post on the day it is told.

    ``releases`` empty (None): nothing of this is released yet.
    """
    asked = asked_for(rounds, items, wishes, rules, releases)
    base = asked["earliest"].where(asked["earliest"] >= today, today).astype(DAY)
    found = held_by(asked.assign(told_on=rules.calendar.roll_days(base)), who)
    found = found[(found["told_on"] >= found["from_on"]) & (found["told_on"] <= found["to_on"])]
    said = worded(found.reset_index(drop=True), rules)
    said["within"] = answer_within(said, rules.ladder)
    return said.assign(answer_by=answer_by(said, rules))


def asked_for(rounds: pd.DataFrame, items: pd.DataFrame, wishes: Iterable[pd.DataFrame], rules: Terms,
              releases: pd.DataFrame | None) -> pd.DataFrame:  # fmt: skip
    """Rounds of items × whom their level asks for, and the earliest day each may hear (earliest)."""
    mine = items[[c for c in OF_ITEM if c in items.columns]]
    named = rounds.merge(mine.rename(columns={"from_level": "reopened_at"}), on="code")
    parts = [named.merge(w, on=["code", "level"] if "code" in w.columns else ["level"]) for w in wishes]
    parts += [] if releases is None else [_reporters(named)]
    asked = pd.concat(parts, ignore_index=True)
    asked["handler"] = asked["person"].where(asked["role"] == "handler", "")
    asked["owner"] = asked["unit"].where(asked["role"] != "reporter", "reporter:" + asked["reporter"])
    asked["own"] = asked.get("own", "")
    return _timed(_released(asked, rules.ladder, releases), rules)


def held_by(asked: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Each with every holder of the post there is, from_on to to_on."""
    held = who.rename(columns={"unit": "owner", "person": "holder"})
    return asked.merge(held, on=["owner", "own", "handler", "line", "role"])


def _reporters(named: pd.DataFrame) -> pd.DataFrame:
    """A ledger older than the due date: its reporter is asked first, on the level's day."""
    stale = named[_stale(named)]
    return stale.assign(role="reporter", line="business", copy=False, from_level=stale["level"])


def _stale(rounds: pd.DataFrame) -> "pd.Series[Any]":
    return (rounds["level_on"] > rounds["due_on"]) & (rounds["read_on"] < rounds["due_on"])


def _released(asked: pd.DataFrame, ladder: Ladder, releases: pd.DataFrame | None) -> pd.DataFrame:
    """Whether each level waits for the office, and the day it was let out."""
    needs = asked["level"].isin([one.level for one in ladder.levels if one.release])
    out = asked.assign(release=pd.Series("released", index=asked.index).where(needs, ""),
                       released_on=pd.Series(pd.NaT, index=asked.index, dtype=DAY))  # fmt: skip
    if releases is None:
        return out.assign(release="waiting")
    if not needs.any():
        return out
    first = releases.sort_values("on").drop_duplicates(["item", "episode", "level"])
    first = first.rename(columns={"item": "code", "on": "let_out_on"})
    joined = out.merge(first, how="left", on=["code", "episode", "level"])
    return joined.assign(released_on=joined["let_out_on"].where(joined["release"] != "").astype(DAY))


def _timed(asked: pd.DataFrame, rules: Terms) -> pd.DataFrame:
    """The earliest day each may hear: not before a silence (暂停提示) is over or a release; leaders later
    if the ledger is late.
    """
    above = asked["role"].map(RANK).fillna(0) >= RANK["leader_in_charge"]
    waits = above & _stale(asked)
    wait = rules.calendar.shift_days(asked["level_on"], rules.wait_workdays)
    base = asked["on"].where(~waits | (asked["on"] >= wait), wait)
    spoken = asked["silent_until_on"] + pd.Timedelta(days=1)
    for day in (spoken, asked["released_on"]):
        base = base.where(day.isna() | (base >= day), day)
    return asked.assign(waits=waits, earliest=base.astype(DAY))


def worded(found: pd.DataFrame, rules: Terms) -> pd.DataFrame:
    """Labels, and the ground this reader got it on."""
    levels = {one.level: one for one in rules.ladder.levels}
    number = found["level"].astype(int)
    out = found.assign(item=found["code"], person=found["holder"],
                       label=number.map({n: v.label for n, v in levels.items()}),
                       slip=number.map({n: v.slip for n, v in levels.items()}))  # fmt: skip
    return out.assign(why=why_of(out, rules.ladder))


def answer_within(asked: pd.DataFrame, ladder: Ladder) -> "pd.Series[Any]":
    """How many working days are given for an answer: by the leader in charge told or copied, and by a unit
    head told; none is owed by anybody else.
    """
    within = asked["level"].astype(int).map({one.level: one.answer_within for one in ladder.levels})
    leader, head = asked["role"].eq("leader_in_charge"), asked["role"].eq("unit_head") & ~asked["copy"]
    found: pd.Series[Any] = within.where(leader | head).astype("float64")
    return found


def answer_by(out: pd.DataFrame, rules: Terms) -> "pd.Series[Any]":
    """The last of the working days an answer is given ``within``, from the day it is told."""
    parts = [rules.calendar.shift_days(out.loc[out["within"].eq(n), "told_on"], int(n))
             for n in out["within"].dropna().unique()]  # fmt: skip
    found = pd.concat(parts) if parts else pd.Series([], dtype=DAY)
    owed: pd.Series[Any] = found.reindex(out.index).astype(DAY)
    return owed
