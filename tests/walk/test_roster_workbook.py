"""A site whose roster is a workbook: read, looked at, saved as roster.yaml; held where it was cut short."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from desk.rostering import ROLES, roster
from duban.errors import Refused
from duban.roster import ENDLESS, Roster
from tasks.site import load
from tests.walk.days import notices, tick


def as_workbook(site: Path) -> Roster:
    """Turn a site's roster.yaml into a workbook of the five sheets; gives the roster it said."""
    one = load(site).roster
    names = {p.id: p.name for p in one.people}
    tables = {
        "领域": [("领域", "党风廉政岗位", "理由"), *((a.name, a.conduct_post, a.reason) for a in one.areas)],
        "单位": [("单位", "别名", "分管领域"), *((u.name, "、".join(u.aliases), "、".join(u.areas)) for u in one.units)],
        "岗位": [("岗位编号", "岗位名称", "身份", "分管领域", "责任单位"),
                 *((p.id, p.title, "、".join(ROLES[r] for r in p.roles), "、".join(p.areas), p.unit) for p in one.posts)],
        "人员": [("人员编号", "姓名"), *((p.id, p.name) for p in one.people)],
        "任期": [("岗位编号", "姓名", "任职起", "任职止", "代理"),
                 *((t.post, names[t.person], t.from_on, None if t.to_on == ENDLESS else t.to_on, "否")
                   for t in one.tenures)],
    }  # fmt: skip
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(site / "roster.xlsx")
    (site / "roster.yaml").unlink()
    return one


def shorten(site: Path, most: int) -> None:
    """Leave only so many tenures in the workbook, as a file cut short does."""
    book = openpyxl.load_workbook(site / "roster.xlsx")
    book["任期"].delete_rows(most + 2, 100)
    book.save(site / "roster.xlsx")


def test_a_workbook_says_what_roster_yaml_said_and_can_be_saved_as_one(site: Path) -> None:
    typed = as_workbook(site)
    assert load(site).roster == typed
    done = CliRunner().invoke(roster, [str(site), "--format", "yaml"])
    assert Roster.model_validate(yaml.safe_load(done.stdout)) == typed
    shown = CliRunner().invoke(roster, [str(site)]).stdout
    assert "李二" in shown and "分管领导" in shown


def test_two_rosters_side_by_side_are_refused(site: Path) -> None:
    text = (site / "roster.yaml").read_text("utf-8")
    as_workbook(site)
    (site / "roster.yaml").write_text(text, "utf-8")
    with pytest.raises(Refused, match="roster.yaml 和 roster.xlsx 同时存在，只应保留一个"):
        load(site)


def test_p09_a_roster_that_lost_two_fifths_is_held_and_nobody_is_removed(site: Path) -> None:
    typed = as_workbook(site)
    tick(site, date(2019, 6, 3))
    shorten(site, 9)
    held = load(site)
    assert held.roster == typed
    assert held.held_roster.startswith(
        "roster.xlsx：任期由16减为9，疑似不完整，暂缓采用，仍按上次的花名册办理"
    )
    tick(site, date(2019, 6, 4))
    assert "任期由16减为9" in notices(site, date(2019, 6, 4))["han15"]
    assert load(site).roster == typed
    refused = CliRunner().invoke(roster, [str(site), "--accept"])
    assert "须写明经办人" in str(refused.exception)
    CliRunner().invoke(roster, [str(site), "--accept", "--by", "韩十五", "--why", "机构调整"])
    assert len(load(site).roster.tenures) == 9 and not load(site).held_roster
