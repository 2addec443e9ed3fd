"""Workbooks as text: what a person sees in a cell, and nothing that harms the reader."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from duban.errors import DeliveryRefused
from duban.grid import Grid
from tasks.sources import call_in
from tasks.sources.excel import read_workbook
from tests.tasks.sources.makers import (
    SAMPLES,
    SHEET,
    TODAY,
    a_source,
    a_workbook,
    put,
    repacked,
    saved,
    with_sheet,
)

SOURCE = a_source("excel", path="inbox/*/a.xlsx")


def read(content: bytes, **given: Any) -> tuple[Grid, ...]:
    return read_workbook(content, "来源“环评科” a.xlsx", SOURCE.model_copy(update=given))


def refusal(content: bytes, **given: Any) -> str:
    with pytest.raises(DeliveryRefused) as fault:
        read(content, **given)
    assert str(fault.value).startswith("来源“环评科” a.xlsx")
    return str(fault.value)


def cell_of(value: Any, style: str | None = None) -> str:
    book = openpyxl.Workbook()
    book.active["A1"] = value
    if style:
        book.active["A1"].number_format = style
    return read(saved(book))[0].cells[0][0]


@pytest.mark.parametrize(("value", "shown"), [
    (date(2019, 6, 30), "2019-06-30 00:00:00"), (datetime(2019, 6, 30, 16, 30), "2019-06-30 16:30:00"),
    (time(12, 0), "12:00:00"), (timedelta(hours=30), "30:00:00"), (3.0, "3"), (0, "0"), (0.85, "0.85"),
    (0.1 + 0.2, "0.3"), (13800138000, "13800138000"), (True, "TRUE"), (False, "FALSE"), (" 甲\n乙 ", " 甲\n乙 "),
    ("0012", "0012"), ("NA", "NA"), ("𠮷", "𠮷"),
])  # fmt: skip
def test_a_cell_is_the_text_it_shows(value: Any, shown: str):
    assert cell_of(value) == shown


def test_an_error_is_never_a_blank():
    book = openpyxl.Workbook()
    book.active.append(["整改时限", "状态"])
    book.active["A2"], book.active["B2"] = "#N/A", "=1/0"
    content = with_sheet(
        saved(book),
        rb'<c r="B2"><f>1/0</f><v ?/?>(</v>)?</c>',
        b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    )
    assert read(content)[0].cells == (("整改时限", "状态"), ("#N/A", "#DIV/0!"))


def test_an_error_beyond_all_other_cells_is_not_lost():
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active["C3"] = "#REF!"
    assert read(saved(book))[0].cells == (("甲", "", ""), ("", "", ""), ("", "", "#REF!"))


def test_a_formula_never_reckoned_shows_itself_and_not_a_blank():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "整改时限", "=TODAY()+3"
    assert read(saved(book))[0].cells == (("整改时限",), ("=TODAY()+3",))


def test_a_formula_that_gives_an_empty_text_is_blank():
    content = with_sheet(
        a_workbook(["甲", "乙"]), rb'<c r="B1".*?</c>', b'<c r="B1" t="str"><f>""</f><v></v></c>'
    )
    assert read(content)[0].cells == (("甲",),)


def test_row_and_column_numbers_are_those_a_person_sees():
    book = openpyxl.Workbook()
    book.active["C4"] = "整改台账"
    book.active.merge_cells("C4:F4")
    book.active["C5"], book.active["F5"], book.active["C6"] = "措施", "时限", "甲"
    book.active.merge_cells("C6:C7")
    book.active["F7"] = "6月"
    (grid,) = read(saved(book))
    assert grid.cells[3] == ("", "", "整改台账", "", "", "")
    assert grid.cells[4] == ("", "", "措施", "", "", "时限")
    assert grid.first_row == 1
    assert sorted(grid.merged) == [(3, 2, 3, 5), (5, 2, 6, 2)]


def test_a_merged_range_wider_than_the_cells_is_cut_to_them():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["B2"] = "题", "甲", "乙"
    book.active.merge_cells("A1:Z1")
    book.active.merge_cells("D9:E12")
    (grid,) = read(saved(book))
    assert grid.merged == ((0, 0, 0, 1),)


def test_hidden_sheets_are_left_out_unless_the_site_names_one():
    book = openpyxl.Workbook()
    book.active.title = "整改台账"
    book.active.append(["甲"])
    for name, state in (("旧", "hidden"), ("更旧", "veryHidden")):
        book.create_sheet(name).append(["乙"])
        book[name].sheet_state = state
    assert [g.name for g in read(saved(book))] == ["整改台账"]
    assert [g.name for g in read(saved(book), sheet="旧")] == ["旧"]
    assert "没有名为“新”的工作表，现有整改台账、旧、更旧" in refusal(saved(book), sheet="新")


def test_hidden_rows_are_read_and_an_empty_sheet_is_an_empty_grid():
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    book.active.append(["乙"])
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("空")
    assert [g.cells for g in read(saved(book))] == [(("甲",), ("乙",)), ()]


def test_the_1904_calendar_gives_the_same_days():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2019, 6, 30)
    assert read(saved(book))[0].cells == (("2019-06-30 00:00:00",),)


@pytest.mark.parametrize("stated", [b"A1", b"A1:XFD1048576"])
def test_the_stated_extent_is_not_believed(stated: bytes):
    rows = [[f"措施{n}", n] for n in range(50)]
    content = with_sheet(a_workbook(*rows), rb'<dimension ref="[^"]*"', b'<dimension ref="' + stated + b'"')
    (grid,) = read(content)
    assert len(grid.cells) == 50
    assert grid.cells[49] == ("措施49", "49")


def test_the_samples_are_read_with_their_title_heading_and_merged_cells(tmp_path: Path):
    path = SAMPLES / "2019-06-03" / "环评科整改台账.xlsx"
    grid = read(path.read_bytes())[0]
    sheet = openpyxl.load_workbook(path)[grid.name]
    told = {(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in sheet.merged_cells.ranges}
    assert set(grid.merged) == told
    shown = [c.value if isinstance(c.value, str) else None for row in sheet.iter_rows() for c in row]
    assert [t for t, want in zip((t for row in grid.cells for t in row), shown, strict=True) if want] == [
        want for want in shown if want]  # fmt: skip


def an_old_workbook() -> xlwt.Workbook:
    book = xlwt.Workbook()
    sheet = book.add_sheet("整改台账")
    sheet.write_merge(1, 1, 1, 3, "题")
    sheet.write(2, 1, date(2019, 6, 30), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(2, 2, 3)
    sheet.write(2, 3, True)
    sheet.row(3).set_cell_error(1, 0x2A)
    sheet.write(3, 2, 0.5)
    hidden = book.add_sheet("旧")
    hidden.write(0, 0, "旧")
    hidden.visibility = 1
    return book


def test_an_old_workbook_is_read_the_same_way_whatever_its_name():
    (grid,) = read(saved(an_old_workbook()))
    assert grid.name == "整改台账"
    assert grid.cells == (("", "", "", ""), ("", "题", "", ""), ("", "2019-06-30 00:00:00", "3", "TRUE"),
                          ("", "#N/A", "0.5", ""))  # fmt: skip
    assert grid.merged == ((1, 1, 1, 3),)


def test_an_old_workbook_larger_than_one_table_of_sectors_keeps_its_errors():
    book = xlwt.Workbook()
    first, second = book.add_sheet("甲"), book.add_sheet("乙")
    for row in range(3000):
        first.write(row, 0, f"措施{row}" * 30)
        second.write(row, 0, row)
    first.row(2999).set_cell_error(1, 0x17)
    second.row(0).set_cell_error(1, 0x07)
    one, two = read(saved(book))
    assert one.cells[2999][1] == "#REF!"
    assert two.cells[0] == ("0", "#DIV/0!")


def test_a_web_page_saved_as_a_workbook_is_refused():
    assert "实为网页表格，应为 Excel 工作簿" in refusal(
        "<html><table><tr><td>甲</td></tr></table></html>".encode()
    )
    assert "实为网页表格" in refusal(b"\xef\xbb\xbf\r\n<!DOCTYPE html>")


def test_what_is_no_workbook_is_refused_in_words():
    assert "文件是空的" in refusal(b"")
    assert "不是工作簿" in refusal("序号,措施\n1,甲\n".encode())
    assert "打不开，请重新保存" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "不是有效的 Excel 工作簿" in refusal(out.getvalue())


@pytest.mark.parametrize("kept", [30, 300, 2000, -30])
def test_a_file_cut_off_is_refused(kept: int):
    assert "请重新保存后报送" in refusal(a_workbook(*[[f"措施{n}"] for n in range(500)])[:kept])


def test_an_old_workbook_cut_off_is_refused():
    assert "请重新保存" in refusal(saved(an_old_workbook())[:3000])


def test_a_locked_workbook_is_refused_and_says_why():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "加了打开密码" in refusal(content)


def test_macros_are_refused_by_part_or_by_type():
    assert "含宏" in refusal(repacked(a_workbook(), more={"xl/vbaProject.bin": b"\0"}))
    macro = repacked(a_workbook(), lambda name, part: part.replace(
        b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main") if name == "[Content_Types].xml" else part)  # fmt: skip
    assert "含宏" in refusal(macro)


def test_a_zip_that_unpacks_beyond_measure_is_refused_before_it_is_opened():
    assert "解压后体积异常" in refusal(repacked(a_workbook(), more={"xl/media/bomb.xml": b"0" * 30_000_000}))
    assert "解压后体积异常" in refusal(
        repacked(a_workbook(), more={f"xl/media/{n}": b"" for n in range(1000)})
    )


def test_a_size_that_lies_is_found_by_counting():
    content = bytearray(repacked(a_workbook(), more={"xl/media/lie.xml": b"0" * 5_000_000}))
    real = (5_000_000).to_bytes(4, "little")
    assert content.count(real) == 2
    assert "损坏" in refusal(bytes(content.replace(real, (1000).to_bytes(4, "little"))))


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\evil.xml", "xl/inner.zip", "XL/workbook.XML"]
)
def test_odd_names_in_the_zip_are_refused(name: str):
    assert "压缩结构异常" in refusal(repacked(a_workbook(), more={name: b"<a/>"}))


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = repacked(a_workbook(), more={SHEET: b"<worksheet/>"})
    assert "压缩结构异常" in refusal(content)


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "_rels/.rels"])
def test_a_doctype_in_any_part_is_refused(part: str, code: str):
    trap = b" " * 5000 + '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'.encode(code)
    content = repacked(a_workbook(), lambda name, body: trap + body if name == part else body)
    assert "DOCTYPE" in refusal(content)


def test_a_cell_at_the_far_corner_is_named_and_harms_nothing():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "甲", "乙"
    said = refusal(saved(book))
    assert "XFD1048576" in said
    assert "请清理后重新保存" in said


def test_a_blank_cell_far_below_is_passed_over():
    book = openpyxl.Workbook()
    for n in range(50):
        book.active.append([f"措施{n}"] * 15)
    book.active["A1048576"] = " "
    (grid,) = read(saved(book))
    assert (len(grid.cells), len(grid.cells[0])) == (50, 15)


def test_a_word_far_below_is_named_and_not_dropped():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A900000"] = "甲", "乙"
    assert "“Sheet”第900000行：还有内容" in refusal(saved(book))


def test_the_reader_has_a_time_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tasks.sources.excel.MOST_SECONDS", 0.001)
    assert "秒内没有读完（最远的单元格是 B2）" in refusal(a_workbook())


def test_a_file_beyond_the_size_limit_is_refused_unread(tmp_path: Path):
    path = put(tmp_path, "2019-06-03/a.xlsx", b"")
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    calls = call_in(SOURCE, tmp_path, TODAY)
    assert "有65MB，最多64MB" in str(calls.refused[0])


def test_a_large_ledger_is_read_whole(tmp_path: Path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("整改台账")
    for n in range(20_000):
        sheet.append([n, f"措施{n}", date(2019, 6, 30), 0.5])
    (grid,) = read(saved(book))
    assert len(grid.cells) == 20_000
    assert grid.cells[-1] == ("19999", "措施19999", "2019-06-30 00:00:00", "0.5")
