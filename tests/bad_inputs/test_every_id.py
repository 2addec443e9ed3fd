"""Every input of tests/data/bad_inputs.csv has a test whose name begins with its id."""

import csv
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
IDS = [row["id"] for row in csv.DictReader((TESTS / "data" / "bad_inputs.csv").open(encoding="utf-8"))]
NAMED = re.compile(r"^ *(?:async )?def test_((?:[a-z]\d\d_)+)", re.MULTILINE)
TESTED = {one for path in TESTS.rglob("test_*.py") for found in NAMED.findall(path.read_text("utf-8"))
          for one in found.upper().rstrip("_").split("_")}  # fmt: skip


@pytest.mark.parametrize("id_", IDS)
def test_each_bad_input_has_a_test_of_its_own(id_: str) -> None:
    assert id_ in TESTED
