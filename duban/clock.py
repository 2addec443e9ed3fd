"""When each item reaches each level (到级): the ladder's clock, by column expressions.

The level's day is a function of the item's dates, the facts recorded of it and the ladder alone,
never of when the program ran: an outage moves nothing. It is never before the day the item's
present episode began (the day a ledger first told of it), since nobody can have reached it before.
"""

import pandas as pd

from duban.counting import FAR, Counting
from duban.frames import DAY, WHOLE, Schema
from duban.ladder import Ladder
from duban.triggers import ground, pieces_of
from duban.workdays import Calendar

# on: the day the level is reached. [since, until): the days on which it is the item's highest; a
# level overtaken on the very day it was reached has since == until. earlier: rounds of this level
# that began in the episode before, where it was reached, ended and is reached again.
STEPS = Schema("steps", {"code": "str", "level": WHOLE, "on": DAY, "since": DAY, "until": DAY,
                         "earlier": WHOLE})  # fmt: skip
ROUNDS = Schema("rounds", {"code": "str", "level": WHOLE, "round": WHOLE, "level_on": DAY,
                           "on": DAY})  # fmt: skip
DAY_LONG = pd.Timedelta(days=1)


def steps(items: pd.DataFrame, ladder: Ladder, calendar: Calendar, feedback_on: pd.Timestamp, *,
          events: pd.DataFrame | None = None, hidden: pd.DataFrame | None = None) -> pd.DataFrame:  # fmt: skip
    """Give STEPS: for each running item (code, due_on, opened_on) the spans of each level.

    ``events`` are EVENTS: judgements and progress. A level that opens before the one below it
    takes that along: it is reached, and overtaken, on the same day. ``hidden`` (code, level) are
    levels left out for an item, though those above still count on them.
    """
    at = ground(items, ladder, calendar, feedback_on, events)
    pieces: dict[int, pd.DataFrame] = {}
    for level in ladder.levels:
        pieces[level.level] = pieces_of(level, at, pieces)
    pieces = pieces if hidden is None else _shown(pieces, hidden, at.items)
    seen = _highest(pieces)
    found = pd.concat([seen, _overtaken(pieces, seen)], ignore_index=True)
    found["code"] = at.items["code"].to_numpy()[found["row"].to_numpy()]
    return STEPS.cast(found.sort_values(["row", "level", "since"], kind="stable", ignore_index=True))


def _shown(pieces: dict[int, pd.DataFrame], hidden: pd.DataFrame,
           items: pd.DataFrame) -> dict[int, pd.DataFrame]:  # fmt: skip
    gone = hidden.merge(items[["code"]].reset_index(names="row"), on="code").groupby("level")["row"]
    rows = {int(str(level)): set(found) for level, found in gone}
    return {n: part[~part["row"].isin(rows.get(n, set()))] for n, part in pieces.items()}


def _highest(pieces: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """The spans over which each item stands on one level: the highest that holds."""
    every = pd.concat(pieces.values())
    turns = pd.concat([every[["row", "on"]], every[["row", "end"]].set_axis(["row", "on"], axis=1)])
    turns = turns[turns["on"] < FAR].drop_duplicates().sort_values(["row", "on"], ignore_index=True)
    found = pd.DataFrame({"row": turns["row"], "since": turns["on"], "level": 0,
                          "on": pd.Series(pd.NaT, index=turns.index, dtype=DAY), "earlier": 0})  # fmt: skip
    for number, mine in pieces.items():
        begun = turns.merge(mine.assign(reached=mine["on"]), how="left", on=["row", "on"])
        held = begun.groupby("row")[["reached", "end", "earlier"]].ffill()
        holds = held["end"] > turns["on"]
        found["level"] = found["level"].where(~holds, number)
        found["on"] = found["on"].where(~holds, held["reached"])
        found["earlier"] = found["earlier"].where(~holds, held["earlier"])
    return _joined(found)


def _joined(states: pd.DataFrame) -> pd.DataFrame:
    """Turns at which nothing changed left out; each state until the next."""
    same = states[["row", "level", "on"]].eq(states[["row", "level", "on"]].shift()).all(axis=1)
    still = states["level"].eq(0) & states["level"].shift().eq(0) & states["row"].eq(states["row"].shift())
    kept: pd.DataFrame = states[~same & ~still]
    kept = kept.assign(until=kept.groupby("row")["since"].shift(-1).fillna(FAR))
    return kept[kept["level"] > 0]


def _overtaken(pieces: dict[int, pd.DataFrame], seen: pd.DataFrame) -> pd.DataFrame:
    """A level never the highest when it was reached, by itself or along with one above it."""
    parts, above = [], pd.Series(dtype=DAY)
    for number in reversed(pieces):
        own = pieces[number].groupby("row")["on"].min()
        above = pd.concat([own, above]).groupby(level=0).min()
        shown = seen[seen["level"] == number].groupby("row")["since"].min().reindex(above.index)
        hidden = above[shown.isna() | (above < shown)].rename("on").rename_axis("row")
        parts.append(hidden.reset_index().assign(level=number))
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found.assign(since=found["on"], until=found["on"], earlier=0)


def newest_rounds(steps_: pd.DataFrame, ladder: Ladder, calendar: Calendar,
                  today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give ROUNDS: for each item the level it stands on ``today``, in its newest round."""
    now = steps_[(steps_["since"] <= today) & (steps_["until"] > today)]
    return _rounds(now.assign(first=today, last=today), ladder, calendar)


def all_rounds(steps_: pd.DataFrame, ladder: Ladder, calendar: Calendar,
               first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give ROUNDS: every round of every level told in [first, last], and the one open at first."""
    shown = steps_[(steps_["since"] <= last) & (steps_["until"] > first)]
    shown = shown[shown["since"] < shown["until"]]
    from_on = shown["since"].where(shown["since"] >= first, first)
    to_on = (shown["until"] - DAY_LONG).where(shown["until"] <= last, last)
    found = _rounds(shown.assign(first=from_on, last=to_on), ladder, calendar)
    return found.sort_values(["on", "code", "level", "round"], ignore_index=True)


def _rounds(shown: pd.DataFrame, ladder: Ladder, calendar: Calendar) -> pd.DataFrame:
    days = Counting(ladder.count, calendar)
    parts = [_rounds_of(shown[shown["level"] == one.level], ladder.again_every(one), days)
             for one in ladder.levels]  # fmt: skip
    return ROUNDS.cast(pd.concat(parts, ignore_index=True).drop_duplicates(["code", "level", "round"]))


def _rounds_of(shown: pd.DataFrame, every: int | None, days: Counting) -> pd.DataFrame:
    """The rounds newest on some day from ``first`` to ``last``."""
    if every is None or shown.empty:
        return shown.assign(level_on=shown["on"], round=shown["earlier"] + 1)
    low, high = (days.passed(shown["on"], shown[day].astype(DAY)) // every for day in ("first", "last"))
    out = shown.assign(nth=low).loc[shown.index.repeat((high - low + 1).astype(int))]
    out["nth"] += out.groupby(level=0).cumcount()
    out = out.reset_index(drop=True)
    on = days.each_after(out["on"], out["nth"] * every)
    return out.assign(level_on=out["on"], round=out["earlier"] + out["nth"] + 1, on=on)
