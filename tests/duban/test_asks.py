"""The conduct ask: once per leader, unit and month, its items as grounds; none opens beside an open one."""

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.ask import NEW_ASKS, join_asks
from duban.escalation import KEY, SAID, due_now
from tests.duban.makers import a_roster, rules, some_items, who

# Days on which an item newly reaches a level that asks, and days between.
DAYS = [
    date(2019, 6, 18),
    date(2019, 6, 28),
    date(2019, 7, 1),
    date(2019, 7, 11),
    date(2019, 8, 2),
    date(2019, 8, 13),
]
ITEMS = some_items(
    {"due_on": date(2019, 6, 28)}, {"due_on": date(2019, 7, 10)}, {"due_on": date(2019, 8, 12)}
)


def _lived(answered: set[date]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All asks that opened, and the conduct rows that were their grounds, day by day through DAYS."""
    chain, said, asks, grounds = who(a_roster(), ITEMS), SAID.frame(), NEW_ASKS.frame(), []
    for day in DAYS:
        found, _ = due_now(ITEMS, chain, said, rules(), pd.Timestamp(day))
        found = found[found["told_on"].eq(pd.Timestamp(day))]
        joined, new = join_asks(found, asks)
        fresh = new[~new["id"].isin(asks["id"])]
        open_ = asks[asks["state"].eq("open")]
        assert fresh.merge(open_, on=["tenure", "unit"]).empty
        asks = pd.concat([asks, fresh], ignore_index=True)
        grounds.append(joined[joined["ask"].ne("")])
        said = SAID.cast(
            pd.concat([said, found.assign(notice_id="x", policy_id=0)], ignore_index=True).drop_duplicates(
                KEY
            )
        )
        if day in answered:
            asks["state"] = "answered"
    return asks, pd.concat(grounds)


def test_while_an_ask_is_open_new_items_join_its_grounds_and_it_is_of_the_month_its_first_level_was_reached() -> (
    None
):
    asks, grounds = _lived(set())
    assert list(asks["month"]) == ["2019-06"] and str(asks["opened_on"].iloc[0].date()) == "2019-06-18"
    assert set(grounds["item"]) == set(ITEMS["code"]) and set(grounds["ask"]) == set(asks["id"])
    assert set(grounds["role"]) == {"leader_in_charge"} and set(grounds["line"]) == {"conduct"}


@settings(max_examples=4, deadline=None)
@given(st.sets(st.sampled_from(DAYS)))
def test_however_often_it_is_answered_it_is_asked_once_a_month(answered: set[date]) -> None:
    asks, grounds = _lived(answered)
    assert not asks.duplicated(["tenure", "unit", "month"]).any() and set(asks["unit"]) == {"科"}
    months = grounds["on"].dt.strftime("%Y-%m")
    assert set(asks["month"]) <= set(months) and set(grounds["ask"]) == set(asks["id"])
