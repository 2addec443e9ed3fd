"""The command as a script uses it: JSON of the contract, exit codes, one sentence for what is wrong."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DUBAN = Path(sys.executable).with_name("duban")


def duban(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DUBAN, *map(str, words)], capture_output=True, text=True, check=False)


def listed(*words: object) -> list[dict[str, Any]]:
    done = duban(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_preview_before_the_first_run_gives_jiangjins_days_and_writes_nothing(site: Path) -> None:
    rows = listed("preview", site, "--from", "2019-06-03", "--to", "2019-07-05")
    mine = [r for r in rows if r["item"] == "HP-01-1" and r["line"] == "business"]
    assert {r["label"]: r["on"] for r in mine} == {
        "绿色": "2019-06-10",
        "黄色": "2019-06-20",
        "红色": "2019-07-01",
    }
    assert set(mine[0]) == {"on", "told_on", "item", "measure", "line", "level", "round", "label", "slip", "role",
                            "post", "person", "copy", "why"}  # fmt: skip
    red = {r["role"]: r["told_on"] for r in mine if r["label"] == "红色"}
    assert red["principal"] == red["leader_in_charge"] == "2019-07-04"
    assert not (site / "state").exists()


@pytest.mark.nightly
def test_what_a_preview_foresees_the_runs_then_do(site: Path) -> None:
    assert duban("tick", site, "--today", "2019-06-03").returncode == 0
    foreseen = {(r["item"], r["line"], r["level"], r["round"], r["person"]) for r in
                listed("preview", site, "--from", "2019-06-04", "--to", "2019-06-20")}  # fmt: skip
    words = [w for d in ("04", "05", "06", "10", "11", "12", "13", "14", "17", "18", "19", "20")
             for w in ("--today", f"2019-06-{d}")]  # fmt: skip
    before = {r["id"] for r in listed("escalations", site) if r["notice_id"]}
    assert duban("tick", site, *words).returncode == 0
    told = {(r["item"], r["line"], r["level"], r["round"], r["person"]) for r in listed("escalations", site)
            if r["notice_id"] and r["id"] not in before}  # fmt: skip
    assert told == foreseen


def test_items_notices_and_escalations_keep_the_contract(site: Path) -> None:
    duban("tick", site, "--today", "2019-07-01")
    item = next(i for i in listed("items", site) if i["code"] == "HP-01-2")
    assert {"code", "finding", "measure", "unit", "areas", "kind", "due_text", "due_on", "assessed_on", "certain",
            "claim", "acceptance", "level", "days_late", "missing", "source", "flags"} <= set(item)  # fmt: skip
    assert (item["due_on"], item["areas"], item["flags"]) == ("2019-07-15", ["环评"], ["due_moved"])
    notice = next(n for n in listed("notices", site) if n["person"] == "li2")
    assert notice["state"] == "sent" and notice["channel"] == "eml" and notice["body"] and notice["title"]
    rows = {r["id"]: r for r in listed("escalations", site)}
    assert all(rows[i]["person"] == "li2" for i in notice["escalations"])
    assert {r["state"] for r in rows.values()} <= {"open", "answered", "settled", "skipped", "void"}


def test_why_replays_a_notice(site: Path) -> None:
    duban("tick", site, "--today", "2019-06-03", "--today", "2019-06-20", "--today", "2019-07-01")
    notice = next(n for n in listed("notices", site) if n["person"] == "li2" and n["on"] == "2019-07-01")
    said = duban("why", site, notice["id"]).stdout
    for words in ("告知 李二（岗位 deputy-eia）", "HP-01-1", "时限 2019-06-30 ← 台账“2019年6月底前”（环评科，2019-07-01报送，第4行",
                  "规则 江津三色预警 第1版　第3级红色", "日历 chinesecalendar", "此前 第2级黄色", "2019-06-20 → ",
                  "任期 deputy-eia:li2:2018-01-01", "申报完成，无佐证，不暂停计时", "送达　eml 第1次"):  # fmt: skip
        assert words in said, words
    missing = duban("why", site, "DB-0000-00")
    assert missing.returncode == 1 and "没有编号为“DB-0000-00”的通知" in missing.stderr


def test_a_cell_is_read_one_by_one_or_a_line_each() -> None:
    one = duban("read", "deadline", "2019年6月底前", "--written", "2019-06-03", "--feedback", "2019-05-20")
    assert json.loads(one.stdout) == {"text": "2019年6月底前", "kind": "dated", "due_on": "2019-06-30", "certain": True,
                                      "then_standing": False, "cycle": None, "note": ""}  # fmt: skip
    many = subprocess.run([DUBAN, "read", "status", "-"], input="已销号\n正在整改\n", capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert [json.loads(line)["claim"] for line in many.stdout.splitlines()] == ["done", "in_progress"]


def _edit(site: Path, name: str, old: str, new: str) -> None:
    text = (site / name).read_text("utf-8")
    assert old in text
    (site / name).write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("site.yaml", "feedback_on: 2019-05-20", "feedback_on: soon", "site.yaml：inspection › feedback_on 为“soon”，应为日期"),
        ("site.yaml", "ladder: jiangjin", "laddr: jiangjin", "site.yaml：laddr 没有这一项"),
        ("site.yaml", "ladder: jiangjin", "ladder: nowhere", "应为预设（guangyuan、jiangjin、"),
        ("site.yaml", "sources:", "sources: [", "site.yaml：第"),
        ("site.yaml", "reporter: head-eia", "reporter: nobody", "报送人岗位“nobody”不在 roster.yaml 中"),
        ("roster.yaml", "role: leader_in_charge, areas: [环评, 监测]", "areas: []", "领域“环评”缺少分管领导，业务责任和党风廉政责任无人承担"),
        ("roster.yaml", "person: li2, from", "person: li9, from", "“li9”"),
        ("roster.yaml", "{id: head-eia, title: 环评科科长,", "{id: head-eia, reports_to: head-eia, title: 环评科科长,", "责任链成环"),
        ("site.yaml", "query: select * from rectification", "query: delete from rectification", "应为一条 SELECT 语句"),
        ("site.yaml", "due: due_date", "due: deadline_date", "deadline_date"),
        ("site.yaml", "环评科整改台账.xlsx\", reporter", "没有的台账.xlsx\", reporter", "没有找到"),
        ("site.yaml", "kind: excel, path: \"inbox/*/环评科", "kind: excel, sheet: 别的表, path: \"inbox/*/环评科", "别的表"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_sentence_and_exit_code_1(
    site: Path, name: str, old: str, new: str, words: str
) -> None:
    _edit(site, name, old, new)
    done = duban("tick", site, "--today", "2019-06-03")
    assert done.returncode == 1
    said = done.stderr.strip().splitlines()
    assert any(words in line for line in said), done.stderr
    assert "Traceback" not in done.stderr and len(said) <= 2


def test_wrong_use_is_exit_code_2(site: Path) -> None:
    assert duban("preview", site).returncode == 2
    assert duban("tick", site, "--today", "yesterday").returncode == 2
    assert duban("nothing").returncode == 2
    assert duban("tick", "/nowhere").returncode == 1
