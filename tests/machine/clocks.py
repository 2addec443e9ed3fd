"""Suspended and resumed clocks add up: days counted by spans are the days counted one by one."""

import random
from datetime import date, timedelta

import pandas as pd

from duban.counted_days import OUTAGES, counted_days_late
from duban.excused import vacancies
from duban.frames import DAY
from duban.reviews import REVIEW_ROWS, excused, moved_reviews
from duban.workdays import Calendar
from tests.machine.histories import World

ONE = timedelta(days=1)


def add_up(world: World, calendar: Calendar) -> None:
    """On the last day: what counts against the unit and against a later tenure, and the reviewers' own days."""
    last, kept = world.days[-1], reviews(world)
    items = world.states[world.states["day"] == pd.Timestamp(last)].reset_index(drop=True)
    out = _outage(world)
    gone = OUTAGES.frame([{"from_on": out[0], "to_on": out[-1]}])
    empty = vacancies(world.roster, world.start - 9 * ONE, last)
    free = excused(kept, world.reopened)
    begun = world.days[30]
    for since in (None, pd.Series(pd.Timestamp(begun), index=items.index).astype(DAY)):
        counted = counted_days_late(items, free, empty, gone, pd.Timestamp(last), since)
        plain = _one_by_one(world, items, set(out), None if since is None else begun)
        assert counted.tolist() == plain, items[counted.ne(plain)]
    _reviewers_days(world, kept, calendar)


def reviews(world: World) -> pd.DataFrame:
    """REVIEW_ROWS as the days of these histories opened and closed them."""
    before, rows = world.states.head(0), [REVIEW_ROWS.frame()]
    for day in map(pd.Timestamp, world.days):
        after = world.states[world.states["day"] == day]
        rows.append(moved_reviews(before, after, day))
        before = after
    every = pd.concat([one for one in rows if len(one)] or rows)
    return every.drop_duplicates(["item", "from_on"], keep="last")


def _outage(world: World) -> list[date]:
    first = random.Random(str(world.start)).randint(5, 40)
    return world.days[first : first + 4]


def _one_by_one(world: World, items: pd.DataFrame, out: set[date], begun: date | None) -> list[int]:
    """How many days each item was late on, with the unit, its posts held, the program running."""
    still = world.states[world.states["suspended_on"].notna() | world.states["settled_on"].notna()]
    stopped = {(r.code, r.day.date() + ONE) for r in still.itertuples()}
    empty = {
        d
        for n in range(-9, len(world.days))
        if world.roster.holder("deputy", d := world.start + n * ONE) is None
    }
    found = []
    for one in items.itertuples():
        first = one.assessed_on.date() + ONE
        end = min(world.days[-1], world.days[-1] if pd.isna(one.settled_on) else one.settled_on.date())
        days = [first + n * ONE for n in range((end - first).days + 1)]
        found.append(sum((one.code, d) not in stopped and d not in out and (begun is None or d >= begun)
                         and not (one.unit and d in empty) for d in days))  # fmt: skip
    return found


def _reviewers_days(world: World, kept: pd.DataFrame, calendar: Calendar) -> None:
    """The working days with the reviewers, by their spans and one by one."""
    last = pd.Timestamp(world.days[-1])
    spans = (
        calendar.count_days(kept["from_on"], kept["to_on"].fillna(last).astype(DAY))
        .groupby(kept["item"])
        .sum()
    )
    waits = world.states[world.states["suspended_on"].notna() & world.states["settled_on"].isna()
                         & (world.states["day"] < last)]  # fmt: skip
    works = (waits["day"] + pd.Timedelta(days=1)).map(lambda day: calendar.is_workday(day.date()))
    plain = works.astype(int).groupby(waits["code"]).sum()
    assert spans[spans > 0].to_dict() == plain[plain > 0].to_dict()
