"""The office at the command line: each item wholly or not at all, one sentence a refusal, exit codes."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from duban import tables as t
from duban.item import ITEMS
from tasks.context import open_site
from tasks.database import write_rows
from tests.duban.makers import some_items
from tests.tasks.said import business, told

DUBAN = Path(sys.executable).with_name("duban")
SIGNED = ("--by", "韩十五", "--why", "核查属实", "--today", "2019-07-01")


def duban(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DUBAN, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture
def held(site: Path) -> Path:
    """A site with two claims at the reviewers, one item not claimed, one written off, and a notice."""
    at = open_site(str(site), date(2019, 7, 1))
    claim: dict[str, Any] = {"claim": "done", "evidence": "a.pdf", "suspended_on": date(2019, 6, 28)}
    rows = some_items(claim, claim, {"status_text": "正在整改"}, {**claim, "acceptance": "written_off",
                      "settled_on": date(2019, 6, 29)}, {"due_on": date(2019, 7, 15), "assessed_on": date(2019, 7, 15)})  # fmt: skip
    rows = ITEMS.cast(rows.assign(assessed_on=rows["due_on"], unit="环评科", areas="环评"))
    with at.engine.begin() as conn:
        conn.execute(insert(t.item), write_rows(rows.assign(site=at.site)))
    told(at, "DB-AAAA-11", date(2019, 7, 1), business("HP-01-3", 3))
    at.engine.dispose()
    return site


def test_several_items_at_once_each_wholly_or_not_at_all_and_exit_1_on_any_refusal(held: Path) -> None:
    done = duban("accept", held, "HP-01-1", "HP-01-3", "HP-01-2", "XX-1", *SIGNED)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "HP-01-1 已验收（韩十五：核查属实）",
        "HP-01-2 已验收（韩十五：核查属实）",
    ]
    assert done.stderr.splitlines() == [
        "HP-01-3 台账填报为“正在整改”，尚未申报完成，不能验收",
        "没有编号为“XX-1”的事项，编号可用 duban items 查看",
    ]
    listed = json.loads(duban("acts", held, "--format", "json").stdout)
    assert [(a["item"], a["kind"], a["by"], a["why"]) for a in listed] == [
        ("HP-01-1", "accept", "韩十五", "核查属实"), ("HP-01-2", "accept", "韩十五", "核查属实")]  # fmt: skip


SAID: list[tuple[tuple[str, ...], int, str]] = [
    (("return", "HP-01-1"), 0, "HP-01-1 已退回，计时恢复（韩十五：核查属实）"),
    (("write-off", "HP-01-1"), 1, "HP-01-1 尚未验收，应先验收（duban accept）再销号"),
    (("extend", "HP-01-5", "--to", "2019-08-10", "--approved-by", "李二"), 0,
     "HP-01-5 已延期至2019-08-10（第1次，李二批准）（韩十五：核查属实）"),
    (("extend", "HP-01-5", "--to", "2019-10-10", "--approved-by", "李二"), 1, "应由主要负责人或以上批准"),
    (("extend", "HP-01-3", "--to", "2019-08-10", "--approved-by", "李二"), 1, "延期应在到期前申请"),
    (("extend", "HP-01-3", "--to", "2019-07-20", "--asked", "2019-06-20", "--approved-by", "李二"), 0,
     "HP-01-3 已延期至2019-07-20"),
    (("reopen", "HP-01-4", "--relapse", "--due", "2019-08-01"), 0, "HP-01-4 已重新打开，时限2019-08-01，自第1级起"),
    (("judge", "HP-01-1", "--level", "2"), 1, "没有由人评定的级"),
    (("silence", "HP-01-3", "--until", "2019-07-10"), 0, "HP-01-3 暂停提示至2019-07-10"),
    (("release", "HP-01-3"), 1, "HP-01-3 没有等待审签的督办单"),
    (("correct", "HP-01-3", "--due", "2019-07-31"), 0, "HP-01-3 时限核定为2019-07-31"),
    (("hand-over", "head-eia", "--to", "沈十四", "--from", "2019-07-05"), 0, "岗位 head-eia 自2019-07-05起由沈十四任职"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "sentence"), SAID, ids=lambda value: str(value)[:40])
def test_each_act_says_what_it_did_or_why_it_was_refused(
    held: Path, words: tuple[str, ...], code: int, sentence: str
) -> None:
    done = duban(words[0], held, *words[1:], *SIGNED)
    assert done.returncode == code, done.stderr
    assert sentence in (done.stderr if code else done.stdout)
    assert "Traceback" not in done.stderr


def test_an_answer_is_registered_once_and_said_kindly_twice(held: Path) -> None:
    words = ("answer", held, "DB-AAAA-11", "--line", "business", "--by", "李二", "--text", "请补报", "--today",
             "2019-07-02")  # fmt: skip
    first, second = duban(*words), duban(*words)
    assert (first.returncode, first.stdout.strip()) == (0, "通知DB-AAAA-11的业务责任已回应：HP-01-3")
    assert (second.returncode, second.stdout.strip()) == (0, "通知DB-AAAA-11的业务责任此前已回应，无需再回应")
    assert len(json.loads(duban("answers", held, "--format", "json").stdout)) == 1


def test_an_act_without_name_or_reason_is_wrong_use(held: Path) -> None:
    assert duban("return", held, "HP-01-1", "--by", "韩十五").returncode == 2
