"""Items with a number: what is promised, how far it is reached, and where a claim is belied."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.pace import COUNTS, contradicted, pace, pace_events, unfit
from duban.target import TARGETS, read_target, read_targets
from duban.workdays import Calendar
from tests.duban.makers import some_items

TODAY = pd.Timestamp(2019, 7, 1)
CERTAIN = (
    ("开展环评文件质量专项复核,复核比例不低于20%", "at_least", 20, "%"),
    ("信访总量同比下降10%", "down_by", 10, "%"),
    ("信访总量较2018年下降10%以上", "down_by", 10, "%"),
    ("PM2.5平均浓度同比下降百分之十", "down_by", 10, "%"),
    ("环比增长5个百分点", "up_by", 5, "百分点"),
    ("完成整治12处", "count", 12, "处"),
    ("对十二处点位完成整治", "count", 12, "处"),
    ("清退违规发放津补贴 7.132 万元，年底前完成", "count", 7.132, "万元"),
    ("新增绿地1,200平方米", "count", 1200, "平方米"),
    ("重复信访压减至5件以内", "at_most", 5, "件"),
    ("审批时限压缩至3个工作日", "at_most", 3, "工作日"),
    ("超标率控制在1%以内", "at_most", 1, "%"),
    ("PM2.5浓度降至35微克/立方米以下", "at_most", 35, "微克/立方米"),
    ("办结率达到95%以上", "at_least", 95, "%"),
    ("办结率100％", "at_least", 100, "%"),
    ("不低于总数的20%", "at_least", 20, "%"),
    ("力争三成以上", "at_least", 30, "%"),
)
ASKED = (
    ("信访总量下降10%", "down_by", 10, "基数"),
    ("减少重复件5件", "down_by", 5, "基数"),
    ("完成整治12处，清退资金3万元", "count", 12, "写有2个数"),
    ("不低于20%且不高于30%", "at_least", 20, "写有2个数"),
    ("抽查比例10%-15%", "at_least", 10, "范围"),
    ("妥善安置职工50余人", "count", 50, "约数"),
    ("化解率不低于90%左右", "at_least", 90, "约数"),
    ("投诉率5%", "at_most", 5, "没有写明"),
    ("每年压减10%", "down_by", 10, "每期"),
    ("重复信访压减至5以内", "at_most", 5, "单位"),
)
NONE = ("2019年6月底前完成整治", "3个月内完成整改", "每季度召开2次会议", "对2017年以来审批项目的环评资质进行倒查",
        "落实两个责任", "贯彻八项规定精神", "完成〔2019〕12号文件要求", "涉及12处点位", "建立一套制度",
        "第2季度前整治完毕", "每月5日前报送", "执行GB3838-2002标准，整治PM10污染", "", "落实“三会一课”")  # fmt: skip


@pytest.mark.parametrize(("text", "way", "value", "unit"), CERTAIN)
def test_a_number_is_read_with_its_direction_and_unit(text: str, way: str, value: float, unit: str) -> None:
    got = read_target(text)
    assert got is not None
    assert (got.direction, got.value, got.unit, got.certain, got.note) == (way, value, unit, True, "")


@pytest.mark.parametrize(("text", "way", "value", "why"), ASKED)
def test_a_number_that_leaves_something_open_is_read_and_asked(
    text: str, way: str, value: float, why: str
) -> None:
    got = read_target(text)
    assert got is not None
    assert (got.direction, got.value, got.certain) == (way, value, False)
    assert why in got.note


@pytest.mark.parametrize("text", NONE)
def test_dates_ordinals_and_names_promise_no_number(text: str) -> None:
    assert read_target(text) is None


def test_a_target_keeps_the_words_it_stands_on_and_where_it_starts() -> None:
    got = read_target("深入排查，重复信访由20件压减至5件，长期坚持")
    assert got is not None
    assert (got.words, got.base_value, got.value) == ("重复信访由20件压减至5件", 20, 5)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789.,%％至-完成下降不低于同比每月年第处件万元个约以上内百十三", max_size=24))
def test_whatever_is_typed_is_read_or_left_alone(text: str) -> None:
    got = read_target(text)
    assert got is None or (got.value >= 0 and got.words and got.certain == (got.note == ""))


def test_what_the_office_set_stands_before_what_was_read() -> None:
    items = some_items({"measure": "信访总量下降10%"}, {"measure": "建立台账"}, {"measure": "完成整治12处"})
    set_ = TARGETS.frame([{"code": "HP-01-1", "direction": "down_by", "value": 10, "unit": "%", "base_value": 200,
                           "certain": True, "set_by": "韩十"}])  # fmt: skip
    got = read_targets(items, set_).set_index("code")
    assert got["certain"].to_dict() == {"HP-01-3": True, "HP-01-1": True}
    assert got.loc["HP-01-1", ["base_value", "set_by"]].tolist() == [200, "韩十"]
    assert read_targets(some_items({"measure": "建立台账"})).empty


def _counts(*rows: tuple[str, date, float, str]) -> pd.DataFrame:
    return COUNTS.frame({"code": f"HP-01-{c}", "on": on, "value": v, "unit": u, "source": "信访系统"}
                        for c, on, v, u in rows)  # fmt: skip


def _pace(measure: str, *rows: tuple[date, float, str], **item: object) -> pd.DataFrame:
    items = some_items({"measure": measure, **item})
    counts = _counts(*(("1", *row) for row in rows))
    return pace(counts, read_targets(items), items, Calendar())


@pytest.mark.parametrize(("measure", "values", "reached"), [
    ("完成整治12处", (3, 12, 15), (0.25, 1, 1)),
    ("办结率达到95%以上", (19, 95), (0.2, 1)),
    ("重复信访由20件压减至5件", (20, 14, 5, 3), (0, 0.4, 1, 1)),
    ("重复信访压减至5件以内", (20, 14, 5), (0, 0.4, 1)),
    ("信访总量同比下降10%", (-3, 6, 10), (0, 0.6, 1)),
])  # fmt: skip
def test_how_far_a_number_has_come_is_a_share_of_the_way_promised(
    measure: str, values: tuple[float, ...], reached: tuple[float, ...]
) -> None:
    got = _pace(measure, *((date(2019, 6, 3 + n), v, "") for n, v in enumerate(values)))
    assert [round(v, 6) for v in got["reached"]] == list(reached)
    assert got["met"].tolist() == [v == 1 for v in reached]


def test_a_fall_from_a_known_base_is_counted_from_the_quantity() -> None:
    items = some_items({"measure": "信访总量下降10%"})
    set_ = TARGETS.frame([{"code": "HP-01-1", "direction": "down_by", "value": 10, "unit": "%", "base_value": 200,
                           "certain": True}])  # fmt: skip
    got = pace(
        _counts(("1", date(2019, 6, 3), 190, ""), ("1", date(2019, 6, 28), 180, "")), set_, items, Calendar()
    )
    assert got["reached"].tolist() == [0.5, 1]


def test_pace_is_the_share_reached_over_the_share_of_working_days_gone() -> None:
    # From 20 May to 28 June 2019 are 28 working days; up to 7 June (a holiday) 13 of them: half by 10 June.
    got = _pace(
        "完成整治12处", (date(2019, 6, 10), 3, ""), due_on=date(2019, 6, 28), opened_on=date(2019, 5, 20)
    )
    assert got["elapsed"].tolist() == [0.5]
    assert got["ratio"].tolist() == [0.5]
    assert pace_events(got)[["code", "kind", "ratio"]].to_numpy().tolist() == [["HP-01-1", "progress", 0.5]]


def test_nothing_is_said_of_pace_before_the_schedule_begins() -> None:
    got = _pace("完成整治12处", (date(2019, 5, 20), 0, ""), opened_on=date(2019, 5, 20))
    assert got["ratio"].isna().all()
    assert pace_events(got).empty


def test_figures_come_in_their_targets_unit_or_are_set_aside() -> None:
    rows = ((date(2019, 6, 3), 35_660, "元"), (date(2019, 6, 4), 3.566, "万元"), (date(2019, 6, 5), 3, "件"))
    assert _pace("清退资金7.132万元", *rows)["reached"].tolist() == [0.5, 0.5]
    items = some_items({"measure": "清退资金7.132万元"}, {"measure": "建立台账"})
    counts = _counts(*(("1", *r) for r in rows), ("2", date(2019, 6, 5), 1, "件"))
    assert unfit(counts, read_targets(items))[["code", "unit"]].to_numpy().tolist() == [
        ["HP-01-1", "件"], ["HP-01-2", "件"]]  # fmt: skip


def test_a_claim_of_done_that_the_figure_belies_is_put_to_a_person() -> None:
    items = some_items(*({"measure": "信访总量同比下降10%", "claim": c, **more} for c, more in (
        ("done", {}), ("in_progress", {}), ("done", {"settled_on": date(2019, 6, 29)}), ("done", {}))))  # fmt: skip
    targets = read_targets(items)
    counts = _counts(*((n, date(2019, 6, 28), 6, "%") for n in "1234"), ("4", date(2019, 6, 29), 10, "%"))
    got = contradicted(items, pace(counts, targets, items, Calendar()), TODAY)
    assert got["item"].tolist() == ["HP-01-1"]
    assert got["sentence"].tolist() == [
        "请核：HP-01-1申报完成，信访系统（2019-06-28）数为6%，措施为“信访总量同比下降10%”"]  # fmt: skip


def test_a_figure_of_tomorrow_belies_nothing_today() -> None:
    items = some_items({"measure": "完成整治12处", "claim": "done"})
    found = pace(_counts(("1", date(2019, 7, 2), 3, "")), read_targets(items), items, Calendar())
    assert contradicted(items, found, TODAY).empty
    assert len(contradicted(items, found, TODAY + pd.Timedelta(days=1))) == 1


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=5),
       st.sampled_from([t for t, *_ in (*CERTAIN, *ASKED)]))  # fmt: skip
def test_a_share_reached_is_never_below_nought_or_above_one(values: list[float], measure: str) -> None:
    got = _pace(measure, *((date(2019, 6, 3 + n), v, "") for n, v in enumerate(values)))
    assert len(got) == len(values)
    assert got["reached"].between(0, 1).all()
