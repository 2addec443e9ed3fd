"""Whole histories of the ladder: what is said by a day does not depend on when the program ran."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.escalation import KEY, SAID, due_now
from duban.foresight import ahead
from duban.item import ITEMS
from tests.duban.makers import a_roster, rules, some_items, who
from tests.duban.test_claims import a_ledger, take
from tests.duban.test_who_is_told import NONE_SAID

END = date(2019, 7, 24)


# The machine of histories tries the same by the thousands; here it is the plain story.
@pytest.mark.nightly
@settings(max_examples=4, deadline=None)
@given(st.sets(st.integers(0, 50), max_size=25))
def test_whom_has_heard_by_a_day_does_not_depend_on_when_the_program_ran(runs: set[int]) -> None:
    items = some_items({}, {"due_on": date(2019, 7, 10)}, {"due_on": date(2019, 6, 5)})
    chain = who(a_roster(), items)
    every = _history(items, chain, [END - timedelta(days=n) for n in range(50, -1, -1)])
    some = _history(items, chain, [END - timedelta(days=n) for n in sorted(runs | {0}, reverse=True)])
    assert some == every


def _history(items: pd.DataFrame, chain: pd.DataFrame, days: list[date]) -> tuple[dict, set]:
    said = NONE_SAID
    for day in days:
        found, _ = due_now(items, chain, said, rules(), pd.Timestamp(day))
        new = found[~found.set_index(KEY).index.isin(pd.MultiIndex.from_frame(said[KEY]))]
        assert new.groupby("item")["level"].nunique().le(1).all()
        now = new[new["told_on"] <= pd.Timestamp(day)].assign(notice_id=str(day), policy_id=0)
        said = SAID.cast(pd.concat([said, now], ignore_index=True))
    return (said.groupby("item")["level"].max().to_dict(),
            {(r.item, r.line, r.person) for r in said.itertuples()})  # fmt: skip


def test_a_preview_and_the_runs_it_foresees_say_the_same() -> None:
    items = some_items({}, {"due_on": date(2019, 7, 10)})
    chain = who(a_roster(), items)
    foreseen = ahead(items, chain, NONE_SAID, rules(), pd.Timestamp(2019, 6, 3), pd.Timestamp(2019, 7, 31))
    said = NONE_SAID
    for n in range(59):
        day = date(2019, 6, 3) + timedelta(days=n)
        found, _ = due_now(items, chain, said, rules(), pd.Timestamp(day))
        new = found[~found.set_index(KEY).index.isin(pd.MultiIndex.from_frame(said[KEY]))]
        now = new[new["told_on"] <= pd.Timestamp(day)].assign(notice_id=str(day), policy_id=0)
        said = SAID.cast(pd.concat([said, now], ignore_index=True))
    assert {tuple(r) for r in foreseen[[*KEY, "person"]].itertuples(index=False)} == {
        tuple(r) for r in said[[*KEY, "person"]].itertuples(index=False)}  # fmt: skip


ROWS = st.fixed_dictionaries({
    "measure": st.sampled_from("甲乙丙"), "claim": st.sampled_from(["not_done", "in_progress", "partial", "done"]),
    "status_text": st.sampled_from(["正在整改", "已完成", "已销号", ""]), "evidence": st.sampled_from(["", "a", "b"]),
    "acceptance_claimed": st.sampled_from(["", "accepted", "written_off"]),
    "kind": st.sampled_from(["dated", "span", "unclear"]), "certain": st.booleans(),
    "due_text": st.sampled_from(["6月底", "尽快", "2020年"]),
    "due_on": st.sampled_from([None, date(2019, 6, 30), date(2020, 1, 1)])})  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(ROWS, min_size=1, max_size=4), min_size=2, max_size=4))
def test_no_ledger_whatever_closes_an_item_loses_one_or_moves_a_date_later(ledgers: list[list[dict]]) -> None:
    done = take(ITEMS.frame(), a_ledger(*ledgers[0]), "2019-06-03")
    for n, rows in enumerate(ledgers[1:]):
        before = done.items.set_index("code")
        done = take(done.items, a_ledger(*rows), f"2019-07-{n + 1:02}")
        now = done.items.set_index("code")
        assert set(before.index) <= set(now.index)
        assert now["settled_on"].isna().all() and now["due_on"].notna().all()
        assert (now.loc[before.index, "due_on"] <= before["due_on"]).all()
