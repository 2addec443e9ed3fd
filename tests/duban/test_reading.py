"""A whole delivery read: rows and what is no row, merged cells, shown texts, secrets, what was recognised."""

from datetime import date

import pytest

from duban.errors import DeliveryRefused
from duban.grid import Delivery, Grid
from duban.reading import READINGS, Ledger
from tests.duban.ledgers import ITEM, PLAIN, delivered, item, kinds, read, rows, sheet

WIDE = len(PLAIN) - 1


def measures(ledger: Ledger) -> list[str]:
    return ledger.readings["measure"].tolist()


def test_shown_texts_keep_the_width_of_chinese_punctuation_and_fold_the_rest() -> None:
    row = rows(item(整改措施="①制定办法（试行）：按季公开；②１２项，５０㎡…　完成")).readings.iloc[0]
    assert row["measure"] == "①制定办法（试行）：按季公开；②12项，50㎡… 完成"


def test_two_widths_of_the_same_text_are_one_item() -> None:
    ledger = rows(item(整改措施="制定办法（试行）"), item(整改措施="制定办法(试行)", 完成情况="已完成"))
    assert kinds(ledger) == ["row_clashes"] * 2


def test_what_was_recognised_can_be_shown() -> None:
    found = rows(item()).recognised
    assert found[0] == ("整改台账", "责任人", "责任人") or ("整改台账", "责任人", "责任人") in found
    assert {zh for _, zh, _ in found} == {
        "反馈问题",
        "整改措施",
        "责任单位",
        "责任人",
        "整改时限",
        "整改进展",
        "完成情况",
        "佐证材料",
    }


def test_readings_keep_their_schema_and_nothing_is_held_without_a_reason() -> None:
    readings = rows(item()).readings
    READINGS.check(readings)
    assert readings[["quarantined", "restricted"]].to_numpy().tolist() == [[False, False]]


# --- merged cells and lines that are no items ----------------------------------------------


def test_a_merged_value_counts_for_all_its_rows() -> None:
    merged = [(1, 0, 3, 0), (1, 2, 3, 2), (2, 4, 3, 4)]
    blank = {"反馈问题": "", "责任单位": ""}
    grid = sheet(PLAIN, item(整改措施="甲"), item(整改措施="乙", 整改时限="2019年9月30日", **blank),
                 item(整改措施="丙", 整改时限="", **blank), merged=merged)  # fmt: skip
    found = read(delivered(grid)).readings
    assert found["finding"].tolist() == ["问题一"] * 3 and found["unit"].tolist() == ["环评科"] * 3
    assert found["due_on"].dt.strftime("%m-%d").tolist() == ["06-30", "09-30", "09-30"]


def test_rows_inside_one_merged_measure_are_one_item_told_line_by_line() -> None:
    grid = sheet(
        PLAIN, item(), item(整改措施="", 责任人="钱六", 整改时限="2019年9月30日"), merged=[(1, 1, 2, 1)]
    )
    row = read(delivered(grid)).readings.iloc[0]
    assert row["person_text"] == "孙五\n钱六" and row["due_text"] == "2019年6月30日\n2019年9月30日"
    assert (str(row["due_on"])[:10], row["certain"]) == ("2019-06-30", False)


@pytest.mark.parametrize(
    "line", [["环评科"], ["（一）环评科（共2项）"], ["", "监测站："], ["责任单位：环评科"]]
)
def test_a_units_name_in_a_line_of_its_own_is_that_of_the_rows_below(line: list[str]) -> None:
    ledger = rows(line, item(责任单位=""), item(整改措施="乙", 责任单位="信访科"))
    name = "监测站" if "监测站" in "".join(line) else "环评科"
    assert ledger.readings["unit"].tolist() == [name, "信访科"] and not kinds(ledger)


def test_a_sheet_parted_by_units_needs_no_column_of_units() -> None:
    heading = ["反馈问题", "整改措施", "整改时限", "完成情况"]
    body = [
        ["环评科"],
        ["问题一", "甲", "6月底", "正在整改"],
        ["监测站"],
        ["问题二", "乙", "6月底", "正在整改"],
    ]
    ledger = rows(*body, heading=heading)
    assert ledger.readings[["measure", "unit"]].to_numpy().tolist() == [["甲", "环评科"], ["乙", "监测站"]]


@pytest.mark.parametrize("line", [["一、政治建设方面"], ["（二）作风建设方面"], ["合计：2项"], ["合计", "", "2"], ["填报人：孙五", "审核人：李二"],
                                  ["审核人（签字）"], ["截至2019年6月3日"], ["注：按月填报"], ["联系电话 8000"]])  # fmt: skip
def test_chapters_footers_and_totals_are_no_items(line: list[str]) -> None:
    ledger = rows(item(), line, item(整改措施="乙"))
    assert measures(ledger) == ["措施一", "乙"] and not kinds(ledger)


