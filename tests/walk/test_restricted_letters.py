"""Restricted items: whole for whoever answers for them, nothing of them in mail or on the board."""

from datetime import date
from email import policy
from email.parser import BytesParser
from pathlib import Path

from sqlalchemy import select, update

from duban import tables as t
from duban.board import brief
from tasks.context import open_site
from tasks.reports import day_board, day_of
from tests.walk import days

ON, NEXT = date(2019, 6, 3), date(2019, 6, 20)


def test_nothing_of_a_restricted_item_leaves_the_letter(site: Path) -> None:
    days.tick(site, ON)
    at = open_site(str(site), NEXT)
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-1").values(restricted=True))
    days.tick(site, NEXT)
    assert "HP-01-1" in days.notices(site, NEXT)["li2"]
    with at.engine.connect() as conn:
        notes = conn.execute(select(t.notice).where(t.notice.c.on == NEXT)).all()
    assert not any("HP-01-1" in n.summary + n.title + n.pointer for n in notes)
    mine = next(n for n in notes if n.person == "li2")
    assert (
        mine.summary == mine.pointer and mine.title == "【督办提示】（2019年6月20日）请登录内网督办系统查看"
    )
    day, (rows, items) = day_of(at), day_board(at)
    assert "HP-01-1" not in brief(day) and "HP-01-1" not in set(rows["编号"])
    assert day.figures.total == len(items) == 21
    files = (site / "state" / "outbox").rglob("*.eml")
    mails = [BytesParser(policy=policy.default).parsebytes(f.read_bytes()) for f in files]
    assert not any("HP-01-1" in str(mail["Subject"]) for mail in mails)


def test_the_brief_says_what_waits_and_what_tomorrow_brings(site: Path) -> None:
    days.tick(site, ON, NEXT)
    said = brief(day_of(open_site(str(site), NEXT)))
    for words in ("申报待验收3（最长12个工作日）", "待回应：业务", "今日催办", "暂缓采用0份", "明日将到级："):
        assert words in said, said
