from datetime import date

import pytest

from duban.errors import DeliveryRefused, Refused
from duban.grid import Grid
from duban.headings import Layout, lacking, recognise
from tests.duban.ledgers import OFFICE, delivered, item, kinds, read, rows, sample, sheet

WHERE = "环评科整改台账.xlsx “整改台账”表"
FULL = [
    "序号",
    "反馈问题",
    "具体表现",
    "整改措施",
    "责任领导",
    "责任单位",
    "责任人",
    "配合单位",
    "整改时限",
    "整改进展",
    "完成情况",
    "佐证材料",
    "备注",
]


def _layout(*lines: list[str], **more: object) -> Layout:
    found = recognise(sheet(*lines, **more), {}, WHERE, date(2019, 6, 3))  # type: ignore[arg-type]
    assert found is not None
    return found


def _fields(heading: str) -> dict[str, str]:
    """Field -> heading as recognised, for a heading of blank-separated names."""
    texts = heading.split()
    return {field: texts[column] for field, column in _layout(texts).columns.items()}


def test_the_samples_heading_is_found_below_title_and_form_lines() -> None:
    found = recognise(sample("2019-06-03", "环评科整改台账.xlsx").grids[0], {}, WHERE, date(2019, 6, 3))
    assert found is not None
    assert (found.heading_row, found.heading_rows, found.ignored, found.doubts) == (2, 1, (), ())
    assert [found.headings[found.columns[f]] for f in ("progress", "status")] == ["整改进展", "完成情况"]
    assert found.stated_on == date(2019, 6, 3)


