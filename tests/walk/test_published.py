"""Published numbers by command: one formula, parts that add up, no ranking."""

import json
import sys
from datetime import date
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from duban.figures import CLASSES
from tests.walk import days

DUBAN = Path(sys.executable).with_name("duban")
GROUPS = ("unit", "area", "leader", "kind", "level")


def _figures(site: Path, *more: str) -> list[dict[str, Any]]:
    done = run(
        [DUBAN, "figures", site, *more, "--format", "json"], capture_output=True, text=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.nightly
def test_every_breakdown_adds_up_to_the_one_total_and_stands_in_the_order_of_names(site: Path) -> None:
    days.tick(site, date(2019, 6, 3), date(2019, 7, 1))
    whole = _figures(site)[0]
    assert whole["total"] == len(days.items(site, date(2019, 7, 1))) == sum(whole[c] for c in CLASSES)
    assert whole["rate"] == f"整改完成率0.00%（已销号0/共{whole['total']}）"
    for by in GROUPS:
        found = _figures(site, "--by", by)
        for name in ("total", *CLASSES):
            assert sum(row[name] for row in found) == whole[name], (by, name)
        assert [row["key"] for row in found] == sorted(row["key"] for row in found)
    leaders = {row["key"] for row in _figures(site, "--by", "leader")}
    assert "副局长（deputy-eia）" in leaders


def test_the_public_notices_numbers_agree_with_those_of_the_office(site: Path) -> None:
    days.tick(site, date(2019, 7, 1))
    whole = _figures(site)[0]
    public = {row["name"]: row for row in _figures(site, "--public", "--places", "1")}
    assert public["整改事项"]["value"] == whole["total"]
    assert public["逾期"]["value"] == whole["late"] and public["申报待验收"]["value"] == whole["waiting"]
    assert public["整改事项 整改完成率"]["words"] == f"整改完成率0.0%（0/{whole['total']}）"


@pytest.mark.parametrize("more", [("--by", "person"), ("--by", "unit", "--public"), ("--places", "3")])
def test_what_no_figure_is_published_by_is_wrong_use(site: Path, more: tuple[str, ...]) -> None:
    done = run([DUBAN, "figures", site, *more], capture_output=True, text=True, check=False)
    assert done.returncode == 2
