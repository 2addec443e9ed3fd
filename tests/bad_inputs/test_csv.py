"""Bad inputs, group 10: CSV. Each test's name begins with the input's id."""

import pytest

from duban.errors import DeliveryRefused
from duban.grid import Grid
from tasks.sources.csv_file import read_csv
from tests.duban.ledgers import PLAIN, delivered, item, read
from tests.tasks.sources.makers import a_source

HEAD = "序号,整改措施,整改时限\n"


def grid(text: str | bytes, name: str = "a.csv", **given: object) -> Grid:
    content = text.encode() if isinstance(text, str) else text
    return read_csv(content, f"来源“环评科” {name}", a_source("csv", path=name, **given))[0]


def refusal(text: str, **given: object) -> str:
    with pytest.raises(DeliveryRefused) as fault:
        grid(text, **given)
    return str(fault.value)


def test_c01_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    assert grid("\ufeff" + HEAD).cells[0][0] == "序号"


@pytest.mark.parametrize(
    ("mark", "named"), [(";", "分号"), ("\t", "制表符"), ("｜", "全角竖线"), ("|", "竖线")]
)
def test_c03_only_the_declared_delimiter_counts(mark: str, named: str) -> None:
    text = (HEAD + "1,甲,6月\n").replace(",", mark)
    assert grid(text, delimiter=mark).cells[1] == ("1", "甲", "6月")
    assert f"像是用{named}分隔，应为逗号" in refusal(text)


def test_c03_a_file_ending_in_tsv_declares_its_tabs() -> None:
    assert grid((HEAD + "1,甲,6月\n").replace(",", "\t"), "a.tsv").cells[1] == ("1", "甲", "6月")


@pytest.mark.parametrize(("id_", "row", "found"), [("c05", "1,甲,乙,丙", 4), ("c06", "1,甲", 2)])
def test_c05_c06_a_ragged_row_refuses_the_file_and_is_named(id_: str, row: str, found: int) -> None:
    assert f"第2行：有{found}列，表头有3列" in refusal(HEAD + row + "\n"), id_


@pytest.mark.parametrize("text", ["NA", "null", "None", "N/A", "nan", "NULL"])
def test_c09_words_that_other_readers_take_for_blank_are_text(text: str) -> None:
    assert grid(HEAD + f"1,{text},\n").cells[1] == ("1", text, "")


@pytest.mark.parametrize("text", ["007", "110101199003070000", "1.10", "1e5", "+86"])
def test_c10_leading_zeros_and_long_digits_are_text(text: str) -> None:
    assert grid(HEAD + f"{text},甲,乙\n").cells[1][0] == text


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_c11_any_line_end_is_one(end: str) -> None:
    assert len(grid(HEAD.replace("\n", end) + f"1,甲,乙{end}2,丙,丁{end}").cells) == 3


def test_c11_mixed_line_ends_are_line_ends() -> None:
    assert len(grid(HEAD.replace("\n", "\r\n") + "1,甲,乙\n2,丙,丁\r\n").cells) == 3


def test_c12_no_end_at_the_last_line_is_fine_and_half_a_line_is_not() -> None:
    assert grid(HEAD + "1,甲,乙").cells[1] == ("1", "甲", "乙")
    assert "第3行：有2列" in refusal(HEAD + "1,甲,乙\n2,丙")


@pytest.mark.parametrize("first", ["sep=;\n", "sep=;\r\n", "\ufeffsep=;\n"])
def test_c13_a_line_that_declares_the_delimiter_is_honoured(first: str) -> None:
    assert grid(first + HEAD.replace(",", ";") + "1;甲;乙\n").cells[1] == ("1", "甲", "乙")


def test_c13_a_line_of_comment_refuses_the_file() -> None:
    assert "列，表头有1列" in refusal("# 由系统导出\n" + HEAD + "1,甲,乙\n")


def test_c14_a_code_in_scientific_notation_refuses_the_file() -> None:
    text = ",".join(("事项编号", *PLAIN)) + "\n" + ",".join(("1.10101E+17", *item())) + "\n"
    with pytest.raises(DeliveryRefused, match="编号“1.10101E\\+17”是科学计数法，位数已丢失"):
        read(delivered(grid(text)))
