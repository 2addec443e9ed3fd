"""What holds after every cycle, whatever happened and whenever it ran."""

from typing import TYPE_CHECKING

import pandas as pd

from duban.counting import Counting
from duban.escalation import KEY
from duban.ladder import Ladder
from duban.workdays import Calendar

if TYPE_CHECKING:
    from datetime import date

    from tests.machine.histories import World

PLACE = ["item", "episode", "line"]
RANKS = {"handler": 1, "unit_head": 2, "leader_in_charge": 3, "principal": 4}


def once_a_level(new: pd.DataFrame) -> None:
    """At most one new level per item and run."""
    assert new.groupby("item")["level"].nunique().le(1).all()
    assert not new.duplicated(KEY).any()


def nothing_new(found: pd.DataFrame, again: pd.DataFrame, fresh: pd.DataFrame) -> None:
    """The same day run again finds nothing to tell, and nothing that it had not found before."""
    assert fresh.empty, fresh
    more = ~pd.MultiIndex.from_frame(again[KEY]).isin(pd.MultiIndex.from_frame(found[KEY]))
    assert not more.any(), again[more]


def everyone_below(world: "World", fresh: pd.DataFrame, said: pd.DataFrame, items: pd.DataFrame,
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


def quiet_after_edits(world: "World", fresh: pd.DataFrame, said: pd.DataFrame, ladder: Ladder, calendar: Calendar,
                      day: "date") -> None:  # fmt: skip
    """Nothing is told twice after a policy edit: whoever was told of an item at this level or above hears
    nothing before the level's own repeat has passed, but of a judgement or a reading made since.
    """
    if not world.edited or day < world.edited_on[0] or fresh.empty:
        return
    now = fresh[[*PLACE, "tenure", "level"]]
    last = said.merge(now, on=[*PLACE, "tenure"], suffixes=("", "_now"))
    last = last[last["level"] >= last["level_now"]]
    last = last.groupby([*PLACE, "tenure", "level_now"], as_index=False)["on"].max()
    news = world.events[world.events["on"] <= pd.Timestamp(day)].groupby("code")["on"].max()
    last = last[~(news.reindex(last["item"]).to_numpy() > last["on"])]
    counted = Counting(ladder.count, calendar)
    passed = counted.passed(
        last["on"], pd.Series(pd.Timestamp(day), index=last.index).astype(last["on"].dtype)
    )
    every = (
        last["level_now"]
        .astype(int)
        .map({one.level: ladder.again_every(one) or 999 for one in ladder.levels})
    )
    assert (passed >= every).all(), last[passed < every]


def never_silent(said: pd.DataFrame, found: pd.DataFrame, items: pd.DataFrame, ladder: Ladder, calendar: Calendar,
                 day: "date") -> None:  # fmt: skip
    """No item that stands on a level which repeats is silent for longer than that, silence apart."""
    today = pd.Timestamp(day)
    pending = set(found.loc[found["told_on"] > today, "item"])
    standing = found[found["release"].ne("waiting") & ~found["item"].isin(pending)]
    standing = standing.groupby(["item", "episode"], as_index=False)["level"].max()
    newest = said.groupby(["item", "episode"], as_index=False)["on"].max()
    both = standing.merge(newest, how="left", on=["item", "episode"])
    assert both["on"].notna().all()
    for level in ladder.levels:
        every, mine = ladder.again_every(level), both[both["level"].eq(level.level)]
        if every and len(mine):
            passed = Counting(ladder.count, calendar).passed(mine["on"], pd.Series(today, index=mine.index))
            assert (passed < every).all(), mine[passed >= every]
