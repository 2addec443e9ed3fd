"""Who answers: for each unit, line, role and day exactly one post, and never nobody."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.chain import answering
from duban.duty import check_roster
from duban.roster import Roster

DAY = date(2019, 7, 1)


def _two_areas() -> Roster:
    """环评 under the first deputy, 党建 under the second, whose conduct line the secretary carries."""
    return Roster.model_validate({
        "areas": ["环评", {"name": "党建", "conduct_post": "secretary", "reason": "分管领导非中共党员"}],
        "units": [{"name": "环评科", "area": "环评", "aliases": ["行政审批科"]}, {"name": "人事科", "area": "党建"},
                  {"name": "执法队", "areas": ["环评", "党建"]}],
        "posts": [{"id": "principal", "title": "局长", "role": "principal"},
                  {"id": "secretary", "title": "党组书记", "role": "secretary"},
                  {"id": "one", "title": "副局长", "role": "leader_in_charge", "area": "环评"},
                  {"id": "two", "title": "副局长", "role": "leader_in_charge", "area": "党建"},
                  {"id": "head-eia", "title": "环评科科长", "role": "unit_head", "unit": "环评科", "reports_to": "chief"},
                  {"id": "chief", "title": "总工程师"},
                  {"id": "head-hr", "title": "人事科科长", "role": "unit_head", "unit": "人事科"},
                  {"id": "head-law", "title": "执法队队长", "role": "unit_head", "unit": "执法队"},
                  {"id": "discipline", "title": "纪检监察组组长", "role": "discipline"},
                  {"id": "office", "title": "整改办主任", "role": "steward"}],
        "people": [{"id": p, "name": p.upper()} for p in "abcdefghij"],
        "tenures": [{"post": post, "person": who, "from": "2018-01-01"} for post, who in (
            ("principal", "a"), ("secretary", "b"), ("one", "c"), ("two", "d"), ("head-eia", "e"), ("chief", "f"),
            ("head-hr", "g"), ("head-law", "h"), ("discipline", "i"), ("office", "j"))],
    })  # fmt: skip


def _posts(roster: Roster, unit: str, line: str, role: str, on: date = DAY, handler: str = "") -> list[str]:
    found = answering(roster, {(unit, handler)} if handler else ())
    day = pd.Timestamp(on)
    here = found[found["unit"].eq(unit) & found["line"].eq(line) & found["role"].eq(role)
                 & found["handler"].eq(handler) & (found["from_on"] <= day) & (found["to_on"] >= day)]  # fmt: skip
    return list(here["post"])


def _without(roster: Roster, *posts: str) -> Roster:
    plain = roster.model_dump(by_alias=True, mode="json")
    plain["tenures"] = [t for t in plain["tenures"] if t["post"] not in posts]
    return Roster.model_validate(plain)


def test_a_roster_with_several_areas_is_whole() -> None:
    check_roster(_two_areas())


@pytest.mark.parametrize(
    ("unit", "line", "role", "posts"),
    [("环评科", "business", "leader_in_charge", ["one"]), ("环评科", "conduct", "leader_in_charge", ["one"]),
     ("人事科", "business", "leader_in_charge", ["two"]), ("人事科", "conduct", "leader_in_charge", ["secretary"]),
     ("环评科", "business", "principal", ["principal"]), ("环评科", "conduct", "secretary", ["secretary"]),
     ("环评科", "business", "discipline", ["discipline"]), ("执法队", "business", "leader_in_charge", ["one", "two"]),
     ("执法队", "conduct", "leader_in_charge", ["one", "secretary"])],
)  # fmt: skip
def test_each_line_of_an_area_has_its_post(unit: str, line: str, role: str, posts: list[str]) -> None:
    assert _posts(_two_areas(), unit, line, role) == posts


def test_above_a_head_come_those_it_reports_to_then_the_leader_then_the_principal_then_the_steward() -> None:
    roster = _two_areas()
    climbed = []
    for gone in ([], ["head-eia"], ["chief"], ["one"], ["principal"]):
        roster = _without(roster, *gone)
        climbed += _posts(roster, "环评科", "business", "unit_head")
    assert climbed == ["head-eia", "chief", "one", "principal", "office"]


def test_when_all_posts_are_vacant_the_steward_is_still_named_and_each_vacancy_said() -> None:
    roster = _two_areas()
    empty = _without(roster, *(p.id for p in roster.posts))
    found = answering(empty, ())
    assert found["post"].ne("").all() and found["person"].eq("").all()
    told = found[found["unit"].eq("环评科") & found["role"].eq("unit_head") & found["line"].eq("business")]
    assert told["note"].iloc[0].count("岗位空缺") == 5


def test_a_vacancy_begins_the_day_after_a_tenure_ends_and_ends_the_day_before_the_next() -> None:
    roster = _without(_two_areas(), "one")
    plain = roster.model_dump(by_alias=True, mode="json")
    plain["tenures"] += [{"post": "one", "person": "c", "from": "2018-01-01", "to": "2019-06-30"},
                         {"post": "one", "person": "d", "from": "2019-07-15"}]  # fmt: skip
    roster = Roster.model_validate(plain)
    days = [date(2019, 6, 30), date(2019, 7, 1), date(2019, 7, 14), date(2019, 7, 15)]
    assert [_posts(roster, "环评科", "business", "leader_in_charge", d)[0] for d in days] == [
        "one", "principal", "principal", "one"]  # fmt: skip


def test_who_holds_a_post_comes_before_who_acts_for_it() -> None:
    plain = _two_areas().model_dump(by_alias=True, mode="json")
    plain["tenures"] += [
        {"post": "one", "person": "j", "from": "2019-06-01", "to": "2019-12-31", "acting": True}
    ]
    roster = Roster.model_validate(plain)
    check_roster(roster)
    held = roster.holder("one", DAY)
    assert held is not None and held.person == "c"
    acting = _without(roster, "one").model_dump(by_alias=True, mode="json")
    acting["tenures"].append({"post": "one", "person": "j", "from": "2019-06-01", "acting": True})
    found = answering(Roster.model_validate(acting), ())
    mine = found[found["post"].eq("one") & (found["from_on"] <= pd.Timestamp(DAY))]
    assert set(mine["person"]) == {"j"} and set(mine["note"]) == {"代理"}


def test_a_handler_with_a_post_is_told_in_it_and_one_without_through_the_head() -> None:
    roster = _two_areas()
    assert _posts(roster, "环评科", "business", "handler", handler="F") == ["chief"]
    assert _posts(roster, "环评科", "business", "handler", handler="钱某") == ["head-eia"]


def test_a_unit_that_is_not_on_the_roster_has_the_steward_for_its_leader() -> None:
    assert _posts(_two_areas(), "", "business", "leader_in_charge") == ["office"]
    assert _posts(_two_areas(), "", "business", "principal") == ["principal"]


TENURES = st.lists(st.tuples(st.sampled_from(["one", "head-eia", "principal", "office"]), st.integers(0, 400),
                             st.integers(0, 200), st.booleans()), max_size=4)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(TENURES, st.integers(0, 700))
def test_on_every_day_each_chain_has_exactly_one_answer(held: list, later: int) -> None:
    plain = _two_areas().model_dump(by_alias=True, mode="json")
    began = date(2018, 6, 1)
    plain["tenures"] = [
        {"post": post, "person": "a", "from": began + timedelta(a), "to": began + timedelta(a + n), "acting": acting}
        for post, a, n, acting in held]  # fmt: skip
    found = answering(Roster.model_validate(plain), ())
    day = pd.Timestamp(began + timedelta(later))
    chains = ["unit", "line", "role"]
    whole = found.groupby(chains, as_index=False)["from_on"].size().size
    now = found[(found["from_on"] <= day) & (found["to_on"] >= day)].drop_duplicates([*chains, "post"])
    assert now.groupby(chains).ngroups == found.groupby(chains).ngroups and whole
    single = now[~now["unit"].eq("执法队")]
    assert not single.duplicated(chains).any()
