"""Bad inputs, groups 4 to 7 and the marks: dates, numbers, texts, statuses. Named by the input's id."""

from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pytest

from duban.due import Terms
from duban.errors import DeliveryRefused
from duban.grid import Grid
from duban.item import ITEMS
from duban.letters import _one_line
from duban.reading import Ledger
from duban.suspicious import held_back, suspicions
from duban.track import Tracked, track
from tasks.sources.excel import read_workbook
from tasks.sources.text import clean
from tests.duban.ledgers import CALENDAR, PLAIN, delivered, item, kinds, read, rows, sheet
from tests.tasks.sources.makers import a_source, a_workbook, saved

TERMS = Terms(pd.Timestamp(2019, 5, 20), pd.Timestamp(2019, 7, 20), 15, 3)
UNITS = pd.DataFrame(
    {"name": ["环评科", "监测站"], "unit": ["环评科", "监测站"], "areas": ["环评", "监测"]}, dtype="str"
)


def one(**cells: str) -> dict[str, Any]:
    """The reading of one row that differs where said."""
    return dict(rows(item(**cells)).readings.iloc[0])


def due(text: str) -> tuple[str, str, bool, bool]:
    """Kind, day, certain, quarantined of a deadline's cell."""
    row = one(整改时限=text)
    return row["kind"], str(row["due_on"])[:10], row["certain"], row["quarantined"]


def taken(*ledgers: Ledger) -> Tracked:
    """Ledgers tracked one after the other, the second a month later."""
    done = Tracked(ITEMS.frame(), pd.DataFrame(), pd.Series(dtype=object), pd.Series(dtype=object))
    for month, ledger in enumerate(ledgers, 6):
        done = track(done.items, ledger.readings, source="环评科", prefix="HP", as_of_on=pd.Timestamp(2019, month, 3),
                     terms=TERMS, units=UNITS)  # fmt: skip
    return done


def suspected(before: Ledger, after: Ledger) -> list[tuple[str, bool]]:
    """What the second ledger is suspected of beside the first: kind, and whether the row is held."""
    first = taken(before)
    coded = after.readings.assign(code=taken(before, after).codes)
    found = suspicions(first.items, coded, UNITS)
    assert held_back(coded, found)["quarantined"].sum() >= found["quarantine"].any()
    return list(zip(found["kind"], found["quarantine"], strict=True))


def workbook(*lines: list[Any]) -> Ledger:
    return read(delivered(*read_workbook(a_workbook(*lines), "台账.xlsx", a_source("excel", path="x.xlsx"))))


# --- 4 dates ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026.3.15", "2026/3/15", "2026-3-5", "2026年3月15日"])
def test_d01_every_usual_form_of_a_day_is_that_day_and_the_text_is_kept(text: str) -> None:
    day = "2026-03-05" if text == "2026-3-5" else "2026-03-15"
    assert due(text) == ("dated", day, True, False)
    assert one(整改时限=text)["due_text"] == text


@pytest.mark.parametrize("text", ["2026-02-30", "2026/2/30", "2026年13月", "6月31日前"])
def test_d03_a_day_that_does_not_exist_holds_the_row_and_moves_nothing(text: str) -> None:
    assert due(text) == ("unclear", "NaT", False, True)
    assert "due_invalid" in kinds(rows(item(整改时限=text)))
    assert str(taken(rows(item(整改时限=text))).items["due_on"].iloc[0])[:10] == "2019-07-20"
    done = taken(rows(item()), rows(item(整改时限=text)))
    assert str(done.items["due_on"].iloc[0])[:10] == "2019-06-30"


def test_d06_a_days_number_in_a_cell_of_numbers_is_that_day_with_a_warning() -> None:
    ledger = workbook(list(PLAIN), [*item()[:4], 46096, *item()[5:]])
    row = ledger.readings.iloc[0]
    assert (str(row["due_on"])[:10], row["certain"], row["quarantined"]) == ("2026-03-15", True, False)
    assert kinds(ledger) == ["due_serial"] and row["due_text"] == "46096"


def test_d07_a_days_number_as_text_holds_the_row() -> None:
    ledger = workbook(list(PLAIN), [*item()[:4], "46096", *item()[5:]])
    assert ledger.readings["quarantined"].tolist() == [True] and "due_serial_text" in kinds(ledger)
    assert due("46096") == ("unclear", "NaT", False, True)