@pytest.mark.parametrize(("heading", "expected"), [
    ("问题内容 整改措施 整改时限 责任人", {"finding": "问题内容", "measure": "整改措施", "due": "整改时限", "person": "责任人"}),
    ("整改措施 责任领导 责任部门 完成时限", {"leader": "责任领导", "unit": "责任部门", "due": "完成时限"}),
    ("整改问题 整改实施主体 重点措施 目标任务 完成时限 整改完成情况",
     {"finding": "整改问题", "unit": "整改实施主体", "measure": "重点措施", "due": "完成时限", "status": "整改完成情况"}),
    ("反馈问题 整改目标 整改措施 整改实施主体 牵头验收单位 配合验收单位 整改完成情况",
     {"measure": "整改措施", "unit": "整改实施主体", "status": "整改完成情况"}),
    ("序号 工作任务 负责部门 时间进度", {"seq": "序号", "finding": "工作任务", "unit": "负责部门", "due": "时间进度"}),
    ("责任单位或牵头单位 协助单位 完成期限", {"unit": "责任单位或牵头单位", "assist": "协助单位", "due": "完成期限"}),
    ("具体控制措施 预计完成时间 责任人 责任领导 配合单位或部门 是否完成 措施完成时间 是否逾期",
     {"measure": "具体控制措施", "due": "预计完成时间", "person": "责任人", "assist": "配合单位或部门",
      "status": "是否完成", "done_on": "措施完成时间"}),
    ("序号 单位 简要情况 责任单位/责任人 化解时限 化解情况 交办督办情况 销号情况",
     {"finding": "简要情况", "unit": "责任单位/责任人", "person": "责任单位/责任人", "due": "化解时限",
      "progress": "化解情况", "status": "销号情况"}),
    ("隐患问题描述 隐患等级 整改要求(措施) 整改期限 整改责任单位 整改责任人 整改完成日期 销号情况",
     {"finding": "隐患问题描述", "measure": "整改要求(措施)", "due": "整改期限", "unit": "整改责任单位",
      "person": "整改责任人", "done_on": "整改完成日期", "status": "销号情况"}),
    ("整改内容 整改责任单位/责任人 整改完成情况 整改完成时间 验收人 验收时间",
     {"unit": "整改责任单位/责任人", "due": "整改完成时间", "status": "整改完成情况"}),
    ("排查日期 整改隐患内容 整改措施 整改时限 应急措施和预案 整改责任人 填表人 整改资金 整改完成情况 备注",
     {"finding": "整改隐患内容", "measure": "整改措施", "person": "整改责任人", "status": "整改完成情况"}),
    ("问题 任务 责任 时限", {"finding": "问题", "measure": "任务", "unit": "责任", "due": "时限"}),
    ("编号 事项名称 工作内容 主办单位 协办单位 分管局领导 承办人 办理时限 办理进展 办理状态 附件",
     {"code": "编号", "finding": "事项名称", "measure": "工作内容", "unit": "主办单位", "assist": "协办单位",
      "leader": "分管局领导", "person": "承办人", "due": "办理时限", "status": "办理状态", "evidence": "附件"}),
    ("工作事项 工作任务 责任部门 责任人 完成时间 进展情况 备注",
     {"finding": "工作事项", "measure": "工作任务", "unit": "责任部门", "due": "完成时间", "status": "进展情况"}),
    ("序号 重点任务 具体措施 牵头单位 配合单位 完成时限 目前进展 存在问题",
     {"finding": "重点任务", "measure": "具体措施", "unit": "牵头单位", "assist": "配合单位", "progress": "目前进展"}),
    ("序号 督办事项 承办单位 主管领导 办理时限 办理情况 备注",
     {"finding": "督办事项", "unit": "承办单位", "leader": "主管领导", "due": "办理时限", "progress": "办理情况"}),
    ("待办事项 负责人 计划完成时间 当前状态 附件",
     {"measure": "待办事项", "person": "负责人", "due": "计划完成时间", "status": "当前状态", "evidence": "附件"}),
    ("问题类别 反馈问题 整改措施 责任领导 责任部门 联系人 整改期限 整改成效 佐证材料",
     {"finding": "反馈问题", "person": "联系人", "progress": "整改成效", "evidence": "佐证材料"}),
    ("存在问题 整改措施 整改责任人 整改时限 落实情况", {"finding": "存在问题", "person": "整改责任人", "progress": "落实情况"}),
    ("类别 问题表述 整改措施 牵头领导 牵头科室 配合科室 整改时间 是否完成 未完成原因",
     {"finding": "问题表述", "leader": "牵头领导", "unit": "牵头科室", "assist": "配合科室", "due": "整改时间", "status": "是否完成"}),
    ("督查事项 主办科室 协办科室 要求完成时间 实际完成时间 工作进展",
     {"finding": "督查事项", "unit": "主办科室", "assist": "协办科室", "due": "要求完成时间", "done_on": "实际完成时间"}),
    ("问题清单 任务清单 责任清单 时限", {"finding": "问题清单", "measure": "任务清单", "unit": "责任清单", "due": "时限"}),
    ("反馈问题 整改举措 直接责任人 整改完成时限 整改落实情况 整改完成情况",
     {"measure": "整改举措", "due": "整改完成时限", "progress": "整改落实情况", "status": "整改完成情况"}),
    ("主要问题 整改措施 责任人及职务 责任科室 时限要求 进度 佐证资料清单",
     {"finding": "主要问题", "person": "责任人及职务", "due": "时限要求", "progress": "进度", "evidence": "佐证资料清单"}),
    ("议定事项 责任单位 督办领导 完成时限 落实进展", {"finding": "议定事项", "leader": "督办领导", "progress": "落实进展"}),
    ("领导批示事项 承办单位 主管人员 办结时限 办理进展情况 是否办结",
     {"finding": "领导批示事项", "leader": "主管人员", "due": "办结时限", "status": "是否办结"}),
    ("事项编号 上级编号 密级 事项 措施 责任单位 时限 状态", {"code": "事项编号", "parent": "上级编号", "level": "密级"}),
    ("整改措施 主体责任单位 分管局长 起止时间 推进情况", {"unit": "主体责任单位", "leader": "分管局长", "due": "起止时间"}),
    ("code finding measure unit leader person due_date status percent progress_note evidence",
     dict(OFFICE.items())),
    ("Code Finding Measure Unit Due Status", {"code": "Code", "due": "Due", "status": "Status"}),
])  # fmt: skip
def test_headings_of_published_ledgers_are_understood(heading: str, expected: dict[str, str]) -> None:
    found = _fields(heading)
    assert {field: found.get(field) for field in expected} == expected


