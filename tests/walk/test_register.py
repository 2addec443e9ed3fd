"""The register (整改方案) through whole cycles: missing items chased, disagreement asked, nothing lost."""

import json
import sys
from datetime import date
from pathlib import Path
from subprocess import run

import pytest

from duban import tables as t
from tasks import store
from tasks.acts.deliveries import accept_delivery
from tasks.context import open_site
from tests.walk import days, plan_site

DUBAN = Path(sys.executable).with_name("duban")
ONE, TWO, WEB = "办结积案12件", "来信按期回复", "网上投诉办理公开"


@pytest.fixture
def planned(tmp_path: Path, store_at: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose register has three items, its one ledger two of them and one more."""
    monkeypatch.setenv("DUBAN_STORE", store_at)
    site = plan_site.make(tmp_path / "信访局")
    plan_site.deliver(site, date(2024, 2, 1), "整改方案", plan_site.PLAN,
                      ("积案多", ONE, "接访科", "乙二", "2024年3月底前"), ("积案多", TWO, "接访科", "乙二", "2024年4月10日"),
                      ("公开不够", WEB, "网信科", "乙二", "2024年3月20日"))  # fmt: skip
    _ledger(site, date(2024, 3, 1), ONE, "2024年9月底前")
    return site


def _ledger(site: Path, on: date, measure: str, due: str) -> None:
    plan_site.deliver(site, on, "接访科", plan_site.LEDGER,
                      ("积案多", measure, "接访科", "甲一", "丙三", due, "正在整改", "已办结4件", ""),
                      ("积案多", "另行安排的事项", "接访科", "乙二", "丙三", "2024年5月底前", "正在整改", "", ""))  # fmt: skip


def test_the_register_says_which_items_there_are_and_ledgers_are_asked_not_believed(planned: Path) -> None:
    days.tick(planned, date(2024, 3, 1))
    found = days.items(planned, date(2024, 3, 1))
    assert list(found.index) == ["JF-01-1", "JF-01-2", "JF-01-3", "ZG-01-1"]
    assert list(found["missing"]) == [False, True, False, True]
    assert (
        str(found.loc["JF-01-1", "due_on"].date())
        == "2024-03-31"
        == str(found.loc["JF-01-1", "assessed_on"].date())
    )
    assert found.loc["JF-01-1", "leader"] == "乙二" and found.loc["JF-01-1", "progress"] == "已办结4件"
    letters = days.notices(planned, date(2024, 3, 1))
    for said in ("JF-01-1 台账时限2024年9月底前，整改方案为时限2024年3月底前，以整改方案为准",
                 "JF-01-1 台账责任领导甲一，整改方案为责任领导乙二，以整改方案为准",
                 "JF-01-2 整改方案列入，台账未报", "ZG-01-1 整改方案列入，台账未报",
                 "JF-01-3 不在整改方案中，照常跟踪，请核"):  # fmt: skip
        assert said in letters["d"], said
    for said in (
        "JF-01-1台账时限2024年9月底前，整改方案为时限2024年3月底前",
        "JF-01-2已列入整改方案，台账未报",
    ):
        assert said in letters["c"], said
    # A missing item's clock runs: nobody has reported it, and the ladder goes up by the first date.
    days.tick(planned, date(2024, 3, 21))
    assert days.items(planned, date(2024, 3, 21)).loc["ZG-01-1", "level"] == 3
    assert {p for i, line, level, p in days.told(planned) if i == "ZG-01-1"} == {"e"}
    # No reading is newer than the date: its unit is asked first, the posts above three working days later.
    days.tick(planned, date(2024, 3, 26))
    assert {p for i, line, level, p in days.told(planned) if i == "ZG-01-1"} == {"e", "b", "a"}


def test_a_later_version_of_the_register_removes_nothing_and_moves_no_date_later(planned: Path) -> None:
    days.tick(planned, date(2024, 3, 1))
    plan_site.deliver(planned, date(2024, 3, 4), "整改方案", plan_site.PLAN,
                      ("积案多", ONE, "接访科", "乙二", "2024年12月底前"))  # fmt: skip
    days.tick(planned, date(2024, 3, 4))
    found = days.items(planned, date(2024, 3, 4))
    assert list(found.index) == ["JF-01-1", "JF-01-2", "JF-01-3", "ZG-01-1"]
    assert str(found.loc["JF-01-1", "due_on"].date()) == "2024-03-31"
    said = days.notices(planned, date(2024, 3, 4))["d"]
    assert "JF-01-1 整改方案时限由2024年3月底前改为2024年12月底前，未附延期批准，仍按2024-03-31计" in said
    assert "ZG-01-1 整改方案新版不再列入，照常督办，请核" in said


def test_an_emptied_register_waits_for_a_person_and_even_accepted_takes_nothing_back(planned: Path) -> None:
    days.tick(planned, date(2024, 3, 1))
    plan_site.deliver(planned, date(2024, 3, 4), "整改方案", plan_site.PLAN)
    days.tick(planned, date(2024, 3, 4))
    at = open_site(str(planned), date(2024, 3, 4))
    held = store.deliveries(at.engine, at.site, at.today, t.delivery.c.state == "held")
    assert list(held["source"]) == ["整改方案"] and len(days.items(planned, at.today)) == 4
    said = days.notices(planned, date(2024, 3, 4))["d"]
    assert f"整改方案2024-03-04报送（{held['id'].iloc[0]}号）：整改方案没有一项，暂缓采用" in said
    assert "不再列入" not in said
    accept_delivery(at, int(held["id"].iloc[0]), "丁四", "确为误发，照收备查")
    days.tick(planned, date(2024, 3, 5))
    assert len(days.items(planned, date(2024, 3, 5))) == 4
    assert "ZG-01-1 整改方案新版不再列入，照常督办，请核" in days.notices(planned, date(2024, 3, 5))["d"]


def test_check_covers_the_register_and_writes_nothing(planned: Path) -> None:
    done = run([DUBAN, "check", planned, "--today", "2024-03-01", "--format", "json"], capture_output=True,
               text=True, check=False)  # fmt: skip
    found = {(r["source"], r["place"], r["kind"]) for r in json.loads(done.stdout)}
    assert {("接访科", "JF-01-1", "register_differs"), ("接访科", "JF-01-2", "unreported"),
            ("整改方案", "ZG-01-1", "unreported"), ("接访科", "JF-01-3", "unplanned")} <= found  # fmt: skip
    items = run([DUBAN, "items", planned, "--format", "json"], capture_output=True, text=True, check=True)
    assert json.loads(items.stdout) == []


def test_a_register_that_cannot_be_read_fails_the_run_and_the_plan_stands(planned: Path) -> None:
    days.tick(planned, date(2024, 3, 1))
    plan_site.deliver(planned, date(2024, 3, 4), "整改方案", "这不是整改方案")
    done = run([DUBAN, "tick", planned, "--today", "2024-03-04"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "整改方案.csv" in done.stderr
    assert len(days.items(planned, date(2024, 3, 4))) == 4
