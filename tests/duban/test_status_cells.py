"""Statuses beyond the published cells: negation, plans, parts of a count, acts of reviewers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.status import read_status


@pytest.mark.parametrize(
    "text",
    ["未能按期完成", "不能按期完成", "无法完成", "难以完成", "完成不了", "不具备完成条件", "未完全完成",
     "没有完全整改到位", "未彻底整改", "未达标", "尚未结束", "未完工", "没有启动", "未在规定时间内完成",
     "未按要求落实", "毫无进展", "待启动", "未完成，申请延期", "0%", "NOT STARTED", "未 完 成"],
)  # fmt: skip
def test_what_is_denied_is_not_done_whatever_word_of_finishing_it_holds(text: str) -> None:
    assert read_status(text).claim == "not_done"


@pytest.mark.parametrize(
    "text",
    ["已完成", "均已完成", "提前完成", "如期完成", "逾期完成", "已按计划完成", "正式完成整改", "已改正到位",
     "公务接待问题已整改完成", "未发现新增问题，已全部整改到位", "5项全部完成", "共5项，完成5项", "100%",
     "已于6月底前完成", "立行立改已完成", "已完成但未提供佐证", "Done.", "已\u3000完成"],
)  # fmt: skip
def test_what_is_claimed_as_done_is_done(text: str) -> None:
    assert read_status(text).claim == "done"


@pytest.mark.parametrize(
    "text",
    ["即将完成", "预计6月完成", "力争月底完成", "年底前完成", "6月底前完成", "接近完成", "已完成80%", "完成率95%",
     "已启动", "施工中", "In-Progress", "已制定方案，正在推进", "3项已完成，2项正在推进"],
)  # fmt: skip
def test_what_is_promised_or_under_way_is_not_done_yet(text: str) -> None:
    assert read_status(text).claim == "in_progress"


@pytest.mark.parametrize(
    "text",
    ["基本完成", "大部分完成", "阶段性整改完成", "第一阶段已完成", "共5项，完成3项", "5项中完成3项", "完成1项，未完成2项",
     "除1项外全部完成", "完成九成"],
)  # fmt: skip
def test_a_part_that_is_done_is_a_part(text: str) -> None:
    assert read_status(text).claim == "partial"


@pytest.mark.parametrize(
    "text",
    ["", "  ", "/", "√", "是", "已完成？", "已完成/正在整改", "不属实", "已转交", "取消", "N/A", "视情况"],
)
def test_what_answers_another_question_or_two_at_once_is_asked(text: str) -> None:
    read = read_status(text)
    assert (read.claim, read.acceptance) == ("unclear", None)


@pytest.mark.parametrize(
    ("text", "acceptance"),
    [("已销号", "written_off"), ("已于6月销号", "written_off"), ("完成销号", "written_off"),
     ("经市委巡察办同意销号", "written_off"), ("验收合格并销号", "written_off"), ("已关闭", "written_off"),
     ("已完成，并于6月归档", "written_off"),
     ("未销号", None), ("申请销号", "submitted"), ("销号申请已提交", "submitted"),
     ("已上报市局销号", "submitted"), ("已报县巡察办销号", "submitted"), ("正在办理销号手续", "submitted"),
     ("建议销号", "submitted"), ("已完成，未获批准销号", "submitted"), ("已完成，尚未验收", "submitted"),
     ("已完成（待核实）", "submitted"), ("验收完成，未销号", "submitted"),
     ("不予销号", "returned"), ("不同意销号", "returned"), ("销号未通过", "returned"), ("验收不合格", "returned"),
     ("审核未通过", "returned"), ("被退回重新整改", "returned"),
     ("具备销号条件", None), ("达到销号标准", None), ("已纳入销号清单", None), ("销号审核中", None),
     ("拟同意销号", None), ("资料已归档", None), ("部分完成，待销号", None)],
)  # fmt: skip
def test_an_act_of_reviewers_is_read_only_where_it_was_done(text: str, acceptance: str | None) -> None:
    assert read_status(text).acceptance == acceptance


@pytest.mark.parametrize(
    ("text", "pace"),
    [("序时推进", "on_schedule"), ("按计划推进", "on_schedule"), ("未达序时进度", "behind"), ("进展缓慢", "behind"),
     ("严重滞后", "behind"), ("逾期未完成", "overdue"), ("正在整改", None)],
)  # fmt: skip
def test_the_pace_is_an_axis_of_its_own(text: str, pace: str | None) -> None:
    assert read_status(text).pace == pace


def test_a_sources_own_words_win_and_may_be_a_code_or_a_chinese_status() -> None:
    words = {"ok": "done", "进行时": "in_progress", "X": "待销号"}
    assert read_status(" OK ", words).claim == "done"
    assert read_status("进行时", words).claim == "in_progress"
    assert (read_status("x", words).acceptance, read_status("x", words).text) == ("submitted", "x")


WORDS = st.sampled_from(["已", "未", "不", "待", "拟", "正在", "完成", "整改", "销号", "验收", "归档", "申请", "同意", "通过",
                         "不予", "到位", "部分", "，", "或", "80%", "无法", "逾期", "关闭", "达标", "？"])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=6).map("".join)))
def test_nothing_without_the_word_of_it_is_written_off_and_nothing_raises(text: str) -> None:
    read = read_status(text)
    assert read.text == text
    if read.acceptance == "written_off":
        assert any(w in text for w in ("销号", "销项", "核销", "销账", "关闭", "归档"))
        assert not any(no + "销号" in text for no in ("未", "不", "不予", "待", "拟", "申请"))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["未", "尚未", "没有", "未能", "无法", "还未"]),
       st.sampled_from(["完成", "按期完成", "整改", "整改到位", "落实", "达标", "办结", "完全完成"]),
       st.sampled_from(["", "，正在推进", "，原因是资金未到位"]))  # fmt: skip
def test_no_denial_is_ever_a_claim_of_done(no: str, work: str, tail: str) -> None:
    read = read_status(no + work + tail)
    assert read.claim != "done" and read.acceptance not in {"accepted", "written_off"}
