"""Headings of supervision ledgers of many kinds: what each column is taken for, and what is asked."""

import csv
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.checking import columns_said
from duban.grid import Grid
from duban.headings import Layout, recognise
from duban.vocabulary import FIELD_ZH
from tests.duban.ledgers import kinds, rows

ROWS = [
    *csv.DictReader((Path(__file__).resolve().parents[1] / "data" / "headings.csv").open(encoding="utf-8"))
]
DOWN = ("x", "y", "z")


def _layout(cells: list[str], above: tuple[str, ...] = (), below: tuple[str, ...] = ()) -> Layout:
    blank = ("",) * (len(cells) - 1)
    lines = (*((text, *blank) for text in above), tuple(cells), tuple(DOWN[i % 3] for i in range(len(cells))),
             *((text, *blank) for text in below))  # fmt: skip
    found = recognise(Grid("表", lines), {}, "表", date(2024, 3, 1))
    assert found is not None
    return found


def _named(layout: Layout) -> dict[str, str]:
    return {field: layout.headings[column] for field, column in layout.columns.items()}


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["heading"])
def test_each_column_of_a_real_heading_is_taken_for_what_it_is_and_the_rest_is_asked(
    row: dict[str, str],
) -> None:
    layout = _layout(row["heading"].split("|"))
    wanted = dict(pair.split("=") for pair in row["fields"].split(";"))
    assert {f: h for f, h in _named(layout).items() if f in wanted} == wanted
    for field in filter(None, row["asked"].split(";")):
        assert f"“{_named(layout)[field]}”按{FIELD_ZH[field]}理解，请核" in layout.doubts


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ROWS), st.randoms(use_true_random=False), st.lists(st.sampled_from(["某市整改台账", "附件2", "填报单位：环评科"]), max_size=3),
       st.sampled_from(["", " ", "\n", "\u3000", "\u200b"]))  # fmt: skip
def test_order_titles_and_blanks_change_nothing_of_what_is_recognised(
    row: dict[str, str], order: random.Random, above: list[str], blank: str
) -> None:
    cells = row["heading"].split("|")
    mixed = order.sample(cells, len(cells))
    wanted = dict(pair.split("=") for pair in row["fields"].split(";"))
    found = _named(_layout([blank.join(c) if c.isalpha() and not c.isascii() else c for c in mixed], tuple(above),
                          ("填表人：王五",)))  # fmt: skip
    assert {f: h for f, h in found.items() if f in wanted} == wanted


def test_two_columns_equally_like_a_field_are_taken_for_neither_and_asked() -> None:
    found = _layout(["重点任务", "责任单位", "完成时限", "主要节点", "1月进展", "2月进展"])
    assert "progress" not in found.columns
    assert "“1月进展”“2月进展”都像整改进展，没有采用，请指明" in found.doubts


def test_a_heading_taken_by_its_last_word_is_asked_of_whoever_hands_the_ledger_in() -> None:
    heading = ["反馈问题", "整改措施", "主办县区", "整改时限", "完成情况"]
    ledger = rows(["问题", "措施", "甲县", "2019年6月30日", "正在整改"], heading=heading)
    assert ledger.readings["unit"].tolist() == ["甲县"] and kinds(ledger) == ["heading_doubt"]
    assert ledger.problems[0].sentence.endswith("“主办县区”按责任单位理解，请核")


@pytest.mark.parametrize("watcher", ["填报单位", "检查单位", "督导单位", "验收单位", "交办单位", "主管部门", "复查单位"])  # fmt: skip
def test_who_watches_or_fills_in_is_never_taken_for_who_answers(watcher: str) -> None:
    assert "unit" not in _layout(["反馈问题", "整改措施", watcher, "整改时限", "完成情况"]).columns


def test_check_says_what_each_column_was_taken_for() -> None:
    ledger = rows(["问题", "措施", "甲县", "2019年6月30日", "正在整改"],
                  heading=["反馈问题", "整改举措", "主办县区", "整改时限", "完成情况"])  # fmt: skip
    (line,) = columns_said(ledger)
    assert "整改措施（整改举措）" in line and "责任单位（主办县区）" in line and "整改时限、" in line
