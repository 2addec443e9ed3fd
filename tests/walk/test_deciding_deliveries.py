"""Deliveries and likely matches decided by command: handed in, held, superseded, refused; on both stores."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from desk import delivered
from duban.errors import DeliveryRefused, Refused
from flows.scheduling import scheduling
from flows.tracking import tracking
from tests.tasks.sources.makers import put
from tests.walk import days, plan_site

SIGNED = ("--by", "丁四", "--why", "电话核实")
FIELDS = ("反馈问题", "整改措施", "责任单位", "责任人", "整改时限", "完成情况", "佐证材料")
MEASURES = ("建立初次信访办理台账并按周通报", "开展积案化解专项行动", "修订接访工作规则和流程")


@pytest.fixture
def site(tmp_path: Path, store_at: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site of one ledger with no register."""
    monkeypatch.setenv("DUBAN_STORE", store_at)
    folder = plan_site.make(tmp_path / "site")
    text = plan_site.SITE.replace('register: {kind: csv, path: "inbox/*/整改方案.csv"}\n', "")
    (folder / "site.yaml").write_text(text.replace("接访科.csv", "接访科*.csv"), "utf-8")
    yield folder


def ledger(path: Path, *measures: str, status: str = "正在整改", evidence: str = "") -> Path:
    """A ledger of one row a measure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [FIELDS, *(("问题", m, "接访科", "丙三", "2024年9月30日", status, evidence) for m in measures)]
        )
    return path


def call(command: click.Command, *given: object) -> str:
    """What a command says; its refusal as it stands."""
    done = CliRunner().invoke(command, [str(one) for one in given])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def states(site: Path) -> list[str]:
    """The deliveries' states, in the order of their numbers."""
    rows = json.loads(call(delivered.deliveries, site, "--format", "json"))
    return [row["state"] for row in sorted(rows, key=lambda row: row["id"])]


def deliver(site: Path, file: Path, day: int) -> str:
    return call(delivered.deliver, site, "接访科", file, "--by", "丙三", "--today", date(2024, 6, day))


def test_a_ledger_handed_in_is_taken_in_held_superseded_or_refused(site: Path, tmp_path: Path) -> None:
    first = ledger(tmp_path / "一.csv", *MEASURES)
    assert deliver(site, first, 3) == "1号报送（接访科，截至2024-06-03，3行）已采用，请核0处\n"
    with pytest.raises(DeliveryRefused, match="以前已经收到"):
        deliver(site, first, 4)
    said = deliver(site, ledger(tmp_path / "二.csv", *MEASURES, status="已完成", evidence="通知.pdf"), 4)
    assert "暂缓采用" in said and "一次申报完成3项（100%）" in said
    assert days.items(site, date(2024, 6, 4))["claim"].tolist() == ["in_progress"] * 3
    assert CliRunner().invoke(delivered.deliveries, [str(site), "accept", "2"]).exit_code == 2
    assert "已采用" in deliver(site, ledger(tmp_path / "三.csv", *MEASURES, evidence="方案.pdf"), 5)
    assert states(site) == ["applied", "superseded", "applied"]
    with pytest.raises(Refused, match="已被后来的报送取代"):
        call(delivered.deliveries, site, "accept", 2, *SIGNED)
    put(site, "2024-06-01/接访科.csv", ledger(tmp_path / "旧.csv", *MEASURES[:1]).read_bytes())
    scheduling(str(site), date(2024, 6, 6))
    tracking(str(site), date(2024, 6, 6))
    assert states(site)[3] == "held"
    with pytest.raises(Refused, match="只能退回"):
        call(delivered.deliveries, site, "accept", 4, *SIGNED)
    assert "4号报送（接访科）已退回" in call(delivered.deliveries, site, "refuse", 4, *SIGNED)
    assert states(site)[3] == "refused" and not days.items(site, date(2024, 6, 6))["missing"].any()


def test_of_two_ledgers_for_one_day_neither_counts_until_a_person_has_picked_one(site: Path) -> None:
    ledger(site / "inbox/2024-06-03/接访科.csv", *MEASURES)
    ledger(site / "inbox/2024-06-03/接访科(1).csv", *MEASURES, evidence="方案.pdf")
    scheduling(str(site), date(2024, 6, 3))
    tracking(str(site), date(2024, 6, 3))
    assert states(site) == ["held", "held"] and days.items(site, date(2024, 6, 3)).empty
    call(delivered.deliveries, site, "accept", 2, *SIGNED, "--today", "2024-06-03")
    assert states(site) == ["superseded", "applied"] and len(days.items(site, date(2024, 6, 3))) == 3


def test_a_row_that_is_like_an_item_is_that_item_or_another_as_a_person_says(
    site: Path, tmp_path: Path
) -> None:
    def proposed(*more: Any) -> Any:
        return json.loads(call(delivered.matches, site, "--format", "json"))[-1]

    deliver(site, ledger(tmp_path / "一.csv", *MEASURES), 3)
    again = ("建立初次信访办理台账并按旬通报", *MEASURES[1:])
    deliver(site, ledger(tmp_path / "二.csv", *again), 4)
    assert (proposed()["item"], proposed()["now"], proposed()["state"]) == ("JF-01-1", again[0], "open")
    assert days.items(site, date(2024, 6, 4))["missing"].tolist() == [True, False, False]
    assert CliRunner().invoke(delivered.matches, [str(site), "1", "--same"]).exit_code == 2
    today = ("--today", "2024-06-04")
    assert "与JF-01-1是同一事项" in call(delivered.matches, site, 1, "--same", *SIGNED, *today)
    with pytest.raises(Refused, match="没有待认定的1号"):
        call(delivered.matches, site, 1, "--different", *SIGNED)
    assert not days.items(site, date(2024, 6, 4))["missing"].any()
    other = (*again[:1], "开展积案化解专项活动", *MEASURES[2:])
    deliver(site, ledger(tmp_path / "三.csv", *other), 5)
    call(delivered.matches, site, proposed()["id"], "--different", *SIGNED, "--today", "2024-06-05")
    now = days.items(site, date(2024, 6, 5))
    assert list(now.index) == ["JF-01-1", "JF-01-2", "JF-01-3", "JF-01-4"]
    assert now["missing"].tolist() == [False, True, False, False]
    assert now.loc["JF-01-4", "measure"] == "开展积案化解专项活动"
