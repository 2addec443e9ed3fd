"""What two ways of running come to in the end."""

import pandas as pd

from duban.clock import newest_rounds, steps
from duban.escalation import unreleased
from duban.item import running
from tests.machine.cycles import CALENDAR, Told, last_workday
from tests.machine.histories import World

PLACE = ["item", "episode"]


def same_in_the_end(world: World, every: Told, some: Told) -> None:
    """What stands and whom it told by a day do not depend on when the program ran before it."""
    last = pd.Timestamp(last_workday(world))
    now = running(world.states[world.states["day"] == last])
    now = now[~now["code"].isin(some.pending | every.pending)]
    keys = now[["code", "episode"]].rename(columns={"code": "item"})
    full, thin = (posts(world, one.said.merge(keys, on=PLACE)) for one in (every, some))
    assert thin <= full, thin - full
    stand = keys[keys["item"].isin(_standing(world, now, last))]
    assert (owed := _owed(world, every, stand, last)) <= thin, owed - thin
    if not world.edited:
        high = [stand.join(one.reached["level"], on=PLACE)["level"].fillna(0) for one in (every, some)]
        assert (high[0] == high[1]).all(), stand[high[0] != high[1]]


def _standing(world: World, items: pd.DataFrame, last: pd.Timestamp) -> set[str]:
    """The items that stand on some level, which needs no release or has it, on the last day."""
    _, ladder = world.ladder_on(last.date())
    facts = {
        name: found[found["on"] <= last]
        for name, found in (("events", world.events), ("out", world.releases))
    }
    spans = steps(items, ladder, CALENDAR, pd.Timestamp(world.start), events=facts["events"],
                  hidden=unreleased(items, ladder, facts["out"]))  # fmt: skip
    return set(newest_rounds(spans, ladder, CALENDAR, last)["code"])


def posts(world: World, said: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Which posts were told of which item on which line; who holds two hears once, in either, and stands for both."""
    held = {(t.person, t.post) for t in world.roster.tenures}
    two = {person for person, _ in held if sum(one == person for one, _ in held) > 1}
    return {(r.item, r.line, r.person if r.person in two else r.post) for r in said.itertuples()}


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
    keep = [(r.role, r.line, r.post, r.tenure, r.own) in valid for r in held.itertuples()]
    return posts(world, held[keep])
