"""What opens a level (触发条件): over which days each trigger of a level holds, by column expressions.

A span runs from ``on`` to ``end`` (exclusive; FAR while nothing ends it); ``card``: it is a card
of its own, even where the level stood already; ``given``: by a person. Days are a function of the
item's dates and the facts recorded of it alone: what is recorded later moves no day before it.
"""

from dataclasses import dataclass

import pandas as pd

from duban.cards import after_cards, counted
from duban.counting import FAR, Counting, Days
from duban.frames import DAY
from duban.ladder import Ladder, Level
from duban.workdays import Calendar

SPAN = ["row", "on", "end", "card", "given"]


@dataclass(frozen=True)
class Ground:
    """All that levels' days are a function of; ``judged`` and ``progress`` are of this episode.

    ``row`` is an item's place among ``items``, whose index counts from 0.
    """

    items: pd.DataFrame
    ladder: Ladder
    calendar: Calendar
    feedback_on: pd.Timestamp
    judged: pd.DataFrame
    progress: pd.DataFrame

    @property
    def days(self) -> Counting:
        """The ladder's unit."""
        return Counting(self.ladder.count, self.calendar)


def ground(items: pd.DataFrame, ladder: Ladder, calendar: Calendar, feedback_on: pd.Timestamp,
           events: pd.DataFrame | None) -> Ground:  # fmt: skip
    """Put together what a day's levels stand on; events (EVENTS) before the episode are left out."""
    kept = items.reset_index(drop=True)
    judged, progress = (_of_kind(events, kind, value, kept)
                        for kind, value in (("judged", "level"), ("progress", "ratio")))  # fmt: skip
    judged["end"] = judged.groupby("row")["on"].shift(-1).fillna(FAR)
    return Ground(kept, ladder, calendar, feedback_on, judged, progress)


def _of_kind(events: pd.DataFrame | None, kind: str, value: str, items: pd.DataFrame) -> pd.DataFrame:
    if events is None or events.empty:
        return pd.DataFrame({"row": pd.Series(dtype="int64"), "on": pd.Series(dtype=DAY),
                             value: pd.Series(dtype="Float64")})  # fmt: skip
    mine = events.loc[events["kind"] == kind, ["code", "on", value]].dropna()
    known = items[["code", "opened_on"]].reset_index(names="row")
    found = mine.merge(known, on="code")
    found = found[found["on"] >= found["opened_on"]].sort_values(["row", "on"], kind="stable")
    return found.drop_duplicates(["row", "on"], keep="last").reset_index(drop=True)


def pieces_of(level: Level, at: Ground, below: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """The days over which ``level`` holds, in pieces: row, on, end, last, and what is counted.

    A level that holds without a break is one piece, except that every card begins one of its own;
    ``last`` is where the unbroken stretch ends. ``below`` are the lower levels' pieces.
    """
    when = level.when
    clock = _by_calendar(level, at)
    parts = [clock]
    if when.progress_below is not None:
        parts.append(_behind(at.progress, when.progress_below))
    if when.judged:
        parts.append(_judged(at.judged, level.level))
    if when.cards:
        parts.append(after_cards(when.cards, below[when.cards.level], at.judged, at.ladder, at.days))
    if when.slip_limit_passed:
        parts.append(_slip_passed(level, below, at))
    spans = pd.concat([part[SPAN] for part in parts], ignore_index=True).astype({"on": DAY, "end": DAY})
    pieces = _cut(spans[spans["on"] < spans["end"]])
    since = clock.set_index("row")["on"].reindex(pieces["row"]).fillna(FAR).set_axis(pieces.index)
    return counted(pieces, since, at.ladder.again_every(level), at.days)


def _by_calendar(level: Level, at: Ground) -> pd.DataFrame:
    """From the earliest day the calendar gives on, never before the episode began; from its first
    day where the item was reopened at this level (``from_level``).
    """
    opened = at.items["opened_on"]
    begins = opened.where(_starting_level(at) == level.level).astype(DAY)
    days = [_counted(name, number, at) for name, number in level.when.triggers.items()]
    on = pd.concat([begins, *days], axis=1).min(axis=1)
    on = on.where(on.isna() | (on >= opened), opened)
    found = pd.DataFrame({"row": at.items.index, "on": on, "end": FAR, "card": False, "given": False})
    return found.dropna(subset=["on"]).astype({"end": DAY})


def _starting_level(at: Ground) -> Days:
    """The level each item starts at, 0 for none; one the ladder no longer has is the next below."""
    asked = at.items["from_level"].fillna(0).astype(int)
    start = asked * 0
    for one in at.ladder.levels:
        start = start.where(asked < one.level, one.level)
    return start


def _counted(name: str, number: int, at: Ground) -> Days:
    due = at.items["due_on"]
    start = pd.Series(at.feedback_on, index=at.items.index).astype(DAY)
    if name == "months_left":
        return (due - pd.DateOffset(months=number)).astype(DAY)
    if name == "age_months":
        return (start + pd.DateOffset(months=number)).astype(DAY)
    if name == "age_days":
        return at.days.limit(start, number)
    return at.days.after(due, -number if name == "days_left" else number)


def _judged(judged: pd.DataFrame, level: int) -> pd.DataFrame:
    """Each judgement at the level, until the item's next one."""
    return judged[judged["level"] == level].assign(card=True, given=True)


def _behind(progress: pd.DataFrame, share: float) -> pd.DataFrame:
    """From the first reading below the share to the next one that is not: real progress ends it."""
    low = progress["ratio"] < share
    caught_up = progress["on"].where(~low).groupby(progress["row"]).bfill().fillna(FAR)
    spans = progress.assign(end=caught_up.astype(DAY), card=False, given=False)[low]
    return spans.drop_duplicates(["row", "end"])


def _slip_passed(level: Level, below: dict[int, pd.DataFrame], at: Ground) -> pd.DataFrame:
    """From the day after the limit of the slip one level down, while that level holds."""
    lower = [one for one in at.ladder.levels if one.level < level.level][-1]
    number, unit = lower.slip_limit or (0, "days")
    pieces = below[lower.level]
    # A slip is handed over on a working day.
    limit = Counting(unit, at.calendar).limit(at.calendar.roll_days(pieces["on"]), number)
    return pieces.assign(on=at.days.after(limit, 1), end=pieces["last"], card=False, given=False)


def _cut(spans: pd.DataFrame) -> pd.DataFrame:
    """Unbroken stretches of overlapping spans, cut where a card begins."""
    if not spans["card"].any() and not spans["row"].duplicated().any():
        return spans.assign(last=spans["end"])
    found = spans.sort_values(["row", "on"], kind="stable", ignore_index=True)
    reach = found.groupby("row")["end"].cummax().groupby(found["row"]).shift()
    fresh = reach.isna() | (found["on"] > reach)
    found = found.assign(stretch=fresh.cumsum())
    found["last"] = found.groupby("stretch")["end"].transform("max")
    found["given"] = found.groupby(["stretch", "on"])["given"].transform("any")
    kept = found[fresh | found["card"]].drop_duplicates(["stretch", "on"])
    follows = kept.groupby("stretch")["on"].shift(-1)
    return kept.assign(end=follows.fillna(kept["last"])).reset_index(drop=True)
