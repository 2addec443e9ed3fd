"""The example site, one cycle every working day from 2019-06-03 to 2019-07-01, on both stores."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.stores import new_database
from tests.walk import days

LAST = date(2019, 7, 1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site after its last day; walked once for each kind of store."""
    folder = tmp_path_factory.mktemp("walk") / "example"
    shutil.copytree(ROOT / "deployments" / "example", folder, ignore=shutil.ignore_patterns("state"))
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "postgresql":
            patch.setenv("DUBAN_STORE", new_database(request.getfixturevalue("postgres")))
        days.tick(folder, *days.working_days(folder, date(2019, 6, 3), LAST))
        yield folder


def test_the_notices_of_the_first_of_july_say_what_a_leader_needs(walked: Path) -> None:
    letters = days.notices(walked, LAST)
    leader = letters["li2"]
    assert days.titles(walked, LAST)["li2"] == (
        "【督办提示】环评、监测领域整改情况（2019年7月1日）：新增逾期2项，待回应6项"
    )
    for words in (
        "李二同志（副局长，分管环评、监测）",
        "按照一岗双责要求",
        "截至7月1日8时30分，共7项：逾期4项（今日新增2项），20日内到期2项，按序时推进1项",
        "HP-01-1、HP-03-2今日逾期",
        "HP-01-2台账时限由“2019.7.15”改为“2019年8月15日”，未附延期批准，仍按7月15日计",
        "HP-01-3由申报完成（“已完成整改”）改报为“正在整改”",
        "HP-01-1、ENT-04申报完成，未附佐证",
        "一、业务责任：请推动整改",
        "（环评科，6月30日到期，逾期1天，红色，新）。已申报完成，未附佐证，不予暂停计时。6月20日已作黄色提示，尚未收到回应。"
        "请明确佐证或补救措施、责任人、完成时间，7月8日下班前回应。",
        "（环评科，二季度，逾期1天，红色，新）",
        "（环评科，立行立改，6月4日到期，逾期27天，红色）",
        "（环境监测站，6月25日到期，逾期6天，红色，新）",
        "6月17日已作黄色提示，尚未收到回应",
        "二、党风廉政建设责任：请履行本岗位职责",
        "环评科（6月）：以HP-01-1、HP-01-3、HP-03-2为由",
        "应于6月11日前反馈，尚未收到",
        "环境监测站（6月）：以ENT-04为由，请听取汇报，核实申报完成是否属实。应于6月24日前反馈，尚未收到",
        "您自2018年1月1日起任副局长；规则“江津三色预警第1版”。台账：应报4份，已报4份，截至7月1日",
    ):
        assert words in leader, words
    # New and late first, then what has been late longest.
    order = [leader.index(f"．{code} ") for code in ("HP-01-1", "HP-03-2", "HP-01-3", "ENT-04")]
    assert order == sorted(order)


def test_the_same_morning_the_others_hear_theirs(walked: Path) -> None:
    letters = days.notices(walked, LAST)
    principal = letters["zhang1"]
    assert "整改事项共22项：逾期5项（今日新增3项）" in principal
    for code, unit, leader in (("HP-01-1", "环评科", "李二"), ("HP-03-2", "环评科", "李二"),
                               ("ENT-01", "办公室", "赵四")):  # fmt: skip
        assert f"{code}（{unit}，红色，分管{leader}，今日同告" in principal
    assert "未经分管领导知悉的0项" in principal
    assert "延期批准0件，暂停提示0件，擅改时限1件（HP-01-2）" in letters["zhou9"]
    reporter = letters["sun5"]
    assert "7月1日台账“环评科”7行" in reporter
    assert "HP-01-2台账时限由“2019.7.15”改为“2019年8月15日”，未附延期批准" in reporter
    assert "HP-03-2未附本期（二季度）佐证" in reporter
    assert "DQ-01-2台账中不再出现，待核实" in letters["wu7"]


def test_no_ledger_closed_an_item_or_moved_a_date(walked: Path) -> None:
    found = days.items(walked, LAST)
    assert len(found) == 22
    assert found["settled_on"].isna().all()
    assert str(found.loc["HP-01-2", "due_on"])[:10] == "2019-07-15"
    assert "due_moved" in found.loc["HP-01-2", "flags"]
    assert found.loc["DQ-01-2", "missing"] and found.loc["DQ-01-2", "days_late"] == 0
    assert found.loc["DQ-01-3", "measure"] == "完成集中式饮用水水源地环境问题整治"
    suspended = set(found.index[found["suspended_on"].notna()])
    assert suspended == {"HP-02-2", "DQ-01-1", "DJ-01-1", "DJ-02-1", "DJ-03-2", "ENT-03"}
    assert found.loc["DJ-02-1", "acceptance"] is None


def test_nobody_is_told_the_same_thing_twice(walked: Path) -> None:
    before = days.rows(walked)
    days.tick(walked, LAST, LAST)
    assert len(days.rows(walked)) == len(before)
    said = before[before["notice_id"].notna()]
    key = ["item", "episode", "line", "level", "round", "tenure"]
    assert not said.duplicated(key).any()
    files = list((walked / "state" / "outbox").rglob("*.eml"))
    assert len({f.name for f in files}) == len(files)


def test_the_leader_is_never_passed_over_and_hears_no_later_than_the_principal(walked: Path) -> None:
    said = days.rows(walked)
    said = said[said["notice_id"].notna() & said["line"].eq("business")]
    leaders = said[said["role"] == "leader_in_charge"].groupby(["item", "level"])["notice_on"].min()
    for one in said[said["role"] == "principal"].itertuples():
        assert leaders[(one.item, one.level)] <= one.notice_on
