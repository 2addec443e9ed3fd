"""A newer calendar in force: what it moved is listed to the steward; an unpublished year is an alarm."""

from datetime import date
from pathlib import Path

from sqlalchemy import update

from duban import tables as t
from duban.workdays import PUBLISHED, Calendar
from tasks.context import open_site
from tasks.recounts import provisional
from tests.walk import days

BEFORE, NEWER, AFTER = date(2019, 6, 3), date(2019, 6, 4), date(2019, 6, 5)
# Working days counted over the National Day holiday, whose make-up days nobody knew before it was published.
LADDER = "count: workdays\nlevels:\n  - {level: 1, label: 红, when: {days_late: 66}, tell: [unit_head]}\n"


def _counted_by(site: Path, calendar: Calendar) -> None:
    """What a program that knew only an earlier calendar would have left of its run."""
    at = open_site(str(site))
    with at.engine.begin() as conn:
        conn.execute(update(t.run).where(t.run.c.site == at.site).values(calendar=calendar.version))


def test_once_the_calendar_is_published_the_steward_gets_the_list_of_what_moved(stored_site: Path) -> None:
    text = (stored_site / "site.yaml").read_text("utf-8")
    (stored_site / "site.yaml").write_text(text.replace("ladder: jiangjin", "ladder: days"), "utf-8")
    (stored_site / "days.yaml").write_text(LADDER, "utf-8")
    days.tick(stored_site, BEFORE)
    _counted_by(stored_site, Calendar(published_to=2018))
    days.tick(stored_site, NEWER, AFTER)
    old, new = (one.shift(date(2019, 6, 30), 66) for one in (Calendar(published_to=2018), Calendar()))
    assert old != new
    said = f"工作日历已更新，红到级日由{old}改为{new}："
    (line,) = [one for one in days.notices(stored_site, NEWER)["han15"].splitlines() if said in one]
    assert "HP-01-1" in line
    assert not [p for p, one in days.notices(stored_site, NEWER).items() if said in one and p != "han15"]
    assert "工作日历" not in days.notices(stored_site, AFTER).get("han15", "")


def test_a_year_that_is_not_published_is_an_alarm_once_a_month(site: Path) -> None:
    first = date(PUBLISHED.stop, 1, 4)
    at = open_site(str(site), first)
    assert list(provisional(at, None)) == [
        f"{PUBLISHED.stop}年节假日安排尚未公布，该年日期按推定工作日计，公布并更新日历后重新核算"]  # fmt: skip
    assert list(provisional(at, first.replace(month=1, day=3))) == []
    assert list(provisional(open_site(str(site), BEFORE), None)) == []
