"""A department's own workbook with marks: whatever it looked like, it still does."""

import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tasks.copies.apart import written_on
from tests.tasks.copies.books import DAY, HEADINGS, ROW, book, came, opened, pages, returned


def row(**cells: Any) -> tuple[Any, ...]:
    """A plain row that differs by column letter."""
    return tuple(cells.get("ABCDEFGHIJ"[i], text) for i, text in enumerate(ROW))


def test_a_cell_in_doubt_gets_a_comment_a_fill_and_its_row_a_code() -> None:
    sheet = opened(returned(came(book(row(), row(C="措施二", F="2019年2月30日")))))
    assert sheet["F4"].comment.text.startswith("整改时限“2019年2月30日”")
    assert sheet["F4"].fill.fgColor.rgb == "00F8CBAD" and sheet["F3"].comment is None
    assert [sheet[f"K{r}"].value for r in (2, 3, 4)] == ["事项编号", "HP-01-1", "HP-01-2"]


def test_a_problem_in_a_merged_cell_is_told_at_the_cell_that_holds_its_text() -> None:
    rows = (row(F="2019年2月30日"), row(C="措施二", F=None))
    sheet = opened(returned(came(book(*rows, change=lambda s: s.merge_cells("F3:F4")))))
    assert "2019年2月30日" in sheet["F3"].comment.text and str(sheet.merged_cells.ranges).count("F3:F4") == 1


def test_choices_rules_filters_hidden_rows_widths_and_print_set_up_stay() -> None:
    def change(sheet: Any) -> None:
        choice = DataValidation("list", formula1='"未启动,已完成"')
        choice.add("H3:H9")
        sheet.add_data_validation(choice)
        sheet.conditional_formatting.add(
            "H3:H9", CellIsRule("equal", ['"已完成"'], fill=PatternFill("solid", "FF00FF"))
        )
        sheet.auto_filter.ref, sheet.print_area = "A2:J4", "A1:J4"
        sheet.row_dimensions[4].hidden, sheet.column_dimensions["J"].hidden = True, True
        sheet.page_setup.orientation, sheet.print_title_rows, sheet.freeze_panes = "landscape", "1:2", "A3"

    sheet = opened(returned(came(book(row(), row(C="措施二"), change=change))))
    (choice,) = sheet.data_validations.dataValidation
    assert str(choice.sqref) == "H3:H9" and choice.formula1 == '"未启动,已完成"'
    assert [str(r.sqref) for r in sheet.conditional_formatting] == ["H3:H9"]
    assert (sheet.auto_filter.ref, sheet.print_area) == ("A2:K4", "'整改台账'!$A$1:$K$4")
    assert sheet.row_dimensions[4].hidden and sheet.column_dimensions["J"].hidden
    assert (sheet.page_setup.orientation, sheet.print_title_rows, sheet.freeze_panes) == (
        "landscape",
        "$1:$2",
        "A3",
    )
    assert (sheet.column_dimensions["C"].width, sheet.row_dimensions[3].height) == (44.0, 52.5)


def test_formulas_and_comments_of_the_department_stay_above_ours() -> None:
    def change(sheet: Any) -> None:
        sheet["A3"] = "=ROW()-2"
        sheet["F3"].comment = Comment("待局长定", "孙五")

    sheet = opened(returned(came(book(row(F="2019年2月30日"), change=change))))
    assert sheet["A3"].value == "=ROW()-2"
    assert sheet["F3"].comment.text.startswith("待局长定\n整改时限“2019年2月30日”")


def test_a_heading_of_two_rows_gets_a_code_heading_over_both() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(3)
        for column in (*range(1, 6), *range(7, 11)):
            sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
        sheet["F2"], sheet["F3"] = "整改", "时限"

    one = came(book(row(), change=change))
    sheet = opened(returned(one))
    assert one.layouts[0].heading_rows == 2
    assert sheet["K2"].value == "事项编号" and "K2:K3" in {str(r) for r in sheet.merged_cells.ranges}
    assert sheet["K4"].value == "HP-01-1"


