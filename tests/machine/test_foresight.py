"""The look ahead against a cycle on every day: in worlds of every kind the same rows, each on the same day."""

import random
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from duban.escalation import ESCALATIONS, SAID, Rules, replay
from duban.foresight import ahead
from duban.item import running
from tasks.facts import on_the_ladder
from tasks.fresh import fresh_items, read_fresh
from tasks.site import load
from tests.machine.cycles import CALENDAR
from tests.machine.histories import a_world

pytestmark = pytest.mark.long

WORLDS = (40, 43)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(list(ESCALATIONS.columns), ignore_index=True)


def differences(seed: int, count: int, length: int) -> pd.DataFrame:
    """The rows that only one of the two ways has, for the items of a world as they stand on one of its days."""
    draw, world = random.Random(seed), a_world(seed, count)
    day = draw.choice(world.days[5:45])
    now = running(world.states[world.states["day"] == pd.Timestamp(day)])
    now = now.drop(columns="day").reset_index(drop=True)
    policy, ladder = world.ladder_on(day)
    rules = Rules(ladder, CALENDAR, pd.Timestamp(world.start), policy=policy)
    facts = world.events[world.events["on"] <= pd.Timestamp(day)], world.releases
    before = pd.date_range(day - timedelta(days=draw.randint(0, 12)), day - timedelta(days=1))
    said = replay(((on, now, *facts) for on in before), world.who, SAID.frame(), rules)
    said = SAID.cast(
        said[said["release"].ne("waiting")].assign(
            notice_id="before", policy_id=draw.choice([policy, policy, policy, 9])
        )
    )
    first, last = pd.Timestamp(day), pd.Timestamp(day) + pd.Timedelta(days=length)
    daily = replay(((on, now, *facts) for on in pd.date_range(first, last)), world.who, said, rules)
    at_once = ahead(now, world.who, said, rules, first, last, events=facts[0], releases=facts[1])
    both = pd.concat([daily.assign(way="daily"), at_once.assign(way="at once")])
    return both[~both.duplicated(list(ESCALATIONS.columns), keep=False)]


@pytest.mark.parametrize("seed", WORLDS)
def test_a_look_ahead_is_what_a_cycle_on_every_day_would_tell(seed: int) -> None:
    assert differences(seed, 40, 14).empty


def test_of_the_example_too(site: Path) -> None:
    loaded, first, last = load(site), pd.Timestamp(2019, 6, 20), pd.Timestamp(2019, 7, 3)
    ready, who = on_the_ladder(loaded, running(fresh_items(loaded, read_fresh(loaded, first.date()))))
    days = ((day, ready, None, None) for day in pd.date_range(first, last))
    daily = replay(days, who, SAID.frame(), loaded.rules)
    at_once = ahead(ready, who, SAID.frame(), loaded.rules, first, last)
    assert len(daily) > 50
    pd.testing.assert_frame_equal(_plain(at_once), _plain(daily))


def test_nothing_is_foreseen_of_nothing_or_over_days_nobody_works() -> None:
    world = a_world(1, 3)
    now = running(world.states[world.states["day"] == pd.Timestamp(world.days[20])]).drop(columns="day")
    rules = Rules(world.ladders[0], CALENDAR, pd.Timestamp(world.start))
    saturday = pd.Timestamp(2019, 6, 15)
    for items, first in ((now.head(0), saturday - pd.Timedelta(days=9)), (now, saturday)):
        assert ahead(items.reset_index(drop=True), world.who, SAID.frame(), rules, first,
                     saturday + pd.Timedelta(days=1)).empty  # fmt: skip
