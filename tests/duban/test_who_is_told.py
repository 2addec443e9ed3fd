"""Who is told on which day: both lines, the chain below, late ledgers, vacancies, outages."""

from datetime import date

import pandas as pd
import pytest

from duban.chain import who_answers, with_owners
from duban.duty import check_roster
from duban.errors import Refused
from duban.escalation import KEY, SAID, due_now
from duban.roster import Roster
from tests.duban.makers import a_roster, rules, some_items, told_on, who

NONE_SAID = SAID.frame()


def _told(day: date, roster: Roster | None = None, **item: object) -> pd.DataFrame:
    items = some_items(item)
    found, _ = due_now(items, who(roster or a_roster(), items), NONE_SAID, rules(), pd.Timestamp(day))
    return found


def _rows(found: pd.DataFrame) -> set[tuple[str, str, str, bool]]:
    return {(r.line, r.role, r.person, bool(r.copy)) for r in found.itertuples()}


def test_red_tells_the_head_and_the_principal_copies_the_leader_and_asks_conduct_of_leader_and_secretary() -> (
    None
):
    items = some_items({})
    said = told_on(items, date(2019, 6, 10), date(2019, 6, 20))
    found, skipped = due_now(items, who(a_roster(), items), said, rules(), pd.Timestamp(2019, 7, 1))
    assert _rows(found) == {
        ("business", "unit_head", "sun", False), ("business", "principal", "zhang", False),
        ("business", "leader_in_charge", "li", True), ("conduct", "leader_in_charge", "li", True),
        ("conduct", "secretary", "zhang", False)}  # fmt: skip
    assert skipped.empty


def test_found_late_the_lower_levels_are_skipped_and_whom_they_would_have_told_is_told() -> None:
    items = some_items({})
    found, skipped = due_now(items, who(a_roster(), items), NONE_SAID, rules(), pd.Timestamp(2019, 7, 1))
    assert list(skipped["level"]) == [1, 2]
    assert ("business", "leader_in_charge", "li", False) in _rows(found)


def test_an_answer_is_owed_by_the_leader_and_a_head_told_and_by_nobody_else() -> None:
    found = _told(date(2019, 7, 1))
    owed = {r.person: str(r.answer_by.date()) for r in found.itertuples()
            if r.line == "business" and not pd.isna(r.answer_by)}  # fmt: skip
    assert owed == {"sun": "2019-07-08", "li": "2019-07-08"}


def test_a_ledger_older_than_the_due_date_asks_its_reporter_first_and_the_posts_above_later() -> None:
    found = _told(date(2019, 6, 26), due_on=date(2019, 6, 25), read_on=date(2019, 6, 3))
    days = {(r.line, r.person): str(r.told_on.date()) for r in found.itertuples()}
    assert days == {("business", "sun"): "2019-06-26", ("business", "li"): "2019-07-01",
                    ("business", "zhang"): "2019-07-01", ("conduct", "li"): "2019-07-01",
                    ("conduct", "zhang"): "2019-07-01"}  # fmt: skip
    newer = _told(date(2019, 6, 26), due_on=date(2019, 6, 25), read_on=date(2019, 6, 26))
    assert {str(d.date()) for d in newer["told_on"]} == {"2019-06-26"}


def test_what_is_reached_on_a_saturday_is_told_on_monday() -> None:
    found = _told(date(2019, 6, 15), due_on=date(2019, 6, 25))
    assert {(str(r.on.date()), str(r.told_on.date())) for r in found.itertuples()} == {
        ("2019-06-15", "2019-06-17")
    }


def test_a_vacant_post_goes_up_at_once_and_says_so() -> None:
    roster = a_roster(tenures=[
        {"post": "top", "person": "zhang", "from": "2017-01-01"},
        {"post": "deputy", "person": "li", "from": "2018-01-01", "to": "2019-06-10"},
        {"post": "head", "person": "sun", "from": "2018-01-01"},
        {"post": "office", "person": "han", "from": "2018-01-01"}])  # fmt: skip
    found = _told(date(2019, 6, 20), roster)
    leader = found[(found["role"] == "leader_in_charge") & (found["line"] == "business")].iloc[0]
    assert leader["person"] == "zhang" and "副局长岗位空缺，自2019-06-11起" in leader["why"]


def test_who_acts_for_a_vacant_post_is_told_in_it() -> None:
    roster = a_roster(tenures=[
        {"post": "top", "person": "zhang", "from": "2017-01-01"},
        {"post": "deputy", "person": "han", "from": "2019-01-01", "acting": True},
        {"post": "head", "person": "sun", "from": "2018-01-01"},
        {"post": "office", "person": "han", "from": "2018-01-01"}])  # fmt: skip
    leader = (
        _told(date(2019, 6, 20), roster).query("role == 'leader_in_charge' and line == 'business'").iloc[0]
    )
    assert leader["person"] == "han" and "代理" in leader["why"]


