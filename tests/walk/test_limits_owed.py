"""What the organisation owes by when: listed, put to the steward in time, closed by a person."""

from datetime import date
from pathlib import Path

from tests.walk import days
from tests.walk.test_commands import duban, listed

REPORT, HEAD = "整改情况报告", "主要负责人组织落实情况报告"


def test_limits_are_listed_brought_to_the_steward_and_recorded_done(stored_site: Path) -> None:
    found = listed("limits", stored_site, "--today", "2019-07-08")
    assert [(one["name"], one["on"], one["state"]) for one in found] == [
        (REPORT, "2019-07-20", "near"), (HEAD, "2019-07-20", "near"), ("问题线索办理结果反馈", "2019-08-20", "open")]  # fmt: skip
    days.tick(stored_site, date(2019, 7, 19))
    done = duban("limits", stored_site, REPORT, "--done", "2019-07-18", "--by", "韩十五", "--why", "环发〔2019〕21号",
                 "--today", "2019-07-19")  # fmt: skip
    assert done.stdout.strip() == f"“{REPORT}”已登记于2019-07-18完成（韩十五：环发〔2019〕21号）", done.stderr
    days.tick(stored_site, date(2019, 7, 22), date(2019, 7, 23))
    letter = days.notices(stored_site, date(2019, 7, 22))["han15"]
    assert f"{HEAD}（党组织主要负责人）应于2019-07-20前完成，已过2天，尚未登记报送" in letter
    assert f"．{REPORT}（" not in letter
    assert HEAD not in days.notices(stored_site, date(2019, 7, 23)).get("han15", "")
    assert listed("limits", stored_site)[0]["done_on"] == "2019-07-18"


def test_what_is_not_owed_here_or_on_no_possible_day_is_refused(site: Path) -> None:
    by = ("--by", "韩十五", "--why", "文号")
    strange = duban("limits", site, "整改任务清单", "--done", "2019-07-01", *by, "--today", "2019-07-08")
    assert strange.returncode == 1 and f"没有“整改任务清单”，应为{REPORT}、{HEAD}" in strange.stderr
    early = duban("limits", site, REPORT, "--done", "2019-07-09", *by, "--today", "2019-07-08")
    assert early.returncode == 1 and "应在反馈日2019-05-20与今天2019-07-08之间" in early.stderr
    assert duban("limits", site, REPORT).returncode == duban("limits", site, *by).returncode == 2
