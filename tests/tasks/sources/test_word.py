"""Tables in Word documents: text as a person sees it, titles above, merged cells, nothing that harms."""

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from duban.errors import DeliveryRefused
from duban.grid import Grid
from tasks.sources.any_file import read_any
from tasks.sources.word import read_document
from tests.duban.ledgers import PLAIN, delivered, item, read
from tests.tasks.sources.makers import a_source, a_workbook, repacked

SOURCE = a_source("word", path="a.docx")
WHERE = "来源“环评科” a.docx"


def a_table(document: Any, *rows: tuple[str, ...]) -> Any:
    """A table with these rows."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    return table


def a_document(
    *titles: str, rows: tuple[tuple[str, ...], ...] = (PLAIN, item(), item(整改措施="措施二"))
) -> Any:
    """A document of title lines and one table."""
    document = docx.Document()
    for title in titles:
        document.add_paragraph(title)
    a_table(document, *rows)
    return document


def saved(document: Any) -> bytes:
    """The bytes of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def tables(document: Any) -> tuple[Grid, ...]:
    return read_document(saved(document), WHERE, SOURCE)


def refusal(content: bytes) -> str:
    with pytest.raises(DeliveryRefused, match="^来源“环评科” a.docx") as fault:
        read_document(content, WHERE, SOURCE)
    return str(fault.value)


def test_a_table_under_its_title_is_a_ledger_of_the_day_it_states() -> None:
    grids = tables(a_document("整改台账", "填报单位：环评科　填报日期：2019年6月28日"))
    ledger = read(delivered(*grids))
    assert ledger.readings["measure"].tolist() == ["措施一", "措施二"]
    assert (f"{ledger.as_of_on}", ledger.as_of_from) == ("2019-06-28", "stated")
    assert ledger.readings["row"].tolist() == [2, 3]  # as they are counted in the table itself


def test_a_table_on_each_page_and_one_that_goes_on_are_read_whole() -> None:
    document = a_document("甲表", rows=(PLAIN, item()))
    document.add_paragraph("")
    a_table(document, item(整改措施="措施二"))  # the page ended, the table goes on
    document.add_page_break()
    a_table(document, PLAIN, item(整改措施="措施三"))
    document.add_paragraph("乙表")
    a_table(document, PLAIN, item(整改措施="措施四"))
    grids = tables(document)
    assert [g.name for g in grids] == ["第1张表", "第2张表"]
    assert read(delivered(*grids)).readings["measure"].tolist() == ["措施一", "措施二", "措施三", "措施四"]


def test_merged_cells_are_told_with_their_ranges() -> None:
    document = a_document(rows=(PLAIN, item(), item(整改措施="措施二"), item(整改措施="措施三", 反馈问题="")))
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0)).text = "问题甲"
    table.cell(3, 5).merge(table.cell(3, 6)).text = "正在整改"
    (grid,) = tables(document)
    assert grid.merged == ((1, 0, 2, 0), (3, 5, 3, 6))
    assert (grid.cells[1][0], grid.cells[2][0], grid.cells[3][5:7]) == ("问题甲", "", ("正在整改", ""))
    assert read(delivered(grid)).readings["finding"].tolist()[:2] == ["问题甲", "问题甲"]


def test_lines_of_a_cell_stay_lines_and_deleted_words_are_gone() -> None:
    document = a_document(rows=(("甲", "乙"), ("一\n二", "x")))
    run = document.tables[0].cell(1, 1).paragraphs[0].runs[0]._r
    run.find(qn("w:t")).tag = qn("w:delText")
    parent = run.getparent()
    deleted = parent.makeelement(qn("w:del"), {})
    parent.replace(run, deleted)
    deleted.append(run)
    (grid,) = tables(document)
    assert grid.cells[1] == ("一\n二", "") and "含修订痕迹" in grid.notes[0]


@pytest.mark.parametrize("place", ["header", "footer"])
def test_a_mark_of_secrecy_in_a_header_or_footer_stops_the_delivery(place: str) -> None:
    document = a_document("整改台账")
    getattr(document.sections[0], place).paragraphs[0].text = "机密★3年"
    with pytest.raises(DeliveryRefused, match="页眉、页脚或文件属性标有密级") as fault:
        read(delivered(*tables(document)))
    assert "措施" not in str(fault.value) and "机密" not in str(fault.value)


@pytest.mark.parametrize("name", ["title", "keywords", "category", "comments", "subject"])
def test_a_mark_of_secrecy_in_a_property_stops_the_delivery(name: str) -> None:
    document = a_document("整改台账")
    setattr(document.core_properties, name, "秘密★")
    with pytest.raises(DeliveryRefused, match="标有密级"):
        read(delivered(*tables(document)))


@pytest.mark.parametrize("line", ["机密", "秘密★1年", "密级：秘密"])
def test_a_mark_above_the_table_stops_the_delivery_and_running_text_does_not(line: str) -> None:
    with pytest.raises(DeliveryRefused, match="标有密级"):
        read(delivered(*tables(a_document(line, "整改台账"))))
    assert len(read(delivered(*tables(a_document("关于保守国家秘密工作的整改台账")))).readings) == 2


def test_what_is_no_document_of_tables_is_refused_in_a_sentence() -> None:
    document = docx.Document()
    document.add_paragraph("整改情况报告")
    assert "文档里没有表格" in refusal(saved(document))
    assert "文件是空的" in refusal(b"")
    assert "不是 .docx 文档" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "不是有效的 Word 文档" in refusal(a_workbook())
    assert "损坏" in refusal(
        repacked(saved(document), lambda n, p: p[:200] if n == "word/document.xml" else p)
    )
    trap = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>'
    assert "DOCTYPE" in refusal(
        repacked(saved(document), lambda n, p: trap + p if n == "word/document.xml" else p)
    )
    assert "含宏" in refusal(repacked(saved(document), more={"word/vbaProject.bin": b"\0"}))


def test_a_table_beyond_measure_is_refused() -> None:
    head, row = b"<w:tbl>", b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>" * 3 + b"</w:tr>"

    def grown(name: str, part: bytes) -> bytes:
        return (
            part.replace(b"<w:body>", b"<w:body>" + head + row * 50_001 + b"</w:tbl>")
            if name == "word/document.xml"
            else part
        )

    said = refusal(repacked(saved(a_document()), grown))
    assert "最多50000行" in said or "解压后体积异常" in said


@pytest.mark.parametrize(("content", "said"), [
    (b"%PDF-1.7", "是 PDF"), (b"Rar!\x1a", "是压缩包"), (b"7z\xbc\xaf'", "是压缩包"), (b"\x89PNG\r\n", "是图片"),
    (b"\xff\xd8\xff\xe0", "是图片"), (b"{\\rtf1", "RTF"), (b"", "文件是空的"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "旧版 Word 文档（.doc），请另存为 .docx"),
])  # fmt: skip
def test_of_any_kind_of_file_what_is_no_table_is_named(content: bytes, said: str) -> None:
    with pytest.raises(DeliveryRefused, match="^来源“环评科” a.docx：") as fault:
        read_any(content, WHERE, a_source("files", path="*"))
    assert said in str(fault.value)


def test_of_any_kind_of_file_workbooks_documents_and_text_are_read_by_their_content() -> None:
    source = a_source("files", path="*")
    assert read_any(a_workbook(), WHERE, source)[0].cells[0] == ("整改措施", "整改时限")
    assert read_any(saved(a_document()), WHERE, source)[0].cells[0] == PLAIN
    assert read_any("措施,时限\n甲,6月\n".encode("gbk"), WHERE, source)[0].cells[0] == ("措施", "时限")
