"""The ladder as a machine: policy × histories × people changes × outages, and what must always hold.

A history is one item's life. Many are run at once, each with its own outages; ``make test-machine`` runs
at least 20,000 of them and prints how many.
"""

import os
import random
import sys
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from duban.counting import Counting
from duban.escalation import KEY, SAID, Rules, due_now
from duban.item import running
from duban.workdays import Calendar
from tests.machine.histories import World, a_world

pytestmark = pytest.mark.long

CALENDAR = Calendar()
BATCH = int(os.environ.get("DUBAN_BATCH", "150"))
HISTORIES = int(os.environ.get("DUBAN_HISTORIES", "300"))
PLACE = ["item", "episode", "line"]
RANKS = {"handler": 1, "unit_head": 2, "leader_in_charge": 3, "principal": 4}
ran = 0


@dataclass
class Told:
    """What a way of running the program leaves behind."""

    said: pd.DataFrame = field(default_factory=lambda: SAID.frame().assign(told_on=pd.NaT, role="", post=""))
    reached: pd.DataFrame = field(default_factory=pd.DataFrame)
    pending: set[str] = field(default_factory=set)


def _run(world: World, runs: dict[date, set[str]] | None) -> Told:
    """Cycles on each day for the items whose turn it is (None: every day, everything)."""
    out = Told()
    for day in world.days:
        now = world.states[world.states["day"] == pd.Timestamp(day)]
        now = now if runs is None else now[now["code"].isin(runs[day])]
        if len(now := running(now).drop(columns="day").reset_index(drop=True)):
            _cycle(world, out, now, day)
    return out


def _cycle(world: World, out: Told, items: pd.DataFrame, day: date) -> None:
    policy, ladder = world.ladder_on(day)
    today = pd.Timestamp(day)
    rules = Rules(ladder, CALENDAR, pd.Timestamp(world.start), policy=policy)
    mine = out.said[out.said["item"].isin(items["code"])]
    facts = {"events": world.events[world.events["on"] <= today],
             "releases": world.releases[world.releases["on"] <= today]}  # fmt: skip
    found, skipped = due_now(items, world.who, mine, rules, today, **facts)
    known = pd.MultiIndex.from_frame(mine[KEY])
    new = found[~pd.MultiIndex.from_frame(found[KEY]).isin(known)]
    fresh = new[new["release"].ne("waiting") & (new["told_on"] <= today)]
    once_a_level(new[new["release"].ne("waiting")])
    if CALENDAR.is_workday(day):
        everyone_below(world, fresh, mine, items, today)
        quiet_after_edits(world, fresh, mine, ladder, day)
        out.said = pd.concat([out.said, fresh.assign(notice_id=str(day), policy_id=policy)[out.said.columns]],
                             ignore_index=True)  # fmt: skip
        never_silent(world, out.said, found, items, ladder, day)
    levels = pd.concat([found[["item", "episode", "level"]], skipped[["item", "episode", "level"]]])
    top = levels.groupby(["item", "episode"])["level"].max()
    before = out.reached["level"] if len(out.reached) else top
    out.reached = pd.concat([before, top]).groupby(level=[0, 1]).max().to_frame("level")
    out.pending = (out.pending - set(items["code"])) | set(
        found.loc[(found["told_on"] > today) & found["release"].ne("waiting"), "item"])  # fmt: skip


def once_a_level(new: pd.DataFrame) -> None:
    """At most one new level per item and run."""
    assert new.groupby("item")["level"].nunique().le(1).all()
    assert not new.duplicated(KEY).any()


def everyone_below(world: World, fresh: pd.DataFrame, said: pd.DataFrame, items: pd.DataFrame,
                   today: pd.Timestamp) -> None:  # fmt: skip
    """Nobody lower is passed over, the principal never before the leader in charge: whoever is told,
    those who hold the roles below on that day were told too, by today.
    """
    told = fresh.loc[fresh["line"].eq("business") & fresh["role"].isin(RANKS), ["item", "role"]]
    top = told.assign(rank=told["role"].map(RANKS)).groupby("item", as_index=False)["rank"].max()
    named = top.merge(items.rename(columns={"code": "item", "person": "named"}), on="item")
    held = world.who[world.who["line"].eq("business") & world.who["role"].isin(RANKS)
                     & (world.who["from_on"] <= today) & (world.who["to_on"] >= today)]  # fmt: skip
    below = named.merge(held.drop(columns="rank").assign(below=held["role"].map(RANKS)), on=["unit", "own"])
    below = below[(below["below"] < below["rank"])
                  & (below["role"].ne("handler") | below["handler"].eq(below["named"]))]  # fmt: skip
    columns = ["item", "episode", "person"]
    heard = set(pd.concat([said[columns], fresh[columns]]).itertuples(index=False, name=None))
    passed = set(below[columns].itertuples(index=False, name=None)) - heard
    assert not passed, passed


