"""Slips: numbered once and never again, said once and the same ever after, restricted ones apart."""

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from duban import tables as t
from duban.errors import Refused
from tasks.context import Context, open_site
from tasks.documents.readers import OFFICE, reader_of
from tasks.documents.slips import Issued, issue, register
from tasks.pages.accounts import Grants, give_account
from tests.tasks.documents.reading import lines

MONDAY, TUESDAY = date(2019, 7, 1), date(2019, 7, 2)


def opened(site: Path, on: date = MONDAY) -> Context:
    return open_site(str(site), on)


def slips(site: Path, *names: str, on: date = MONDAY) -> list[Issued]:
    return issue(opened(site, on), OFFICE, names, "整改办")


def changed(site: Path, code: str, **to: Any) -> None:
    with opened(site).engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == code).values(**to))


def rows(site: Path, **to: Any) -> None:
    with opened(site).engine.begin() as conn:
        conn.execute(update(t.escalation).where(t.escalation.c.item == "HP-01-1").values(**to))


def test_a_slip_says_what_to_whom_and_by_when_and_has_a_place_for_each_line_to_sign(copied: Path) -> None:
    (one,) = slips(copied, "HP-01-1")
    assert lines(one.content) == [
        "市生态环境局整改办公室",
        "督　办　单",
        "编号：督办〔2019〕1号\t签发日期：2019年7月1日",
        "级　　别 | 红色预警　第3级 红色",
        "主　　送 | 环评科科长 孙五；党组书记、局长 张一",
        "抄　　送 | 副局长 李二；执法支队支队长 钱六；副局长 王三；办公室主任 蒋十三；副局长 赵四",
        "事项编号 | HP-01-1 | 责任单位 | 环评科",
        "整改时限 | 2019年6月30日（逾期1天） | 责 任 人 | 孙五",
        "反馈问题 | 环评中介机构管理混乱",
        "整改措施 | 制定环评技术服务机构考核办法,按季度公开考核结果",
        "申报情况 | 申报完成：考核办法已印发",
        "督办依据 | 江津三色预警第1版：红色（第3级，逾期1天）",
        "督办要求 | 一、请推动整改，明确补救措施、责任人和完成时间，并附佐证。⏎"
        "二、请履行党风廉政建设责任：听取整改情况汇报、分析原因，并审核整改真实性。",
        "办理时限 | 2019年7月8日下班前回复市生态环境局整改办公室",
        "业务责任⏎签收⏎回应 | 签收人：\t年　　月　　日⏎回应：⏎⏎⏎签字：\t年　　月　　日",
        "党风廉政⏎建设责任⏎签收⏎回应 | 签收人：\t年　　月　　日⏎回应：⏎⏎⏎签字：\t年　　月　　日",
        "审　　签 | 签字：\t年　　月　　日",
        "两项责任分别签收、分别回应；签收只表示已看到。本单由整改办登记归档，回应后请将原件退回整改办。",
    ]


def test_printed_again_a_slip_is_the_same_byte_for_byte_whatever_happened_since(copied: Path) -> None:
    (first,) = slips(copied, "HP-01-1")
    changed(copied, "HP-01-1", progress="完全另一句话", due_on=date(2019, 9, 1))
    (again,) = slips(copied, "HP-01-1", on=TUESDAY)
    assert again == first


def test_the_limit_on_the_slip_is_the_day_the_notice_says(copied: Path) -> None:
    slips(copied, "HP-01-1")
    e, s = t.escalation.c, t.slip.c
    with opened(copied).engine.connect() as conn:
        told = conn.scalar(
            select(e.answer_by).where(e.item == "HP-01-1", e.level == 3, e.answer_by.is_not(None))
        )
        assert conn.scalar(select(s.limit_on)) == told == date(2019, 7, 8)


def test_a_slip_with_a_limit_of_its_own_has_that_one(copied: Path) -> None:
    (copied / "ladder.yaml").write_text("""
levels:
  - {level: 3, label: 红色, when: {days_late: 1}, tell: [unit_head], slip: 红色预警, limit_workdays: 3, answer_within: 5}
""")  # fmt: skip
    site = (copied / "site.yaml").read_text().replace("ladder: jiangjin", "ladder: ladder.yaml")
    (copied / "site.yaml").write_text(site)
    (one,) = slips(copied, "HP-01-1")
    assert one.words.limit == "2019年7月4日"


