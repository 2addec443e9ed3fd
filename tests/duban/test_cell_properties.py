"""What holds of every cell: blanks and width say nothing, and a certain date keeps to its period."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.deadline import Deadline, read_deadline
from duban.names import split_names
from duban.shares import share_of
from duban.status import read_status
from duban.workdays import Calendar

DATA = Path(__file__).resolve().parents[1] / "data"
CALENDAR = Calendar()


def _texts(*names: str) -> list[str]:
    rows = [row for name in names for row in csv.DictReader((DATA / name).open(encoding="utf-8-sig"))]
    return [row["text"] for row in rows]


DUE = _texts("deadlines.csv", "deadlines_more.csv")
SAID = _texts("statuses.csv", "statuses_more.csv")


def _read(text: str) -> Deadline:
    return read_deadline(text, written=date(2024, 3, 1), feedback=date(2024, 1, 15), calendar=CALENDAR,
                         period_end_on=date(2024, 3, 15))  # fmt: skip


def _facts(read: Any) -> tuple[Any, ...]:
    return tuple(v for k, v in vars(read).items() if k != "text")


def _spaced(text: str, at: int, blank: str) -> str:
    """The text with one blank more, never between two figures or letters: those it would part."""
    at %= len(text) + 1
    apart = text[max(at - 1, 0) : at + 1]
    parts = len(apart) == 2 and apart.isascii() and at > 0
    return text if parts else text[:at] + blank + text[at:]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "'\"" else c for c in text)


BLANKS = st.sampled_from([" ", "\u3000", "\xa0", "\u200b", "\ufeff", "\t", "  "])


@pytest.mark.long
@settings(max_examples=4000, deadline=None)
@given(st.sampled_from(DUE), st.integers(0, 60), BLANKS)
def test_a_blank_more_never_changes_a_deadline(text: str, at: int, blank: str) -> None:
    assert _facts(_read(_spaced(text, at, blank))) == _facts(_read(text))


@pytest.mark.long
@settings(max_examples=4000, deadline=None)
@given(st.sampled_from(SAID), st.integers(0, 60), BLANKS)
def test_a_blank_more_never_changes_a_status(text: str, at: int, blank: str) -> None:
    assert _facts(read_status(_spaced(text, at, blank))) == _facts(read_status(text))


def test_full_width_never_changes_a_reading() -> None:
    for text in DUE:
        assert _facts(_read(_wide(text))) == _facts(_read(text)), text
    for text in SAID:
        assert _facts(read_status(_wide(text))) == _facts(read_status(text)), text


PERIODS = st.one_of(
    st.builds(lambda y, m: (f"{y}年{m}月", date(y, m, 1) + relativedelta(months=1)),
              st.integers(2022, 2027), st.integers(1, 12)),
    st.builds(lambda y, q: (f"{y}年第{'一二三四'[q - 1]}季度", date(y, 3 * q - 2, 1) + relativedelta(months=3)),
              st.integers(2022, 2027), st.integers(1, 4)),
    st.builds(lambda y, h: (f"{y}年{'上下'[h]}半年", date(y, 1 + 6 * h, 1) + relativedelta(months=6)),
              st.integers(2022, 2027), st.integers(0, 1)),
    st.builds(lambda y: (f"{y}年", date(y + 1, 1, 1)), st.integers(2022, 2027)),
)  # fmt: skip
HEADS = st.sampled_from(
    [
        "",
        "力争",
        "确保",
        "约",
        "截至",
        "争取于",
        "立行立改，",
        "完成时限：",
        "（",
        "①",
        "1.",
        "按要求，",
        "视情况，",
    ]
)
TAILS = st.sampled_from(["", "底", "底前", "末", "内", "前", "之前", "初", "中", "前完成", "完成", "左右", "（暂定）", "，长期坚持",
                         "党组会前", "会议后", "（已完成）", "份", "度", "及以后", "起", "至今", "？", "-", "，视情况顺延", "30日", "上旬",
                         "）", "汛期前", "方案", "三四", "Ⅲ"])  # fmt: skip


@pytest.mark.long
@settings(max_examples=6000, deadline=None)
@given(HEADS, PERIODS, TAILS)
def test_a_certain_date_never_lies_after_the_period_named(
    head: str, period: tuple[str, date], tail: str
) -> None:
    read = _read(head + period[0] + tail)
    assert read.due_on is None or read.due_on < period[1] or not read.certain, read


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(DUE), st.sampled_from(DUE))
def test_of_two_cells_in_one_an_uncertain_date_is_not_later_than_the_latest_of_them(a: str, b: str) -> None:
    read, alone = _read(f"{a}；{b}"), [_read(a), _read(b)]
    if read.due_on and not read.certain and all(r.kind == "dated" and r.certain for r in alone):
        assert read.due_on <= max(r.due_on for r in alone if r.due_on) + timedelta(days=0)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_no_text_makes_a_reader_raise(text: str) -> None:
    _read(text)
    split_names(text)
    share = share_of(text)
    assert share is None or 0 <= share <= 100
    assert read_status(text).text == text