def test_d09_a_formula_never_reckoned_holds_the_row() -> None:
    ledger = workbook(list(PLAIN), [*item()[:4], "=TODAY()+3", *item()[5:]])
    assert ledger.readings["quarantined"].tolist() == [True] and kinds(ledger) == ["due_formula"]


def test_d10_a_formula_with_a_result_is_no_fixed_date_either() -> None:
    grid = sheet(PLAIN, item())
    reckoned = Grid(grid.name, grid.cells, formulas=frozenset({(1, 4)}))
    ledger = read(delivered(reckoned))
    row = ledger.readings.iloc[0]
    assert (row["kind"], row["certain"], row["quarantined"], pd.isna(row["due_on"])) == (
        "unclear",
        False,
        True,
        True,
    )
    assert kinds(ledger) == ["due_formula"]


def test_d10_the_reader_says_where_formulas_stand() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "=DATE(2019,6,30)"])
    (grid,) = read_workbook(saved(book), "台账.xlsx", a_source("excel", path="x.xlsx"))
    assert grid.formulas == {(0, 1)}


def test_d14_a_later_deadline_without_approval_does_not_move_the_old_one() -> None:
    done = taken(rows(item()), rows(item(整改时限="2019年12月31日")))
    assert str(done.items["due_on"].iloc[0])[:10] == "2019-06-30"
    assert "deadline_moved" in set(done.changes["kind"])


def test_d15_a_deadline_that_was_cleared_stands_as_it_was() -> None:
    done = taken(rows(item()), rows(item(整改时限="")))
    assert str(done.items["due_on"].iloc[0])[:10] == "2019-06-30"
    assert ("due_cleared", True) in suspected(rows(item()), rows(item(整改时限="")))


def finished(on: str, status: str = "已完成") -> Ledger:
    return rows((*item(完成情况=status, 佐证材料="通知.pdf"), on), heading=(*PLAIN, "实际完成时间"))


def test_d16_a_day_of_completion_in_the_future_holds_the_row_and_the_item_stays_open() -> None:
    ledger = finished("2019年8月1日")
    assert "done_ahead" in kinds(ledger) and ledger.readings["quarantined"].tolist() == [True]
    assert ledger.readings["claim"].tolist() == ["unclear"]
    assert taken(ledger).items["suspended_on"].isna().all()


def test_d17_a_completion_before_the_feedback_holds_the_row() -> None:
    ledger = finished("2019年3月1日")
    assert "done_early" in kinds(ledger) and ledger.readings["quarantined"].tolist() == [True]
    assert finished("2019年6月1日").readings["quarantined"].tolist() == [False]


def test_d18_a_time_with_a_zone_is_the_business_zones_day() -> None:
    assert due("2026-03-15T16:30:00Z") == ("dated", "2026-03-16", True, False)
    assert due("2026-03-15T15:30:00Z")[1] == "2026-03-15"


@pytest.mark.parametrize(("text", "day"), [
    ("2026-03-08T02:30:00[America/New_York]", "2026-03-08"), ("2026-11-01T01:30:00[America/New_York]", "2026-11-01"),
    ("2026-11-01T12:30:00[America/New_York]", "2026-11-02"), ("2026-03-08 02:30:00", "2026-03-08"),
])  # fmt: skip
def test_d19_a_local_time_in_a_gap_or_fold_is_a_day_of_the_business_zone(text: str, day: str) -> None:
    assert due(text)[:3] == ("dated", day, True)


def test_d22_a_deadline_on_a_holiday_or_a_make_up_day_is_accepted_and_its_calendar_asked() -> None:
    assert due("2019年10月1日") == ("dated", "2019-10-01", True, False)
    assert due("2019年9月29日") == ("dated", "2019-09-29", True, False)
    assert not CALENDAR.is_workday(date(2019, 10, 1)) and CALENDAR.is_workday(date(2019, 9, 29))


@pytest.mark.parametrize("text", ["2019年6月30日24:00", "2019-06-30 24:00", "2019年6月30日24时前"])
def test_d23_twenty_four_oclock_is_the_end_of_that_day(text: str) -> None:
    assert due(text) == ("dated", "2019-06-30", True, False)


# --- 5 numbers and identifiers --------------------------------------------------------------

