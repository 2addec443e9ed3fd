"""The discipline group hears of serious cases, extensions and pauses at once; a correction reaches who was told."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from desk.explaining import proof
from duban import tables as t
from tasks.context import open_site
from tests.walk import days

LISTED, NEXT = date(2019, 6, 20), date(2019, 6, 21)


def _act(site: Path, kind: str, on: date) -> int:
    at = open_site(str(site), on)
    with at.engine.begin() as conn:
        made = conn.execute(insert(t.act).values(site=at.site, item="HP-01-1", kind=kind, on=on, at=at.now, by="韩十五",
                                                 why="集中办公", detail={}))  # fmt: skip
        return int(made.inserted_primary_key[0])


@pytest.mark.parametrize(("kind", "words"), [("extend", "延期批准1项"), ("silence", "暂停提示1项")])
def test_an_extension_or_a_pause_is_told_on_the_next_working_day_for_oversight(
    site: Path, kind: str, words: str
) -> None:
    days.tick(site, LISTED)
    _act(site, kind, LISTED)
    days.tick(site, NEXT, date(2019, 6, 24))
    told = days.notices(site, NEXT)["zhou9"]
    assert words in told and "供监督参考，无需回复" in told and "韩十五：集中办公" in told
    assert days.titles(site, NEXT)["zhou9"].startswith("【督办专报】")
    assert words not in days.notices(site, date(2019, 6, 24)).get("zhou9", "")
    assert ("已暂停提示" in days.notices(site, NEXT).get("han15", "")) == (kind == "silence")


def test_what_was_wrong_is_corrected_to_who_was_told_once(stored_site: Path) -> None:
    days.tick(stored_site, LISTED)
    at, act = open_site(str(stored_site), LISTED), _act(stored_site, "correct", LISTED)
    said = "6月20日关于HP-01-1的黄色提示系时限录入有误，原通知（DB-6F2A-07）中该项作废，时限应为2019年9月30日"
    with at.engine.begin() as conn:
        conn.execute(insert(t.correction).values(site=at.site, act_id=act, item="HP-01-1", person="zhang1",
                                                 wrong_notice_id="DB-6F2A-07", told_on=LISTED, text=said))  # fmt: skip
    days.tick(stored_site, NEXT, date(2019, 6, 24))
    assert f"更正：{said}。" in days.notices(stored_site, NEXT)["zhang1"]
    assert "更正：" not in days.notices(stored_site, date(2019, 6, 24)).get("zhang1", "")


def test_a_chase_can_be_asked_why(site: Path) -> None:
    days.tick(site, date(2019, 6, 3), date(2019, 6, 12))
    at = open_site(str(site))
    with at.engine.connect() as conn:
        number = conn.scalar(t.notice.select().with_only_columns(t.notice.c.id).where(
            t.notice.c.person == "li2", t.notice.c.on == date(2019, 6, 12)))  # fmt: skip
    assert any(
        line.startswith("催办　履责反馈 环评科 第1次，2019-06-12应催") for line in proof(at, str(number))
    )
