"""The ladder as a machine: policy × histories × people changes × outages, and what must always hold.

A history is one item's life. Many are run at once in one world (a policy, edited or not, and people who come
and go), daily and again with each history's own outages, some days twice. ``make test-machine`` runs at least
20,000 of them in worlds nobody saw before and prints their numbers; ``make test-machine SEED=n`` begins with
world ``n``, so that one that failed comes first.

After every cycle (``always``): at most one new level per item and run; nobody lower on the chain passed over,
the principal never before the leader in charge; no open late item silent for longer than its policy says;
nothing told twice after the policy was edited, or put back; the same day run again tells nobody.

In the end (``endings``), for every item whose clock runs and of which no notice is still to go out: whoever was
told by rare runs was told by daily ones. Of those that stand on a level, whoever was told by daily runs in a post
that answers for the item today was told by rare ones; and under one policy the highest level ever reached is the
same. (Under an edited one it is what each day's ladder said, and what is owed by both is what the last edit says.)

What is *not* claimed: a level that came and went while nothing ran, of an item that stands on none now; a level
that waits for its release, which was told to nobody; whoever held or stood in for a post only meanwhile; in which
of two posts a person heard who holds both; the two days given to a reporter.

And (``clocks``): the days that count and those that do not add up to all of them.
"""

import os
import random
import secrets
import sys

import pytest

from tests.machine import clocks
from tests.machine.cycles import CALENDAR, outages, run
from tests.machine.endings import same_in_the_end
from tests.machine.histories import a_world

pytestmark = pytest.mark.long

BATCH = int(os.environ.get("DUBAN_BATCH", "150"))
WORLDS = max(1, -(-int(os.environ.get("DUBAN_HISTORIES", "300")) // BATCH))
# The same worlds each time, so that a change that breaks something is what breaks it; the nightly run asks
# for others.
SEED = os.environ.get("DUBAN_SEED", "2032")
FIRST = secrets.randbelow(10**9) if SEED == "random" else int(SEED)
ran = 0


@pytest.mark.parametrize("nth", range(WORLDS))
def test_whatever_happens_and_whenever_it_runs(nth: int) -> None:
    global ran
    sys.stdout.write(f"world {FIRST + nth}: ")
    ran += holds(FIRST + nth, BATCH)
    sys.stdout.write(f"{BATCH} histories hold, {ran} in all\n")


def holds(seed: int, count: int) -> int:
    """Live through ``count`` histories of the world of that number."""
    world, draw = a_world(seed, count), random.Random(seed)
    twice = {day for day in world.days if CALENDAR.is_workday(day) and draw.random() < 0.15}
    some = run(world, outages(world, seed), twice)
    every = run(world, None, twice)
    same_in_the_end(world, every, some)
    clocks.add_up(world, CALENDAR)
    return count
