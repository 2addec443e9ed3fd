"""Areas, not units, say who is in charge (分管领域): units of several, items with areas of their own."""

from datetime import date
from typing import Any

import pandas as pd

from duban.areas import areas_of
from duban.ask import NEW_ASKS, join_asks
from duban.chain import who_answers, with_owners
from duban.escalation import SAID, due_now
from tests.duban.makers import a_roster, rules, some_items

YELLOW, RED = date(2019, 6, 20), date(2019, 7, 1)
PLAIN = a_roster().model_dump(by_alias=True, mode="json")
POSTS = [
    *PLAIN["posts"],
    {"id": "second", "title": "总工程师", "roles": ["leader_in_charge"], "areas": ["监测"]},
]
TENURES = [*PLAIN["tenures"], {"post": "second", "person": "wang", "from": "2018-01-01"}]
PEOPLE = [*PLAIN["people"], {"id": "wang", "name": "王三"}]


def _told(
    day: date, *items: dict[str, Any], of_unit: tuple[str, ...] = ("业务",), **roster: Any
) -> pd.DataFrame:
    made = a_roster(**{"areas": ["业务", "监测"], "units": [{"name": "科", "areas": of_unit}], "posts": POSTS,
                       "tenures": TENURES, "people": PEOPLE, **roster})  # fmt: skip
    ready = with_owners(some_items(*items), made)
    found, _ = due_now(ready, who_answers(made, ready, {"head"}), SAID.frame(), rules(), pd.Timestamp(day))
    return found


def _led(found: pd.DataFrame, item: str) -> set[tuple[str, str]]:
    mine = found[found["item"].eq(item) & found["role"].eq("leader_in_charge")]
    return set(mine[["line", "person"]].itertuples(index=False, name=None))


def test_an_item_with_an_area_of_its_own_goes_to_who_is_in_charge_of_that_on_both_lines() -> None:
    for day in (YELLOW, RED):
        found = _told(day, {}, {"areas": "监测"})
        assert _led(found, "HP-01-1") == {("business", "li"), ("conduct", "li")}
        assert _led(found, "HP-01-2") == {("business", "wang"), ("conduct", "wang")}
        # Below and above the leader the chain is the unit's.
        others = found[found["role"].ne("leader_in_charge")]
        assert set(others.loc[others["item"].eq("HP-01-1"), "person"]) == set(
            others.loc[others["item"].eq("HP-01-2"), "person"])  # fmt: skip


def test_a_unit_of_several_areas_is_answered_for_by_each_of_their_leaders() -> None:
    found = _told(YELLOW, {"areas": "业务、监测"}, of_unit=("业务", "监测"))
    assert _led(found, "HP-01-1") == {
        ("business", "li"),
        ("business", "wang"),
        ("conduct", "li"),
        ("conduct", "wang"),
    }


def test_of_a_unit_of_several_areas_an_item_of_one_asks_only_its_leader() -> None:
    found = _told(YELLOW, {"areas": "监测"}, of_unit=("业务", "监测"))
    assert _led(found, "HP-01-1") == {("business", "wang"), ("conduct", "wang")}


def test_conduct_is_asked_of_each_leader_about_the_same_unit_apart() -> None:
    _, asks = join_asks(_told(YELLOW, {}, {"areas": "监测"}, {}), NEW_ASKS.frame())
    assert set(asks[["person", "unit"]].itertuples(index=False, name=None)) == {("li", "科"), ("wang", "科")}


def test_an_items_own_area_may_have_its_conduct_carried_by_another_post() -> None:
    areas = ["业务", {"name": "监测", "conduct_post": "top", "reason": "分管领导非中共党员"}]
    found = _told(YELLOW, {"areas": "监测"}, areas=areas)
    assert _led(found, "HP-01-1") == {("business", "wang"), ("conduct", "zhang")}


def test_the_vacant_post_of_an_items_own_area_goes_up_while_the_units_leader_hears_nothing() -> None:
    found = _told(YELLOW, {"areas": "监测"}, tenures=PLAIN["tenures"])
    assert _led(found, "HP-01-1") == {("business", "zhang"), ("conduct", "zhang")}
    assert found.loc[found["role"].eq("leader_in_charge"), "why"].str.contains("总工程师岗位空缺").all()


def test_an_area_the_roster_does_not_know_leaves_the_item_with_its_units_leader() -> None:
    assert _led(_told(YELLOW, {"areas": "水利"}), "HP-01-1") == {("business", "li"), ("conduct", "li")}


def test_an_item_listed_under_an_area_is_of_that_and_the_others_are_of_their_units() -> None:
    roster = a_roster(areas=["业务", {"name": "监测", "items": ["HP-01-2"]}], posts=POSTS)
    items = some_items(
        {"areas": "旧领域"}, {}, {"unit": "", "areas": ""}, {"unit": "外单位", "areas": "水利"}
    )
    assert list(areas_of(items, roster)) == ["业务", "监测", "", "水利"]
    assert list(areas_of(items.head(0), roster)) == []
