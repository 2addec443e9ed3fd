"""Whose an item is: disputed, put to whoever stands above both, decided; the clock never rests."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duban.errors import Refused
from tasks import disputes
from tasks.context import open_site
from tests.walk import days
from tests.walk.test_commands import duban, listed

DAY, NEXT, LATER = date(2019, 7, 1), date(2019, 7, 2), date(2019, 7, 3)
BY = ("--by", "韩十五", "--why", "职责交叉")


def _flags(site: Path) -> dict[str, Any]:
    return {i["code"]: i for i in listed("items", site)}


@pytest.mark.nightly
def test_a_dispute_is_put_to_whoever_stands_above_both_and_the_clock_goes_on(stored_site: Path) -> None:
    days.tick(stored_site, DAY)
    before = _flags(stored_site)["HP-01-1"]
    done = duban("dispute", stored_site, "HP-01-1", "--units", "环评科、监测站", *BY, "--today", "2019-07-01")
    assert done.stdout.strip() == (
        "HP-01-1 已登记争议：环评科、环境监测站，由副局长（李二）于2019-07-04前定责（韩十五：职责交叉）")  # fmt: skip
    now = _flags(stored_site)["HP-01-1"]
    assert now.pop("flags") == [*before.pop("flags"), "disputed"] and now == before
    days.tick(stored_site, NEXT, LATER)
    letter = days.notices(stored_site, NEXT)["li2"]
    assert "1．HP-01-1（环评科、环境监测站有争议）请于7月4日前明确牵头单位。" in letter
    assert "有争议" not in days.notices(stored_site, LATER).get("li2", "")
    # Nobody has decided by the fourth: whoever is to decide is chased, the principal copied.
    days.tick(stored_site, date(2019, 7, 5))
    letters = days.notices(stored_site, date(2019, 7, 5))
    for person in ("li2", "zhang1"):
        assert "责任归属有争议，应由李二（副局长）于7月4日前定责，尚未收到，第1次催办。" in letters[person]


def test_decided_the_new_lead_is_told_the_old_one_let_go_and_earlier_days_do_not_count(
    stored_site: Path,
) -> None:
    days.tick(stored_site, date(2019, 6, 28), DAY, date(2019, 7, 4))
    at = open_site(str(stored_site), date(2019, 7, 4))
    disputes.open_dispute(at, "HP-01-1", "韩十五", "职责交叉", ("环评科", "大气科"))
    decided = duban("own", stored_site, "HP-01-1", "--unit", "大气科", *BY, "--today", "2019-07-05")
    assert decided.stdout.strip() == "HP-01-1 已定责：由大气环境科牵头，时限不变（韩十五：职责交叉）"
    days.tick(stored_site, date(2019, 7, 5))
    item = days.items(stored_site, date(2019, 7, 5)).loc["HP-01-1"]
    assert (item["unit"], item["areas"], str(item["due_on"].date()), item["flags"]) == (
        "大气环境科", ["大气"], "2019-06-30", [])  # fmt: skip
    assert (item["days_late"], item["counted_days_late"]) == (5, 1)
    rows = days.rows(stored_site)
    mine = rows[rows["item"].eq("HP-01-1") & rows["level"].eq(3) & rows["line"].eq("business")]
    state = {(str(r.post), str(r.state)) for r in mine[mine["notice_id"].notna()].itertuples()}
    assert {
        ("head-eia", "settled"),
        ("deputy-eia", "settled"),
        ("head-air", "open"),
        ("deputy-air", "open"),
    } <= state
    letters = days.notices(stored_site, date(2019, 7, 5))
    assert "HP-01-1经定责由环评科改由大气环境科牵头，时限不变" in letters["wang3"]
    assert not any("销号告知：HP-01-1" in letter for letter in letters.values())


def test_what_is_no_dispute_or_no_unit_is_refused_in_a_sentence(site: Path) -> None:
    days.tick(site, DAY)
    at = open_site(str(site), DAY)
    for units, why in (
        (("环评科", "行政审批科"), "两个或以上不同的单位"),
        (("环评科", "监测中站"), "相近的有“监测站”"),
    ):
        with pytest.raises(Refused, match=why):
            disputes.open_dispute(at, "HP-01-1", "韩十五", "理由", units)
    with pytest.raises(Refused, match="没有待定的归属争议"):
        disputes.own(at, "HP-01-1", "韩十五", "理由", "环评科")
    disputes.open_dispute(at, "HP-01-1", "韩十五", "理由", ("环评科", "监测站"))
    with pytest.raises(Refused, match="已在争议中"):
        disputes.open_dispute(at, "HP-01-1", "韩十五", "理由", ("环评科", "监测站"))
    with pytest.raises(Refused, match="没有编号为“XX-1”"):
        disputes.open_dispute(at, "XX-1", "韩十五", "理由", ("环评科", "监测站"))
    assert "disputed" in _flags(site)["HP-01-1"]["flags"]
