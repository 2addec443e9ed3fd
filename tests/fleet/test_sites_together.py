"""Many sites run as one: found in a folder, a repository or a table; one that fails leaves the others alone."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from duban.errors import Refused, SourceFailed
from duban.fleet.file import FleetFile, Where
from duban.fleet.standing import COUNTS, STANDING, fleet_page, in_order, lacking
from duban.typed import parse
from tasks.fleet.runs import TRIES, run_each
from tasks.fleet.sites import Fleet, found, open_fleet
from tests.conftest import ROOT

DAY = date(2019, 7, 1)


def a_site(folder: Path, organisation: str) -> Path:
    shutil.copytree(ROOT / "deployments" / "example", folder, ignore=shutil.ignore_patterns("state"))
    own = folder / "site.yaml"
    own.write_text(own.read_text("utf-8").replace("市生态环境局", organisation), "utf-8")
    return folder


def a_fleet(base: Path, sites: str = "{folder: sites}") -> Path:
    file = base / "city.yaml"
    file.write_text(f"name: 某市\nsites: {sites}\nat_once: 2\n", "utf-8")
    return file


def run(file: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable,
        "-c",
        "from desk.cli import main; main()",
        "fleet",
        str(file),
        "--today",
        str(DAY),
        "--format",
        "json",
    ]
    own = {k: v for k, v in os.environ.items() if k != "DUBAN_STORE"}
    return subprocess.run(
        [*command, *words], env=own, capture_output=True, text=True, check=False, timeout=240
    )


def test_each_site_has_its_day_one_that_fails_leaves_the_others_alone_and_the_next_run_does_what_is_left(
    tmp_path: Path,
) -> None:
    a_site(tmp_path / "sites" / "east", "东区局")
    broken = a_site(tmp_path / "sites" / "north", "北区局") / "roster.yaml"
    good = broken.read_text("utf-8")
    broken.write_text(good.replace("roles: [principal, secretary]", "roles: [emperor]"), "utf-8")
    first = run(a_fleet(tmp_path))
    rows = {one["site"]: one for one in json.loads(first.stdout)}
    assert first.returncode == 1 and "2个站点：出错1个" in first.stderr
    assert [rows[s]["state"] for s in ("east", "north")] == ["done", "broken"]
    assert rows["east"]["total"] == 22 and rows["east"]["late"] == 5 and rows["north"]["total"] is None
    before = _told_at(tmp_path / "sites" / "east")
    broken.write_text(good, "utf-8")
    again = run(a_fleet(tmp_path))
    assert again.returncode == 0 and {one["state"] for one in json.loads(again.stdout)} == {"done"}
    assert _told_at(tmp_path / "sites" / "east") == before


def _told_at(site: Path) -> int:
    """When the last letter was written: a site that was not run again has no newer one."""
    return max(p.stat().st_mtime_ns for p in (site / "state").rglob("*"))


def test_sites_are_found_in_a_repository_as_it_stands_now_and_as_it_was_when_it_cannot_be_reached(
    tmp_path: Path,
) -> None:
    far = tmp_path / "far"
    a_site(far / "sites" / "east", "东区局")
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=far, check=True)
    where = Where(git=f"file://{far}", under="sites")
    (east,) = found(where, tmp_path)
    assert east.name == "east"
    (east / "state").mkdir()
    a_site(far / "sites" / "west", "西区局")
    for words in (["add", "-A"], ["commit", "-qm", "two"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=far, check=True)
    assert [p.name for p in found(where, tmp_path)] == ["east", "west"] and (east / "state").is_dir()
    shutil.rmtree(far)
    assert [p.name for p in found(where, tmp_path)] == ["east", "west"]
    with pytest.raises(SourceFailed, match="git clone 没有成功"):
        found(Where(git="file:///nowhere/at/all"), tmp_path)


def test_sites_are_named_by_a_table_and_only_by_one_select(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_site(tmp_path / "sites" / "east", "东区局")
    a_site(tmp_path / "sites" / "west", "西区局")
    url = f"sqlite:///{tmp_path}/fleet.db"
    with create_engine(url).begin() as conn:
        conn.execute(text("create table organisation (folder text, active int)"))
        conn.execute(text("insert into organisation values ('sites/east', 1), ('sites/west', 0)"))
    monkeypatch.setenv("FLEET_DB", url)
    query = "select folder from organisation where active"
    assert [p.name for p in found(Where(table="env:FLEET_DB", query=query), tmp_path)] == ["east"]
    with pytest.raises(Refused):
        found(Where(table="env:FLEET_DB", query="delete from organisation"), tmp_path)


@pytest.mark.parametrize(("sites", "said"), [
    ("{}", "应写明 folder、git、table 之一，现有0个"),
    ("{folder: a, git: 'https://b/c.git'}", "现有2个"),
    ("{table: 'sqlite:///x.db'}", "table 与 query 应一并写明"),
    ("{git: 'ext::sh -c evil'}", "格式不符"),
    ("{git: 'https://b/c.git', ref: '--upload-pack=evil'}", "格式不符"),
])  # fmt: skip
def test_a_fleet_that_says_too_little_or_too_much_is_refused_in_a_sentence(
    tmp_path: Path, sites: str, said: str
) -> None:
    with pytest.raises(Refused, match=said.replace("(", r"\(")):
        open_fleet(str(a_fleet(tmp_path, sites)))


def test_two_sites_that_would_be_one_in_the_store_are_refused(tmp_path: Path) -> None:
    for name in ("east", "west"):
        own = a_site(tmp_path / "sites" / name, name) / "site.yaml"
        own.write_text("id: same\n" + own.read_text("utf-8"), "utf-8")
    with pytest.raises(Refused, match="编号都是“same”"):
        open_fleet(str(a_fleet(tmp_path)))


class Scripted:
    """Runs that end as they were told to, the next time anybody looks."""

    def __init__(self, ends: dict[str, list[str]]) -> None:
        self.ends, self.most, self.now = ends, 0, set[str]()

    def begin(self, site: str, folder: Path, nth: int) -> str:
        self.now.add(site)
        self.most = max(self.most, len(self.now))
        return site

    def over(self, at_work: dict[str, str]) -> dict[str, str]:
        self.now -= set(at_work)
        return {site: self.ends[site].pop(0) for site in at_work}


def test_never_more_at_once_than_allowed_what_was_lost_is_begun_again_what_failed_is_not(
    tmp_path: Path,
) -> None:
    file = parse(FleetFile, {"name": "某市", "sites": {"folder": "x"}, "at_once": 3}, "city.yaml")
    fleet = Fleet(tmp_path / "city.yaml", file, DAY, (), ())
    ends = {"a": ["done"], "b": ["lost", "done"], "c": ["short"], "d": ["lost"] * TRIES, "e": ["done"]}
    way = Scripted({site: list(said) for site, said in ends.items()})
    ended = run_each(fleet, dict.fromkeys(ends, tmp_path), way, pause_seconds=0)
    assert ended == {"a": "done", "b": "done", "c": "short", "d": "lost", "e": "done"}
    assert way.most == 3 and not any(way.ends.values())


def test_the_board_of_all_sites_adds_up_and_shows_first_what_needs_somebody() -> None:
    rows = STANDING.frame([
        {"site": "a", "state": "done", **dict.fromkeys(COUNTS, 1)},
        {"site": "b", "state": "done", **dict.fromkeys(COUNTS, 2)},
        {"site": "c", "state": "short", "lacking": "1个来源未能调取", **dict.fromkeys(COUNTS, 0)},
        {"site": "d", "state": "broken"}])  # fmt: skip
    assert list(in_order(rows)["site"]) == ["d", "c", "b", "a"]
    assert lacking(rows) == "4个站点：出错1个、有欠缺1个" and lacking(rows[rows["state"].eq("done")]) == ""
    page = fleet_page("某市", DAY, rows).markdown
    assert "站点4个，当日督办完成2个；在办3项：逾期3项（今日新增3项）" in page
    assert fleet_page("某市", DAY, STANDING.frame()).markdown and isinstance(rows, pd.DataFrame)
