"""What changes no reading (how a cell is written), and what may never make one later (a doubt)."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.deadline import Deadline, read_deadline
from duban.names import split_names
from duban.status import read_status
from duban.workdays import Calendar

CALENDAR = Calendar()
ZH = "零一二三四五六七八九"


def _read(text: str) -> Deadline:
    return read_deadline(text, written=date(2024, 3, 1), feedback=date(2024, 1, 15), calendar=CALENDAR)


def _zh(number: int) -> str:
    """31 -> 三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else ZH[tens]) + "十") + (
        ZH[ones] if ones or not tens else ""
    )


def _zh_year(year: int, zero: str) -> str:
    return "".join(ZH[int(c)] for c in str(year)).replace("零", zero)


DAYS = st.dates(date(2024, 3, 2), date(2026, 12, 31))
BEFORE = st.sampled_from(["", "拟于", "力争", "力争于", "原则上", "原则上于", "最迟", "最迟于", "务必于", "确保", "须于", "请于", "于", "限", "截至",
                          "整改时限：", "完成时限:", "不晚于", "争取"])  # fmt: skip
AFTER = st.sampled_from(["", "前", "之前", "以前", "前完成", "前完成整改", "前整改到位", "前全面完成整改任务", "前销号", "前报送", "（含）前", "24时前",
                         "下班前", "。", "；"])  # fmt: skip
KEPT_UP = st.sampled_from(["", "，长期坚持", "，并长期坚持", "；持续推进", "，立行立改", "、常态化坚持", "\n长期坚持"])  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(DAYS, BEFORE, AFTER, KEPT_UP, st.sampled_from(["arabic", "zh", "〇", "two", "dots"]))
def test_a_day_is_that_day_whatever_stands_around_it(
    day: date, before: str, after: str, kept_up: str, form: str
) -> None:
    year = {"zh": _zh_year(day.year, "零"), "〇": _zh_year(day.year, "〇"), "two": str(day.year)[2:]}
    numbers = [
        year.get(form, str(day.year)),
        *(_zh(n) if form in {"zh", "〇"} else str(n) for n in (day.month, day.day)),
    ]
    said = ".".join(numbers) + "日" if form == "dots" else "{}年{}月{}日".format(*numbers)
    read = _read(before + said + after + kept_up)
    assert (read.kind, read.due_on, read.certain) == ("dated", day, True), read
    assert read.then_standing == any(w in kept_up for w in ("长期", "持续", "常态")), read


PERIODS = st.sampled_from([("2024年6月底", date(2024, 6, 30)), ("6月底", date(2024, 6, 30)), ("年底", date(2024, 12, 31)), ("月底", date(2024, 3, 31)),
                           ("2024年第三季度末", date(2024, 9, 30)), ("上半年末", date(2024, 6, 30)), ("2025年末", date(2025, 12, 31))])  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(PERIODS, BEFORE, st.sampled_from(["", "前", "之前", "以前", "前完成", "前整改到位"]), KEPT_UP)
def test_the_end_of_a_period_is_its_last_day_whatever_stands_around_it(
    period: tuple[str, date], before: str, after: str, kept_up: str
) -> None:
    read = _read(before + period[0] + after + kept_up)
    assert (read.kind, read.due_on, read.certain) == ("dated", period[1], True), read


MONTHS = st.tuples(st.integers(2024, 2026), st.integers(1, 12), st.sampled_from("上中下"))


@settings(max_examples=60, deadline=None)
@given(MONTHS, st.sampled_from(["", "完成", "末", "完成整改"]), st.booleans())
def test_a_third_of_a_month_ends_on_its_last_day(
    third: tuple[int, int, str], after: str, words: bool
) -> None:
    year, month, which = third
    said = f"{_zh_year(year, '〇')}年{_zh(month)}月" if words else f"{year}年{month}月"
    read = _read(f"{said}{which}旬{after}")
    assert read.certain and read.due_on is not None and (read.due_on.year, read.due_on.month) == (year, month)
    assert read.due_on.day == {"上": 10, "中": 20}.get(which, read.due_on.day) and read.due_on.day >= 10