CODED = ("事项编号", *PLAIN)


def coded(*codes: str, **cells: str) -> Ledger:
    return rows(*((c, *item(整改措施=f"措施{n}", **cells)) for n, c in enumerate(codes)), heading=CODED)


@pytest.mark.parametrize("code", ["ＷＴ－０１", "WT-01\xa0", "\u3000WT-01"])
def test_n04_full_width_and_blanks_in_a_code_do_not_count(code: str) -> None:
    assert coded(code).readings["code"].tolist() == ["WT-01"]


def test_n05_an_invisible_character_in_a_code_is_taken_out_and_said() -> None:
    ledger = coded("WT\u200b-01")
    assert ledger.readings["code"].tolist() == ["WT-01"]
    assert kinds(ledger) == ["code_cleaned"] and not ledger.readings["quarantined"].any()


@pytest.mark.parametrize(("a", "b"), [("wt-01", "WT-01"), ("WT-O1", "WT-01"), ("WT-l0", "WT-10")])
def test_n06_codes_that_look_alike_stay_two_and_are_pointed_out(a: str, b: str) -> None:
    ledger = coded(a, b)
    assert ledger.readings["code"].tolist() == [a, b]
    assert kinds(ledger) == ["code_lookalike"] * 2 and not ledger.readings["quarantined"].any()


def test_n08_a_code_with_a_wholly_other_title_is_held_and_the_old_item_stands() -> None:
    other = rows(
        ("WT-01", *item(反馈问题="公务接待超标准", 整改措施="追缴超标费用并处理责任人")), heading=CODED
    )
    assert ("code_reused", True) in suspected(coded("WT-01"), other)
    reworded = rows(("WT-01", *item(反馈问题="问题一", 整改措施="措施0，并公开")), heading=CODED)
    assert suspected(coded("WT-01"), reworded) == []


SHARES = (*PLAIN, "完成比例")


@pytest.mark.parametrize(("text", "share"), [("80％", 80), ("约80%", 80), ("八成", 80), ("80-90%", 80), ("百分之八十", 80),
                                             ("过半", 50), ("0.8", 80), ("三分之二", 66.666667), ("100", 100)])  # fmt: skip
def test_n11_a_share_in_words_is_its_number(text: str, share: float) -> None:
    ledger = rows((*item(), text), heading=SHARES)
    assert ledger.readings["percent"].tolist() == [share] and not kinds(ledger)


@pytest.mark.parametrize("text", ["1,234.50元", "（1,200）", "1.2万", "大部分"])
def test_n11_what_is_no_share_holds_the_row(text: str) -> None:
    ledger = rows((*item(), text), heading=SHARES)
    assert ledger.readings["quarantined"].tolist() == [True] and kinds(ledger) == ["percent_unread"]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1E+400", "-5", "120%"])
def test_n12_a_number_out_of_range_holds_the_row(text: str) -> None:
    ledger = rows((*item(), text), heading=SHARES)
    assert ledger.readings["percent"].isna().all() and ledger.readings["quarantined"].tolist() == [True]


@pytest.mark.parametrize("column", ["整改时限", "完成情况", "责任单位", "整改进展", "佐证材料", "责任人"])
@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
def test_n13_an_error_value_holds_the_row_and_is_never_a_blank(column: str, text: str) -> None:
    ledger = rows(item(**{column: text}))
    assert ledger.readings["quarantined"].tolist() == [True] and "cell_error" in kinds(ledger)


def test_n13_an_error_for_a_measure_is_told_and_makes_no_item() -> None:
    ledger = rows(item(), item(整改措施="#REF!"))
    assert len(ledger.readings) == 1 and kinds(ledger) == ["row_unread"]
    known = rows(("WT-01", *item(整改措施="#REF!")), heading=CODED)
    assert known.readings["quarantined"].tolist() == [True]


@pytest.mark.parametrize("written", ["张三 138-0013-8000", "张三13800138000", "张三（+86 138 0013 8000）"])
def test_n14_a_telephone_beside_a_name_is_no_part_of_it_and_is_not_shown(written: str) -> None:
    row = one(责任人=written)
    assert row["person"] == "张三" and "0013" not in row["person_text"].replace(" ", "").replace("-", "")


