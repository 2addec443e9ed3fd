"""Bad rosters as named cases: tenures that end, return, loop or run backwards."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from duban.chain import who_answers, with_owners
from duban.duty import check_roster
from duban.errors import Refused
from duban.escalation import KEY, RELEASES, SAID, due_now
from duban.roster import Roster
from duban.typed import parse
from tests.duban.makers import a_ladder, a_roster, rules, some_items, told_on, who

PLAIN = a_roster().model_dump(by_alias=True, mode="json")
YELLOW, RED = date(2019, 6, 20), date(2019, 7, 1)


def _roster(*deputies: dict[str, Any], **changes: Any) -> Roster:
    others = [t for t in PLAIN["tenures"] if t["post"] != "deputy"] if deputies else PLAIN["tenures"]
    roster = Roster.model_validate(
        {**PLAIN, "tenures": [*others, *({"post": "deputy", **d} for d in deputies)], **changes}
    )
    check_roster(roster)
    return roster


def _new(roster: Roster, said: pd.DataFrame, day: date) -> pd.DataFrame:
    items = some_items({})
    found, _ = due_now(items, who(roster, items), said, rules(), pd.Timestamp(day))
    return found[~pd.MultiIndex.from_frame(found[KEY]).isin(pd.MultiIndex.from_frame(said[KEY]))]


LI, HAN = {"person": "li", "from": "2018-01-01", "to": "2019-06-23"}, {"person": "han", "from": "2019-06-24"}


def test_p04_an_escalation_under_way_is_told_to_the_new_holder_with_its_level_and_no_more_to_the_former() -> (
    None
):
    roster = _roster(LI, HAN)
    said = told_on(some_items({}), date(2019, 6, 10), YELLOW, roster=roster)
    handed = _new(roster, said, date(2019, 6, 24))
    assert set(handed["person"]) == {"han"} and set(handed["level"]) == {2} and set(handed["round"]) == {1}
    assert set(handed["on"].astype(str)) == {"2019-06-20"}
    assert "li" not in set(_new(roster, said, RED)["person"])


def test_p05_who_comes_back_to_the_same_post_is_told_anew() -> None:
    roster = _roster(LI, {**HAN, "to": "2019-06-27"}, {"person": "li", "from": "2019-06-28"})
    said = told_on(some_items({}), YELLOW, date(2019, 6, 24), roster=roster)
    back = _new(roster, said, date(2019, 6, 28))
    assert set(back["tenure"]) == {"deputy:li:2019-06-28"} and set(back["level"]) == {2}


@pytest.mark.parametrize(
    ("above", "words"),
    [({"head": "deputy", "deputy": "head"}, "责任链成环"), ({"head": "head"}, "责任链成环"),
     ({"head": "gone"}, "上级岗位“gone”")],
)  # fmt: skip
def test_p06_a_chain_that_loops_or_ends_nowhere_is_refused(above: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        _roster(posts=[{**p, "reports_to": above.get(p["id"])} for p in PLAIN["posts"]])


def test_p06_a_chain_without_a_top_is_refused() -> None:
    with pytest.raises(Refused, match="主要负责人"):
        _roster(posts=[p for p in PLAIN["posts"] if p["id"] != "top"],
                tenures=[t for t in PLAIN["tenures"] if t["post"] != "top"])  # fmt: skip


@pytest.mark.parametrize("acting", [False, True])
def test_p08_dates_the_wrong_way_round_are_refused(acting: bool) -> None:
    wrong = {"post": "deputy", "person": "han", "from": "2019-07-01", "to": "2019-06-01", "acting": acting}
    with pytest.raises(Refused, match="任期止于2019-06-01，早于起始日2019-07-01"):
        parse(Roster, {**PLAIN, "tenures": [*PLAIN["tenures"], wrong]}, "roster.yaml")


def test_a_vacant_post_goes_up_at_once_and_says_since_when() -> None:
    roster = _roster(LI)
    said = told_on(some_items({}), date(2019, 6, 10), YELLOW, roster=roster)
    up = _new(roster, said, date(2019, 6, 24))
    assert set(up["person"]) == {"zhang"} and set(up["role"]) == {"leader_in_charge"}
    assert up["why"].str.contains("副局长岗位空缺，自2019-06-24起").all()


def test_one_person_in_several_posts_hears_once_and_owes_the_answer() -> None:
    tenures = [t for t in PLAIN["tenures"] if t["post"] != "head"] + [
        {"post": "head", "person": "li", "from": "2018-01-01"}]  # fmt: skip
    items = some_items({})
    found, _ = due_now(items, who(_roster(tenures=tenures), items), SAID.frame(), rules(), pd.Timestamp(RED))
    mine = found[found["person"].eq("li") & found["line"].eq("business")]
    assert len(mine) == 1 and mine["answer_by"].notna().all() and not mine["copy"].any()


def test_an_item_with_areas_of_its_own_goes_to_their_leaders_and_one_of_several_areas_to_each() -> None:
    posts = [
        *PLAIN["posts"],
        {"id": "second", "title": "副局长", "roles": ["leader_in_charge"], "areas": ["信访"]},
    ]
    tenures = [*PLAIN["tenures"], {"post": "second", "person": "han", "from": "2018-01-01"}]
    areas, units = [{"name": "业务"}, {"name": "信访"}], [{"name": "科", "areas": ["业务", "信访"]}]
    roster = _roster(posts=posts, tenures=tenures, areas=areas, units=units)
    items = some_items({"areas": "业务、信访"}, {"areas": "信访"})
    owned = with_owners(items, roster)
    found, _ = due_now(
        owned, who_answers(roster, owned, {"head"}), SAID.frame(), rules(), pd.Timestamp(YELLOW)
    )
    led = found[found["role"].eq("leader_in_charge") & found["line"].eq("conduct")]
    assert {(r.item, r.person) for r in led.itertuples()} == {
        ("HP-01-1", "li"), ("HP-01-1", "han"), ("HP-01-2", "han")}  # fmt: skip


def test_an_answer_of_one_line_silences_neither_the_other_nor_a_later_level() -> None:
    # As in GoAlert: one acknowledgement among several leaves the others and the next step as they were.
    items = some_items({})
    yellow = told_on(items, YELLOW)
    answered = yellow[yellow["line"].eq("business")].assign(notice_id="answered")
    said = SAID.cast(pd.concat([answered, yellow[yellow["line"].ne("business")]], ignore_index=True))
    red = _new(a_roster(), said, RED)
    assert {("business", "li"), ("conduct", "li"), ("business", "zhang")} <= set(
        zip(red["line"], red["person"], strict=True))  # fmt: skip


def test_waiting_for_release_tells_nobody_while_the_level_below_goes_on_and_the_release_lets_it_out() -> None:
    ladder = a_ladder({"level": 1, "label": "红", "when": {"days_late": 1}, "tell": ["unit_head"], "again_every": 7},
                      {"level": 2, "label": "约谈", "when": {"days_late": 8}, "tell": ["principal"], "release": "office"})  # fmt: skip
    items, chain = some_items({}), who(a_roster(), some_items({}))
    day = pd.Timestamp(2019, 7, 8)
    found, _ = due_now(items, chain, SAID.frame(), rules(ladder), day)
    waiting = found[found["release"].eq("waiting")]
    assert set(waiting["level"]) == {2} and waiting["why"].str.contains("待整改办审签").all()
    going = found[found["release"].eq("")]
    assert set(zip(going["level"], going["round"], going["person"], strict=True)) == {(1, 2, "sun")}
    out = RELEASES.frame([{"item": "HP-01-1", "episode": 1, "level": 2, "on": date(2019, 7, 10)}])
    found, _ = due_now(items, chain, SAID.frame(), rules(ladder), pd.Timestamp(2019, 7, 10), releases=out)
    assert set(found["level"]) == {2} and set(found["told_on"].astype(str)) == {"2019-07-10"}
    assert not found["why"].str.contains("待整改办审签").any()


def test_a_silence_pushes_the_telling_behind_its_end_and_the_level_stays_open() -> None:
    items = some_items({"silent_until_on": date(2019, 7, 5)})
    found, _ = due_now(items, who(a_roster(), items), SAID.frame(), rules(), pd.Timestamp(RED))
    assert len(found) and set(found["told_on"].astype(str)) == {"2019-07-08"}
    assert set(found["on"].astype(str)) == {"2019-07-01"}


def test_a_relapse_begins_at_its_level_on_the_day_the_item_was_reopened() -> None:
    reopened = date(2019, 6, 3)
    items = some_items({"from_level": 2, "opened_on": reopened, "episode": 2, "due_on": date(2019, 12, 31)})
    found, _ = due_now(items, who(a_roster(), items), SAID.frame(), rules(), pd.Timestamp(reopened))
    assert set(found["level"]) == {2} and set(found["on"].astype(str)) == {"2019-06-03"}
    assert found["why"].str.contains("复发重开").all()
    before, _ = due_now(
        items, who(a_roster(), items), SAID.frame(), rules(), pd.Timestamp(reopened + timedelta(90))
    )
    assert set(before["level"]) == {2}