LISTS = st.sampled_from(["{y}年{a}、{b}季度", "{y}年第{a}、{b}季度", "{y}年{a}-{b}季度", "{y}年第{a}至{b}季度", "{y}年{a}、{b}季度末前", "{y}年第{a}季度至第{b}季度"])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(2023, 2027), st.integers(1, 3), LISTS, st.booleans())
def test_the_year_before_a_list_is_the_year_of_all_of_it(
    year: int, first: int, form: str, words: bool
) -> None:
    a, b = (ZH[first], ZH[first + 1]) if words else (first, first + 1)
    read = _read(form.format(y=year, a=a, b=b))
    end = {2: date(year, 6, 30), 3: date(year, 9, 30), 4: date(year, 12, 31)}[first + 1]
    assert (read.kind, read.due_on, read.certain) == ("dated", end, True), read


DOUBTS = st.sampled_from(["（暂定）", "？", "左右", "（视资金情况）", "，视情况延期", "（待定）", "（拟延期）", "或12月底", "，特殊情况可延至12月底", "（个别12月底）",
                          "，最迟12月底", "（延期至12月底）", "→2024年12月31日", "，确有困难的12月底前", "会议后", "汛期前"])  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.dates(date(2024, 3, 2), date(2024, 11, 30)),
    st.sampled_from(["{}月{}日", "2024年{}月{}日", "2024年{}月{}日前"]),
    DOUBTS,
)
def test_a_doubt_is_asked_and_never_makes_a_reading_later(day: date, form: str, doubt: str) -> None:
    plain, doubted = _read(form.format(day.month, day.day)), _read(form.format(day.month, day.day) + doubt)
    assert plain.certain and not doubted.certain, doubted
    assert doubted.due_on is None or (plain.due_on is not None and doubted.due_on <= plain.due_on), doubted


WHOLE = st.sampled_from(["已完成", "整改完成", "已整改到位", "已全部完成", "已办结", "已销号", "已通过验收", "任务全部完成"])  # fmt: skip
HEDGED = st.sampled_from(["{}，但成效不明显", "能否{}尚不确定", "视同{}", "据称{}", "待{}后销号", "承诺{}", "{}？", "基本{}，但存在反弹", "无法认定{}",
                          "若资金到位即可{}", "{}存在困难", "形式上{}", "除2户外{}", "{}，剩余3户未动"])  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(WHOLE, HEDGED)
def test_a_doubtful_word_of_completion_is_never_a_claim_of_done(done: str, hedged: str) -> None:
    assert read_status(done).claim == "done"
    read = read_status(hedged.format(done))
    assert read.claim != "done" and read.acceptance not in {"submitted", "accepted", "written_off"}, read


STEPS = st.sampled_from(["方案", "整改方案", "实施方案", "初稿", "排查", "摸底调研", "招投标", "可研", "前期工作", "动员部署", "培训", "材料收集", "责任分解", "自查"])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    STEPS,
    st.sampled_from(
        ["{}已完成", "已完成{}", "完成了{}", "{}工作已全部完成", "已完成{}工作", "{}已完成，下一步推进整改"]
    ),
)
def test_a_step_that_is_done_is_not_the_whole(step: str, form: str) -> None:
    assert read_status(form.format(step)).claim != "done"


@settings(max_examples=60, deadline=None)
@given(WHOLE, st.sampled_from(["", "。", "；", "！", "√", "（附件1）", "，佐证见附件", "，长期坚持", "，群众满意"]),
       st.sampled_from(["", "目前", "截至目前，", "该问题", "经整改，", "1.", "【", "  "]))  # fmt: skip
def test_what_stands_around_a_plain_claim_changes_nothing(done: str, after: str, before: str) -> None:
    assert read_status(before + done + after).claim == "done"


@pytest.mark.parametrize("piece", ["已完成", "第一", "2024", "未", "完成后", "市住建局、", "1.", "（"])
def test_a_cell_as_long_as_a_workbook_allows_is_read_at_once_and_claims_nothing(piece: str) -> None:
    text, begun = piece * (32_000 // len(piece)), time.process_time()
    assert read_status(text).claim == "unclear" and not _read(text).certain
    split_names(text)
    assert time.process_time() - begun < 5