@pytest.mark.parametrize(("heading", "status", "progress"), [
    ("整改措施 整改时限 整改进展 完成情况", "完成情况", "整改进展"),
    ("整改措施 整改时限 整改完成情况 完成情况", "完成情况", "整改完成情况"),
    ("整改措施 整改时限 整改完成情况 整改状态", "整改状态", "整改完成情况"),
    ("整改措施 整改时限 整改完成情况 销号情况", "销号情况", "整改完成情况"),
    ("整改措施 整改时限 整改进展情况", "整改进展情况", "整改进展情况"),
    ("整改措施 整改时限 完成率 整改进度", "整改进度", "整改进度"),
])  # fmt: skip
def test_a_status_is_told_from_a_progress(heading: str, status: str, progress: str) -> None:
    found = _fields(heading)
    assert (found["status"], found["progress"]) == (status, progress)


def test_the_time_of_completion_is_a_deadline_only_where_there_is_no_better() -> None:
    assert _fields("整改措施 责任单位 完成时间 完成情况")["due"] == "完成时间"
    both = _fields("整改措施 责任单位 完成时间 整改时限 完成情况")
    assert (both["due"], both["done_on"]) == ("整改时限", "完成时间")
    assert "due" not in _fields("整改措施 责任单位 实际完成时间 完成情况")


def test_the_better_of_two_unit_headings_wins_wherever_it_stands() -> None:
    assert _fields("单位 反馈问题 整改措施 责任科室 整改时限 完成情况")["unit"] == "责任科室"


@pytest.mark.parametrize("wanted", ["整改\n时限", "整 改 时 限", "整改　时限", "整改\u200b时限", "“整改时限”", "整改时限：",
                                    "整改时限（年月日）"])  # fmt: skip
def test_blanks_breaks_and_invisible_characters_in_a_heading_do_not_count(wanted: str) -> None:
    line = [wanted if h == "整改时限" else h for h in FULL]
    assert _layout(line).columns["due"] == FULL.index("整改时限")


def test_columns_are_found_by_name_in_any_order() -> None:
    found = _layout(FULL[::-1])
    assert {found.headings[c] for c in found.columns.values()} == set(FULL)


def test_a_heading_of_two_rows_with_merged_groups_is_read_from_its_lower_row() -> None:
    upper = ["序号", "反馈问题", "整改措施", "责任分工", "", "整改", "", "", "备注"]
    lower = ["", "", "", "责任领导", "责任单位", "时限", "进展", "完成情况", ""]
    merged = [(1, 3, 1, 4), (1, 5, 1, 7), *((1, c, 2, c) for c in (0, 1, 2, 8))]
    found = _layout(
        ["台账"],
        upper,
        lower,
        ["1", "甲", "乙", "李二", "环评科", "6月底", "", "正在整改", ""],
        merged=merged,
    )
    assert (found.heading_row, found.heading_rows) == (1, 2)
    assert found.columns == {"seq": 0, "finding": 1, "measure": 2, "leader": 3, "unit": 4, "due": 5, "progress": 6,
                             "status": 7, "remark": 8}  # fmt: skip


def test_two_heading_rows_are_read_also_where_merging_was_lost() -> None:
    ledger = read(delivered(sheet(["反馈问题", "整改措施", "责任", "", "整改情况", ""],
                                  ["", "", "责任单位", "责任人", "时限", "完成情况"],
                                  ["甲", "乙", "环评科", "孙五", "2019年6月30日", "正在整改"], header=True)))  # fmt: skip
    assert ledger.readings[["row", "measure", "unit", "person"]].to_numpy().tolist() == [
        [3, "乙", "环评科", "孙五"]
    ]


def test_a_missing_column_is_refused_by_its_name_with_what_there_is() -> None:
    with pytest.raises(DeliveryRefused) as refused:
        rows(("问题", "措施", "环评科", "正在整改"), heading=("反馈问题", "整改措施", "责任单位", "完成情况"))
    assert (
        str(refused.value) == f"{WHERE}：缺少“整改时限”一列，现有列：反馈问题、整改措施、责任单位、完成情况"
    )


def test_a_renamed_column_is_refused_with_the_nearest_offered() -> None:
    heading = [{"整改时限": "整改节点"}.get(h, h) for h in FULL]
    with pytest.raises(
        DeliveryRefused, match="缺少“整改时限”一列，相近的有“整改节点”，现有列：序号、反馈问题"
    ):
        rows([""] * 13, heading=heading)


