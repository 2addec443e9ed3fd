"""Signals of paper rectification: each raised by what raises it, and by nothing less; never a verdict."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.frames import DAY, TEXT, Schema
from duban.look import FILES, HEARD, Look, Thresholds
from duban.pace import COUNTS, pace
from duban.signal_words import only_paper
from duban.signals import RULES, SIGNAL_ZH, signals
from duban.target import read_targets
from duban.workdays import Calendar
from tests.duban.makers import FEEDBACK, some_items

CHANGED = Schema("changed", {"item": TEXT, "source": TEXT, "kind": TEXT, "on": DAY, "as_of_on": DAY, "before": TEXT,
                             "after": TEXT})  # fmt: skip
TODAY = date(2019, 7, 1)
JUNE = date(2019, 6, 3)
LONG = "已约谈中介机构负责人并收回存疑文件"


def _code(n: int) -> str:
    return f"HP-01-{n}"


def _look(items: list[dict[str, Any]], heard: list[dict[str, Any]] | None = None,
          changes: list[dict[str, Any]] | None = None, **more: Any) -> Look:  # fmt: skip
    """Items 1, 2, … with the readings and changes given (``n`` names the item)."""
    plain = {"source": "科", "as_of_on": TODAY, "claim": "in_progress", "status_text": "正在整改"}
    said = [{**plain, "item": _code(row["n"]), **row} for row in heard or []]
    moved = [
        {"source": "科", "as_of_on": TODAY, "on": TODAY, "item": _code(row["n"]), **row}
        for row in changes or []
    ]
    return Look(some_items(*items), HEARD.frame(said), CHANGED.frame(moved), pd.Timestamp(FEEDBACK),
                pd.Timestamp(TODAY), **more)  # fmt: skip


def _found(look: Look) -> dict[str, list[str]]:
    """Signal -> the items that show it."""
    got = signals(look)
    return {str(name): rows["item"].tolist() for name, rows in got.groupby("signal")}


def _claims(*days: date, due_on: date = date(2019, 6, 30), **more: Any) -> Look:
    items = [{"due_on": due_on, "finding": f"问题{n}", "claim": "done", **more} for n in range(len(days))]
    return _look(
        items, changes=[{"n": n, "kind": "claimed", "as_of_on": day} for n, day in enumerate(days, 1)]
    )


def test_many_claims_of_one_delivery_around_the_due_date_are_a_signal() -> None:
    assert _found(_claims(TODAY, TODAY, TODAY)) == {"done_in_bulk": [_code(1), _code(2), _code(3)]}
    said = signals(_claims(TODAY, TODAY, TODAY))["sentence"].iloc[0]
    assert said == "请核：HP-01-1到期前后集中申报完成（科（2019-07-01报送）HP-01-1、HP-01-2、HP-01-3等3项）"


@pytest.mark.parametrize("look", [
    _claims(TODAY, TODAY), _claims(TODAY, TODAY, JUNE), _claims(JUNE, JUNE, JUNE),
    _claims(TODAY, TODAY, TODAY, kind="recurring"), _claims(TODAY, TODAY, TODAY, settled_on=TODAY),
])  # fmt: skip
def test_few_claims_or_claims_far_from_the_date_are_none(look: Look) -> None:
    assert _found(look) == {}


def test_the_same_words_for_several_items_are_a_signal_whatever_their_marks() -> None:
    texts = (LONG, f" {LONG[:6]}，{LONG[6:]}。", "已收回存疑文件3份", "已收回存疑文件4份")
    look = _look([{"finding": f"问题{n}"} for n in range(4)],
                 [{"n": n, "progress": t} for n, t in enumerate(texts, 1)])  # fmt: skip
    assert _found(look) == {"same_progress": [_code(1), _code(2)]}


def test_short_words_a_bare_status_and_old_readings_are_no_copies() -> None:
    heard = [{"n": 1, "progress": "正推进"}, {"n": 2, "progress": "正推进"}]
    heard += [
        {"n": n, "progress": "已完成整改并长期坚持", "status_text": "已完成整改并长期坚持"} for n in (3, 4)
    ]
    heard += [{"n": 5, "progress": LONG, "as_of_on": JUNE}, {"n": 5, "progress": "已全部办结并反馈当事人"},
              {"n": 6, "progress": LONG}]  # fmt: skip
    assert _found(_look([{"finding": f"问题{n}"} for n in range(6)], heard)) == {}


def test_one_file_as_evidence_of_several_items_is_a_signal() -> None:
    heard = [{"n": 1, "evidence": "《整改专题会议纪要》、照片"}, {"n": 2, "evidence": "整改专题会议纪要；台账"},
             {"n": 3, "evidence": "照片"}]  # fmt: skip
    look = _look([{"finding": f"问题{n}"} for n in range(3)], heard)
    assert _found(look) == {"same_evidence": [_code(1), _code(2)]}
    files = FILES.frame([{"item": _code(1), "name": "a.pdf", "digest": "d1"}, {"item": _code(1), "name": "b.pdf", "digest": "d1"},
                         {"item": _code(3), "name": "c.pdf", "digest": "d1"}, {"item": _code(2), "name": "d.pdf", "digest": "d2"}])  # fmt: skip
    assert _found(_look([{"finding": f"问题{n}"} for n in range(3)], files=files)) == {
        "same_evidence": [_code(1), _code(3)]}  # fmt: skip


def test_a_fall_back_from_done_says_from_what_to_what() -> None:
    look = _look([{}], changes=[{"n": 1, "kind": "fell_back", "before": "已完成", "after": "正在整改"}])
    assert signals(look)["detail"].tolist() == ["2019-07-01由“已完成”改报为“正在整改”"]


@pytest.mark.parametrize(("text", "paper"), [
    ("召开专题会议学习传达文件精神", True), ("印发通知，组织学习", True), ("制定整改方案；成立领导小组", True),
    ("每月一次中心组集体学习", True), ("召开专题会，清退违规资金", False), ("修订审批与监管联动制度", False),
    ("制定环评技术服务机构考核办法,按季度公开考核结果", False), ("查处借用资质行为并通报", False),
    ("完成企业资产清查", False), ("妥善安置职工", False), ("", False), ("对存疑文件逐份复核", False),
])  # fmt: skip
def test_meetings_papers_and_study_are_told_from_deeds(text: str, paper: bool) -> None:
    assert only_paper(text) is paper


def test_a_finding_is_asked_about_only_if_all_its_measures_are_paper() -> None:
    look = _look([{"finding": "甲", "measure": "召开专题会议"}, {"finding": "甲", "measure": "印发通知"},
                  {"finding": "乙", "measure": "召开专题会议"}, {"finding": "乙", "measure": "清退资金3万元"}])  # fmt: skip
    assert _found(look) == {"only_meetings": [_code(1), _code(2)]}


def test_a_finding_of_study_is_answered_by_study() -> None:
    items = [{"finding": "中心组学习不经常", "measure": "每月一次中心组集体学习", "claim": "done"},
             {"finding": "甲", "detail": "专题会议不开", "measure": "召开专题会议"}]  # fmt: skip
    assert _found(_look(items, [{"n": 1, "claim": "done", "progress": "已集体学习并研讨三次"}])) == {}


def test_a_claim_of_done_whose_progress_is_only_meetings_is_asked_about() -> None:
    heard = [{"n": 1, "claim": "done", "progress": "已召开专题会议学习传达"},
             {"n": 2, "claim": "in_progress", "progress": "已召开专题会议研究部署"}]  # fmt: skip
    assert _found(_look([{"claim": "done"}, {}], heard)) == {"only_meetings": [_code(1)]}


def _numbers(measure: str, progress: str, claim: str = "done", percent: float | None = None,
             counted: float | None = None) -> dict[str, list[str]]:  # fmt: skip
    items = some_items({"measure": measure, "claim": claim})
    counts = COUNTS.frame([{"code": _code(1), "on": TODAY, "value": counted, "source": "信访系统"}])
    targets = read_targets(items)
    found = pace(counts, targets, items, Calendar())
    heard = [{"n": 1, "claim": claim, "progress": progress, "percent": percent}]
    return _found(_look([{"measure": measure, "claim": claim}], heard, targets=targets, pace=found))


@pytest.mark.parametrize("case", [
    ("完成整治12处", "已整治8处"), ("完成整治12处", "共排查12处，已整治8处"), ("信访总量同比下降10%", "同比下降6%"),
    ("重复信访压减至5件以内", "目前重复信访8件"), ("完成整治12处", "已全部整治", "done", 80.0),
    ("完成整治12处", "已全部整治", "done", None, 8.0), ("完成整治12处", "已整治10处", "in_progress", None, 8.0),
])  # fmt: skip
def test_a_number_that_belies_a_claim_is_a_signal(case: tuple[Any, ...]) -> None:
    assert _numbers(*case) == {"number_contradicts": [_code(1)]}


@pytest.mark.parametrize("case", [
    ("完成整治12处", "已整治12处"), ("完成整治12处", "已全部整治"), ("完成整治12处", "已整治8处", "in_progress"),
    ("重复信访压减至5件以内", "重复信访由20件压减至4件"), ("完成整治12处", "已出动3次"),
    ("完成整治12处", "已整治12处", "done", 100.0, 12.0), ("完成整治12处", "已整治8处", "in_progress", 60.0, 9.0),
])  # fmt: skip
def test_a_number_that_agrees_or_speaks_of_something_else_is_none(case: tuple[Any, ...]) -> None:
    assert _numbers(*case) == {}


def test_evidence_from_before_the_feedback_is_a_signal() -> None:
    heard = [{"n": 1, "evidence": "2018年12月会议纪要"}, {"n": 2, "evidence": "2019年6月会议记录"},
             {"n": 3, "evidence": "2018年度考核办法"}, {"n": 4, "evidence": "2019年3月至6月登记表"}]  # fmt: skip
    look = _look([{"finding": f"问题{n}"} for n in range(5)], heard, files=FILES.frame(
        [{"item": _code(5), "name": "扫描件.pdf", "digest": "x", "dated_on": date(2019, 5, 19)},
         {"item": _code(2), "name": "另件.pdf", "digest": "y", "dated_on": FEEDBACK}]))  # fmt: skip
    assert _found(look) == {"evidence_predates": [_code(1), _code(5)]}


def _twice(before: dict[str, Any], now: dict[str, Any], gone: date = JUNE) -> dict[str, list[str]]:
    return _found(
        _look(
            [{}], [{"n": 1, "as_of_on": gone, "progress": LONG, **before}, {"n": 1, "progress": LONG, **now}]
        )
    )


def test_progress_word_for_word_as_before_while_claiming_more_is_a_signal() -> None:
    copied = {"copied": [_code(1)]}
    assert _twice({}, {}) == copied
    assert _twice({}, {"claim": "done"}, date(2019, 6, 28)) == copied
    assert _twice({"percent": 40}, {"percent": 60}, date(2019, 6, 28)) == copied


def test_an_unchanged_text_of_last_week_or_of_what_was_done_already_is_none() -> None:
    assert _twice({}, {}, date(2019, 6, 28)) == {}
    assert _twice({"claim": "done"}, {"claim": "done"}) == {}
    assert _twice({"claim": "not_done"}, {"claim": "not_done"}) == {}
    assert _twice({}, {"progress": LONG + "5份"}) == {}
    assert _twice({"progress": ""}, {"progress": ""}) == {}


def test_how_little_is_enough_is_the_offices_to_set() -> None:
    look = _look([{"finding": "甲"}, {"finding": "乙"}], [{"n": 1, "progress": "正推进"}, {"n": 2, "progress": "正推进"}],
                 thresholds=Thresholds(text_chars=3))  # fmt: skip
    assert _found(look) == {"same_progress": [_code(1), _code(2)]}


def test_every_signal_asks_and_none_judges() -> None:
    got = signals(_look([{}], changes=[{"n": 1, "kind": "fell_back", "before": "已完成", "after": "在办"}]))
    assert set(RULES) == set(SIGNAL_ZH)
    assert got["sentence"].str.startswith("请核：").all()
    assert not any(word in "".join(SIGNAL_ZH.values()) for word in ("虚假", "造假", "敷衍"))


def test_signals_of_nothing_are_none() -> None:
    assert signals(_look([])).empty


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from([JUNE, TODAY]),
                          st.sampled_from(["done", "in_progress", "unclear"]),
                          st.sampled_from(["", LONG, "已整治8处", "召开会议"]),
                          st.sampled_from(["", "整改专题会议纪要、2018年1月照片"])), max_size=8))  # fmt: skip
def test_signals_change_nothing_and_concern_open_items_only(rows: list[Any]) -> None:
    heard = [{"n": n, "as_of_on": on, "claim": c, "progress": p, "evidence": e} for n, on, c, p, e in rows]
    look = _look([{"measure": "完成整治12处"}, {}, {"settled_on": TODAY}], heard)
    before = look.items.copy(), look.heard.copy()
    got = signals(look)
    assert set(got["item"]) <= {_code(1), _code(2)}
    assert not got.duplicated().any()
    pd.testing.assert_frame_equal(before[0], look.items)
    pd.testing.assert_frame_equal(before[1], look.heard)
