from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.names import Named, lead_of, normalise, others, split_names, tidy, unit_and_person


def _split(text: str) -> list[tuple[str, str, str]]:
    return [(n.name, n.role, n.note) for n in split_names(text)]


@pytest.mark.parametrize(("text", "names"), [
    ("李二\n王三", ["李二", "王三"]),
    ("环评科、执法支队", ["环评科", "执法支队"]),
    ("东城分局，西城分局；高新分局;经开分局,港区分局", ["东城分局", "西城分局", "高新分局", "经开分局", "港区分局"]),
    ("张三/李四", ["张三", "李四"]),
    ("市发改委、市财政局，各县(区)政府、市直园区管委会", ["市发改委", "市财政局", "各县(区)政府", "市直园区管委会"]),
    ("环评科（牵头、综合），执法支队", ["环评科", "执法支队"]),
    ("1.环评科 2.执法支队", ["环评科", "执法支队"]),
    ("1、环评科\n2、执法支队", ["环评科", "执法支队"]),
    ("①环评科②执法支队", ["环评科", "执法支队"]),
    ("环评科和执法支队", ["环评科", "执法支队"]),
    ("环评科会同执法支队", ["环评科", "执法支队"]),
    ("环评科\u200b、\u202e执法\ufeff支队", ["环评科", "执法支队"]),
    ("𠮷田、䶮三", ["𠮷田", "䶮三"]),
    ("孙五、褚十一", ["孙五", "褚十一"]),
    ("Li Lei, Han Mei", ["Li Lei", "Han Mei"]),
    ("环评科等有关科室", ["环评科"]),
    ("环评科等3个科室", ["环评科"]),
    ("张三和李四", ["张三", "李四"]),
    ("张三\\李四", ["张三", "李四"]),
    ("（一）环评科（二）执法支队", ["环评科", "执法支队"]),
    ("各科室", ["各科室"]),
    ("班子成员", ["班子成员"]),
])  # fmt: skip
def test_names_are_split_outside_brackets(text: str, names: list[str]) -> None:
    assert [n.name for n in split_names(text)] == names


@pytest.mark.parametrize(("text", "names"), [
    ("张三 李四", ["张三", "李四"]),
    ("环评科　执法支队", ["环评科", "执法支队"]),
    ("张 三", ["张三"]),
    ("王　小　明", ["王小明"]),
    ("张 三 李 四", ["张三", "李四"]),
    ("东城 分局", ["东城分局"]),
    ("市 生态环境局", ["市生态环境局"]),
])  # fmt: skip
def test_a_blank_splits_only_what_is_whole_on_both_sides(text: str, names: list[str]) -> None:
    assert [n.name for n in split_names(text)] == names


@pytest.mark.parametrize("text", ["文化和旅游局", "住房和城乡建设局", "发展和改革委员会", "人力资源和社会保障局",
                                  "综合执法监督局", "生态监督科", "市纪委监委派驻第四纪检监察组", "环评科科长",
                                  "局长办公室", "分管副局长", "各有关单位"])  # fmt: skip
def test_a_whole_name_stays_whole_without_a_role(text: str) -> None:
    assert split_names(text) == (Named(text),)


