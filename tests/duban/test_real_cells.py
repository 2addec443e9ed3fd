"""Deadline and status cells as departments really wrote them, each with the reading we want."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.deadline import as_json, read_deadline
from duban.shares import share_of
from duban.status import as_json as status_json
from duban.status import read_status
from duban.workdays import Calendar

DATA = Path(__file__).resolve().parents[1] / "data"
CALENDAR = Calendar()
WORDS = {"true": True, "false": False, "null": None}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _judge(read: dict[str, Any], row: dict[str, str]) -> None:
    for field in ("kind", "due_on", "certain", "then_standing", "cycle"):
        if row.get(field):
            assert read[field] == WORDS.get(row[field], row[field]), (field, read)
    if row["certain"] == "true" and row["kind"] in {"immediate", "standing", "recurring"}:
        assert read["due_on"] is None


@pytest.mark.parametrize("row", _rows("deadlines.csv") + _rows("deadlines_more.csv"), ids=lambda r: r["text"])
def test_a_published_deadline_reads_as_it_should(row: dict[str, str]) -> None:
    read = read_deadline(row["text"], written=date(2024, 3, 1), feedback=date(2024, 1, 15), calendar=CALENDAR)
    _judge(as_json(read), row)


@pytest.mark.parametrize("row", _rows("samples/expected.csv"), ids=lambda r: r["code"])
def test_a_sample_ledgers_cells_read_as_they_should(row: dict[str, str]) -> None:
    read = read_deadline(row["due_text"], written=date(2019, 6, 3), feedback=date(2019, 5, 20),
                         calendar=CALENDAR, period_end_on=date(2019, 7, 20))  # fmt: skip
    _judge(as_json(read), row)
    said = read_status(row["status_text"], {"in progress": "in_progress", "done": "done"})
    assert said.claim == row["claim"]
    assert (said.acceptance or "") == row["acceptance_claimed"]
    assert not row["pace"] or said.pace == row["pace"]


@pytest.mark.parametrize("row", _rows("statuses.csv") + _rows("statuses_more.csv"), ids=lambda r: r["text"])
def test_a_published_status_reads_as_it_should(row: dict[str, str]) -> None:
    read = status_json(read_status(row["text"]))
    assert read["claim"] == row["claim"]
    assert (read["acceptance"] or "") == row["acceptance"]
    assert not row["pace"] or read["pace"] == row["pace"]


@pytest.mark.parametrize("row", _rows("shares.csv"), ids=lambda r: r["text"])
def test_a_share_reads_as_it_should(row: dict[str, str]) -> None:
    assert share_of(row["text"]) == (float(row["percent"]) if row["percent"] else None)


@pytest.mark.parametrize(
    ("text", "kind", "due_on", "certain"),
    [
        ("二〇一九年六月三十日前", "dated", "2019-06-30", True),
        ("2019.06.30前", "dated", "2019-06-30", True),
        ("20190630", "dated", "2019-06-30", True),
        ("6.30", "dated", "2019-06-30", True),
        ("2019年国庆节前", "dated", "2019-09-30", False),
        ("2019年第四季度末", "dated", "2019-12-31", True),
        ("明年6月底前", "dated", "2020-06-30", True),
        ("2019年6月-12月", "dated", "2019-12-31", True),
        ("12月-2月", "dated", "2020-02-29", None),
        ("2019年6月31日", "unclear", None, False),
        ("2026-03-15T16:30:00Z", "dated", "2026-03-16", True),
        ("自收到反馈之日起30日内", "span", "2019-06-19", True),
        ("反馈意见后15个工作日内", "span", "2019-06-11", True),
        ("一年半内", "span", "2020-11-20", True),
        ("收到交办单后10日内", "span", None, False),
        ("到期前3天", "unclear", None, False),
        ("20日前", "unclear", None, False),
        ("46096", "unclear", None, False),
        ("尽快", "unclear", None, False),
        ("", "unclear", None, False),
        ("立行立改，6月底前完成", "dated", "2019-06-30", True),
        ("每月底", "recurring", None, True),
    ],
)
def test_further_ways_of_writing_a_deadline(text: str, kind: str, due_on: str | None, certain: Any) -> None:
    read = as_json(
        read_deadline(text, written=date(2019, 6, 3), feedback=date(2019, 5, 20), calendar=CALENDAR)
    )
    assert (read["kind"], read["due_on"]) == (kind, due_on)
    assert certain is None or read["certain"] is certain


PIECES = st.sampled_from([*"0123456789年月日底前内季度半每旬上下中初至-./,，、：:天周个工作之后起到 ", "立行立改",
                          "长期坚持", "反馈", "到期", "国庆", "十四五", "整改期", "2019", "12", "T08:00Z"])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join)))
def test_no_text_breaks_the_reader_and_none_becomes_a_date_by_guessing(text: str) -> None:
    read = read_deadline(text, written=date(2019, 6, 3), feedback=date(2019, 5, 20), calendar=CALENDAR)
    assert read.kind != "dated" or read.due_on is not None
    assert read.kind != "unclear" or (read.due_on is None and not read.certain and read.note)
    assert read.certain or read.note
    assert read_status(text).text == text


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)),
       st.sampled_from(["{y}年{m}月{d}日", "{y}-{m:02}-{d:02}", "{y}.{m}.{d}", "{y}/{m}/{d}前", "{y}{m:02}{d:02}",
                        "{y}-{m:02}-{d:02} 00:00:00", "于{y}年{m}月{d}日之前", "{y} 年 {m} 月 {d} 号"]))  # fmt: skip
def test_a_day_written_out_is_that_day(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    read = read_deadline(text, written=date(2019, 6, 3), feedback=date(2019, 5, 20), calendar=CALENDAR)
    assert (read.kind, read.due_on, read.certain) == ("dated", day, True)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="已未正在整改完成销号验收基本部分或待通过进展推80%，不", max_size=12))
def test_only_words_of_writing_off_write_off(text: str) -> None:
    if "销号" not in text:
        assert read_status(text).acceptance != "written_off"
