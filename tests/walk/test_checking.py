"""``duban check``: what a person is asked before anything is written, and what would be held as a whole."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from desk.checking import check
from tasks.previewed import preview_rows
from tasks.site import load
from tests.conftest import ROOT
from tests.walk import days

JUNE, JULY, AUGUST = date(2019, 6, 3), date(2019, 7, 1), date(2019, 8, 2)


def _checked(site: Path, today: date) -> list[dict[str, Any]]:
    done = CliRunner().invoke(check, [str(site), "--today", f"{today}", "--format", "json"])
    assert done.exit_code == 0, done.output
    return list(json.loads(done.output))


def _cut_short(site: Path, name: str, day: str) -> None:
    """July's ledger once more, with four rows gone, in the folder of another day."""
    book = openpyxl.load_workbook(site / "inbox" / "2019-07-01" / name)
    book.active.delete_rows(7, 4)
    book.active["K2"] = f"填报日期：{day}"
    out = io.BytesIO()
    book.save(out)
    (site / "inbox" / day).mkdir(exist_ok=True)
    (site / "inbox" / day / name).write_bytes(out.getvalue())


def test_check_lists_every_deadline_cell_of_the_samples_that_is_uncertain_and_no_other(site: Path) -> None:
    with (ROOT / "tests/data/samples/expected.csv").open(encoding="utf-8-sig") as file:
        wanted = [(Path(r["source"]).stem.removesuffix("整改台账"), r["due_text"])
                  for r in csv.DictReader(file) if r["certain"] == "false"]  # fmt: skip
    shown = [(r["source"], r["found"]) for r in _checked(site, JUNE) if r["field"] == "整改时限"]
    assert sorted(shown) == sorted(wanted) and wanted
    assert not (site / "state").exists()


def test_check_shows_what_would_be_held_and_why_and_a_preview_does_not_apply_it(site: Path) -> None:
    loaded, span = load(site), (date(2019, 7, 2), date(2019, 7, 5))
    before = preview_rows(loaded, *span)
    _cut_short(site, "环评科整改台账.xlsx", "2019-07-02")
    (held,) = [r for r in _checked(site, date(2019, 7, 2)) if r["kind"] == "delivery_held"]
    assert held["source"] == "环评科" and "少了4项" in held["expected"] and "暂缓采用" in held["expected"]
    assert preview_rows(loaded, *span).equals(before) and len(before)
    assert not (site / "state").exists()


@pytest.mark.nightly
def test_check_beside_a_store_shows_what_is_held_what_would_be_and_what_is_late(stored_site: Path) -> None:
    days.tick(stored_site, JULY)
    assert not [r for r in _checked(stored_site, JULY) if r["field"] == "报送"]
    _cut_short(stored_site, "环评科整改台账.xlsx", "2019-07-02")
    would = [r for r in _checked(stored_site, AUGUST) if r["field"] == "报送"]
    assert [r["source"] for r in would if r["kind"] == "delivery_held"] == ["环评科"]
    assert {"大气水信访", "人事党建", "办公室"} < {r["source"] for r in would if r["kind"] == "ledger_late"}
    days.tick(stored_site, AUGUST)
    held = [r for r in _checked(stored_site, AUGUST) if r["kind"] == "delivery_held"]
    assert [(r["source"], r["found"]) for r in held] == [("环评科", "2019-07-02")]
