"""What two ways of running come to in the end."""

import pandas as pd

from duban.item import running
from tests.machine.cycles import Told, last_workday
from tests.machine.histories import World

PLACE = ["item", "episode"]


def same_in_the_end(world: World, every: Told, some: Told) -> None:
    """What stands and whom it told by a day do not depend on when the program ran before it."""
    last = pd.Timestamp(last_workday(world))
    now = running(world.states[world.states["day"] == last])
    now = now[~now["code"].isin(some.pending | every.pending)]
    keys = now[["code", "episode"]].rename(columns={"code": "item"})
    if not world.edited:
        same_levels(every, some, keys)
    full, thin = (posts(one, keys) for one in (every, some))
    assert thin <= full, thin - full
    assert (owed := _owed(world, every, keys, last)) <= thin, owed - thin


def same_levels(every: Told, some: Told, keys: pd.DataFrame) -> None:
    """The highest level each item ever reached."""
    high = [keys.join(one.reached["level"], on=PLACE)["level"].fillna(0) for one in (every, some)]
    standing = high[1].gt(0).to_numpy()
    assert (high[0] == high[1])[standing].all(), keys[(high[0] != high[1]) & standing]


def posts(told: Told, keys: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Which posts were told of which item on which line, in its present episode."""
    return {(r.item, r.line, r.post) for r in told.said.merge(keys, on=PLACE).itertuples()}


def _owed(world: World, every: Told, keys: pd.DataFrame, last: pd.Timestamp) -> set[tuple[str, str, str]]:
    """Those of them told under the policy that stands whose tenure still answers on the last day."""
    since = str(world.edited_on[-1]) if world.edited else ""
    held = every.said[every.said["role"].ne("reporter") & (every.said["notice_id"] >= since)]
    held = held.merge(keys, on=PLACE).merge(
        world.states.loc[world.states["day"].eq(last), ["code", "own"]].rename(columns={"code": "item"}),
        on="item",
    )
    still = world.who[(world.who["from_on"] <= last) & (world.who["to_on"] >= last)]
    valid = set(zip(still["role"], still["line"], still["post"], still["tenure"], still["own"], strict=True))
    return {(r.item, r.line, r.post) for r in held.itertuples()
            if (r.role, r.line, r.post, r.tenure, r.own) in valid}  # fmt: skip