def test_the_departments_own_code_column_is_used_and_what_stands_in_it_is_never_written_over() -> None:
    headings = ("事项编号", *HEADINGS[1:])
    own = opened(returned(came(book(row(A="ENT-7"), row(A=None, C="措施二"), headings=headings))))
    assert [own["A3"].value, own["A4"].value] == ["ENT-7", "HP-01-1"] and own["K2"].value is None
    headings = ("问题编号", *HEADINGS[1:])
    other = opened(returned(came(book(row(A="甲1"), row(A="甲1", C="措施二"), headings=headings))))
    assert [other["A3"].value, other["A4"].value] == ["甲1", "甲1"]
    assert [other[f"K{r}"].value for r in (2, 3, 4)] == ["事项编号", "HP-01-1", "HP-01-2"]


@pytest.mark.parametrize("code", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)"])
def test_a_code_that_looks_like_a_formula_goes_back_as_a_text(code: str) -> None:
    headings = (*HEADINGS[:9], "事项编号")
    one = came(book(row(J=code), row(C="措施二", F="2019年2月30日"), headings=headings))
    made = openpyxl.load_workbook(io.BytesIO(returned(one)))
    values = [c for r in made.worksheets[0].iter_rows() for c in r if c.value is not None]
    assert all(c.data_type != "f" for c in values)
    assert made.worksheets[0]["J3"].value == code
    fresh = opened(returned(came(book(row(), row(C="措施二")), before=one.tracked.items)))
    assert (fresh["K3"].value, fresh["K3"].data_type, fresh["K3"].quotePrefix) == (code, "s", True)


def test_what_stands_far_right_of_the_ledger_is_not_written_over() -> None:
    sheet = opened(returned(came(book(row(), change=lambda s: s.__setitem__("K3", "另记")))))
    assert sheet["K3"].value == "另记" and sheet["L2"].value == "事项编号" and sheet["L3"].value == "HP-01-1"


def test_the_same_delivery_gives_the_same_bytes_whatever_the_order_of_chance() -> None:
    content = book(row(F="2019年2月30日"), *(row(C=f"措施{n}") for n in range(9)),
                   change=lambda s: [s.merge_cells(f"B{r}:B{r + 1}") for r in (3, 5, 7, 9)])  # fmt: skip
    code = ("import sys,hashlib; from tests.tasks.copies.books import *;"
            "print(hashlib.sha256(returned(came(sys.stdin.buffer.read()))).hexdigest())")  # fmt: skip
    root = Path(__file__).resolve().parents[3]
    said = {subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, check=True, cwd=root,
                           env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")}  # fmt: skip
    assert len(said) == 1


def test_the_process_apart_writes_what_we_would() -> None:
    one = came(book(row(F="2019年2月30日")))
    apart = written_on(one.content, pages(one), DAY, "0")
    assert apart is not None and opened(apart)["F3"].comment.text == opened(returned(one))["F3"].comment.text


@pytest.mark.parametrize(
    ("name", "cell"), [("线索", "问题线索台账"), ("附表", "机密★"), ("附表", "密级：秘密")]
)
def test_a_sheet_nobody_read_that_is_secret_or_of_clues_is_not_written_anew(name: str, cell: str) -> None:
    def change(sheet: Any) -> None:
        hidden = sheet.parent.create_sheet(name)
        hidden["A1"], hidden.sheet_state = cell, "hidden"

    one = came(book(row(), change=change))
    assert written_on(one.content, pages(one), DAY, "0") is None


def test_what_is_no_workbook_for_the_writer_is_none_and_no_error() -> None:
    assert written_on(b"PK\x03\x04 broken", (), date(2019, 6, 3), "0") is None


def test_every_balloon_stands_beside_its_own_cell_as_large_as_what_it_says() -> None:
    drawn = zipfile.ZipFile(
        io.BytesIO(returned(came(book(row(F="尽快"), row(C="措施二", H="差不多了" * 30)))))
    )
    vml = drawn.read("xl/drawings/commentsDrawing1.vml").decode()
    found = re.findall(r"Anchor>([\d, ]+)<.*?Row>(\d+)<.*?Column>(\d+)<", vml, re.DOTALL)
    assert len(found) == vml.count("ObjectType") == 3
    for anchor, at_row, column in found:
        left, _, top, _, right, _, bottom, _ = map(int, anchor.split(", "))
        assert (left, top) == (int(column) + 1, int(at_row)) and right > left and bottom >= top