def quiet_after_edits(world: World, fresh: pd.DataFrame, said: pd.DataFrame, ladder: Any, day: date) -> None:
    """Nothing is told twice after a policy edit: not before the level's own repeat has passed."""
    if not world.edited or day < world.edited_on or fresh.empty:
        return
    plain = fresh[~fresh["item"].isin(world.events["code"]) & fresh["item"].isin(said["item"])]
    last = said.merge(plain[[*PLACE, "tenure", "level"]], on=[*PLACE, "tenure"], suffixes=("", "_now"))
    last = last[last["level"] >= last["level_now"]]
    for one in last.groupby([*PLACE, "tenure", "level_now"], as_index=False)["on"].max().itertuples():
        level = next(v for v in ladder.levels if v.level == one.level_now)
        every = ladder.again_every(level)
        passed = Counting(ladder.count, CALENDAR).passed(pd.Series([one.on]), pd.Series([pd.Timestamp(day)]))
        assert every is not None and int(passed.iloc[0]) >= every, one


def never_silent(world: World, said: pd.DataFrame, found: pd.DataFrame, items: pd.DataFrame, ladder: Any,
                 day: date) -> None:  # fmt: skip
    """No item that stands on a level which repeats is silent for longer than that, silence apart."""
    today = pd.Timestamp(day)
    pending = set(found.loc[found["told_on"] > today, "item"])
    standing = found[found["release"].ne("waiting") & ~found["item"].isin(pending)]
    standing = standing.groupby(["item", "episode"], as_index=False)["level"].max()
    newest = said.groupby(["item", "episode"], as_index=False)["on"].max()
    both = standing.merge(newest, how="left", on=["item", "episode"])
    assert both["on"].notna().all()
    for level in ladder.levels:
        every = ladder.again_every(level)
        mine = both[both["level"].eq(level.level)]
        if every and len(mine):
            passed = Counting(ladder.count, CALENDAR).passed(mine["on"], pd.Series(today, index=mine.index))
            assert (passed < every).all(), mine[passed >= every]


def same_in_the_end(world: World, every: Told, some: Told) -> None:
    """Highest level and posts told of each running item do not depend on when the program ran."""
    last = pd.Timestamp(_last(world))
    now = running(world.states[world.states["day"] == last])
    now = now[~now["code"].isin(some.pending | every.pending)]
    keys = now[["code", "episode"]].rename(columns={"code": "item"})
    high = [
        keys.join(one.reached["level"], on=["item", "episode"])["level"].fillna(0) for one in (every, some)
    ]
    standing = high[1].gt(0).to_numpy()
    assert (high[0] == high[1])[standing].all(), keys[(high[0] != high[1]) & standing]
    keys = keys[standing]
    full, thin = ({(r.item, r.line, r.post) for r in one.said.merge(keys, on=["item", "episode"]).itertuples()}
                  for one in (every, some))  # fmt: skip
    assert thin <= full, thin - full
    held = every.said[every.said["role"].ne("reporter")].merge(keys, on=["item", "episode"])
    still = world.who[(world.who["from_on"] <= last) & (world.who["to_on"] >= last)]
    valid = set(zip(still["role"], still["line"], still["post"], still["tenure"], still["own"], strict=True))
    own = dict(zip(now["code"], now["own"], strict=True))
    owed = {(r.item, r.line, r.post) for r in held.itertuples()
            if (r.role, r.line, r.post, r.tenure, own[r.item]) in valid}  # fmt: skip
    assert owed <= thin, owed - thin


def _last(world: World) -> date:
    return next(d for d in reversed(world.days) if CALENDAR.is_workday(d))


def _outages(world: World, seed: int) -> dict[date, set[str]]:
    """Each history's own days: some run rarely, some in bursts, all on the last working day."""
    draw = random.Random(seed)
    last, runs = _last(world), {day: set[str]() for day in world.days}
    for code in world.states["code"].unique():
        rate = draw.choice([0.0, 0.05, 0.2, 0.6])
        for day in world.days:
            if day == last or draw.random() < rate:
                runs[day].add(code)
    return runs


# A number cannot be made a smaller history of the same kind: shrinking it would only cost time. The same
# numbers are drawn each time, so that a change that breaks something is what breaks it.
@settings(max_examples=max(1, -(-HISTORIES // BATCH)), deadline=None, database=None, derandomize=True,
          phases=[Phase.generate])  # fmt: skip
@given(st.integers(0, 10**9))
def test_whatever_happens_and_whenever_it_runs(seed: int) -> None:
    global ran
    ran += holds(seed, BATCH)
    sys.stdout.write(f"{ran} histories\n")


def holds(seed: int, count: int) -> int:
    """Live through ``count`` histories drawn from one number."""
    world = a_world(seed, count)
    some = _run(world, _outages(world, seed))
    every = _run(world, None)
    if not world.edited:
        same_in_the_end(world, every, some)
    return count
