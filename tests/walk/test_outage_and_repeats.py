"""Days skipped, days repeated, an earlier day asked for: nobody missed, nobody told twice."""

from datetime import date
from pathlib import Path

import pytest

from duban.errors import Unsent
from tests.walk import days

FIRST, LAST = date(2019, 6, 3), date(2019, 7, 3)


@pytest.mark.nightly
def test_skipping_five_days_misses_nobody(site: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(site, other)
    every = list(days.working_days(site, FIRST, LAST))
    days.tick(site, *every)
    days.tick(other, *[d for d in every if not date(2019, 6, 20) <= d <= date(2019, 6, 26)])
    assert days.told(other) == days.told(site)


def test_found_late_the_highest_level_opens_and_whom_the_lower_would_have_told_is_told(site: Path) -> None:
    days.tick(site, date(2019, 7, 3))
    said = days.rows(site)
    late = said[said["item"].eq("HP-01-1") & said["state"].eq("open")]
    assert set(late["level"]) == {3}
    skipped = said[said["item"].eq("HP-01-1") & said["state"].eq("skipped")]
    assert list(skipped["level"]) == [1, 2]
    assert {"sun5", "li2", "zhang1"} <= set(late[late["notice_id"].notna()]["person"])


def test_ledgers_that_came_while_nobody_ran_are_taken_in_one_after_the_other(site: Path) -> None:
    days.tick(site, date(2019, 7, 1))
    found = days.items(site, date(2019, 7, 1))
    assert len(found) == 22 and found.loc["DQ-01-2", "missing"]
    assert str(found.loc["HP-01-2", "due_on"].date()) == "2019-07-15"
    assert "HP-01-3由申报完成（“已完成整改”）改报为“正在整改”" in days.notices(site, date(2019, 7, 1))["li2"]


def test_running_the_same_day_twice_tells_nobody_twice(stored_site: Path) -> None:
    days.tick(stored_site, date(2019, 6, 20))
    first = days.notices(stored_site, date(2019, 6, 20))
    days.tick(stored_site, date(2019, 6, 20))
    assert days.notices(stored_site, date(2019, 6, 20)) == first
    assert len(list((stored_site / "state" / "outbox").rglob("*.eml"))) == len(first)


def test_an_earlier_day_changes_nothing(site: Path) -> None:
    days.tick(site, date(2019, 7, 1))
    before = days.rows(site)
    days.tick(site, date(2019, 6, 3))
    assert len(days.rows(site)) == len(before)


def test_on_a_holiday_levels_open_and_people_hear_on_the_next_working_day(site: Path) -> None:
    days.tick(site, date(2019, 6, 14), date(2019, 6, 15))
    assert days.notices(site, date(2019, 6, 15)) == {}
    row = days.rows(site).query("item == 'ENT-04' and level == 2 and person == 'li2'").iloc[0]
    assert (str(row["on"].date()), str(row["told_on"].date())) == ("2019-06-15", "2019-06-17")
    days.tick(site, date(2019, 6, 17))
    assert "ENT-04" in days.notices(site, date(2019, 6, 17))["li2"]


def test_a_source_that_fails_leaves_the_others_alone_and_the_run_red(site: Path) -> None:
    for file in site.rglob("人事党建整改台账.csv"):
        file.unlink()
    with pytest.raises(Unsent, match="1个来源未能调取"):
        days.tick(site, date(2019, 6, 3))
    assert set(days.items(site, date(2019, 6, 3))["source"]) == {"环评科", "大气水信访", "办公室"}
    assert "来源“人事党建”" in days.notices(site, date(2019, 6, 3))["han15"]


@pytest.mark.nightly
def test_a_source_that_comes_back_goes_on_where_it_was(site: Path) -> None:
    moved = [(f, f.read_bytes()) for f in site.rglob("环评科整改台账.xlsx") if "07-01" in str(f)]
    days.tick(site, date(2019, 6, 3))
    for file, _ in moved:
        file.write_bytes(b"not a workbook")
    with pytest.raises(Unsent):
        days.tick(site, date(2019, 7, 1))
    held = days.items(site, date(2019, 7, 1))
    assert held.loc["HP-01-1", "level"] == 3 and not held.loc["HP-01-1", "missing"]
    for file, content in moved:
        file.write_bytes(content)
    days.tick(site, date(2019, 7, 2))
    assert "due_moved" in days.items(site, date(2019, 7, 2)).loc["HP-01-2", "flags"]
