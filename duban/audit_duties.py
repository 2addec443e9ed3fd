"""Who must have been told by now (应告知), worked out a second time from dates, ladder and roster alone.

It shares nothing with what opens and tells (``escalation``, ``clock``, ``addressed``, ``notice``), and errs on
the late side: a duty counts as missed only when no rule could still hold it back.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from duban.audited import FINDINGS, Books, Ground, found
from duban.frames import DAY
from duban.ladder import Level
from duban.roster import Roster

SLACK_WORKDAYS = 1


def duties(books: Books, ground: Ground) -> list[pd.DataFrame]:
    """For each level by the calendar: somebody told at it or above, and the leader in charge among them."""
    live = books.items[books.items["settled_on"].isna() & books.items["suspended_on"].isna()
                       & ~(books.items["silent_until_on"] >= ground.week_ago)]  # fmt: skip
    live = _without_waiting(live[live["moved_on"] < ground.ran_on], ground)
    told = books.rows[books.rows["notice_id"].isin(books.notices["id"])]
    told = told.merge(live[["code", "episode"]], left_on=["item", "episode"], right_on=["code", "episode"])
    parts = []
    for level in ground.ladder.levels:
        late = _late(live, level, ground)
        if len(late):
            parts += [_nobody(late, told, level, ground), _leaderless(late, told, level, ground)]
    return [*parts, _silent(live, told, ground)]


def _without_waiting(live: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Without the items at which some level is reached and still waits for a newer reading: found late, all
    that the levels below would have told wait with it.
    """
    waits = pd.Series(False, index=live.index)
    for level in ground.ladder.levels:
        on = _reached(live, level, ground)
        waits |= (on <= ground.ran_on) & (_told_by(live, on, ground) > ground.ran_on)
    return live[~waits]


def _reached(live: pd.DataFrame, level: Level, ground: Ground) -> "pd.Series[Any]":
    """When each item reaches a level by its calendar trigger alone; empty where it has none, or needs 审签."""
    after = level.when.days_late
    after = -level.when.days_left if after is None and level.when.days_left is not None else after
    if after is None or level.release or live.empty:
        never: pd.Series[Any] = pd.Series(pd.NaT, index=live.index, dtype=DAY)
        return never
    return _counted(live["due_on"], after, ground)


def _told_by(live: pd.DataFrame, on: "pd.Series[Any]", ground: Ground) -> "pd.Series[Any]":
    """The last day by which a level reached on a day is told: later where the last reading is older."""
    known = live["read_on"] >= live["due_on"]
    by: pd.Series[Any] = on.where(
        known, ground.calendar.shift_days(on, ground.wait_workdays + SLACK_WORKDAYS)
    )
    return by.where(by >= live["moved_on"], live["moved_on"]).where(on.notna())


def _late(live: pd.DataFrame, level: Level, ground: Ground) -> pd.DataFrame:
    """The items at which a level must have been told by the last run (told_by)."""
    by = _told_by(live, _reached(live, level, ground), ground)
    return live.assign(told_by=by)[by <= ground.ran_on]


def _counted(days: "pd.Series[Any]", number: int, ground: Ground) -> "pd.Series[Any]":
    if ground.ladder.count == "workdays":
        return ground.calendar.shift_days(days, number)  # type: ignore[no-any-return]
    return (days + pd.to_timedelta(number, unit="D")).astype(DAY)


def _nobody(late: pd.DataFrame, told: pd.DataFrame, level: Level, ground: Ground) -> pd.DataFrame:
    # Under an edited ladder what was told before is not told again, whatever its level is called now.
    enough = told[(told["level"] >= level.level) | told["policy_id"].ne(ground.policy)]
    return found("no level told", late[~late["code"].isin(enough["item"])], "code")


def _leaderless(late: pd.DataFrame, told: pd.DataFrame, level: Level, ground: Ground) -> pd.DataFrame:
    if "leader_in_charge" not in (*level.tell, *level.copy_to):
        return FINDINGS.frame()
    leaders, areas = _leaders(ground), {u.name: u.areas[0] for u in ground.roster.units if len(u.areas) == 1}
    area = late["areas"].where(late["areas"].ne(""), late["unit"].map(areas).fillna(""))
    mine = late.assign(area=area)[area.isin(list(leaders))]
    mine = mine.assign(person=mine["area"].map({a: p for a, (p, _) in leaders.items()}),
                       since=pd.to_datetime(mine["area"].map({a: d for a, (_, d) in leaders.items()})))  # fmt: skip
    mine = mine[(mine["since"] <= mine["told_by"]) & ~_barred(mine, ground.roster)]
    heard = pd.MultiIndex.from_frame(told[["item", "person"]])
    lacking = ~pd.MultiIndex.from_frame(mine[["code", "person"]]).isin(heard)
    return found("leader not told", mine[lacking], "code", "person")


def _leaders(ground: Ground) -> Mapping[str, tuple[str, Any]]:
    """Who is in charge of each area, and since when: from posts and tenures alone."""
    on, found = ground.ran_on.date(), {}
    for area in ground.roster.areas:
        posts = {p.id for p in ground.roster.posts if "leader_in_charge" in p.roles and area.name in p.areas}
        held = [t for t in ground.roster.tenures
                if t.post in posts and t.from_on <= on <= t.to_on and not t.acting]  # fmt: skip
        if len(held) == 1:
            found[area.name] = (held[0].person, held[0].from_on)
    return found


def _barred(mine: pd.DataFrame, roster: Roster) -> "pd.Series[Any]":
    out = pd.Series(False, index=mine.index)
    for one in roster.recusals:
        concerned = (
            mine["code"].isin(one.items) | mine["unit"].isin(one.units) | mine["source"].isin(one.sources)
        )
        out |= concerned & mine["person"].eq(one.person)
    return out


def _silent(live: pd.DataFrame, told: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """An item at the top level that nobody was reminded of for longer than the level's own repeat."""
    top = ground.ladder.levels[-1]
    every = ground.ladder.again_every(top)
    late = _late(live, top, ground)
    mine = told[told["level"].ge(top.level) & told["policy_id"].eq(ground.policy)]
    last = mine.groupby("item")["on"].max().rename("last_on").reset_index()
    both = late.merge(last, left_on="code", right_on="item")
    if both.empty or every is None:
        return FINDINGS.frame()
    again = _counted(both["last_on"].astype(DAY), every, ground)
    again = ground.calendar.shift_days(again, ground.wait_workdays + SLACK_WORKDAYS)
    return found("gone silent", both[again <= ground.ran_on], "code")
