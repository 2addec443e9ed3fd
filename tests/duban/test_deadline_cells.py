"""Deadlines beyond the published cells: grammar, calendars, ranges, starts, what is no date."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.deadline import Deadline, read_deadline
from duban.workdays import Calendar

CALENDAR = Calendar()
WRITTEN, FEEDBACK, PERIOD_END = date(2019, 6, 3), date(2019, 5, 20), date(2019, 7, 20)


def _read(text: str, period_end_on: date | None = PERIOD_END) -> Deadline:
    return read_deadline(text, written=WRITTEN, feedback=FEEDBACK, calendar=CALENDAR,
                         period_end_on=period_end_on)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "due_on"),
    [
        ("于2019年6月30日以前完成", "2019-06-30"),
        ("2019年6月30日（含）前", "2019-06-30"),
        ("2019年6月30日（星期日）", "2019-06-30"),
        ("2019年6月30日17:00前", "2019-06-30"),
        ("6月30日下班前", "2019-06-30"),
        ("２０１９年６月３０日", "2019-06-30"),
        ("2019年6月二十日", "2019-06-20"),
        ("六月二十日", "2019-06-20"),
        ("二〇一九年十二月三十一日", "2019-12-31"),
        ("2020年2月29日", "2020-02-29"),
        ("2019-06-30T00:00:00+08:00", "2019-06-30"),
        ("2019-06-30T23:30:00Z", "2019-07-01"),
        ("本月25日", "2019-06-25"),
        ("下月10日前", "2019-07-10"),
        ("下月底", "2019-07-31"),
        ("2019.6", "2019-06-30"),
        ("2019年第二季度末", "2019-06-30"),
        ("下半年", "2019-12-31"),
        ("明年上半年", "2020-06-30"),
        ("2019年6月1日至2019年7月31日", "2019-07-31"),
        ("2019年6月1日-7月31日", "2019-07-31"),
        ("6月1日—30日", "2019-06-30"),
        ("2019年6月25日至30日", "2019-06-30"),
        ("2019.06.01-2019.07.15", "2019-07-15"),
        ("自2019年6月1日起至2019年7月31日", "2019-07-31"),
        ("即日起至2019年7月底", "2019-07-31"),
        ("6-9月", "2019-09-30"),
        ("2019年—2021年12月", "2021-12-31"),
    ],
)
def test_what_can_only_mean_one_day_is_that_day_for_certain(text: str, due_on: str) -> None:
    read = _read(text)
    assert (read.kind, str(read.due_on), read.certain) == ("dated", due_on, True), read


@pytest.mark.parametrize(
    ("text", "due_on"),
    [
        ("15日内", "2019-06-04"),
        ("半个月内", "2019-06-04"),
        ("两周", "2019-06-03"),
        ("5个工作日", "2019-05-27"),
        ("10个工作日内", "2019-06-03"),
        ("自反馈之日起两个月", "2019-07-20"),
        ("半年内", "2019-11-20"),
        ("自2019年6月3日起30日内", "2019-07-03"),
        ("2019-06-03起10个工作日", "2019-06-18"),
    ],
)
def test_a_span_ends_on_its_last_day_and_does_not_count_its_first(text: str, due_on: str) -> None:
    read = _read(text)
    assert (read.kind, str(read.due_on), read.certain) == ("span", due_on, True), read


@pytest.mark.parametrize(
    "text",
    [
        "2019年2月29日",
        "2019年4月31日前",
        "6月31日",
        "2019年13月",
        "2019年0月",
        "2019年00月00日",
        "30-30-2019",
    ],
)
def test_a_day_that_does_not_exist_is_asked_for_and_never_rounded(text: str) -> None:
    read = _read(text)
    assert (read.kind, read.due_on, read.certain) == ("unclear", None, False) and read.note


@pytest.mark.parametrize(
    "text",
    ["30/06/2019", "06/30/2019", "06/07/2019", "June 30, 2019", "2999年12月31日", "19.6.30", "201906",
     "2019年6月30日已完成", "6月30日、12月底前", "2019年6月底或7月初", "6月初",
     "自整改方案印发之日起30日内", "即日起一个月内", "整改期间", "2019年6月30日后", "2019年6月起",
     "2个月后", "每周", "每两个月", "视情况", "完成", "不定期"],
)  # fmt: skip
def test_what_can_be_read_two_ways_or_only_half_is_never_certain(text: str) -> None:
    read = _read(text)
    assert not read.certain and read.note, read


@pytest.mark.parametrize(
    ("text", "latest"),
    [("2019年6月底或7月初", "2019-06-30"), ("2019年7月前", "2019-06-30"),
     ("6月初", "2019-06-10"), ("2020年春节前", "2020-01-24"), ("2019年中秋节前", "2019-09-12")],
)  # fmt: skip
def test_of_two_readings_the_earlier_one_counts_meanwhile(text: str, latest: str) -> None:
    read = _read(text)
    assert read.due_on is not None and read.due_on <= date.fromisoformat(latest) and not read.certain


@pytest.mark.parametrize(
    ("text", "kind", "cycle", "cycle_day"),
    [("每月25日前", "recurring", "monthly", 25), ("每月底前", "recurring", "monthly", None),
     ("按季度报送", "recurring", "quarterly", None), ("每半年", "recurring", "half-yearly", None),
     ("每年一次", "recurring", "yearly", None), ("每年12月底前", "recurring", "yearly", None),
     ("逐月", "recurring", "monthly", None), ("从2019年6月起每月", "recurring", "monthly", None),
     ("边查边改", "immediate", None, None), ("即知即改", "immediate", None, None),
     ("常态化", "standing", None, None), ("一以贯之", "standing", None, None)],
)  # fmt: skip
def test_what_has_no_day_of_its_own_has_a_kind_and_no_date(
    text: str, kind: str, cycle: str | None, cycle_day: int | None
) -> None:
    read = _read(text)
    assert (read.kind, read.cycle, read.cycle_day, read.due_on) == (kind, cycle, cycle_day, None)
    assert read.certain


@pytest.mark.parametrize(
    ("text", "due_on"), [("2019年6月30日前，并长期坚持", "2019-06-30"), ("立行立改，长期坚持", "None")]
)
def test_done_once_and_kept_up_is_both(text: str, due_on: str) -> None:
    read = _read(text)
    assert read.then_standing and str(read.due_on) == due_on


def test_a_date_kept_up_by_a_cycle_keeps_its_date_first() -> None:
    read = _read("2019年6月30日前完成，此后每季度一次")
    assert (str(read.due_on), read.cycle) == ("2019-06-30", "quarterly")


def test_the_concentrated_period_stands_in_where_it_is_known_and_nothing_where_not() -> None:
    assert (_read("集中整改期内").due_on, _read("集中整改期内").certain) == (PERIOD_END, False)
    assert _read("集中整改期内", period_end_on=None).due_on is None


def test_a_year_left_out_is_the_documents_and_asked_about_once_past() -> None:
    assert _read("7月4日").certain and str(_read("7月4日").due_on) == "2019-07-04"
    assert not _read("4月底").certain and str(_read("4月底").due_on) == "2019-04-30"


def test_a_year_before_a_list_of_months_is_the_year_of_each() -> None:
    assert str(_read("2020年6、7月").due_on) == "2020-07-31"
    assert str(_read("1、6月底前完成").due_on) == "2019-06-30"


def test_a_cell_as_long_as_a_report_is_no_deadline() -> None:
    read = _read("2019年6月底前完成；" * 2000)
    assert not read.certain


@pytest.mark.parametrize("blanks", [" ", "\u3000", "\xa0", "\u200b", "\n", "\t"])
def test_blanks_of_any_kind_inside_a_cell_change_nothing(blanks: str) -> None:
    plain, spaced = _read("2019年6月底前"), _read(blanks.join("2019年6月底前"))
    assert (plain.kind, plain.due_on, plain.certain) == (spaced.kind, spaced.due_on, spaced.certain)
    assert spaced.text == blanks.join("2019年6月底前")


PIECES = st.sampled_from(["2019年", "2020年", "19年", "6月", "12月", "三十", "30日", "31", "日", "底", "前", "后", "起", "至",
                          "-", "/", ".", "、", "，", "内", "每", "个月", "工作日", "2019", "06", "完成", "已", "反馈",
                          "长期坚持", "立行立改", "季度", "上半年", "（", "）", "到期", "Z", "T08:00"])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join))
def test_a_certain_date_has_its_number_in_the_text(text: str) -> None:
    read = _read(text)
    if read.kind == "dated" and read.certain and read.due_on:
        said = {int(n) for n in re.findall(r"\d{1,2}", text)} | {read.due_on.month}
        end_of_month = (read.due_on + timedelta(days=1)).day == 1
        assert end_of_month or read.due_on.day in said | {10, 20, 30}, (text, read)
        assert abs(read.due_on.year - WRITTEN.year) <= 12, (text, read)


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2019, 6, 4), date(2019, 12, 31)), st.sampled_from(["", "前", "之前", "前完成", "底稿前"])
)
def test_a_deadline_is_never_read_later_than_the_day_written_in_it(day: date, tail: str) -> None:
    read: Any = _read(f"{day.year}年{day.month}月{day.day}日{tail}")
    assert read.due_on is not None and read.due_on <= day