@pytest.mark.parametrize("column", ["整改措施", "责任单位", "责任人"])
def test_n15_a_truth_value_where_words_belong_holds_the_row(column: str) -> None:
    ledger = rows(item(**{column: "TRUE"}))
    assert "cell_type" in kinds(ledger) and ledger.readings["quarantined"].tolist() == [True]


# --- 6 text and encoding --------------------------------------------------------------------


def test_t02_a_heading_of_mojibake_refuses_the_file() -> None:
    with pytest.raises(DeliveryRefused, match="疑似乱码"):
        rows(item(), heading=[h.encode("gb18030").decode("latin-1") for h in PLAIN])


@pytest.mark.parametrize("text", ["孙\ufffd", "锟斤拷", "烫烫烫五"])
def test_t05_garbled_names_hold_the_row(text: str) -> None:
    ledger = rows(item(责任人=text))
    assert ledger.readings["quarantined"].tolist() == [True] and kinds(ledger) == ["cell_garbled"]


def test_t06_control_characters_are_not_shown_kept_in_the_raw_and_stop_nothing() -> None:
    ledger = rows(item(整改措施="措\x01施\x1f一"), item(整改措施="措施二"))
    assert ledger.readings["measure"].tolist() == ["措施一", "措施二"]
    assert "\\u0001" in ledger.readings["raw"].iloc[0] and not ledger.readings["quarantined"].any()


def test_t07_a_nul_in_a_cell_is_taken_out() -> None:
    assert rows(item(整改措施="措\0施一")).readings["measure"].tolist() == ["措施一"]
    assert clean("措\0施一") == "措施一"


def test_t08_half_a_surrogate_pair_holds_the_row() -> None:
    ledger = rows(item(责任人=clean("孙\ud800五")))
    assert ledger.readings["quarantined"].tolist() == [True]


def test_t09_an_override_of_direction_is_taken_out_of_names_and_texts() -> None:
    row = one(责任人="孙\u202e五", 整改措施="措施\u202e一")
    assert (row["person"], row["measure"]) == ("孙五", "措施一")


def test_t10_a_text_longer_than_a_cell_holds_the_row_and_is_cut() -> None:
    ledger = rows(item(整改进展="长" * 1_000_000))
    assert ledger.readings["quarantined"].tolist() == [True] and "cell_too_long" in kinds(ledger)
    assert max(len(ledger.readings["progress"].iloc[0]), len(ledger.readings["raw"].iloc[0])) < 40_000


@pytest.mark.parametrize("text", ["=1+1", "+甲", "-乙", "@丙", "\t丁", "\r戊", "＝己"])
def test_t11_a_cell_that_begins_like_a_formula_is_data(text: str) -> None:
    ledger = rows(item(整改措施=f"{text}制定办法"))
    assert not ledger.readings["quarantined"].any() and "制定办法" in ledger.readings["measure"].iloc[0]


def test_t13_line_ends_in_a_title_are_folded_before_it_is_a_subject() -> None:
    measure = one(整改措施="制定办法\r\nBcc: x@example.org")["measure"]
    assert "\r" not in measure and "\n" not in _one_line(measure)


def test_t15_rare_characters_are_kept() -> None:
    row = one(责任人="𠮷䶮", 整改措施="为𠮷某办理")
    assert (row["person"], row["measure"], row["quarantined"]) == ("𠮷䶮", "为𠮷某办理", False)


def test_t16_traditional_and_simplified_names_stay_distinct() -> None:
    assert one(责任人="户三")["person"] != one(责任人="戶三")["person"]


@pytest.mark.parametrize("written", ["孙 五", "孙五同志", "孙五局长", "孙 五 局长", "副局长孙五"])
def test_t17_a_blank_or_a_title_is_no_part_of_a_name(written: str) -> None:
    assert one(责任人=written)["person"] == "孙五"


# --- 7 status and meaning -------------------------------------------------------------------


def test_s02_a_status_blank_where_there_was_one_holds_the_row_and_the_item_stays_open() -> None:
    ledger = rows(item(完成情况="", 佐证材料="通知.pdf"))
    assert kinds(ledger) == ["status_blank"] and ledger.readings["quarantined"].tolist() == [True]
    assert taken(rows(item()), ledger).items["settled_on"].isna().all()


