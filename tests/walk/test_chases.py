"""What has not been answered is chased, the next post up copied; an answer ends its own line only."""

from datetime import date
from pathlib import Path

from sqlalchemy import update

from duban import tables as t
from tasks.chases import kept
from tasks.context import open_site
from tests.walk import days

ASKED, LIMIT, FIRST, SECOND = date(2019, 6, 3), date(2019, 6, 11), date(2019, 6, 12), date(2019, 6, 17)


def _answered(site: Path, table: str, **where: str) -> None:
    """What ``duban answer`` leaves behind of a response."""
    at, rows = open_site(str(site)), getattr(t, table)
    mine = [rows.c[name] == value for name, value in where.items()]
    with at.engine.begin() as conn:
        conn.execute(update(rows).where(rows.c.site == at.site, *mine).values(state="answered"))


def test_a_silent_leader_is_chased_the_working_day_after_with_the_next_post_up_copied(
    stored_site: Path,
) -> None:
    days.tick(stored_site, ASKED, LIMIT)
    assert "催办" not in days.notices(stored_site, LIMIT).get("li2", "")
    days.tick(stored_site, FIRST)
    letters = days.notices(stored_site, FIRST)
    assert "应于6月11日前反馈，尚未收到，第1次催办，抄送张一。" in letters["li2"]
    assert "李二（副局长）应于6月11日前反馈环评科6月履责事项，尚未收到，第1次催办。" in letters["zhang1"]
    assert "需您阅示：无" in letters["zhang1"]
    days.tick(stored_site, FIRST, date(2019, 6, 13))
    assert not any(
        "履责事项，尚未收到" in one for one in days.notices(stored_site, date(2019, 6, 13)).values()
    )
    days.tick(stored_site, SECOND)
    assert "第2次催办，抄送张一" in days.notices(stored_site, SECOND)["li2"]


def test_an_answer_stops_the_chasing_of_its_own_line_only(stored_site: Path) -> None:
    days.tick(stored_site, ASKED, date(2019, 6, 5))
    _answered(stored_site, "ask", unit="环评科", person="li2")
    days.tick(stored_site, FIRST, date(2019, 6, 19))
    at = open_site(str(stored_site))
    told = kept(at.engine, at.site, t.chase.c.notice_id.is_not(None), t.chase.c.person == "li2")
    assert set(told["kind"]) == {"business"}


def test_a_review_past_its_ten_days_is_put_to_the_steward_then_the_principal_is_copied(site: Path) -> None:
    days.tick(site, date(2019, 7, 1), date(2019, 7, 15))
    assert not any("已过7月15日验收时限" in one for one in days.notices(site, date(2019, 7, 15)).values())
    days.tick(site, date(2019, 7, 16))
    letters = days.notices(site, date(2019, 7, 16))
    assert (
        "HP-02-2" in letters["han15"]
        and "7月1日起申报完成并附佐证，尚未验收，已过7月15日验收时限" in letters["han15"]
    )
    assert "已过7月15日验收时限" not in letters.get("zhang1", "")
    days.tick(site, date(2019, 7, 19))
    assert "已过7月15日验收时限，第2次催办" in days.notices(site, date(2019, 7, 19))["zhang1"]