def test_a_row_number_is_never_offered_as_an_identity() -> None:
    assert "code" not in _fields("序号 反馈问题 整改措施 整改时限 完成情况")
    with pytest.raises(Refused, match="序号不能作为编号"):
        read(delivered(sheet(FULL)), {"code": "序号", "measure": "整改措施"})


def test_the_site_own_columns_are_used_and_only_those() -> None:
    columns = {"finding": "议题", "measure": "怎么改", "due": "何时", "status": "完成情况"}
    found = recognise(
        sheet(["议题", "怎么改", "何时", "完成情况", "责任单位"]), columns, WHERE, date(2019, 6, 3)
    )
    assert found is not None
    assert (set(found.columns), found.ignored) == (set(columns), ("责任单位",))


def test_a_column_the_site_names_and_the_delivery_lacks_is_refused_with_the_nearest() -> None:
    grid = sheet(["code", "finding", "measure", "duedate", "status", "unit"], header=True)
    columns = {f: OFFICE[f] for f in ("code", "finding", "measure", "due", "status", "unit")}
    with pytest.raises(DeliveryRefused) as refused:
        recognise(grid, columns, "office.db", date(2019, 6, 3))
    assert str(refused.value) == ("office.db：配置中 due 对应的列“due_date”没有找到，相近的有“duedate”，"
                                  "现有列：code、finding、measure、duedate、status、unit")  # fmt: skip


def test_a_field_that_does_not_exist_is_refused_in_the_site() -> None:
    with pytest.raises(Refused, match="columns 中的“deadline”不是可用的栏目，应为 seq、code"):
        read(delivered(sheet(FULL)), {"deadline": "整改时限"})


def test_with_columns_named_a_sheet_of_remarks_is_still_passed_over() -> None:
    notes = sheet(["1. 请按月填写。"], name="填报说明")
    grid = sheet(["怎么改", "何时", "状态"], ["措施", "6月底", "正在整改"])
    ledger = read(delivered(notes, grid), {"measure": "怎么改", "due": "何时", "status": "状态"})
    assert len(ledger.readings) == 1


def test_no_heading_at_all_is_refused_without_repeating_an_items_text() -> None:
    text = "这一格是某个整改事项的内容，不应出现在拒收的话里"
    with pytest.raises(DeliveryRefused) as refused:
        read(delivered(sheet(["甲", text], ["乙", text])))
    assert "没有找到台账表头，应有 整改措施（或反馈问题）、整改时限、完成情况（或整改进展） 等列" in str(
        refused.value
    )
    assert text not in str(refused.value)


def test_garbled_headings_are_said_to_be_garbled() -> None:
    garbled = [h.encode("gb18030").decode("latin-1") for h in FULL]
    with pytest.raises(DeliveryRefused, match="疑似乱码"):
        read(delivered(sheet(garbled, header=True)))


@pytest.mark.parametrize("lines", [
    [["填报单位：环评科", "填报日期：2019.6.3"]], [["填表日期", "2019-06-03 00:00:00"]], [["（截至2019年6月3日）"]],
    [["台账"], ["", "2019年6月3日"]], [["上报时间：二〇一九年六月三日"]],
    [["截至2019年5月31日", "填报日期：2019/6/3"]],
])  # fmt: skip
def test_the_stated_day_is_found_above_the_heading(lines: list[list[str]]) -> None:
    assert _layout(*lines, FULL).stated_on == date(2019, 6, 3)


def test_the_stated_day_is_found_in_the_footer_but_never_in_an_items_text() -> None:
    progress = list(item(整改进展="截至2019年4月20日已完成3家", 反馈问题="填报日期造假问题"))
    heading = ["反馈问题", "整改措施", "责任单位", "责任人", "整改时限", "整改进展", "完成情况", "佐证材料"]
    assert _layout(heading, progress).stated_on is None
    assert _layout(heading, progress, ["填表人：孙五", "填报日期：2019年6月3日"]).stated_on == date(
        2019, 6, 3
    )


def test_a_title_that_names_another_day_states_none() -> None:
    assert (
        _layout(["2019年3月8日至4月8日巡察反馈意见整改台账（整改截止时间：2019年12月31日）"], FULL).stated_on
        is None
    )


