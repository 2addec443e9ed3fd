"""Recusal (回避): a person concerned is passed over at every rung, and nobody else can see it."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from duban.chain import who_answers, with_owners
from duban.duty import check_roster
from duban.duty_sheet import Facts, duty_sheet
from duban.errors import Refused
from duban.escalation import SAID, due_now
from duban.recusal import passed_over, seen_by, without_recusals
from duban.roster import Roster
from tasks.store import ASKS, ROWS
from tests.duban.makers import a_roster, rules, some_items

RED = date(2019, 7, 1)
PLAIN = a_roster().model_dump(by_alias=True, mode="json")


def _with(*recusals: dict[str, Any], **changes: Any) -> Roster:
    roster = Roster.model_validate({**PLAIN, "recusals": list(recusals), **changes})
    check_roster(roster)
    return roster


def _told(roster: Roster, day: date = RED, **item: Any) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    items = with_owners(some_items(item, {"code": "OTHER"}), roster)
    who = who_answers(roster, items, {"head"})
    found, _ = due_now(items, who, SAID.frame(), rules(), pd.Timestamp(day))
    return found, items, who


def test_x07_a_person_concerned_is_left_out_at_every_rung_and_the_designated_officer_alone_hears_of_it() -> (
    None
):
    roster = _with({"person": "li", "items": ["HP-01-1"], "reason": "当事人"})
    found, items, who = _told(roster)
    mine, other = found[found["item"].eq("HP-01-1")], found[found["item"].eq("OTHER")]
    assert "li" in set(other["person"]) and "li" not in set(mine["person"])
    led = mine[mine["role"].eq("leader_in_charge")]
    assert set(led["person"]) == {"zhang"} and set(led["line"]) == {"business", "conduct"}
    assert not mine["why"].str.contains("回避|空缺|当事人|李二").any()
    heard = _heard(mine, items, roster)
    assert heard.to_dict("records") == [
        {"item": "HP-01-1", "person": "li", "role": "leader_in_charge", "officer": "han"}]  # fmt: skip
    assert _heard(other, items, roster).empty
    assert list(seen_by(items, roster, "li")["code"]) == ["OTHER"]


def test_x07_a_principal_concerned_leaves_it_to_the_steward_and_who_is_named_hears_instead() -> None:
    posts = [*PLAIN["posts"], {"id": "patrol", "title": "巡察办主任", "roles": ["inspection_office"]}]
    tenures = [*PLAIN["tenures"], {"post": "patrol", "person": "he", "from": "2018-01-01"}]
    people = [*PLAIN["people"], {"id": "he", "name": "何二"}]
    roster = _with({"person": "zhang", "units": ["科"], "instead": "patrol"},
                   posts=posts, tenures=tenures, people=people)  # fmt: skip
    found, items, who = _told(roster)
    assert "zhang" not in set(found["person"])
    assert set(found.loc[found["role"].isin(["principal", "secretary"]), "person"]) == {"han"}
    assert set(_heard(found, items, roster)["officer"]) == {"he"}


def _heard(fresh: pd.DataFrame, items: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """PASSED_OVER of what is told on RED."""
    plain = without_recusals(roster)
    owned = with_owners(items, plain)
    return passed_over(fresh, owned, who_answers(plain, owned, {"head"}), roster, pd.Timestamp(RED))


def test_only_the_handler_named_for_an_item_is_passed_over_for_it() -> None:
    roster = _with({"person": "sun", "items": ["HP-01-1"]})
    items = some_items({"person": "李二"}, {"code": "OTHER"})
    fresh = pd.DataFrame({"item": ["HP-01-1"], "role": ["handler"], "line": ["business"]})
    assert _heard(fresh, items, roster).empty
    assert list(_heard(fresh.assign(role="reporter"), items, roster)["role"]) == ["reporter"]
    people = [*PLAIN["people"], {"id": "he", "name": "何二"}]
    no_post = _with({"person": "he", "items": ["HP-01-1"]}, people=people)
    named = some_items({"person": "何二"}, {"code": "OTHER", "person": "何二"})
    assert _heard(fresh, named, no_post).to_dict("records") == [
        {"item": "HP-01-1", "person": "he", "role": "handler", "officer": "han"}]  # fmt: skip


def test_a_leaders_duty_sheet_counts_nothing_that_concerns_the_leader() -> None:
    items, month = some_items({}, {"code": "OTHER"}), date(2019, 7, 1)
    asks = [{"id": "a", "tenure": "deputy:li:2018-01-01", "post": "deputy", "person": "li", "unit": "科", "month": "2019-07",
             "opened_on": month, "answer_by": month, "state": "open"}]  # fmt: skip
    grounds = ROWS.frame([{"id": 1, "item": "HP-01-1", "line": "conduct", "level": 3, "tenure": "deputy:li:2018-01-01",
                           "on": month, "ask": "a", "state": "open"}])  # fmt: skip
    facts = Facts(items, grounds, ASKS.frame(asks))
    counted = []
    for roster in (_with(), _with({"person": "li", "items": ["HP-01-1"]})):
        (tenure,) = [one for one in roster.tenures if one.person == "li"]
        sheet = duty_sheet(roster, tenure, month, facts, date(2019, 7, 31))
        assert sheet is not None and sheet.areas[0].business and sheet.areas[0].conduct is not None
        counted.append((sheet.areas[0].business.total, len(sheet.areas[0].conduct)))
    assert counted == [(2, 1), (1, 0)]


@pytest.mark.parametrize(
    "concerned", [{"sources": ["科"]}, {"units": ["科"]}, {"items": ["HP-01-1", "OTHER"]}]
)
def test_x07_a_handler_head_or_reporter_concerned_is_not_reached_by_any_of_these_ways(
    concerned: dict,
) -> None:
    for acting in (False, True):
        tenures = [{**t, "acting": acting and t["post"] == "head"} for t in PLAIN["tenures"]]
        roster = _with({"person": "sun", **concerned}, tenures=tenures)
        found, *_ = _told(roster, read_on=date(2019, 6, 3))
        assert len(found) and "sun" not in set(found["person"])
        assert not found["why"].str.contains("孙五|回避|请转告").any()
        assert set(found.loc[found["role"].isin(["unit_head", "handler", "reporter"]), "person"]) <= {
            "li",
            "zhang",
        }


@pytest.mark.parametrize(
    ("recusal", "words"),
    [({"person": "nobody", "items": ["X"]}, "人员“nobody”"), ({"person": "li", "units": ["处"]}, "单位“处”"),
     ({"person": "li", "items": ["X"], "instead": "gone"}, "岗位“gone”"),
     ({"person": "han", "items": ["X"]}, "督办专员 han 须回避")],
)  # fmt: skip
def test_a_recusal_of_nobody_known_or_that_leaves_nobody_is_refused(recusal: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        _with(recusal)
