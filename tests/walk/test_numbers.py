"""Items with a number through whole cycles: target, figure, pace, and a claim the figure contradicts."""

import json
import sys
from datetime import date
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from duban.errors import Refused
from duban.target import Target
from tasks.context import open_site
from tasks.figures import set_target
from tasks.steward import asked
from tests.walk import days, plan_site

DUBAN = Path(sys.executable).with_name("duban")
MEASURE, FALL = "办结积案12件", "信访总量下降10%"
DAY, LATER = date(2024, 3, 1), date(2024, 3, 4)
LADDER = """
count: days
levels:
  - {level: 1, label: 滞后, when: {progress_below: 0.6}, tell: [unit_head]}
  - {level: 2, label: 逾期, when: {days_late: 1}, tell: [unit_head, leader_in_charge], again_every: 7}
"""


@pytest.fixture
def counted(tmp_path: Path, store_at: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose source of figures counts 4 of 12 by the first of March."""
    monkeypatch.setenv("DUBAN_STORE", store_at)
    site = plan_site.make(tmp_path / "信访局")
    (site / "progress.yaml").write_text(LADDER, "utf-8")
    text = plan_site.SITE.replace("ladder: jiangjin", "ladder: progress").replace(
        'register: {kind: csv, path: "inbox/*/整改方案.csv"}\n', "") + plan_site.COUNTED  # fmt: skip
    (site / "site.yaml").write_text(text, "utf-8")
    _ledger(site, DAY, "正在整改", "")
    plan_site.deliver(site, DAY, "信访统计", plan_site.FIGURES, ("JF-01-1", "4", "件", ""))
    return site


def _ledger(site: Path, on: date, status: str, evidence: str) -> None:
    plan_site.deliver(site, on, "接访科", plan_site.LEDGER,
                      ("积案多", MEASURE, "接访科", "乙二", "丙三", "2024年3月底前", status, "", evidence),
                      ("积案多", FALL, "接访科", "乙二", "丙三", "2024年6月底前", "正在整改", "", ""))  # fmt: skip


def _targets(site: Path) -> dict[str, dict[str, Any]]:
    done = run([DUBAN, "target", site, "--format", "json"], capture_output=True, text=True, check=True)
    return {row["code"]: row for row in json.loads(done.stdout)}


def test_progress_behind_plan_opens_a_level_and_a_claim_the_figure_contradicts_is_put_to_a_person(
    counted: Path,
) -> None:
    days.tick(counted, DAY)
    # 33 of 53 working days from the feedback are gone, a third is done: behind 0.6 of the plan.
    one = _targets(counted)["JF-01-1"]
    assert (one["direction"], one["value"], one["unit"], one["figure"], one["met"]) == (
        "count",
        12,
        "件",
        4,
        False,
    )
    assert one["ratio"] == pytest.approx(one["reached"] / one["elapsed"], abs=1e-5) and one["ratio"] < 0.6
    assert days.items(counted, DAY).loc["JF-01-1", "level"] == 1
    assert ("JF-01-1", "business", 1, "c") in days.told(counted)
    # What the measure leaves open is asked of the steward: a fall, but from what?
    assert "JF-01-2 量化目标“信访总量下降10%”需核定" in days.notices(counted, DAY)["d"]
    _ledger(counted, LATER, "已完成", "结案表")
    days.tick(counted, LATER)
    assert "JF-01-1 数字与记录或目标不符" in days.notices(counted, LATER)["d"]
    found = days.items(counted, LATER).loc["JF-01-1"]
    assert found["claim"] == "done" and found["acceptance"] is None
    # A whole month goes by without a figure: said when it has, and once in each month after.
    stale = "数据来源“信访统计”应每月更新，最近数据为2024-03-01，量化目标的进度不再可靠，请催报"
    said = [stale in asked(open_site(str(counted), on), since) for on, since in (
        (date(2024, 4, 30), LATER), (date(2024, 5, 6), date(2024, 4, 30)), (date(2024, 5, 7), date(2024, 5, 6)),
        (date(2024, 6, 3), date(2024, 5, 31)))]  # fmt: skip
    assert said == [False, True, False, True]


def test_the_office_sets_a_target_with_who_and_why_and_it_stands_before_what_was_read(counted: Path) -> None:
    days.tick(counted, DAY)
    at = open_site(str(counted), DAY)
    with pytest.raises(Refused, match="没有编号为“XX-1”的事项"):
        set_target(at, "XX-1", Target("count", 3, "件", ""), "丁四", "核定")
    done = run([DUBAN, "target", counted, "JF-01-2", "--direction", "down_by", "--value", "10", "--unit", "%", "--base",
                "200", "--by", "丁四", "--why", "以上年同期200件为基数", "--today", f"{DAY}"],
               capture_output=True, text=True, check=True)  # fmt: skip
    assert "JF-01-2 目标设为下降10%（丁四：以上年同期200件为基数）" in done.stdout
    one = _targets(counted)["JF-01-2"]
    assert (one["certain"], one["set_by"], one["base_value"]) == (True, "丁四", 200)
    wrong = run(
        [DUBAN, "target", counted, "JF-01-2", "--value", "3"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
