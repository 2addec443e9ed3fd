"""Who may see what: chain or grant, cleared, and never a person concerned; over every mix of rights."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duban.chain import who_answers, with_owners
from duban.viewing import Visitor, on_chain, still_held, tenures_of, visible, visitor
from tests.duban.makers import a_roster, some_items

DAY = date(2019, 7, 1)
TWO = {
    "areas": ["业务", "后勤"],
    "units": [{"name": "科", "area": "业务"}, {"name": "室", "area": "后勤"}],
    "posts": [
        {"id": "top", "title": "局长", "roles": ["principal", "secretary"]},
        {"id": "deputy", "title": "副局长", "role": "leader_in_charge", "area": "业务"},
        {"id": "other", "title": "副局长", "role": "leader_in_charge", "area": "后勤"},
        {"id": "head", "title": "科长", "role": "unit_head", "unit": "科"},
        {"id": "chief", "title": "主任", "role": "unit_head", "unit": "室"},
        {"id": "watch", "title": "组长", "role": "discipline"},
        {"id": "office", "title": "整改办主任", "role": "steward"},
    ],
    "people": [{"id": p, "name": p} for p in ("zhang", "li", "wang", "sun", "wu", "zhou", "han")],
    "tenures": [{"post": post, "person": person, "from": "2018-01-01"} for post, person in (
        ("top", "zhang"), ("deputy", "li"), ("other", "wang"), ("head", "sun"), ("chief", "wu"), ("watch", "zhou"),
        ("office", "han"))],
}  # fmt: skip
PEOPLE = ["zhang", "li", "wang", "sun", "wu", "zhou", "han"]
CONCERNED = [{"person": person, "items": ["HP-01-3"]} for person in PEOPLE[:-1]] + [
    {"person": "han", "items": ["HP-01-3"], "instead": "top"}]  # fmt: skip
ITEMS = some_items({"unit": "科"}, {"unit": "室", "areas": "后勤"}, {"unit": "科"}, {"unit": "科", "areas": "后勤"},
                   {"unit": "科", "restricted": True})  # fmt: skip


def seen(one: Visitor, told: tuple[str, ...] = (), **roster: object) -> set[str]:
    """The codes a visitor sees of ITEMS."""
    known = a_roster(**TWO, **roster)
    items = with_owners(ITEMS, known)
    who = who_answers(known, items)
    who = who[~who["role"].isin(["discipline", "steward"])]
    return set(visible(items, on_chain(items, who, told, one.keys), one, known)["code"])


def come(person: str, **rights: bool) -> Visitor:
    roster = a_roster(**TWO)
    return visitor(roster, person, tenures_of(roster, person, DAY), **rights)


def test_each_chain_sees_its_own_by_a_link_and_what_it_was_told_of() -> None:
    one, two, three, four, five = (f"HP-01-{n}" for n in range(1, 6))
    assert seen(come("li")) == {one, three}
    assert seen(come("wang")) == {two, four}
    assert seen(come("sun")) == {one, three, four}
    assert seen(come("zhang")) == {one, two, three, four}
    assert seen(come("li"), told=(two, five)) == {one, two, three}
    assert seen(come("zhou")) == seen(come("han")) == set()


def test_a_personal_login_opens_the_restricted_of_the_own_chain_and_the_office_all_but_those() -> None:
    five = "HP-01-5"
    assert five in seen(come("li", signed_in=True)) and five in seen(come("zhang", signed_in=True))
    assert five not in seen(come("wang", signed_in=True))
    for person in ("han", "zhou"):
        assert len(seen(come(person, signed_in=True))) == 4
        assert len(seen(come(person, signed_in=True, restricted=True))) == 5
    assert len(seen(come("wu", signed_in=True, office=True))) == 4


@given(
    st.sampled_from(PEOPLE),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sets(st.sampled_from(list(ITEMS["code"]))),
)
def test_no_right_shows_a_person_concerned_anything_nor_a_link_anything_restricted(
    person: str, signed_in: bool, office: bool, restricted: bool, told: set[str]
) -> None:
    one = come(person, signed_in=signed_in, office=office, restricted=restricted)
    shown = seen(one, tuple(told), recusals=CONCERNED)
    assert "HP-01-3" not in shown
    assert signed_in or "HP-01-5" not in shown
    assert shown <= seen(one, tuple(told))


def test_what_a_link_stands_on_is_held_then_and_now_by_the_same_tenure() -> None:
    again = [*TWO["tenures"], {"post": "head", "person": "sun", "from": "2019-08-01"}]  # type: ignore[misc]
    first = {"post": "head", "person": "sun", "from": "2018-01-01", "to": "2019-07-15"}
    roster = a_roster(
        **{**TWO, "tenures": [t for t in again if t["post"] != "head" or t["from"] != "2018-01-01"] + [first]}
    )
    assert [t.key for t in still_held(roster, "sun", DAY, date(2019, 7, 15))] == ["head:sun:2018-01-01"]
    assert still_held(roster, "sun", DAY, date(2019, 7, 16)) == ()
    assert still_held(roster, "sun", DAY, date(2019, 8, 1)) == ()
