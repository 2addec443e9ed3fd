"""Our sentences in English: every doubt about a cell and a delivery, the cells quoted as they are."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from duban.deadline import read_deadline
from duban.english import in_english
from duban.english_cells import ASKED, DATES
from duban.english_office import OFFICE
from duban.wording import counted, few, month_words
from duban.workdays import Calendar

DATA = Path(__file__).parents[1] / "data"
QUOTED = re.compile(
    r'"[^"]*"|年 \(year\)|月 \(month\)|日 \(day\)|底 \(end\)|未启动, 正在整改, 基本完成 or 已完成'
)
CALENDAR = Calendar("CN")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CELLS = sorted({row["text"] for name in ("deadlines", "deadlines_more")
                for row in csv.DictReader((DATA / f"{name}.csv").open(encoding="utf-8"))})  # fmt: skip


def left(said: str) -> list[str]:
    """The Chinese that stands in a sentence outside what it quotes."""
    return CHINESE.findall(QUOTED.sub("", said))


def test_the_note_of_every_real_deadline_cell_is_known_in_english() -> None:
    notes = {read_deadline(text, written=date(2019, 6, 3), feedback=date(2019, 5, 20), calendar=CALENDAR).note
             for text in CELLS}  # fmt: skip
    assert len(notes) > 20
    assert {note: said for note in notes if left(said := in_english(note))} == {}


@pytest.mark.parametrize("said", sorted({*ASKED, *DATES}))
def test_a_doubt_about_a_cell_keeps_its_place_and_quotes_the_cell(said: str) -> None:
    filled = said.replace("{t}", "W").replace("{d}", "2019-06-03")
    filled = re.sub(r"\{[nmk]\}", "3", filled.replace("{u}", "W").replace("{x}", "7月15日"))
    found = in_english(f"环评科 第5行：整改时限“未定”{filled}").replace("环评科, ", "", 1)
    assert found.startswith('row 5: due date "未定" ') and not left(found)


def test_every_sentence_of_the_office_is_found_again_in_english() -> None:
    for said, english in OFFICE.items():
        filled, wanted = said, english
        for name in re.findall(r"\{(\w)\}", said):
            word = {"n": "3", "m": "4", "k": "5", "d": "2019-06-03", "e": "2019-07-01"}.get(name, f"W{name}")
            filled, wanted = filled.replace(f"{{{name}}}", word), wanted.replace(f"{{{name}}}", word)
        assert in_english(filled) == wanted


def test_what_is_no_sentence_of_ours_stays_and_what_is_quoted_is_not_translated() -> None:
    assert in_english("按章程办") == "按章程办"
    assert in_english("HP-01-1 时限“待定”需核定，暂按6月3日计") == (
        'HP-01-1: the date "待定" is to be settled; 3 June counts until then'
    )
    assert in_english("副局长岗位空缺，自2019-08-01起；请转告责任人王五") == (
        "副局长 is vacant since 2019-08-01; please tell 王五, who handles it"
    )


def test_counts_and_months_are_said_as_each_language_does() -> None:
    assert (counted(1, "item"), counted(0, "item"), counted(2, "item")) == ("1 item", "0 items", "2 items")
    assert (month_words("2019-06", "en"), month_words(6, "en"), month_words(date(2019, 6, 3))) == (
        "June 2019", "June", "2019年6月")  # fmt: skip
    codes = [f"HP-01-{n}" for n in range(1, 26)]
    assert few(codes).endswith("HP-01-20等25项") and few(codes, "en").endswith("HP-01-20 and 5 more")
    assert few(codes[:2]) == "HP-01-1、HP-01-2"
