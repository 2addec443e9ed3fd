"""G13: a dead source changes nothing, the clocks run on, its failing is told once, and so is its coming back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from duban.errors import Unsent
from flows.scheduling import scheduling
from flows.tracking import tracking
from tests.tasks.sources.makers import web_server
from tests.walk import days

FIRST, DEAD, STILL, BACK = date(2019, 6, 20), date(2019, 7, 1), date(2019, 7, 2), date(2019, 7, 3)
FACTS = ["claim", "due_on", "evidence", "missing", "settled_on", "suspended_on", "read_on", "unit", "measure"]
ROWS = [{"code": f"XF-{n}", "finding": f"积案{n}", "measure": f"清理积案{n}", "unit": "信访科", "due": "2019年6月30日",
         "status": "正在整改"} for n in range(4)]  # fmt: skip


def _with_http(site: Path, base: str) -> None:
    typed = yaml.safe_load((site / "site.yaml").read_text("utf-8"))
    typed["sources"].append({"name": "信访系统", "prefix": "XF", "kind": "http", "url": f"{base}/items", "reporter": "head-petition",
                             "every": "day", "columns": {k: k for k in ROWS[0]}})  # fmt: skip
    typed["sources"][0]["mounted"] = "inbox/mounted"
    (site / "site.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), "utf-8")


@pytest.mark.nightly
def test_g13_share_service_database_and_login_gone_change_nothing_and_are_told_once_and_their_return_too(
    site: Path,
) -> None:
    (site / "inbox" / "mounted").touch()
    with web_server() as web:
        web.say("/items", ROWS)
        _with_http(site, web.base)
        scheduling(str(site), FIRST)
        tracking(str(site), FIRST)
        before = days.items(site, FIRST)
        web.by_path.clear()
        web.say("/items", {"error": "login expired"}, status=401)
        _gone(site)
        for day in (DEAD, STILL):
            with pytest.raises(Unsent, match="4个来源未能调取"):
                days.tick(site, day)
        dead = days.items(site, STILL)
        assert dead[FACTS].equals(before[FACTS]) and len(dead) == len(before) >= 20
        # The clocks run on: what fell due meanwhile is late and on its level.
        late = dead[dead["due_on"].dt.date.eq(date(2019, 6, 30)) & dead["suspended_on"].isna()]
        assert len(late) and set(late["days_late"]) == {2} and set(late["level"]) == {3}
        said = days.notices(site, DEAD)["han15"]
        for name in ("环评科", "人事党建", "办公室", "信访系统"):
            assert said.count(f"来源“{name}”") == 1, said
        again = days.notices(site, STILL).get("han15", "")
        assert "来源“" not in again, again
        web.by_path.clear()
        web.say("/items", ROWS)
        _back(site)
        days.tick(site, BACK)
        assert "已恢复调取" in days.notices(site, BACK)["han15"]
        days.tick(site, BACK + timedelta(days=1))
        assert "已恢复调取" not in days.notices(site, BACK + timedelta(days=1)).get("han15", "")


def _gone(site: Path) -> None:
    """The share is away, a folder empty, a database is none."""
    (site / "inbox" / "mounted").unlink()
    for file in [*site.rglob("人事党建整改台账.csv"), *site.rglob("office.db")]:
        file.rename(file.with_suffix(".away"))


def _back(site: Path) -> None:
    (site / "inbox" / "mounted").touch()
    for file in site.rglob("人事党建整改台账.away"):
        file.rename(file.with_suffix(".csv"))
    for file in site.rglob("office.away"):
        file.rename(file.with_suffix(".db"))