def test_one_person_in_two_posts_of_a_chain_hears_once_where_an_answer_is_owed_and_after_it_in_the_other() -> (
    None
):
    tenures = a_roster().model_dump(by_alias=True, mode="json")["tenures"]
    acting = {"post": "deputy", "person": "han", "from": "2019-06-01", "to": "2019-07-03", "acting": True}
    roster = a_roster(tenures=[*(t for t in tenures if t["post"] != "deputy"), acting,
                               {"post": "deputy", "person": "li", "from": "2019-07-04"}],
                      recusals=[{"person": "zhang", "items": ["HP-01-1"]}])  # fmt: skip
    items = with_owners(some_items({}), roster)
    both = who_answers(roster, items, {"head"})
    red, _ = due_now(items, both, NONE_SAID, rules(), pd.Timestamp(2019, 7, 1))
    mine = red[red["person"].eq("han")]
    assert set(mine[["line", "post"]].itertuples(index=False, name=None)) == {
        ("business", "deputy"), ("conduct", "deputy")}  # fmt: skip
    assert mine["answer_by"].notna().all()
    said = SAID.cast(red.assign(notice_id="DB", policy_id=0))
    later, _ = due_now(items, both, said, rules(), pd.Timestamp(2019, 7, 4))
    new = later[~pd.MultiIndex.from_frame(later[KEY]).isin(pd.MultiIndex.from_frame(said[KEY]))]
    assert {(r.line, r.post, r.person) for r in new.itertuples()} == {
        (line, post, who) for line in ("business", "conduct") for post, who in (("deputy", "li"), ("office", "han"))}  # fmt: skip


def test_a_handler_without_a_post_is_reached_through_the_head_by_name() -> None:
    found = _told(date(2019, 6, 10), person="钱某")
    assert [(r.role, r.person) for r in found.itertuples()] == [("handler", "sun")]
    assert "请转告责任人钱某" in found["why"].iloc[0]


def test_a_unit_that_is_not_on_the_roster_is_the_stewards() -> None:
    assert set(_told(date(2019, 7, 1), unit="", person="")["person"]) >= {"han"}


def test_the_conduct_post_of_an_area_is_asked_in_its_leaders_place() -> None:
    roster = a_roster(areas=[{"name": "业务", "conduct_post": "top", "reason": "分管领导非中共党员"}])
    found = _told(date(2019, 6, 20), roster)
    assert ("conduct", "leader_in_charge", "zhang") in {t[:3] for t in _rows(found)}


def test_a_new_holder_is_told_and_the_former_is_not() -> None:
    roster = a_roster(tenures=[
        {"post": "top", "person": "zhang", "from": "2017-01-01"},
        {"post": "deputy", "person": "li", "from": "2018-01-01", "to": "2019-06-30"},
        {"post": "deputy", "person": "han", "from": "2019-07-01"},
        {"post": "head", "person": "sun", "from": "2018-01-01"},
        {"post": "office", "person": "han", "from": "2018-01-01"}])  # fmt: skip
    assert "han" in set(_told(date(2019, 7, 1), roster)["person"]) and "li" not in set(
        _told(date(2019, 7, 1), roster)["person"])  # fmt: skip


def _change(**changes: object) -> Roster:
    plain = a_roster().model_dump(by_alias=True, mode="json")
    return Roster.model_validate({**plain, **changes})


POSTS = a_roster().model_dump(by_alias=True, mode="json")["posts"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"areas": ["业务", "信访"]}, "领域“信访”缺少分管领导"),
        ({"posts": [*POSTS, {"id": "two", "title": "副局长", "role": "leader_in_charge", "area": "业务"}]},
         "领域“业务”有2个分管岗位"),
        ({"areas": [{"name": "业务", "conduct_post": "head", "reason": "x"}]}, "该岗位不是领导岗位"),
        ({"posts": [{**p, "reports_to": {"head": "deputy", "deputy": "head"}.get(p["id"])} for p in POSTS]},
         "责任链成环：deputy → head → deputy"),
        ({"posts": [p for p in POSTS if p["id"] != "head"], "tenures": []}, "没有负责人岗位"),
        ({"posts": [p for p in POSTS if p["id"] != "top"], "tenures": []}, "主要负责人"),
        ({"units": [{"name": "科", "area": "环评"}]}, "单位“科”写了领域“环评”，花名册中没有"),
        ({"tenures": [{"post": "nobody", "person": "li", "from": "2018-01-01"}]}, "岗位“nobody”"),
        ({"tenures": [{"post": "head", "person": "li", "from": "2018-01-01"},
                      {"post": "head", "person": "sun", "from": "2019-01-01"}]}, "有两人任职"),
    ],
)  # fmt: skip
def test_a_roster_with_a_gap_is_refused_with_the_name_of_what_lacks(changes: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_roster(_change(**changes))
