"""Dates in words: the year goes without saying only where it is the reader's own."""

from datetime import date

import pytest

from duban.wording import day_words, due_words, templates

TODAY = date(2020, 1, 6)
DATED = {"kind": "dated", "certain": True, "cycle": ""}


@pytest.mark.parametrize(("on", "chinese", "english"), [
    (date(2020, 2, 1), "2月1日", "1 February"), (date(2019, 12, 31), "2019年12月31日", "31 December 2019"),
    (date(2021, 1, 4), "2021年1月4日", "4 January 2021")])  # fmt: skip
def test_a_day_of_another_year_carries_its_year(on: date, chinese: str, english: str) -> None:
    assert day_words(on, "zh", TODAY) == chinese and day_words(on, "en", TODAY) == english
    assert due_words({**DATED, "due_on": on}, "zh", TODAY) == f"{chinese}到期"
    letter = templates({"x": '{{ on|day }} {{ on|day("en") }}'}).get_template("x")
    assert letter.render(on=on, today=TODAY) == f"{chinese} {english}"


def test_a_cycle_of_another_year_carries_its_year_once() -> None:
    quarter = {"kind": "recurring", "certain": True, "cycle": "quarterly", "due_on": date(2019, 12, 31)}
    assert due_words(quarter, "zh", TODAY) == "2019年四季度"
    assert due_words({**quarter, "cycle": "yearly"}, "zh", TODAY) == "2019年度"
    assert due_words(quarter, "zh", date(2019, 12, 2)) == "四季度"
