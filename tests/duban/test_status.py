"""Statuses that a plan, a form, a reviewer's finding or an English word makes easy to misread."""

import pytest

from duban.status import Status, read_status


def said(text: str) -> tuple[str, str | None, str | None]:
    read = read_status(text)
    return read.claim, read.acceptance, read.pace


@pytest.mark.parametrize("text", ["无法销号", "不能销号", "2020年底前销号", "11月底阶段性销号", "可销号", "将销号", "暂缓销号",
                                  "关闭排污口3个", "已关闭排污口"])  # fmt: skip
def test_a_plan_or_a_bar_to_write_off_writes_nothing_off(text: str) -> None:
    assert read_status(text).acceptance != "written_off"


@pytest.mark.parametrize("text", ["已达到验收标准", "已提请市整改办验收", "已具备验收条件", "已完成验收准备"])
def test_readiness_for_acceptance_is_not_acceptance(text: str) -> None:
    assert read_status(text).acceptance != "accepted"


@pytest.mark.parametrize(
    "text", ["验收中", "已提请市整改办验收", "整改完成，销号资料已报送", "待复查", "正在办理销号"]
)
def test_what_lies_with_the_reviewers_is_submitted(text: str) -> None:
    assert said(text) == ("done", "submitted", None)


@pytest.mark.parametrize("text", ["虚假整改", "敷衍整改", "整改不力", "整改不彻底", "rejected"])
def test_a_finding_against_the_unit_is_a_return(text: str) -> None:
    assert said(text) == ("not_done", "returned", None)


@pytest.mark.parametrize(("text", "claim"), [
    ("☑已完成 □未完成", "done"), ("□已完成 ☑正在推进", "in_progress"), ("已完成□ 未完成☑", "not_done"),
    ("□已完成 □未完成", "unclear"), ("√", "unclear"), ("是", "unclear"), ("已完成√", "done"),
])  # fmt: skip
def test_of_a_form_only_the_ticked_box_counts(text: str, claim: str) -> None:
    assert read_status(text).claim == claim


@pytest.mark.parametrize(("text", "read"), [
    ("已逾期,正在整改", ("in_progress", None, "overdue")), ("逾期", ("not_done", None, "overdue")),
    ("未完成，正在整改", ("in_progress", None, None)), ("未完成，申请延期", ("not_done", None, None)),
    ("超前完成", ("done", None, None)), ("已完成，持续巩固", ("done", None, None)),
    ("已完成阶段性任务", ("partial", None, None)), ("未达时序进度", ("in_progress", None, "behind")),
    ("进展顺利", ("in_progress", None, "on_schedule")), ("推进较慢", ("in_progress", None, "behind")),
])  # fmt: skip
def test_pace_and_claim_do_not_swallow_each_other(
    text: str, read: tuple[str, str | None, str | None]
) -> None:
    assert said(text) == read


@pytest.mark.parametrize(("text", "read"), [
    ("Closed", ("done", "written_off", None)), ("not started", ("not_done", None, None)),
    ("On track", ("in_progress", None, "on_schedule")), ("Overdue", ("not_done", None, "overdue")),
    ("partially complete", ("partial", None, None)), ("pending", ("unclear", None, None)),
    ("IN_PROGRESS", ("in_progress", None, None)), ("verified", ("done", "accepted", None)),
])  # fmt: skip
def test_english_words_read_like_the_chinese_they_stand_for(
    text: str, read: tuple[str, str | None, str | None]
) -> None:
    assert said(text) == read


def test_the_cell_is_kept_as_it_was() -> None:
    assert read_status(" Done. ") == Status(" Done. ", "done")
