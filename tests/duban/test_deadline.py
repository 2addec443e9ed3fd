"""Ways of writing a deadline beyond the published cells: what is read, and when it is in doubt."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.deadline import Deadline, read_deadline
from duban.workdays import Calendar

WRITTEN, FEEDBACK, PERIOD_END = date(2024, 3, 1), date(2024, 1, 15), date(2024, 7, 15)
ZH = "零一二三四五六七八九"


def reading(text: str) -> Deadline:
    return read_deadline(
        text, written=WRITTEN, feedback=FEEDBACK, calendar=Calendar(), period_end_on=PERIOD_END
    )


def said(text: str) -> tuple[str, str | None, bool]:
    read = reading(text)
    return read.kind, str(read.due_on) if read.due_on else None, read.certain


SURE = {
    "2024-6-30": ["2024/6/30 0:00", "2024年6.30", "6.30前", "2024年6月30日24:00前", "2024年6月30日（星期日）",
                  "自2024年5月1日起至2024年6月30日止", "2024.5.1-6.30", "6月底", "上半年", "2024年Q2", "６月３０号前",
                  "二○二四年六月三十日", "24年6月底前", "2024年4-6月", "6月中下旬", "2024年6月30日前(已完成)"],
    "2024-12-31": ["岁末", "今年年内", "2024年度末", "下半年", "2024年3-12月", "四季度末前",
                   "2024年6月底前制定方案，12月底前全部完成"],
    "2024-03-31": ["月底前", "本季度末", "一季度", "2024年三月"],
    "2024-04-30": ["下个月底", "下月"],
    "2025-06-30": ["明年上半年", "2024年7月至次年6月"],
    "2030-12-31": ["“十五五”末"],
}  # fmt: skip


@pytest.mark.parametrize(("text", "day"), [(t, d) for d, many in SURE.items() for t in many])
def test_a_date_that_can_mean_one_day_only_is_certain(text: str, day: str) -> None:
    y, m, d = (int(n) for n in day.split("-"))
    assert said(text) == ("dated", str(date(y, m, d)), True)


@pytest.mark.parametrize(("text", "day"), [
    ("6月中旬前", "2024-06-10"), ("2024年下半年前", "2024-06-30"), ("到2024年", "2024-12-31"),
    ("2024年6月初", "2024-06-10"), ("年中", "2024-06-30"), ("6月底左右", "2024-06-30"),
    ("2024年6月或7月", "2024-06-30"), ("原则上2024年6月底前，最迟不超过2024年12月底", "2024-06-30"),
    ("2024年6月底前（原2024年3月底前）", "2024-03-31"), ("11月至2月", "2025-02-28"),
    ("204年9月底前", "2024-09-30"), ("2024年12月311日", "2024-12-31"), ("2024年9月低前", "2024-09-30"),
    ("24.9.30", "2024-09-30"), ("30/06/2024", "2024-06-30"), ("2019、6、30", "2019-06-30"),
    ("2024年6月30日（星期一）", "2024-06-30"), ("2023年12月已完成", "2023-12-31"),
    ("收到反馈意见后2个月内（6月底前）", "2024-06-30"), ("春节前", "2025-01-28"), ("2024年中秋节前", "2024-09-16"),
    ("2024年“七一”前", "2024-06-30"), ("2024-9-", "2024-09-30"), ("3月内", "2024-03-31"),
])  # fmt: skip
def test_a_date_that_can_mean_two_days_is_the_earlier_and_says_why(text: str, day: str) -> None:
    assert said(text) == ("dated", day, False)
    assert reading(text).note


@pytest.mark.parametrize("text", [
    "2024年2月30日", "2024年13月", "2024年0月", "3/4/2024", "15日前", "2024年月日", "2024年15号文件", "June 2024", "45473.0",
    "见附件", "按期完成", "定期", "适时", "——", "待明确", "已完成", "2024年3月起", "2024年6月30日后", "春节后", "几年内",
    "1949年10月1日", "999年", "完成80%", "任务届满前20个工作日", "上级文件要求" * 100,
])  # fmt: skip
def test_what_names_no_day_is_asked_and_never_guessed(text: str) -> None:
    assert said(text) == ("unclear", None, False)
    assert reading(text).note


@pytest.mark.parametrize(("text", "day"), [
    ("一个半月", "2024-03-01"), ("两个半月内", "2024-03-30"), ("两月内", "2024-03-15"), ("1.5个月", "2024-03-01"),
    ("48小时", "2024-01-17"), ("一周内", "2024-01-22"), ("两个季度", "2024-07-15"), ("为期三个月", "2024-04-15"),
    ("十五个工作日内", "2024-02-04"), ("30个自然日", "2024-02-14"), ("整改时限：3个月", "2024-04-15"),
    ("30日内（自收到反馈之日起算）", "2024-02-14"), ("自市委巡察组反馈之日起，60日内", "2024-03-15"),
    ("反馈后15日内制定方案，3个月内完成", "2024-04-15"), ("自2024年3月1日起3个月内", "2024-06-01"),
])  # fmt: skip
def test_a_span_counts_from_the_feedback_or_from_the_day_it_names(text: str, day: str) -> None:
    assert said(text) == ("span", day, True)


@pytest.mark.parametrize("text", [
    "任务清单印发后6个月内", "自挂牌之日起，整改时限为3个月", "收到督察报告后30个工作日内", "会后一周内", "方案批复后半年内",
    "反馈整改期满后10日内", "30日内（自验收之日起算）", "3个月后", "不少于3个月", "汛期前", "2024年汛期前", "换届前",
])  # fmt: skip
def test_a_span_from_another_event_waits_for_its_day(text: str) -> None:
    assert said(text) == ("span", None, False)


def test_a_span_from_now_counts_from_the_document_and_is_asked() -> None:
    assert said("即日起30日内") == ("span", "2024-03-31", False)


@pytest.mark.parametrize("text", ["整改期内", "集中整改期限内", "集中整改期结束前", "在规定时限内"])
def test_within_the_period_is_its_end_where_known(text: str) -> None:
    assert said(text) == ("span", "2024-07-15", False)
    unknown = read_deadline(text, written=WRITTEN, feedback=FEEDBACK, calendar=Calendar())
    assert (unknown.kind, unknown.due_on, unknown.certain) == ("span", None, False)


@pytest.mark.parametrize(("text", "cycle", "day"), [
    ("每月28日前", "monthly", 28), ("每季度末月20日前", "quarterly", 20), ("每季度首月10日前", "quarterly", None),
    ("每年6月、12月底前", "half-yearly", None), ("每年12月底前", "yearly", None), ("半年一次", "half-yearly", None),
    ("每三个月", "quarterly", None), ("一年两次", "half-yearly", None), ("季报", "quarterly", None),
    ("按月调度", "monthly", None), ("2024年每月5日前", "monthly", 5), ("长期坚持，每季度通报一次", "quarterly", None),
])  # fmt: skip
def test_a_cycle_has_no_date_of_its_own(text: str, cycle: str, day: int | None) -> None:
    read = reading(text)
    assert (read.kind, read.due_on, read.certain, read.cycle, read.cycle_day) == (
        "recurring", None, True, cycle, day)  # fmt: skip


@pytest.mark.parametrize(("text", "cycle"), [("每周", "monthly"), ("每两个月", "monthly"), ("每两年", "yearly"),
                                             ("每年6月30日前", "yearly")])  # fmt: skip
def test_a_cycle_that_is_none_of_the_four_is_watched_by_the_next_shorter_and_asked(
    text: str, cycle: str
) -> None:
    read = reading(text)
    assert (read.kind, read.cycle, read.certain) == ("recurring", cycle, False) and read.note


@pytest.mark.parametrize("text", ["2024年6月底前，之后每季度报送", "每季度报送，2024年6月30日前完成整改",
                                  "2024年6月底前完成并长期坚持"])  # fmt: skip
def test_a_date_is_not_lost_beside_a_cycle_or_a_standing_duty(text: str) -> None:
    assert said(text) == ("dated", "2024-06-30", True)
    assert reading(text).then_standing


@pytest.mark.parametrize("text", ["按季节", "年内一次性整改", "每次会议后10日内", "月底一次性完成"])
def test_not_every_word_with_a_month_in_it_is_a_cycle(text: str) -> None:
    assert reading(text).kind != "recurring"


@pytest.mark.parametrize(("text", "kind", "standing"), [
    ("立整立改", "immediate", False), ("马上整改", "immediate", False), ("即知即改，常态化", "immediate", True),
    ("常年坚持", "standing", False), ("已完成并长期坚持", "standing", False), ("持续推进", "standing", False),
])  # fmt: skip
def test_at_once_and_for_good_have_no_date(text: str, kind: str, standing: bool) -> None:
    read = reading(text)
    assert (read.kind, read.due_on, read.certain, read.then_standing) == (kind, None, True, standing)


def test_the_other_steps_of_a_cell_are_named_in_its_note() -> None:
    read = reading("2024年6月底前完成50%，2024年12月底前全部完成")
    assert read.due_on == date(2024, 12, 31) and "2024-06-30" in read.note


def test_a_stated_count_that_contradicts_its_dates_is_reported() -> None:
    right = "2025年8月14日至2025年8月28日，共10个工作日"
    assert reading(right).certain
    wrong = reading("2024年9月29日至2024年10月9日，共10个工作日")
    assert (wrong.due_on, wrong.certain) == (date(2024, 10, 9), False) and "不符" in wrong.note


def test_a_time_with_a_zone_is_the_business_zones_day() -> None:
    assert said("2024-12-31T16:30:00Z") == ("dated", "2025-01-01", True)
    assert said("2024-06-30T16:30:00+08:00") == ("dated", "2024-06-30", True)


def zh(n: int) -> str:
    """A number to 99 as people write it in Chinese."""
    tens, ones = divmod(n, 10)
    return (("" if tens == 1 else ZH[tens]) + "十" if tens else "") + (ZH[ones] if ones or not tens else "")


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(["前", "之前", "以前", "", "止", "前完成", "（周末除外）前"]))
def test_a_day_in_chinese_numerals_is_that_day(day: date, after: str) -> None:
    year = "".join(ZH[int(c)] for c in str(day.year))
    text = f"{year}年{zh(day.month)}月{zh(day.day)}日{after}"
    assert said(text) == ("dated", str(day), True)


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(["{y}年{m}月底前", "{y}年{m}月末", "{y}.{m}", "{y}-{m:02}", "{y}年{m}月份", "{y}年{m}月下旬",
                              "{y}年1-{m}月", "{y}年{m}月内"]))  # fmt: skip
def test_a_month_is_its_last_day(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month)
    last = day.replace(day=1) + relativedelta(months=1) - timedelta(days=1)
    assert reading(text).due_on == last


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 36),
    st.sampled_from(["{n}个月内", "反馈后{n}个月", "自反馈之日起{zh}个月内", "不超过{n}个月"]),
)
def test_months_count_from_the_feedback_and_the_day_itself_is_not_counted(n: int, form: str) -> None:
    text = form.format(n=n, zh=zh(n))
    assert said(text) == ("span", str(FEEDBACK + relativedelta(months=n)), True)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 12), st.integers(1, 28))
def test_a_year_left_out_is_certain_only_from_the_document_on(month: int, day: int) -> None:
    on = date(WRITTEN.year, month, day)
    assert said(f"{month}月{day}日前") == ("dated", str(on), on >= WRITTEN)