@pytest.mark.parametrize(("text", "expected"), [
    ("环评科（牵头）、执法支队（配合）", [("环评科", "lead", ""), ("执法支队", "assist", "")]),
    ("执法支队（协助），环评科【牵头单位】", [("执法支队", "assist", ""), ("环评科", "lead", "")]),
    ("(牵头)环评科", [("环评科", "lead", "")]),
    ("督察科（督导）、法规科（牵头验收）、信访科（配合验收）",
     [("督察科", "supervise", ""), ("法规科", "accept", ""), ("信访科", "accept", "")]),
    ("牵头单位：环评科\n配合单位：执法支队、监测站",
     [("环评科", "lead", ""), ("执法支队", "assist", ""), ("监测站", "assist", "")]),
    ("牵头单位：环评科 配合单位：执法支队", [("环评科", "lead", ""), ("执法支队", "assist", "")]),
    ("责任领导：李二", [("李二", "", "")]),
    ("环评科牵头，执法支队配合", [("环评科", "lead", ""), ("执法支队", "assist", "")]),
    ("牵头单位（环评科）", [("环评科", "lead", "")]),
    ("环评科（牵头", [("环评科", "lead", "")]),
    ("张三、李四（牵头）", [("张三", "", ""), ("李四", "lead", "")]),
    ("张三（牵头）李四（配合）", [("张三", "lead", ""), ("李四", "assist", "")]),
    ("牵头：环评科；配合：执法支队、监测站",
     [("环评科", "lead", ""), ("执法支队", "assist", ""), ("监测站", "assist", "")]),
    ("由环评科牵头，执法支队、监测站配合",
     [("环评科", "lead", ""), ("执法支队", "assist", ""), ("监测站", "assist", "")]),
    ("环评科牵头负责，各分局按职责分工负责", [("环评科", "lead", ""), ("各分局", "", "")]),
    ("环评科、执法支队按职责分工负责", [("环评科", "", ""), ("执法支队", "", "")]),
    ("第一责任人：张三；直接责任人：李四", [("张三", "", ""), ("李四", "", "")]),
])  # fmt: skip
def test_roles_stand_in_brackets_before_a_colon_or_behind_a_name(text: str, expected: Any) -> None:
    assert _split(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("大气环境科(综合科)", ("大气环境科", "", "综合科")),
    ("张三（环评科负责人）", ("张三", "", "环评科负责人")),
    ("环评科（执法监督处）", ("环评科", "", "执法监督处")),
    ("李四（副局长）", ("李四", "", "副局长")),
    ("张三副局长", ("张三", "", "副局长")),
    ("副局长张三", ("张三", "", "副局长")),
    ("褚十一同志", ("褚十一", "", "同志")),
    ("党组书记、局长张一", ("张一", "", "党组书记、局长")),
    ("张三、副局长", ("张三", "", "副局长")),
    ("张三 13800000000", ("张三", "", "13800000000")),
    ("张 三 局长", ("张三", "", "局长")),
    ("机关党委专职副书记张三", ("张三", "", "机关党委专职副书记")),
    ("包案领导张三", ("张三", "", "包案领导")),
    ("环评科：张三", ("环评科", "", "张三")),
    ("环评科-张三", ("环评科", "", "张三")),
])  # fmt: skip
def test_titles_and_what_is_no_role_are_kept_aside(text: str, expected: tuple[str, str, str]) -> None:
    assert _split(text) == [expected]


@pytest.mark.parametrize("text", ["", " ", "无", "/", "——", "暂无", "、，；", "\u3000", "1"])
def test_a_cell_that_names_nobody_gives_nobody(text: str) -> None:
    assert split_names(text) == ()
    assert lead_of(split_names(text)) is None


def test_the_marked_one_leads_else_the_first_and_the_others_assist() -> None:
    named = split_names("执法支队、环评科（牵头）、监测站（督导）")
    assert lead_of(named) == Named("环评科", "lead")
    assert [(n.name, n.role) for n in others(named)] == [("执法支队", "assist"), ("监测站", "supervise")]
    assert lead_of(split_names("环评科、执法支队")) == Named("环评科")
    assert lead_of(split_names("执法支队（配合）、环评科")) == Named("环评科")


@pytest.mark.parametrize(("text", "parts"), [
    ("环评科\n孙五", ("环评科", "孙五")), ("环评科/孙五", ("环评科", "孙五")), ("环评科 孙五", ("环评科", "孙五")),
    ("环评科、执法支队/孙五、钱六", ("环评科、执法支队", "孙五、钱六")), ("环评科（孙五）", ("环评科", "孙五")),
    ("环评科", ("环评科", "")),
])  # fmt: skip
def test_a_cell_of_unit_and_person_is_parted(text: str, parts: tuple[str, str]) -> None:
    assert unit_and_person(text) == parts


def test_width_blanks_and_invisible_characters_are_folded_but_lines_stay() -> None:
    assert normalise(" ＨＰ－０１\u200b\xa0 甲\r\n\u3000乙\x00\x0b丙 ") == "HP-01 甲\n乙\n丙"


def test_a_text_that_is_shown_keeps_chinese_punctuation() -> None:
    assert tidy(" 甲，乙（ＨＰ－０１）：\u200b①丙；\r\n丁… ") == "甲，乙（HP-01）：①丙；\n丁…"
    assert tidy("甲\u3000 乙") == normalise("甲\u3000 乙") == "甲 乙"


PIECES = st.sampled_from([*"张三李四环评科（）()【[、，;/ \n和及:：1.", "牵头", "配合单位：", "副局长", "执法支队", "等",
                          "\ue000", "\ue0000\ue001", "138 0000 0000", "①"])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=12).map("".join)))
def test_no_cell_breaks_the_splitting_and_no_name_is_empty(text: str) -> None:
    named = split_names(text)
    assert all(n.name.strip() for n in named)
    assert (lead_of(named) is None) == (not named)
    unit_and_person(text)
