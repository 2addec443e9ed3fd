"""Recusal (回避) through cycles: the person concerned hears nothing, the designated officer that it was so."""

from datetime import date
from pathlib import Path

import pytest

from duban.errors import Refused
from duban.talk_paper import Decision
from tasks import disputes, talks
from tasks.context import open_site
from tasks.disputes import to_decide
from tests.walk import days

ITEM, RED, NEXT = "HP-01-1", date(2019, 7, 1), date(2019, 7, 2)


def _recused(site: Path, person: str, *items: str, **more: str) -> None:
    roster = site / "roster.yaml"
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    one = f"recusals:\n  - {{person: {person}, items: [{', '.join(items)}]{rest}}}\n"
    roster.write_text(roster.read_text("utf-8") + one, "utf-8")


def test_the_leader_concerned_hears_nothing_of_it_and_the_steward_alone_hears_that_it_was_so(
    stored_site: Path,
) -> None:
    _recused(stored_site, "li2", ITEM)
    days.tick(stored_site, RED)
    letters = days.notices(stored_site, RED)
    said = f"回避（只告知您）：下列事项没有告知须回避的人员，由责任链上其他岗位办理。\n1．{ITEM}：李二（分管领导）\n"
    assert said in letters["han15"]
    assert not [p for p, letter in letters.items() if "回避" in letter and p != "han15"]
    assert "HP-01-3" in letters["li2"] and ITEM not in letters["li2"]
    assert ("li2", ITEM) not in {(p, i) for i, _, _, p in days.told(stored_site)}
    # What the one concerned would have been asked, the post above is asked.
    assert (ITEM, "business", 3, "zhang1") in days.told(stored_site)
    days.tick(stored_site, NEXT)
    assert "回避" not in days.notices(stored_site, NEXT).get("han15", "")


def test_what_concerns_the_steward_is_put_to_whoever_is_named_instead(site: Path) -> None:
    _recused(site, "han15", "HP-01-2", instead="discipline")
    days.tick(site, RED)
    letters, asked = days.notices(site, RED), "HP-01-2台账时限由“2019.7.15”改为“2019年8月15日”"
    assert "HP-01-2" not in letters["han15"] and "请核1处" in letters["zhou9"]
    assert asked in letters["zhou9"].replace(" ", "")


@pytest.mark.nightly
def test_chases_hand_over_lists_disputes_and_talks_pass_the_person_concerned_over(site: Path) -> None:
    _recused(site, "li2", ITEM)
    roster = site / "roster.yaml"
    roster.write_text(roster.read_text("utf-8") + f"  - {{person: wang3, items: [{ITEM}]}}\n", "utf-8")
    days.tick(site, date(2019, 6, 20), RED, date(2019, 7, 9), date(2019, 7, 15))
    assert ITEM not in "".join(days.notices(site, on).get("li2", "") for on in (RED, date(2019, 7, 9)))
    # The successor is concerned as well: of the seven open items of the post the list has six.
    said = days.notices(site, date(2019, 7, 15))["wang3"]
    assert "该岗位现有未结事项6项" in said and ITEM not in said
    at = open_site(str(site), RED)
    disputes.open_dispute(at, ITEM, "韩十五", "职责交叉", ("环评科", "监测站"))
    assert [one.person for one in to_decide(at, None)] == ["zhang1"]
    decision = Decision("提醒谈话", "sun5", "li2", RED, "逾期", (ITEM,))
    with pytest.raises(Refused, match=f"“li2”须回避{ITEM}"):
        talks.decide(at, decision)
