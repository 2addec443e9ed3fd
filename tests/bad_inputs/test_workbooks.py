"""Bad inputs, group 2: the workbook's container. Each test's name begins with the input's id."""

import io
import struct
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from python_calamine import CalamineWorkbook

from duban.errors import DeliveryRefused
from duban.grid import Grid
from tasks.sources.excel import read_workbook
from tests.duban.ledgers import PLAIN, delivered, item, read
from tests.tasks.sources.makers import SHEET, a_source, a_workbook, repacked, saved, with_sheet

LEDGER = [list(PLAIN), *(list(item(整改措施=f"措施{n}")) for n in range(50))]
DIMENSION = rb'<dimension ref="[^"]*"'


def sheets(content: bytes, **given: object) -> tuple[Grid, ...]:
    return read_workbook(content, "来源“环评科” a.xlsx", a_source("excel", path="a.xlsx", **given))


def refusal(content: bytes) -> str:
    with pytest.raises(DeliveryRefused, match="^来源“环评科” a.xlsx") as fault:
        sheets(content)
    return str(fault.value)


def notes(content: bytes) -> str:
    return "；".join(read(delivered(*sheets(content))).doubts)


def test_w02_an_old_workbook_under_a_new_name_is_read_as_what_it_is() -> None:
    book = xlwt.Workbook()
    for n, row in enumerate(LEDGER):
        for m, text in enumerate(row):
            (book.add_sheet("整改台账") if n + m == 0 else book.get_sheet(0)).write(n, m, text)
    assert len(read(delivered(*sheets(saved(book)))).readings) == 50


@pytest.mark.parametrize("start", ["<html>", "\ufeff<!DOCTYPE html>", "  <table>", "MIME-Version: 1.0\r\n"])
def test_w03_a_web_page_under_a_workbooks_name_is_refused(start: str) -> None:
    assert "实为网页表格" in refusal(f"{start}<tr><td>整改措施</td></tr></table>".encode())


@pytest.mark.parametrize("gone", ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_w06_a_zip_without_its_parts_is_refused_in_words(gone: str) -> None:
    said = refusal(repacked(a_workbook(), lambda name, part: None if name == gone else part))
    assert ("不是有效的 Excel 工作簿" in said or "损坏" in said) and "Error" not in said


@pytest.mark.parametrize(("id_", "stated"), [("w07", b"A1"), ("w08", b"A1:XFD1048576")])
def test_w07_w08_the_stated_extent_is_not_believed(id_: str, stated: bytes) -> None:
    content = with_sheet(a_workbook(*LEDGER), DIMENSION, b'<dimension ref="' + stated + b'"')
    (grid,) = sheets(content)
    second = openpyxl.load_workbook(io.BytesIO(a_workbook(*LEDGER))).active
    assert (len(grid.cells), len(grid.cells[0])) == (second.max_row, second.max_column), id_


def test_w08_the_widest_statement_costs_no_memory_and_no_rows() -> None:
    content = with_sheet(a_workbook(*LEDGER), DIMENSION, b'<dimension ref="A1:XFD1048576"')
    assert len(read(delivered(*sheets(content))).readings) == 50


def test_w09_a_blank_in_the_last_row_is_passed_over_and_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(*LEDGER)))
    book.active["A1048576"] = " "
    assert len(sheets(saved(book))[0].cells) == 51
    assert "以下直到第1048576行只有空白" in notes(saved(book))


def test_w10_more_rows_than_a_ledger_has_are_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(*LEDGER)))
    book.active["A200001"] = "甲"
    assert "一张表最多200000行" in refusal(saved(book))


@pytest.mark.parametrize(
    "bomb", [{"xl/media/a.xml": b"0" * 30_000_000}, {f"xl/media/{n}": b"" for n in range(1000)}]
)
def test_w11_a_zip_bomb_is_refused_by_its_directory(bomb: dict[str, bytes]) -> None:
    assert "解压后体积异常" in refusal(repacked(a_workbook(), more=bomb))


def test_w12_sizes_that_lie_are_found_by_counting() -> None:
    content = repacked(a_workbook(), more={"xl/media/lie.xml": b"0" * 5_000_000})
    lie = content.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 1000))
    assert "损坏" in refusal(lie)


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "docProps/core.xml"]
)
def test_w14_a_doctype_in_any_part_is_refused(part: str) -> None:
    trap = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    content = a_workbook()
    if part not in zipfile.ZipFile(io.BytesIO(content)).namelist():
        content = repacked(content, more={part: b"<sst/>"})
    said = refusal(repacked(content, lambda n, body: trap + body.split(b"?>", 1)[-1] if n == part else body))
    assert "DOCTYPE" in said


@pytest.mark.parametrize("name", ["../a.xml", "xl/..\\a.xml", "/a.xml", "xl/a.zip", "XL/WORKBOOK.xml"])
def test_w15_odd_names_in_the_zip_are_refused(name: str) -> None:
    assert "压缩结构异常" in refusal(repacked(a_workbook(), more={name: b"<a/>"}))


def test_w15_two_parts_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = repacked(a_workbook(), more={SHEET: b"<worksheet/>"})
    assert "压缩结构异常" in refusal(content)


def test_w17_links_are_not_loaded_and_it_is_told() -> None:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    content = repacked(a_workbook(*LEDGER), more={"xl/externalLinks/externalLink1.xml": link})
    assert len(read(delivered(*sheets(content))).readings) == 50
    assert "含外部链接或数据连接，没有加载" in notes(content)


def test_w17_a_deadline_from_another_workbook_is_a_formula_and_no_deadline() -> None:
    content = with_sheet(
        a_workbook(*LEDGER), rb'<c r="E2".*?</c>', b'<c r="E2" t="str"><f>[1]A!A1</f><v>2019-6-30</v></c>'
    )
    ledger = read(delivered(*sheets(content)))
    assert ledger.readings["kind"].iloc[0] == "unclear" and ledger.readings["quarantined"].iloc[0]


def test_w18_a_workbook_without_a_sheet_of_cells_is_refused() -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("图")
    del book["Sheet"]
    assert "没有可见的数据表" in refusal(saved(book))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_w21_a_hidden_sheet_is_left_out_and_told(state: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(*LEDGER)))
    old = book.create_sheet("旧")
    for row in LEDGER[:3]:
        old.append(row)
    old.sheet_state = state
    assert len(read(delivered(*sheets(saved(book)))).readings) == 50
    assert "有1张隐藏的工作表，没有读取" in notes(saved(book))
    assert len(sheets(saved(book), sheet="旧")[0].cells) == 3


def test_w22_hidden_rows_are_read_too_and_counted() -> None:
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(*LEDGER)))
    for n in (3, 4, 7):
        book.active.row_dimensions[n].hidden = True
    assert len(read(delivered(*sheets(saved(book)))).readings) == 50
    assert "有3行被隐藏，已一并读取" in notes(saved(book))


def test_w23_the_1904_calendar_gives_the_same_days_as_a_second_reader() -> None:
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(*LEDGER)))
    book.epoch = CALENDAR_MAC_1904
    book.active["E2"] = date(2019, 6, 30)
    ledger = read(delivered(*sheets(saved(book))))
    second = CalamineWorkbook.from_filelike(io.BytesIO(saved(book))).get_sheet_by_index(0).to_python()[1][4]
    assert ledger.readings["due_on"].iloc[0].date() == date(2019, 6, 30) == second