def test_s04_back_from_written_off_to_in_progress_resumes_the_clock_and_is_told() -> None:
    done = taken(rows(item(完成情况="已销号", 佐证材料="通知.pdf")), rows(item(佐证材料="通知.pdf")))
    assert "fell_back" in set(done.changes["kind"]) and done.items["suspended_on"].isna().all()
    settled = taken(rows(item())).items.assign(settled_on=pd.Timestamp(2019, 6, 10))
    again = rows(item()).readings.assign(code=settled["code"].iloc[0])
    assert suspicions(settled, again, UNITS)["kind"].tolist() == ["relapse"]


def test_s05_from_not_begun_to_written_off_settles_nothing_and_is_put_to_the_reviewers() -> None:
    before, after = rows(item(完成情况="未启动")), rows(item(完成情况="已销号", 佐证材料="通知.pdf"))
    assert ("status_jump", False) in suspected(before, after)
    done = taken(before, after)
    assert done.items["settled_on"].isna().all() and "written_off_by_department" in set(done.changes["kind"])


def test_s06_in_progress_with_a_day_of_completion_holds_the_row() -> None:
    ledger = finished("2019年6月1日", "正在整改")
    assert kinds(ledger) == ["status_contradicts"] and ledger.readings["quarantined"].tolist() == [True]


def test_s08_a_colour_says_nothing_and_a_blank_status_holds_the_row() -> None:
    book = openpyxl.load_workbook(__import__("io").BytesIO(a_workbook(list(PLAIN), list(item(完成情况="")))))
    book.active["G2"].fill = openpyxl.styles.PatternFill("solid", fgColor="00FF00")
    ledger = read(delivered(*read_workbook(saved(book), "台账.xlsx", a_source("excel", path="x.xlsx"))))
    assert kinds(ledger) == ["status_blank"] and ledger.readings["quarantined"].tolist() == [True]


@pytest.mark.parametrize(("text", "claim"), [("√", "done"), ("是", "done"), ("Y", "done"), ("1", "done"), ("否", "not_done"),
                                             ("×", "not_done"), ("N", "not_done"), ("0", "not_done")])  # fmt: skip
def test_s09_a_yes_or_no_answers_where_the_heading_asks(text: str, claim: str) -> None:
    heading = [{"完成情况": "是否完成"}.get(h, h) for h in PLAIN]
    assert rows(item(完成情况=text), heading=heading).readings["claim"].tolist() == [claim]


@pytest.mark.parametrize("text", ["？", "待定", "2", "甲"])
def test_s09_any_other_answer_holds_the_row(text: str) -> None:
    heading = [{"完成情况": "是否完成"}.get(h, h) for h in PLAIN]
    ledger = rows(item(完成情况=text), heading=heading)
    assert kinds(ledger) == ["answer_unread"] and ledger.readings["quarantined"].tolist() == [True]


# --- 14 marks -------------------------------------------------------------------------------


def test_x05_an_unknown_word_of_who_may_see_it_is_restricted_and_reviewed() -> None:
    def levelled(word: str) -> Ledger:
        return rows((*item(), word), heading=(*PLAIN, "知悉范围"))

    unknown, known = levelled("三号范围"), levelled("受限")
    assert (unknown.readings["restricted"].tolist(), unknown.readings["quarantined"].tolist()) == (
        [True],
        [True],
    )
    assert kinds(unknown) == ["level_unknown"]
    assert (known.readings["restricted"].tolist(), kinds(known)) == ([True], [])
    assert [levelled(w).readings["restricted"].iloc[0] for w in ("", "公开", "内部", "/")] == [False] * 4


@pytest.mark.parametrize(("text", "shown"), [
    ("身份证110101199003074514", "110101***********4"), ("卡号6222 0212 3456 7890 128", "6222********0128"),
    ("电话13800138000", "138****8000"), ("电话+86 138-0013-8000", "138****8000"),
])  # fmt: skip
def test_x06_numbers_of_persons_in_free_text_are_accepted_and_masked(text: str, shown: str) -> None:
    row = one(整改进展=text, 整改措施=f"联系{text}")
    assert shown in row["progress"] and shown in row["measure"] and not row["quarantined"]


def test_x06_other_long_numbers_stay_as_they_are() -> None:
    text = "文号20190603000123，金额1234567890123456元，2019-06-03 00:00:00"
    assert one(整改进展=text)["progress"] == text