def test_two_deadline_columns_are_a_doubt_and_unknown_headings_are_listed() -> None:
    found = _layout(["反馈问题", "整改措施", "整改时限", "完成期限", "完成情况", "经办意见"])
    assert found.doubts == ("“整改时限”“完成期限”都像整改时限，采用了“整改时限”",)
    assert found.ignored == ("完成期限", "经办意见")


def test_a_summary_sheet_beside_the_ledger_is_passed_over_and_said_so() -> None:
    summary = sheet(["责任单位", "责任领导", "完成情况"], ["环评科", "李二", "5/7"], name="汇总")
    ledger = read(
        delivered(sheet(FULL, ["1", "问题", "", "措施", *[""] * 4, "6月底", "", "正在整改"]), summary)
    )
    assert len(ledger.readings) == 1
    assert ledger.doubts == ("“汇总”表不像台账，没有读取",)


def test_a_second_ledger_sheet_that_lacks_one_column_is_not_passed_over() -> None:
    second = sheet(
        ["反馈问题", "整改措施", "责任单位", "完成情况"], ["甲", "乙", "环评科", "正在整改"], name="二"
    )
    with pytest.raises(DeliveryRefused, match="“二”表：缺少“整改时限”一列"):
        read(delivered(sheet(FULL, ["1", "问题", "", "措施", *[""] * 4, "6月底", "", "正在整改"]), second))


def test_nothing_is_lacking_where_a_progress_stands_for_a_status() -> None:
    assert lacking(_layout(["工作任务", "负责部门", "时间进度", "进展情况"]), WHERE) == ()
    assert len(lacking(_layout(["责任领导", "责任部门", "责任人"]), WHERE)) == 3


def test_an_empty_grid_has_no_heading() -> None:
    assert recognise(Grid("空", ()), {}, WHERE, date(2019, 6, 3)) is None


def test_a_column_of_clues_is_not_kept_and_a_sheet_of_clues_not_read() -> None:
    ledger = rows(("问题", "措施", "某某涉嫌", "6月底", "正在整改"),
                  heading=("反馈问题", "整改措施", "问题线索", "整改时限", "完成情况"))  # fmt: skip
    assert "某某涉嫌" not in "".join(str(v) for v in ledger.readings.iloc[0])
    assert [(p.field, p.found, p.kind) for p in ledger.problems if p.kind == "clue"] == [
        ("问题线索", "", "clue")
    ]
    beside = read(delivered(sheet(FULL, ["1", "问题", "", "措施", *[""] * 4, "6月底", "", "正在整改"]),
                            sheet(FULL, ["1", "某某涉嫌", "", "措施", *[""] * 8], name="问题线索移交")))  # fmt: skip
    assert len(beside.readings) == 1
    assert "clue" in kinds(beside)
    with pytest.raises(DeliveryRefused, match="问题线索"):
        read(delivered(sheet(FULL, ["1", "某某涉嫌"], name="问题线索台账")))


@pytest.mark.parametrize("mark", ["秘密★1年", "机密", "密级：秘密", "整改台账（秘密）", "绝密级"])
def test_a_ledger_marked_secret_is_refused(mark: str) -> None:
    with pytest.raises(DeliveryRefused, match="标有密级"):
        read(delivered(sheet([mark], FULL, ["1", "问题", "", "措施", *[""] * 4, "6月底", "", "正在整改"])))


def test_an_item_about_secrecy_is_no_secret() -> None:
    assert (
        len(rows(item(反馈问题="保守国家秘密意识不强", 整改措施="机密文件专人保管（含秘密级文件）")).readings)
        == 1
    )


def test_codes_handed_back_are_read_also_where_a_site_names_its_columns() -> None:
    grid = Grid(
        "台账",
        (
            ("事", "办法", "何时", "怎样", "事项编号"),
            ("问题", "措施", "2019年6月30日", "正在整改", "HP-01-1"),
        ),
    )
    named = {"finding": "事", "measure": "办法", "due": "何时", "status": "怎样"}
    layout = recognise(grid, named, "台账", date(2019, 6, 3))
    assert layout is not None and layout.columns["code"] == 4 and "事项编号" not in layout.ignored