@pytest.mark.parametrize("sign", ["同上", "〃", "（同上）"])
def test_the_same_as_above_is_what_stands_above(sign: str) -> None:
    found = rows(item(), item(整改措施="乙", 责任单位=sign, 整改时限=sign)).readings
    assert found["unit"].tolist() == ["环评科"] * 2 and found["certain"].tolist() == [True, True]


# --- secrets and clues ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark",
    [
        "秘密★10年",
        "机密★",
        "绝密★长期",
        "秘密",
        "机密级",
        "（绝密）",
        "密级：机密",
        "秘 密 ★ 1 年",
        "秘密★至2029年",
    ],
)
@pytest.mark.parametrize("where", ["title", "heading", "cell", "remark", "footer"])
def test_a_mark_alone_anywhere_stops_the_delivery(mark: str, where: str) -> None:
    heading = (*PLAIN, mark if where == "heading" else "备注")
    lines: list[tuple[str, ...]] = [heading, (*ITEM, mark if where == "remark" else "")]
    if where == "title":
        lines.insert(0, ("整改台账", "", mark))
    if where == "cell":
        lines.append((*item(整改措施="乙", 整改进展=mark), ""))
    if where == "footer":
        lines.append((mark,))
    with pytest.raises(DeliveryRefused, match="标有密级.*内容没有保存") as refused:
        read(delivered(sheet(*lines)))
    assert "问题一" not in str(refused.value)


@pytest.mark.parametrize("name", ["整改台账（秘密）.xlsx", "秘密★10年整改台账.xlsx", "机密-整改台账.xlsx", "整改台账_绝密.xlsx",
                                  "2019/06/【机密】台账.xlsx"])  # fmt: skip
def test_a_mark_in_the_files_name_stops_the_delivery_and_the_name_is_not_repeated(name: str) -> None:
    marked = Delivery("环评科", name, "d", date(2019, 6, 3), "folder", (sheet(PLAIN, ITEM),))
    with pytest.raises(DeliveryRefused, match="标有密级") as refused:
        read(marked)
    assert "台账.xlsx" not in str(refused.value)


def test_a_mark_in_a_sheets_name_or_in_a_sheet_that_is_no_ledger_stops_the_delivery() -> None:
    for extra in (sheet(["说明"], name="机密★附表"), sheet(["说明", "绝密★"], name="说明")):
        with pytest.raises(DeliveryRefused, match="标有密级"):
            read(delivered(sheet(PLAIN, ITEM), extra))


@pytest.mark.parametrize("text", ["保密工作制度不健全", "秘密举报渠道不畅", "涉密文件（秘密级）管理不规范，未落实机密件专人保管", "定密不准，秘密、机密混用",
                                  "开展保守国家秘密教育"])  # fmt: skip
def test_the_word_within_running_text_stops_nothing(text: str) -> None:
    named = Delivery(
        "保密",
        "保密工作整改台账.xlsx",
        "d",
        date(2019, 6, 3),
        "folder",
        (sheet(["保密工作整改台账"], PLAIN, item(反馈问题=text)),),
    )
    assert len(read(named).readings) == 1


@pytest.mark.parametrize("heading", ["问题线索", "线索编号", "移交线索情况", "违纪线索"])
def test_a_column_of_clues_is_not_kept(heading: str) -> None:
    ledger = rows((*item(), "某某涉嫌"), heading=(*PLAIN, heading))
    assert "某某涉嫌" not in str(ledger) + ledger.readings.to_json() and "clue" in kinds(ledger)


def test_columns_under_a_group_of_clues_are_not_kept() -> None:
    upper, lower = [*PLAIN, "问题线索", ""], [*[""] * len(PLAIN), "来源", "办理情况"]
    merged = [(0, len(PLAIN), 0, len(PLAIN) + 1), *((0, c, 1, c) for c in range(len(PLAIN)))]
    ledger = read(delivered(sheet(upper, lower, [*item(), "某某来信", "某某涉嫌"], merged=merged)))
    assert "某某" not in ledger.readings.to_json() and kinds(ledger).count("clue") == 2


def test_a_file_of_clues_is_refused() -> None:
    named = Delivery("信访", "问题线索台账.xlsx", "d", date(2019, 6, 3), "folder", (sheet(PLAIN, ITEM),))
    with pytest.raises(DeliveryRefused, match="问题线索"):
        read(named)


def test_a_large_ledger_is_understood_by_its_distinct_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    from duban import cells

    asked: list[str] = []
    real = cells.read_deadline
    monkeypatch.setattr(cells, "read_deadline", lambda text, **more: asked.append(text) or real(text, **more))
    body = tuple(item(整改措施=f"措施{n}", 整改时限=f"2019年{n % 12 + 1}月底") for n in range(3000))
    ledger = read(delivered(Grid("台账", (PLAIN, *body))))
    assert len(ledger.readings) == 3000 and len(asked) < 30