def test_a_notice_gives_a_slip_for_each_of_its_items_in_one_go(copied: Path) -> None:
    with opened(copied).engine.connect() as conn:
        notice = conn.scalar(
            select(t.notice.c.id).where(t.notice.c.person == "sun5", t.notice.c.on == MONDAY)
        )
    found = slips(copied, str(notice))
    assert len(found) == len({one.item for one in found}) > 2
    assert [one.words.number for one in found] == [f"督办〔2019〕{n}号" for n in range(1, len(found) + 1)]
    assert register(opened(copied), OFFICE)["item"].tolist() == [one.item for one in found]


def test_many_at_once_get_each_a_number_of_its_own(either: Path) -> None:
    at = opened(either)
    e = t.escalation.c
    with at.engine.connect() as conn:
        told = select(e.item).where(
            e.site == at.site, e.line == "business", e.slip != "", e.notice_id.is_not(None)
        )
        codes = list(conn.scalars(told.distinct().order_by(e.item)))[:8]
    found: dict[str, str] = {}

    def work(code: str) -> None:
        found[code] = issue(opened(either), OFFICE, [code], "整改办")[0].words.number

    threads = [threading.Thread(target=work, args=(code,)) for code in codes]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    listed = register(at, OFFICE)
    mine = listed[listed["item"].isin(codes)]
    assert len(codes) == 8 and set(mine["number"]) >= set(found.values()) and len(set(found.values())) == 8
    assert listed["number"].tolist() == [f"督办〔2019〕{n}号" for n in range(1, len(listed) + 1)]


def test_a_restricted_items_slip_is_only_for_whoever_is_cleared_and_leaves_no_gap(copied: Path) -> None:
    changed(copied, "HP-01-1", restricted=True)
    with pytest.raises(Refused, match="没有“HP-01-1”这个事项或督办通知"):
        slips(copied, "HP-01-1")
    with pytest.raises(Refused, match="没有受限授权"):
        reader_of(opened(copied), True, "韩十五")
    at = opened(copied)
    give_account(at, "韩十五", "correct horse battery", Grants(True, True), "韩十五", "受限授权")
    cleared = reader_of(at, True, "韩十五")
    (hidden,) = issue(at, cleared, ["HP-01-1"], "韩十五")
    (shown,) = slips(copied, "HP-01-3")
    assert (hidden.words.number, shown.words.number) == ("督办〔2019〕限1号", "督办〔2019〕1号")
    assert "HP-01" not in hidden.file and register(at, OFFICE)["item"].tolist() == ["HP-01-3"]
    assert set(register(at, cleared)["item"]) == {"HP-01-1", "HP-01-3"}


def test_a_store_restored_from_a_backup_gives_no_number_again(copied: Path) -> None:
    slips(copied, "HP-01-1", "HP-01-3")
    with opened(copied).engine.begin() as conn:
        conn.execute(t.slip.delete())
    (one,) = slips(copied, "HP-01-3")
    assert one.words.number == "督办〔2019〕3号"
    with (copied / "state" / "slip-numbers.jsonl").open("a") as file:
        file.write('["open", 2019')
    assert slips(copied, "ENT-01")[0].words.number == "督办〔2019〕4号"


@pytest.mark.parametrize(("to", "said"), [
    ({"notice_id": None}, "HP-01-1还没有到级告知，没有督办单可印"),
    ({"notice_id": None, "release": "waiting"}, "HP-01-1的督办单待审签，审签之后方可印发（duban release）"),
    ({"slip": ""}, "HP-01-1所在的级别“红色”没有督办单，规则（ladder）中应写明 slip"),
])  # fmt: skip
def test_what_has_no_slip_is_refused_in_one_sentence(copied: Path, to: dict[str, Any], said: str) -> None:
    rows(copied, **to)
    with pytest.raises(Refused) as refusal:
        slips(copied, "HP-01-1")
    assert str(refusal.value) == said


def test_on_trial_no_number_is_given(copied: Path) -> None:
    site = (copied / "site.yaml").read_text().replace("mode: live", "mode: trial")
    (copied / "site.yaml").write_text(site)
    with pytest.raises(Refused, match="试运行"):
        slips(copied, "HP-01-1")
    assert register(opened(copied), OFFICE).empty
