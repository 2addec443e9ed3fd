"""G01, G22: killed at any point of a cycle and run again, a day comes to what it would have come to."""

import sys
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.reliability.killing import Stage, half_written, told, wrong
from tests.reliability.points import run, stored_at
from tests.stores import dropped_database
from tests.walk import days

JUNE, MONDAY = date(2019, 6, 20), date(2019, 7, 1)


def _stage(site: Path, store_at: str) -> Stage:
    with stored_at(store_at):
        days.tick(site, JUNE)
    return Stage(site, store_at, MONDAY)


def _points(stage: Stage, folder: Path) -> list[str]:
    """The points of one cycle, in the order it comes to them."""
    listed = folder / "points.txt"
    assert not run(stage.site, stage.store_at, stage.day, list_to=str(listed))
    return listed.read_text("utf-8").splitlines()


def _try(stage: Stage, points: list[str], control: Stage, folder: Path) -> int:
    """Kill at each point and run again; gives how many kills there were."""
    with stored_at(control.store_at):
        meant = told(control)
    kills = 0
    for number, point in enumerate(points):
        one = stage.copy(folder / str(number))
        kills += one.killed_at(point)
        assert half_written(one) == [], point
        with stored_at(one.store_at):
            days.tick(one.site, MONDAY)
            assert told(one) == meant, point
            assert wrong(one) == [], point
        assert half_written(one) == [], point
        _gone(one)
    return kills


def _gone(stage: Stage) -> None:
    if make_url(stage.store_at).get_backend_name() == "postgresql":
        dropped_database(stage.store_at)


@pytest.mark.parametrize("store_at", ["sqlite"], indirect=True)
def test_g22_killed_at_a_few_points_of_a_cycle_and_run_again_a_day_comes_to_the_same(
    site: Path, store_at: str, tmp_path: Path
) -> None:
    stage = _stage(site, store_at)
    control = stage.copy(tmp_path / "control")
    points = _points(control, tmp_path)
    few = [next(p for p in points if p.startswith("after commit tasks/told.py")),
           next(p for p in points if p.startswith("change outbox tasks/told.py"))]  # fmt: skip
    assert _try(stage, few, control, tmp_path / "tries") == len(few)


@pytest.mark.nightly
@pytest.mark.timeout(0)
def test_g22_killed_at_every_point_of_a_cycle_and_run_again_a_day_comes_to_the_same(
    site: Path, store_at: str, tmp_path: Path
) -> None:
    stage = _stage(site, store_at)
    control = stage.copy(tmp_path / "control")
    points, began = _points(control, tmp_path), time.monotonic()
    kills = _try(stage, points, control, tmp_path / "tries")
    sys.stdout.write(f"\n{make_url(store_at).get_backend_name()}: {len(points)} points, {kills} kills, "
                     f"{time.monotonic() - began:.0f} s\n")  # fmt: skip
    assert kills > len(points) * 0.9
