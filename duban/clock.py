"""When each item reaches each level (到级): the ladder's clock, by column expressions.

The level's day is a function of the item's dates and the ladder alone, never of when the
program ran: an outage moves nothing. It is never before the day the item's present episode
began (the day a ledger first told of it), since nobody can have reached it before.
"""

from typing import Any

import pandas as pd

from duban.frames import DAY, WHOLE, Schema
from duban.ladder import Ladder, Level
from duban.workdays import Calendar

STEPS = Schema("steps", {"code": "str", "level": WHOLE, "on": DAY, "until": DAY})
ROUNDS = Schema("rounds", {"code": "str", "level": WHOLE, "round": WHOLE, "level_on": DAY,
                           "on": DAY})  # fmt: skip
FAR = pd.Timestamp(2200, 1, 1)
Days = "pd.Series[pd.Timestamp]"


def steps(items: pd.DataFrame, ladder: Ladder, calendar: Calendar,
          feedback_on: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give STEPS: for each running item (code, due_on, opened_on) the span of each level.

    ``on`` is the day the level is reached, ``until`` the day a higher one takes over
    (exclusive); a level overtaken on the very day it was reached has ``on == until``.
    """
    parts = [_level_days(items, level, ladder, calendar, feedback_on) for level in ladder.levels]
    out = pd.concat(parts, ignore_index=True).dropna(subset=["on"])
    out = out.sort_values(["code", "level"], kind="stable", ignore_index=True)
    # A level cannot open before the one below it has; a higher one may open on the same day.
    out["until"] = out.groupby("code")["on"].shift(-1).fillna(FAR)
    out["until"] = out[["on", "until"]].max(axis=1)
    return STEPS.cast(out)


def _level_days(items: pd.DataFrame, level: Level, ladder: Ladder, calendar: Calendar,
                feedback_on: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    days = [_trigger(items, name, number, ladder.count == "workdays", calendar, feedback_on)
            for name, number in level.when.triggers.items()]  # fmt: skip
    on = pd.concat(days, axis=1).min(axis=1)
    on = on.where(on.isna() | (on >= items["opened_on"]), items["opened_on"])
    return pd.DataFrame({"code": items["code"], "level": level.level, "on": on})


def _trigger(items: pd.DataFrame, name: str, number: int, workdays: bool,
             calendar: Calendar, feedback_on: pd.Timestamp) -> Any:  # fmt: skip
    due = items["due_on"]
    start = pd.Series(feedback_on, index=items.index).astype(DAY)
    if name.endswith("months") or name.startswith("months"):
        sign, base = (-1, due) if name == "months_left" else (1, start)
        return (base + pd.DateOffset(months=sign * number)).astype(DAY)
    sign, base = {"days_left": (-1, due), "days_late": (1, due), "age_days": (1, start)}[name]
    if workdays:
        return calendar.shift_days(base, sign * number)
    return base + pd.to_timedelta(sign * number, unit="D")


def newest_rounds(steps_: pd.DataFrame, ladder: Ladder, calendar: Calendar,
                  today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give ROUNDS: for each item the highest level reached by ``today``, in its newest round."""
    reached = steps_[steps_["on"] <= today]
    top = reached.groupby("code", as_index=False).tail(1)
    parts = [_newest(top[top["level"] == one.level], one, ladder, calendar, today)
             for one in ladder.levels]  # fmt: skip
    return ROUNDS.cast(pd.concat(parts, ignore_index=True))


def _newest(top: pd.DataFrame, level: Level, ladder: Ladder, calendar: Calendar,
            today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    every, out = ladder.again_every(level), top.assign(level_on=top["on"], round=1)
    if every is None or out.empty:
        return out
    now = pd.Series(today, index=out.index).astype(DAY)
    passed = (calendar.count_days(out["on"], now) if ladder.count == "workdays"
              else (now - out["on"]).dt.days)  # fmt: skip
    out["round"] = passed // every + 1
    return _dated(out, every, ladder, calendar)


def _dated(rounds: pd.DataFrame, every: int, ladder: Ladder, calendar: Calendar) -> pd.DataFrame:
    ahead = (rounds["round"] - 1) * every
    if ladder.count == "days":
        return rounds.assign(on=rounds["level_on"] + pd.to_timedelta(ahead.astype(int), unit="D"))
    moved = [calendar.shift_days(part["level_on"], int(n)) if n else part["level_on"]
             for n, part in rounds.groupby(ahead)]  # fmt: skip
    return rounds.assign(on=pd.concat(moved) if moved else rounds["level_on"])


def all_rounds(steps_: pd.DataFrame, ladder: Ladder, calendar: Calendar,
               first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give ROUNDS: every round of every level told in [first, last], and the one open at first."""
    parts = [_rounds_of(steps_[steps_["level"] == one.level], one, ladder, calendar, last)
             for one in ladder.levels]  # fmt: skip
    found = pd.concat(parts, ignore_index=True)
    found = found[(found["on"] <= last) & ((found["on"] < found["until"]) | (found["round"] == 1))]
    before = found[found["on"] < first].sort_values(["code", "level", "round"])
    overtaken = found["on"].eq(found["until"])
    now = found[(found["on"] >= first) & ~overtaken]
    still = before.groupby("code").tail(1)
    # A round that begins on the first day takes the place of the one open until then.
    still = still[(still["until"] > first) & ~still["code"].isin(now.loc[now["on"].eq(first), "code"])]
    out = pd.concat([still, now])
    return ROUNDS.cast(out.sort_values(["on", "code", "level", "round"], ignore_index=True))


def _rounds_of(spans: pd.DataFrame, level: Level, ladder: Ladder, calendar: Calendar,
               last: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    every = ladder.again_every(level)
    out = spans.assign(level_on=spans["on"], round=1)
    if every is None or out.empty:
        return out
    after = last + pd.Timedelta(days=1)
    end = out["until"].where(out["until"] <= after, after)
    times = ((end - out["on"]).dt.days.clip(lower=0) // every + 1).astype(int)
    out = out.loc[out.index.repeat(times)]
    out["round"] = out.groupby(level=0).cumcount() + 1
    return _dated(out.reset_index(drop=True), every, ladder, calendar)
