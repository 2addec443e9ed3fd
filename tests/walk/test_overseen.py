"""The discipline group hears of serious cases, extensions and pauses at once; a correction reaches who was told."""

from datetime import date
from pathlib import Path

from sqlalchemy import insert

from desk.explaining import proof
from duban import tables as t
from tasks.context import open_site
from tests.walk import days

LISTED, NEXT = date(2019, 6, 20), date(2019, 6, 21)


def _act(site: Path, kind: str, on: date, item: str = "HP-01-1") -> int:
    at = open_site(str(site), on)
    with at.engine.begin() as conn:
        made = conn.execute(insert(t.act).values(site=at.site, item=item, kind=kind, on=on, at=at.now, by="韩十五",
                                                 why="集中办公", detail={}))  # fmt: skip
        return int(made.inserted_primary_key[0])


def _relapsed(site: Path, item: str, on: date) -> None:
    """A look-back that found an item undone again, as its act and its sample say."""
    at = open_site(str(site), on)
    _act(site, "look_back", on, item)
    facts = {"unit": "环评科", "settled_on": date(2019, 3, 1), "month": "2019-03", "due_from_on": date(2019, 6, 1),
             "due_to_on": date(2019, 9, 1), "why": "share", "outcome": "relapsed", "looked_on": on, "drawn_on": on}  # fmt: skip
    with at.engine.begin() as conn:
        conn.execute(insert(t.sample).values(site=at.site, item=item, **facts))


def test_serious_cases_and_every_extension_and_pause_are_told_on_the_next_working_day_for_oversight(
    site: Path,
) -> None:
    days.tick(site, LISTED)
    for kind, item in (("extend", "HP-01-1"), ("silence", "HP-01-2"), ("false_claim", "HP-01-3")):
        _act(site, kind, LISTED, item)
    _relapsed(site, "HP-03-1", LISTED)
    days.tick(site, NEXT, date(2019, 6, 24))
    told = days.notices(site, NEXT)["zhou9"]
    # HP-02-2 was due on the day before: it reached the top level today.
    for words in ("到最高级1项：\n1．HP-02-2 ", "回头看反弹1项：\n1．HP-03-1 ", "经核实申报不实1项：\n1．HP-01-3 ",
                  "延期批准1项：\n1．HP-01-1 ", "暂停提示1项：\n1．HP-01-2 ", "供监督参考，无需回复", "韩十五：集中办公"):  # fmt: skip
        assert words in told, words
    assert days.titles(site, NEXT)["zhou9"].startswith("【督办专报】")
    # The month's own list came with its first working day that anybody ran.
    assert days.titles(site, LISTED)["zhou9"].startswith("【督办月单】")
    assert "zhou9" not in days.notices(site, date(2019, 6, 24))
    assert "HP-01-2 已暂停提示" in days.notices(site, NEXT)["han15"]


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
