"""Shared items: who is copied for an assisting unit, and who decides whose an item is."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.chain import who_answers, with_owners
from duban.roster import Recusal, Roster
from duban.sharing import (
    Dispute,
    copied,
    dispute,
    dispute_state,
    lowest_common_superior,
    told_of_dispute,
)
from duban.workdays import Calendar
from tests.duban.makers import a_roster, some_items

ON = date(2019, 7, 1)
DAY = pd.Timestamp(ON)
PEOPLE = ("zhang", "li", "wang", "sun", "qian", "zhou", "han")
POSTS: list[dict[str, Any]] = [
    {"id": "top", "title": "书记、局长", "roles": ["principal", "secretary"]},
    {"id": "deputy", "title": "副局长", "role": "leader_in_charge", "areas": ["环评", "监测"]},
    {"id": "second", "title": "二级副局长", "role": "leader_in_charge", "areas": ["党建"]},
    {"id": "head", "title": "环评科科长", "role": "unit_head", "unit": "环评科"},
    {"id": "station", "title": "站长", "role": "unit_head", "unit": "监测站"},
    {"id": "party", "title": "专职副书记", "role": "unit_head", "unit": "机关党委"},
    {"id": "office", "title": "整改办主任", "role": "steward"},
]


def _roster(vacant: tuple[str, ...] = (), posts: dict[str, dict[str, Any]] | None = None,
            units: tuple[dict[str, Any], ...] = ()) -> Roster:  # fmt: skip
    """Three units under two leaders; ``posts`` says what differs in one."""
    made = [{**p, **(posts or {}).get(p["id"], {})} for p in POSTS]
    own = [{"name": "环评科", "aliases": ["行政审批科"], "areas": ["环评"]}, {"name": "监测站", "areas": ["监测"]},
           {"name": "机关党委", "areas": ["党建"]}]  # fmt: skip
    given_ = {u["name"] for u in units}
    return a_roster(
        areas=["环评", "监测", "党建"], units=[*(u for u in own if u["name"] not in given_), *units], posts=made,
        people=[{"id": p, "name": p} for p in PEOPLE],
        tenures=[{"post": p["id"], "person": who, "from": "2018-01-01"}
                 for p, who in zip(made, PEOPLE, strict=True) if p["id"] not in vacant])  # fmt: skip


def _copied(*items: dict[str, Any], roster: Roster | None = None) -> list[tuple[str, str, str, str]]:
    used = roster or _roster()
    units = pd.DataFrame(
        [(n, u.name) for u in used.units for n in (u.name, *u.aliases)], columns=["name", "unit"]
    )
    owned = with_owners(some_items(*items), used)
    got = copied(owned, who_answers(used, owned), units, DAY)
    return list(got[["item", "unit", "role", "person"]].itertuples(index=False, name=None))


def test_the_head_and_the_leader_of_each_assisting_unit_are_copied_up_to_whom_both_units_stand_under() -> (
    None
):
    # li is in charge of the lead unit too, and hears as its leader.
    assert _copied({"unit": "环评科", "assist": "监测站、机关党委"}) == [
        ("HP-01-1", "监测站", "unit_head", "qian"),
        ("HP-01-1", "机关党委", "unit_head", "zhou"), ("HP-01-1", "机关党委", "leader_in_charge", "wang")]  # fmt: skip


def test_another_items_own_area_or_recusal_changes_nothing_for_an_assisting_unit() -> None:
    recused = _roster().model_copy(update={"recusals": (Recusal(person="li", items=("HP-01-3",)),)})
    got = _copied({"unit": "机关党委", "assist": "监测站", "areas": "党建"}, {"unit": "监测站", "areas": "党建"},
                  {"unit": "监测站", "areas": "监测"}, roster=recused)  # fmt: skip
    assert got == [
        ("HP-01-1", "监测站", "unit_head", "qian"),
        ("HP-01-1", "监测站", "leader_in_charge", "li"),
    ]


def test_a_unit_is_known_by_its_other_names_and_never_assists_itself() -> None:
    assert [r[1] for r in _copied({"unit": "监测站", "assist": "行政审批科、环评科"})] == ["环评科"] * 2
    assert _copied({"unit": "环评科", "assist": "行政审批科"}) == []


def test_a_name_not_on_the_roster_is_kept_for_a_person_and_never_guessed() -> None:
    assert _copied({"unit": "环评科", "assist": "环评处"}) == [("HP-01-1", "", "", "")]


def test_nobody_is_copied_for_what_is_settled_or_has_no_assistants() -> None:
    assert _copied({"assist": ""}, {"assist": "监测站", "settled_on": ON}) == []


def test_for_a_vacant_head_the_next_level_is_copied() -> None:
    got = _copied({"unit": "环评科", "assist": "监测站"}, roster=_roster(vacant=("station",)))
    assert {r[3] for r in got} == {"li"}


@pytest.mark.parametrize(("units", "post"), [
    (("环评科", "监测站"), "deputy"), (("环评科", "机关党委"), "top"), (("环评科", "监测站", "机关党委"), "top"),
    (("环评科",), "deputy"), (("环评科", "环评科"), "deputy"), (("环评科", "没有的科"), "top"), (("没有的科",), "top"), ((), "top"),
])  # fmt: skip
def test_units_under_one_leader_are_decided_by_that_leader_and_others_by_the_principal(
    units: tuple[str, ...], post: str
) -> None:
    assert lowest_common_superior(_roster(), units, ON).post == post


def test_a_post_between_head_and_leader_decides_if_both_stand_under_it() -> None:
    chief = {"head": {"reports_to": "office"}, "station": {"reports_to": "office"}}
    assert lowest_common_superior(_roster(posts=chief), ("环评科", "监测站"), ON).post == "office"
    one = {"head": {"reports_to": "office"}}
    assert lowest_common_superior(_roster(posts=one), ("环评科", "监测站"), ON).post == "deputy"


def test_a_head_who_reports_past_the_leader_does_not_lift_the_matter_to_the_principal() -> None:
    past = {"head": {"reports_to": "top"}, "station": {"reports_to": "top"}}
    assert lowest_common_superior(_roster(posts=past), ("环评科", "监测站"), ON).post == "deputy"


def test_a_head_never_decides_in_a_matter_of_the_own_unit() -> None:
    under = {"station": {"reports_to": "head"}}
    assert lowest_common_superior(_roster(posts=under), ("环评科", "监测站"), ON).post == "deputy"


def test_of_a_unit_with_two_areas_the_items_area_tells_who_is_above() -> None:
    roster = _roster(units=({"name": "监测站", "areas": ["监测", "党建"]},))
    assert lowest_common_superior(roster, ("环评科", "监测站"), ON).post == "top"
    assert lowest_common_superior(roster, ("环评科", "监测站"), ON, ("监测",)).post == "deputy"


def test_a_loop_in_who_reports_to_whom_ends() -> None:
    loop = {
        "head": {"reports_to": "deputy"},
        "deputy": {"reports_to": "head"},
        "party": {"reports_to": "party"},
    }
    assert lowest_common_superior(_roster(posts=loop), ("环评科", "机关党委"), ON).post == "top"


def test_a_vacant_post_is_passed_over_upward_and_said_so() -> None:
    got = lowest_common_superior(_roster(vacant=("deputy",)), ("环评科", "监测站"), ON)
    assert (got.post, got.person, got.note) == ("top", "zhang", "副局长岗位空缺")
    both = lowest_common_superior(_roster(vacant=("deputy", "top")), ("环评科", "监测站"), ON)
    assert (both.post, both.note) == ("office", "副局长岗位空缺；书记、局长岗位空缺")
    none = lowest_common_superior(_roster(vacant=("deputy", "top", "office")), ("环评科", "监测站"), ON)
    assert (none.post, none.person) == ("deputy", "")


@given(st.lists(st.sampled_from(["环评科", "监测站", "机关党委", "没有的科"]), min_size=1, max_size=4),
       st.dictionaries(st.sampled_from(["head", "station", "party", "deputy", "second"]),
                       st.sampled_from([p["id"] for p in POSTS]), max_size=4))  # fmt: skip
def test_whatever_the_reporting_lines_one_post_decides_whatever_the_order(
    units: list[str], above: dict[str, str]
) -> None:
    roster = _roster(posts={post: {"reports_to": to} for post, to in above.items()})
    got = lowest_common_superior(roster, units, ON)
    heads = {"环评科": "head", "监测站": "station", "机关党委": "party"}
    assert got.person
    assert got.post not in {heads.get(u) for u in units}
    assert lowest_common_superior(roster, [*units, *units], ON) == got


def _dispute(on: date = ON, units: tuple[str, ...] = ("环评科", "监测站")) -> Dispute:
    return dispute(_roster(), units, on, Calendar())


def test_a_dispute_is_to_be_decided_in_three_working_days() -> None:
    assert _dispute().decide_by == date(2019, 7, 4)
    # 5 July 2019 is a Friday.
    assert _dispute(date(2019, 7, 5)).decide_by == date(2019, 7, 10)
    assert dispute(_roster(), ("环评科",), ON, Calendar(), workdays=1).decide_by == date(2019, 7, 2)


@pytest.mark.parametrize(("today", "decided_on", "state"), [
    (ON, None, "open"), (date(2019, 7, 4), None, "open"), (date(2019, 7, 5), None, "overdue"),
    (date(2019, 7, 5), date(2019, 7, 5), "decided"), (date(2019, 7, 5), date(2019, 7, 8), "overdue"),
])  # fmt: skip
def test_a_dispute_is_open_then_overdue_until_it_is_decided(
    today: date, decided_on: date | None, state: str
) -> None:
    assert dispute_state(_dispute(), today, decided_on) == state


def test_who_decides_is_told_first_and_the_principal_once_it_is_overdue() -> None:
    one, roster = _dispute(), _roster()
    asked = [told_of_dispute(one, roster, day) for day in (ON, date(2019, 7, 5))]
    assert [a.post for a in asked if a] == ["deputy", "top"]
    assert told_of_dispute(one, roster, ON, ON) is None
    wide = _dispute(units=("环评科", "机关党委"))
    assert told_of_dispute(wide, roster, date(2019, 7, 5)) == wide.decider
