"""Ways of running the program over a world's days: daily, or rarely, in bursts, twice on one day."""

import random
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from duban.escalation import KEY, SAID, Rules, due_now
from duban.item import running
from duban.workdays import Calendar
from tests.machine import always
from tests.machine.histories import World

CALENDAR = Calendar()


@dataclass
class Told:
    """What a way of running the program leaves behind."""

    said: pd.DataFrame = field(default_factory=lambda: SAID.frame().assign(told_on=pd.NaT, role="", post=""))
    reached: pd.DataFrame = field(default_factory=pd.DataFrame)
    pending: set[str] = field(default_factory=set)


def run(world: World, runs: dict[date, set[str]] | None, twice: set[date]) -> Told:
    """Cycles on each day for the items whose turn it is (None: every day, everything); ``twice`` are working
    days on which the same cycle is run again.
    """
    out = Told()
    for day in world.days:
        now = world.states[world.states["day"] == pd.Timestamp(day)]
        now = now if runs is None else now[now["code"].isin(runs[day])]
        if len(now := running(now).drop(columns="day").reset_index(drop=True)):
            _cycle(world, out, now, day, 2 if day in twice else 1)
    return out


def _cycle(world: World, out: Told, items: pd.DataFrame, day: date, times: int) -> None:
    found, skipped, new = _found(world, out, items, day)
    today = pd.Timestamp(day)
    always.once_a_level(new)
    if CALENDAR.is_workday(day):
        _tell(world, out, items, day, found, new[new["told_on"] <= today])
    for _ in range(times - 1):
        again, _, fresh = _found(world, out, items, day)
        always.nothing_new(found, again, fresh[fresh["told_on"] <= today])
    open_ = found[found["release"].ne("waiting")]
    levels = pd.concat([open_[["item", "episode", "level"]], skipped[["item", "episode", "level"]]])
    top = levels.groupby(["item", "episode"])["level"].max()
    before = out.reached["level"] if len(out.reached) else top
    out.reached = pd.concat([before, top]).groupby(level=[0, 1]).max().to_frame("level")
    out.pending = (out.pending - set(items["code"])) | set(open_.loc[open_["told_on"] > today, "item"])


def _found(world: World, out: Told, items: pd.DataFrame,
           day: date) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """What stands, what is skipped, and what of it nobody was told and may be."""
    policy, ladder = world.ladder_on(day)
    today = pd.Timestamp(day)
    rules = Rules(ladder, CALENDAR, pd.Timestamp(world.start), policy=policy)
    mine = out.said[out.said["item"].isin(items["code"])]
    found, skipped = due_now(items, world.who, mine, rules, today, events=world.events[world.events["on"] <= today],
                             releases=world.releases[world.releases["on"] <= today])  # fmt: skip
    known = pd.MultiIndex.from_frame(mine[KEY])
    new = found[~pd.MultiIndex.from_frame(found[KEY]).isin(known) & found["release"].ne("waiting")]
    return found, skipped, new


def _tell(
    world: World, out: Told, items: pd.DataFrame, day: date, found: pd.DataFrame, fresh: pd.DataFrame
) -> None:
    policy, ladder = world.ladder_on(day)
    mine = out.said[out.said["item"].isin(items["code"])]
    always.everyone_below(world, fresh, mine, items, pd.Timestamp(day))
    always.quiet_after_edits(world, fresh, mine, ladder, CALENDAR, day)
    told = fresh.assign(notice_id=str(day), policy_id=policy)[out.said.columns]
    out.said = pd.concat([out.said, told], ignore_index=True)
    always.never_silent(out.said, found, items, ladder, CALENDAR, day)


def last_workday(world: World) -> date:
    """The last day anybody can be told on."""
    return next(d for d in reversed(world.days) if CALENDAR.is_workday(d))


def outages(world: World, seed: int) -> dict[date, set[str]]:
    """Each history's own days: some run rarely, some in bursts, all on the last working day."""
    draw = random.Random(seed)
    last, runs = last_workday(world), {day: set[str]() for day in world.days}
    for code in world.states["code"].unique():
        rate = draw.choice([0.0, 0.05, 0.2, 0.6])
        for day in world.days:
            if day == last or draw.random() < rate:
                runs[day].add(code)
    return runs
