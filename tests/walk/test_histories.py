"""Whole histories of the ladder: what is said by a day does not depend on when the program ran."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.escalation import KEY, ahead, due_now
from tests.duban.makers import a_roster, rules, some_items, who
from tests.duban.test_who_is_told import NONE_SAID

END = date(2019, 7, 24)


@settings(max_examples=10, deadline=None)
@given(st.sets(st.integers(0, 50), max_size=25))
def test_whom_has_heard_by_a_day_does_not_depend_on_when_the_program_ran(runs: set[int]) -> None:
    items = some_items({}, {"due_on": date(2019, 7, 10)}, {"due_on": date(2019, 6, 5)})
    chain = who(a_roster(), items)
    every = _history(items, chain, [END - timedelta(days=n) for n in range(50, -1, -1)])
    some = _history(items, chain, [END - timedelta(days=n) for n in sorted(runs | {0}, reverse=True)])
    assert some == every


def _history(items: pd.DataFrame, chain: pd.DataFrame, days: list[date]) -> tuple[dict, set]:
    said, opened = pd.DataFrame(columns=KEY), NONE_SAID
    for day in days:
        found, skipped = due_now(items, chain, opened, rules(), pd.Timestamp(day))
        new = found[~found.set_index(KEY).index.isin(pd.MultiIndex.from_frame(said[KEY]))]
        assert new.groupby("item")["level"].nunique().le(1).all()
        said = pd.concat([said, new]) if len(said) else new
        opened = pd.concat(
            [opened, found[["item", "episode", "level"]], skipped[["item", "episode", "level"]]]
        )
    return (said.groupby("item")["level"].max().to_dict(),
            {(r.item, r.line, r.person) for r in said.itertuples()})  # fmt: skip


def test_a_preview_and_the_runs_it_foresees_say_the_same() -> None:
    items = some_items({}, {"due_on": date(2019, 7, 10)})
    chain = who(a_roster(), items)
    foreseen = ahead(items, chain, NONE_SAID, rules(), pd.Timestamp(2019, 6, 3), pd.Timestamp(2019, 7, 31))
    told, opened = set(), NONE_SAID
    for n in range(59):
        day = date(2019, 6, 3) + timedelta(days=n)
        found, skipped = due_now(items, chain, opened, rules(), pd.Timestamp(day))
        told |= {tuple(r) for r in found[[*KEY, "person"]].itertuples(index=False)}
        opened = pd.concat(
            [opened, found[["item", "episode", "level"]], skipped[["item", "episode", "level"]]]
        )
    assert {tuple(r) for r in foreseen[[*KEY, "person"]].itertuples(index=False)} == told
