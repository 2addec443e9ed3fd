"""CSV read strictly: every cell as it stands, a row that does not fit named."""

from typing import Any

import pytest

from duban.errors import DeliveryRefused, Refused
from duban.grid import Grid
from tasks.sources.csv_file import read_csv
from tests.tasks.sources.makers import SAMPLES, a_source

HEAD = "序号,整改措施,整改时限\n"


def read(content: bytes | str, **given: Any) -> Grid:
    data = content.encode() if isinstance(content, str) else content
    (grid,) = read_csv(data, "来源“环评科” a.csv", a_source("csv", path="a.csv", **given))
    return grid


def refusal(content: bytes | str, **given: Any) -> str:
    with pytest.raises(DeliveryRefused) as fault:
        read(content, **given)
    assert str(fault.value).startswith("来源“环评科” a.csv")
    return str(fault.value)


def test_every_cell_is_the_text_that_stands_there():
    grid = read(HEAD + '001,"甲,""乙""\n丙",NA\n 2 ,110101199003070000,null\n')
    assert grid.cells[1:] == (("001", '甲,"乙"\n丙', "NA"), (" 2 ", "110101199003070000", "null"))
    assert (grid.header, grid.first_row) == (True, 1)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030"])
def test_utf8_and_gb18030_are_told_apart(code: str):
    assert read((HEAD + "1,查处借用资质行为,2019年6月底前\n").encode(code)).cells == (
        ("序号", "整改措施", "整改时限"), ("1", "查处借用资质行为", "2019年6月底前"))  # fmt: skip


def test_the_sample_is_read_whole():
    grid = read((SAMPLES / "2019-06-03" / "人事党建整改台账.csv").read_bytes())
    assert (len(grid.cells), len(grid.cells[0])) == (7, 12)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_none_at_the_last_line(end: str):
    assert read(HEAD.replace("\n", end) + f"1,甲,乙{end}2,丙,丁").cells[2] == ("2", "丙", "丁")


@pytest.mark.parametrize(("row", "found"), [("2,甲,乙,丙", 4), ("2,甲", 2)])
def test_a_row_longer_or_shorter_than_the_heading_is_named(row: str, found: int):
    assert f"第3行：有{found}列，表头有3列" in refusal(HEAD + '1,"甲\n乙",丙\n' + row + "\n")


def test_a_file_cut_off_in_the_middle_of_a_row_is_refused():
    assert "第3行：有2列" in refusal(HEAD + "1,甲,乙\n2,丙")


def test_an_open_quote_swallows_nothing_and_names_its_row():
    assert "第3行：引号没有成对" in refusal(HEAD + '1,甲,乙\n2,"丙,丁\n3,戊,己\n')
    assert "第2行：引号没有成对" in refusal(HEAD + '1,"甲"乙,丙\n')


def test_blank_rows_keep_the_numbers_of_the_others():
    grid = read("\n" + HEAD + "\n1,甲,乙\n,,\n,,,,\n")
    assert grid.first_row == 2
    assert grid.cells[1:3] == (("", "", ""), ("1", "甲", "乙"))


def test_only_the_declared_delimiter_counts():
    text = HEAD + "1,甲,乙\n"
    assert read(text.replace(",", ";"), delimiter=";").cells[1] == ("1", "甲", "乙")
    assert read(text.replace(",", "\t"), delimiter="\\t").cells[1] == ("1", "甲", "乙")
    assert "表头像是用分号分隔，应为逗号" in refusal(text.replace(",", ";"))
    assert "表头像是用逗号分隔，应为分号" in refusal(text, delimiter=";")


@pytest.mark.parametrize("first", ["sep=;\n", "sep=;\r\n", "\ufeffSEP=;\n", '"sep=;"\n'])
def test_a_line_that_declares_the_delimiter_is_honoured(first: str):
    grid = read(first + HEAD.replace(",", ";") + "1;甲,乙;丙\n")
    assert grid.cells[1] == ("1", "甲,乙", "丙")


def test_a_delimiter_that_is_none_refuses_the_site():
    with pytest.raises(Refused, match="delimiter 为“::”，应为一个字符"):
        read(HEAD, delimiter="::")


def test_nul_is_taken_out():
    assert read(HEAD + "1,甲\0乙,丙\n").cells[1] == ("1", "甲乙", "丙")


def test_a_damaged_encoding_is_named_and_never_read_as_other_words():
    good = (HEAD + "1,查处借用资质行为,2019年6月底前\n2,建立中介机构信用档案,长期坚持\n").encode()
    assert "第3行：编码损坏" in refusal(good[:-9])
    assert "第2行：编码损坏" in refusal(good.replace("资".encode(), b"\xe8\xb5", 1))
    assert "第1行：编码损坏" in refusal(b"\xef\xbb\xbf" + "序号".encode("gbk") + b"\n")
    assert "既不是 UTF-8 也不是 GB18030" in refusal(HEAD.encode("gbk") + b"\xff\xff\xff,\n")
    assert "UTF-16" in refusal(HEAD.encode("utf-16"))


def test_an_empty_file_is_refused():
    assert "文件是空的" in refusal(b"")
    assert "文件是空的" in refusal("\n , ,\n")
