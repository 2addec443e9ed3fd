"""In which order people hear, whatever the day and however old the ledger."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.chain import answering
from duban.escalation import due_now
from duban.roster import RANK
from duban.workdays import Calendar
from tests.duban.makers import a_ladder, a_roster, rules, some_items, told_on, who
from tests.duban.test_who_is_told import NONE_SAID

pytestmark = pytest.mark.long

START = date(2019, 5, 20)
ROSTER = a_roster()


def _found(today: date, *, opened: bool = False, **item: object) -> pd.DataFrame:
    items = some_items(item)
    said = told_on(items, *_lower_days(items)) if opened else NONE_SAID
    return due_now(items, who(ROSTER, items), said, rules(), pd.Timestamp(today))[0]


def _lower_days(items: pd.DataFrame) -> list[date]:
    """The days on which that item, read on the day, was told at each level below the highest."""
    due = items["due_on"].iloc[0].date()
    return [due - timedelta(days=n) for n in (20, 10)]


@pytest.mark.parametrize(
    ("told", "answer_by"),
    [("2019-06-03", "2019-06-11"), ("2019-07-01", "2019-07-08"), ("2019-09-27", "2019-10-10")],
)
def test_an_answer_is_due_five_working_days_after_it_was_asked_over_feasts_as_well(
    told: str, answer_by: str
) -> None:
    day = date.fromisoformat(told)
    found = _found(day, opened=True, due_on=day - timedelta(days=1), read_on=day)
    owed = found[found["answer_by"].notna()]
    assert {str(d.date()) for d in owed["told_on"]} == {told}
    assert {str(d.date()) for d in owed["answer_by"]} == {answer_by}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 90), st.booleans())
def test_nobody_hears_before_those_below_and_nobody_on_a_day_off(
    due: int, read: int, day: int, opened: bool
) -> None:
    today, calendar = START + timedelta(day), Calendar()
    found = _found(today, opened=opened, due_on=START + timedelta(due),
                   read_on=START + timedelta(min(read, day)))  # fmt: skip
    assert not found.duplicated(["item", "episode", "line", "level", "round", "person"]).any()
    for r in found.itertuples():
        assert calendar.is_workday(r.told_on.date()) and r.told_on >= pd.Timestamp(today) >= r.on
        assert pd.isna(r.answer_by) or r.answer_by > r.told_on
    business = found[found["line"].eq("business")].assign(rank=lambda f: f["role"].map(RANK))
    days = business.dropna(subset=["rank"]).sort_values("rank")["told_on"]
    assert days.is_monotonic_increasing
    if found["role"].isin(["principal", "secretary"]).any():
        assert found["role"].eq("leader_in_charge").any()


def test_the_wait_for_a_late_ledger_ends_as_soon_as_a_newer_one_leaves_the_item_late() -> None:
    old = {"due_on": date(2019, 6, 25), "read_on": date(2019, 6, 3)}
    waiting = _found(date(2019, 6, 27), opened=True, **old)
    assert set(zip(waiting["role"], waiting["told_on"].astype(str), strict=True)) == {
        ("unit_head", "2019-06-27"), ("leader_in_charge", "2019-07-01"), ("principal", "2019-07-01"),
        ("secretary", "2019-07-01")}  # fmt: skip
    read = _found(date(2019, 6, 27), opened=True, **{**old, "read_on": date(2019, 6, 27)})
    assert set(read["told_on"].astype(str)) == {"2019-06-27"} and not read["waits"].any()


def test_the_wait_is_over_on_its_third_day_even_if_nothing_ran_until_later() -> None:
    late = _found(date(2019, 7, 10), opened=True, due_on=date(2019, 6, 25), read_on=date(2019, 6, 3))
    assert set(late["told_on"].astype(str)) == {"2019-07-10"}


def test_the_reporter_is_asked_only_when_its_ledger_is_older_than_the_due_date() -> None:
    due, red = date(2019, 6, 25), date(2019, 6, 26)
    days = {(due - timedelta(1), red): True, (due, red): False, (red, red): False,
            (date(2019, 6, 3), date(2019, 6, 20)): False}  # fmt: skip
    for (read_on, today), asked in days.items():
        items = some_items({"due_on": due, "read_on": read_on}).assign(reporter="office")
        chain = answering(ROSTER, {("科", "孙五")}, {"office"})
        found, _ = due_now(items, chain, NONE_SAID, rules(), pd.Timestamp(today))
        reporters = found[found["role"].eq("reporter")]
        assert list(reporters["person"]) == (["han"] if asked else []), read_on
        assert reporters["told_on"].eq(pd.Timestamp(today)).all()


def test_an_item_that_has_reached_nothing_is_said_to_nobody() -> None:
    assert _found(date(2019, 6, 9)).empty and not _found(date(2019, 6, 10)).empty


def test_a_level_already_opened_is_not_skipped_and_its_people_are_only_copied() -> None:
    found = _found(date(2019, 7, 1), opened=True)
    leader = found[found["line"].eq("business") & found["role"].eq("leader_in_charge")]
    assert list(leader["copy"]) == [True] and "抄送分管领导" in leader["why"].iloc[0]


def test_a_role_outside_the_chain_is_told_where_the_ladder_names_it_and_it_is_filled() -> None:
    ladder = a_ladder({"level": 1, "label": "红", "when": {"days_late": 1}, "tell": ["unit_head"],
                       "copy": ["discipline"]})  # fmt: skip
    items = some_items({})
    posts = [*a_roster().model_dump(by_alias=True, mode="json")["posts"],
             {"id": "watch", "title": "纪检监察组组长", "role": "discipline"}]  # fmt: skip
    for roster, roles in ((a_roster(), set()), (a_roster(posts=posts), {"discipline"})):
        found, _ = due_now(items, who(roster, items), NONE_SAID, rules(ladder), pd.Timestamp(2019, 7, 1))
        assert set(found["role"]) - set(RANK) == roles


def test_the_ground_names_the_level_its_trigger_and_why_this_reader() -> None:
    found = _found(date(2019, 7, 1), opened=True)
    head = found[found["role"].eq("unit_head")].iloc[0]
    assert head["why"] == "红色（第3级，逾期1天），本级告知单位负责人"
