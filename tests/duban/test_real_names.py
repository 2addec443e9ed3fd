"""Cells of names (责任单位、责任人) as ledgers write them: who leads, who else, in what role."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.names import lead_of, others, split_names

ROWS = [*csv.DictReader((Path(__file__).resolve().parents[1] / "data" / "names.csv").open(encoding="utf-8"))]
ROLE = {"": "", "配合": "assist", "督导": "supervise", "验收": "accept", "牵头": "lead"}
UNITS = ["环评科", "执法支队", "监测站", "市住建局", "市文化和旅游局", "党政办公室", "各县（市、区）政府"]
BETWEEN = st.sampled_from(["、", "，", ",", "；", "\n", " ", "/", "、\n", "，  "])


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["text"])
def test_a_cell_of_names_is_read_as_it_should(row: dict[str, str]) -> None:
    named = split_names(row["text"])
    lead = lead_of(named)
    assert (lead.name if lead else "") == row["lead"]
    wanted = [one.partition(":")[::2] for one in row["others"].split(";") if one]
    assert [(n.name, n.role) for n in named if n is not lead] == [(name, ROLE[role]) for name, role in wanted]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=5, unique=True), st.data())
def test_whatever_separates_units_the_first_leads_and_none_is_lost(
    units: list[str], data: st.DataObject
) -> None:
    text = units[0] + "".join(data.draw(BETWEEN) + u for u in units[1:])
    plain = [u.replace("（", "(").replace("）", ")") for u in units]
    named = split_names(text)
    assert [n.name for n in named] == plain
    assert [n.role for n in others(named)] == ["assist"] * (len(units) - 1)


@settings(max_examples=100, deadline=None)
@given(st.permutations(UNITS[:4]), st.sampled_from(["（牵头）", "(牵头)", "（牵头单位）", "（主办）", "（主责）"]),
       st.sampled_from(["（配合）", "（协办）", "（会办）", ""]), BETWEEN)  # fmt: skip
def test_who_is_marked_as_leading_leads_wherever_it_stands(
    units: list[str], leads: str, assists: str, between: str
) -> None:
    marked = [u + (leads if u == "监测站" else assists) for u in units]
    lead = lead_of(split_names(between.join(marked)))
    assert lead is not None and lead.name == "监测站"
