"""Talks: nothing proposed, a decision recorded, a paper written, and of the talk itself only that it was."""

from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlalchemy import select

from duban import tables as t
from tasks.context import open_site
from tests.walk import days
from tests.walk.test_commands import duban, listed

JUNE, JULY = date(2019, 6, 20), date(2019, 7, 1)
WHY = ("--why", "HP-01-3逾期且两次未回应")


def _talk(site: Path, person: str, by: str, *more: str) -> CompletedProcess[str]:
    return duban("talk", site, person, "HP-01-3", "--form", "提醒谈话", "--decided-by", by, "--on", "2019-06-20",
                 "--today", "2019-06-21", *more)  # fmt: skip


def test_a_talk_is_decided_held_and_found_again_in_the_months_duty_sheet(stored_site: Path) -> None:
    days.tick(stored_site, JUNE)
    done = _talk(stored_site, "sun5", "li2", *WHY)
    assert done.returncode == 0, done.stderr
    number = int(done.stdout.partition("编号")[2].partition("）")[0])
    path = Path(done.stdout.strip().rpartition("文书：")[2])
    assert path == stored_site / "state" / "papers" / f"提醒谈话-{number}-孙五.md"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text("utf-8").startswith("# 提醒谈话通知（代拟稿）\n\n孙五同志（环评科科长）：")
    words = ("--held", str(number), "--on", "2019-06-21", "--archive", "谈-2019-1", "--by", "韩十五")
    held = duban("talk", stored_site, *words, "--today", "2019-06-24")
    assert held.stdout.strip() == f"谈话{number}已登记：提醒谈话 孙五，2019-06-21，档案谈-2019-1（韩十五）"
    again = duban("talk", stored_site, *words, "--today", "2019-06-24")
    assert (again.returncode, again.stderr.strip()) == (
        1,
        f"谈话{number}已登记于2019-06-21进行，不能再次登记",
    )
    days.tick(stored_site, JULY)
    sheet = listed("duty", stored_site, "--post", "deputy-eia")[0]["text"]
    assert "谈话登记：6月21日提醒谈话孙五（档案谈-2019-1）" in sheet
    at = open_site(str(stored_site), JULY)
    with at.engine.connect() as conn:
        kinds = conn.execute(select(t.act.c.kind, t.act.c.by, t.act.c.why).order_by(t.act.c.id)).all()
    assert [tuple(k) for k in kinds] == [("talk", "李二", WHY[1]), ("talk_held", "韩十五", "提醒谈话已进行")]


@pytest.mark.nightly
def test_what_is_not_decided_by_a_competent_person_leaves_neither_record_nor_paper(site: Path) -> None:
    days.tick(site, JUNE)
    refused = [
        _talk(site, "sun5", "han15", *WHY),
        _talk(site, "sun5", "zhao4", *WHY),
        _talk(site, "sun5", "li2", "--why", " "),
    ]
    assert [r.returncode for r in refused] == [1, 1, 1]
    assert "不任有权决定提醒谈话的岗位" in refused[0].stderr and "不高于谈话对象" in refused[1].stderr
    assert not (site / "state" / "papers").exists()
    assert duban("talk", site, "sun5").returncode == 2
    early = duban("talk", site, "--held", "1", "--on", "2019-06-21", "--archive", "x", "--by", "韩十五")
    assert early.returncode == 1 and early.stderr.startswith("没有编号为1的谈话决定")


def test_above_the_principal_only_paper_is_prepared(site: Path) -> None:
    days.tick(site, JUNE)
    done = _talk(site, "zhang1", "zhou9", *WHY)
    assert done.returncode == 0 and "未登记决定" in done.stdout
    assert (
        Path(done.stdout.strip().rpartition("文书：")[2])
        .read_text("utf-8")
        .startswith("# 关于提请对张一同志")
    )
    at = open_site(str(site), JUNE)
    with at.engine.connect() as conn:
        assert conn.execute(select(t.talk)).first() is None and conn.execute(select(t.act)).first() is None
