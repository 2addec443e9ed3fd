"""The sample ledgers of 2019-06-03, from workbook, CSV and database to coded readings."""

import csv
from datetime import date
from pathlib import Path

import pandas as pd

from duban.names import normalise
from tasks.fresh import fresh_items, read_fresh
from tasks.site import load
from tests.conftest import ROOT

WORDS = {"true": True, "false": False}
SAME = ("kind", "status_text", "claim", "acceptance_claimed", "pace", "cycle", "due_text")


def test_every_row_is_read_as_it_should_be_and_gets_its_code(site: Path) -> None:
    loaded = load(site)
    fresh = read_fresh(loaded, date(2019, 6, 3))
    newest = [fresh.newest(s.name) for s in loaded.site.sources]
    rows = [r for one in newest if one for r in one.readings.to_dict("records")]
    read = {normalise(r["measure"]): r for r in rows}
    items = fresh_items(loaded, fresh)
    codes = {normalise(m): c for m, c in zip(items["measure"], items["code"], strict=True)}
    with (ROOT / "tests/data/samples/expected.csv").open(encoding="utf-8-sig") as file:
        wanted = list(csv.DictReader(file))
    assert not fresh.failures and len(rows) == len(wanted) == 22
    for row in wanted:
        one = read[normalise(row["measure"])]
        assert codes[normalise(row["measure"])] == row["code"]
        assert one["unit_text"] == row["unit"]
        for field in SAME:
            assert not row[field] or one[field] == row[field], (row["code"], field, one[field])
        for field in ("certain", "then_standing"):
            assert not row[field] or one[field] is WORDS[row[field]], (row["code"], field)
        due = "null" if pd.isna(one["due_on"]) else str(one["due_on"].date())
        assert not row["due_on"] or due == row["due_on"], row["code"]
        assert bool(one["evidence"]) == (row["evidence"] == "yes"), row["code"]
