"""A roster as offices keep it in a workbook, in both of its shapes; what cannot be told is refused."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from duban.duty import check_roster
from duban.errors import Refused
from duban.roster import Roster
from duban.roster_book import Read, roster_in
from tests.duban.ledgers import sheet

SINCE = date(2019, 5, 20)
DUTIES = (
    ("姓名", "职务", "分管领域", "分管（联系）科室", "备注"),
    ("张一", "党组书记、局长", "主持全面工作", "", ""),
    ("李二", "副局长", "负责环评、监测工作", "环评科、\n环境监测站", ""),
    ("赵四", "副局长", "综合", "办公室", ""),
    ("周九", "派驻纪检监察组组长", "", "", ""),
)
HEADS = (("科室", "负责人", "职务", "备注"), ("环评科", "孙五", "科长", ""), ("环境监测站", "沈十四", "站长", ""),
         ("办公室", "蒋十三", "主任", "兼督办专员"))  # fmt: skip
EXACT: dict[str, Sequence[Sequence[str]]] = {
    "领域": (("领域", "党风廉政岗位", "理由"), ("环评", "", ""), ("党建", "党组书记、局长", "书记直接负责")),
    "单位": (("单位", "别名", "分管领域"), ("环评科", "行政审批科、审批科", "环评"), ("机关党委", "", "党建")),
    "岗位": (("岗位名称", "身份", "分管领域", "责任单位"), ("党组书记、局长", "主要负责人、书记", "", ""),
             ("副局长", "分管领导", "环评、党建", ""), ("环评科科长", "科室负责人", "", "环评科"),
             ("机关党委书记", "单位负责人", "", "机关党委"), ("整改办主任", "督办专员", "", "")),
    "人员": (("姓名", "别名"), ("张一", ""), ("李二", "老李"), ("孙五", ""), ("卫十二", ""), ("韩十五", "")),
    "任期": (("岗位", "姓名", "任职起", "任职止", "代理"), ("党组书记、局长", "张一", "2017年3月1日", "", ""),
             ("副局长", "老李", "2018-01-01 00:00:00", "2019.7.14", "否"), ("副局长", "张一", "2019/7/15", "至今", "是"),
             ("环评科科长", "孙五", "2016-1-1", "", ""), ("机关党委书记", "卫十二", "2016-1-1", "", ""),
             ("整改办主任", "韩十五", "2019-05-21", "", "")),
}  # fmt: skip


def shared(
    duties: Sequence[Sequence[str]] = DUTIES, heads: Sequence[Sequence[str]] = HEADS, **more: Any
) -> Read:
    """A roster from a table of who leads what."""
    grids = (sheet(*duties, name="领导分工", **more), sheet(*heads, name="科室负责人"))
    return roster_in(grids, "roster.xlsx", SINCE)


def exact(**changed: Sequence[Sequence[str]]) -> Roster:
    """A roster from the five sheets, some of them changed."""
    grids = tuple(sheet(*rows, name=name) for name, rows in {**EXACT, **changed}.items())
    made = Roster.model_validate(roster_in(grids, "roster.xlsx", SINCE).data)
    check_roster(made, "roster.xlsx")
    return made


def test_a_table_of_who_leads_what_makes_the_same_chain_as_a_roster_typed() -> None:
    read = shared()
    made = Roster.model_validate(read.data)
    check_roster(made, "roster.xlsx")
    assert [a.name for a in made.areas] == ["环评", "监测", "综合"]
    assert {u.name: u.areas for u in made.units} == {
        "环评科": ("环评",),
        "环境监测站": ("监测",),
        "办公室": ("综合",),
    }
    assert made.leader_of("监测").title == "副局长" and made.leader_of("监测") == made.leader_of("环评")
    assert made.with_role("principal")[0].title == "党组书记、局长" == made.with_role("secretary")[0].title
    assert [p.title for p in made.with_role("discipline")] == ["派驻纪检监察组组长"]
    assert [p.title for p in made.with_role("steward")] == ["办公室主任"]
    holder = made.holder(made.leader_of("环评").id, date(2019, 7, 1))
    assert holder is not None and (holder.person, holder.from_on) == ("李二", SINCE)
    assert read.understood == ("7人没有填写任职起，按反馈之日2019-05-20起任计，请核",)


def test_merged_names_title_rows_and_notes_are_read_as_in_a_ledger() -> None:
    rows = (
        ("市局领导分工表（2019年）", "", "", "", ""),
        DUTIES[0],
        DUTIES[1],
        ("李二", "副局长", "环评", "环评科", ""),
        *DUTIES[3:],
        ("注：以党组会议纪要为准", "", "", "", ""),
    )
    made = Roster.model_validate(shared(rows, (HEADS[0], HEADS[1], HEADS[3]), merged=[(0, 0, 0, 4)]).data)
    check_roster(made)
    assert [p.name for p in made.people] == ["张一", "李二", "赵四", "周九", "孙五", "蒋十三"]


def test_a_unit_whose_area_nobody_wrote_gets_its_leaders_and_it_is_said() -> None:
    rows = (*DUTIES[:2], ("李二", "副局长", "环评、监测", "审批科、环境监测站", ""), *DUTIES[3:])
    read = shared(rows, (HEADS[0], ("审批科", "孙五", "科长", ""), *HEADS[2:]))
    assert "科室“审批科”没有写明领域，按李二分管的环评、监测计，请核" in read.understood
    assert next(u for u in read.data["units"] if u["name"] == "审批科")["areas"] == ["环评", "监测"]


@pytest.mark.parametrize(("rows", "heads", "words"), [
    ((*DUTIES, ("王三", "副局长", "监测", "", "")), HEADS,
     "roster.xlsx “领导分工”表第6行：领域“监测”与第3行（李二）重复，应有且只有一个分管领导"),
    ((*DUTIES, ("王三", "副局长", "大气", "环评科", "")), HEADS,
     "roster.xlsx “领导分工”表第6行：科室“环评科”写了两位分管领导，应有且只有一位"),
    (DUTIES, HEADS[:3], "roster.xlsx：单位“办公室”没有负责人，应在“科室负责人”表中写明（科室、负责人、职务）"),
    (DUTIES, (*HEADS, ("环平科", "王三", "科长", "")),
     "roster.xlsx “科室负责人”表第5行：科室“环平科”没有找到，相近的有“环评科”"),
    ((*DUTIES, ("", "副局长", "大气", "", "")), HEADS, "roster.xlsx “领导分工”表第6行：“姓名”没有填写"),
    ((("甲", "乙"), ("张一", "局长")), HEADS,
     "roster.xlsx “领导分工”表：没有找到表头，应有 姓名、职务 等列，最像表头的一行是：甲、乙"),
])  # fmt: skip
def test_what_cannot_be_told_is_refused_in_one_sentence_with_sheet_and_row(
    rows: Sequence[Sequence[str]], heads: Sequence[Sequence[str]], words: str
) -> None:
    with pytest.raises(Refused) as refused:
        shared(rows, heads)
    assert str(refused.value) == words


def test_an_area_may_list_items_that_belong_to_it_though_their_unit_does_not() -> None:
    rows = (("领域", "党风廉政岗位", "理由", "另属事项"), ("环评", "", "", "HP-01-2、DQ-03-1"),
            ("党建", "党组书记、局长", "书记直接负责", ""))  # fmt: skip
    assert [a.items for a in exact(领域=rows).areas] == [("HP-01-2", "DQ-03-1"), ()]


def test_the_five_sheets_say_all_that_roster_yaml_can() -> None:
    made = exact()
    assert made.conduct_post_of("党建").title == "党组书记、局长"
    assert made.units[0].aliases == ("行政审批科", "审批科")
    assert [(t.person, str(t.from_on), str(t.to_on), t.acting) for t in made.tenures if t.post == "副局长"] == [
        ("李二", "2018-01-01", "2019-07-14", False), ("张一", "2019-07-15", "9999-12-31", True)]  # fmt: skip
    assert [p.roles for p in made.posts][:2] == [("principal", "secretary"), ("leader_in_charge",)]


@pytest.mark.parametrize(("name", "row", "words"), [
    ("任期", ("副局掌", "李二", "2018-1-1", "", ""), "“任期”表第2行：岗位“副局掌”没有找到，相近的有“副局长”"),
    ("任期", ("副局长", "王五", "2018-1-1", "", ""), "“任期”表第2行：人员“王五”没有找到，相近的有“孙五”"),
    ("任期", ("副局长", "李二", "", "", ""), "“任期”表第2行：“任职起”没有填写，应为年月日，接任前的逾期天数据此不计入"),
    ("任期", ("副局长", "李二", "去年", "", ""), "“任期”表第2行：“任职起”为“去年”，应为年月日，如 2019-05-20"),
    ("任期", ("副局长", "李二", "2018-1-1", "", "也许"), "“任期”表第2行：“代理”为“也许”，应为是或否"),
    ("岗位", ("副局长", "分管领到", "环评", ""), "“岗位”表第2行：身份“分管领到”没有找到，相近的有“分管领导”"),
])  # fmt: skip
def test_a_wrong_cell_of_the_five_sheets_is_named_with_its_row(
    name: str, row: Sequence[str], words: str
) -> None:
    with pytest.raises(Refused) as refused:
        exact(**{name: (EXACT[name][0], row, *EXACT[name][1:])})
    assert str(refused.value) == f"roster.xlsx {words}"


def test_two_people_of_one_name_need_numbers_to_be_told_apart() -> None:
    people = (("编号", "姓名"), ("a", "李二"), ("b", "李二"))
    with pytest.raises(Refused, match="姓名“李二”指向两个编号（a、b），应加编号区分"):
        exact(人员=people)
