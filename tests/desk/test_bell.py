"""The desk's bell: whoever rings is told nothing, and what is wrong is told to the duty desk."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from desk.hanging import passed
from desk.web import bell
from desk.web.bell import Bell
from tasks.orchestrator import broken_jobs
from tasks.pages.standing import Standing
from tests.desk.serving import serving
from tests.walk.test_watching import letters

DAY, NOW = date(2019, 6, 20), datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def test_a_ring_at_the_desk_is_heard_once_and_says_nothing_to_whoever_rings(site: Path) -> None:
    typed = yaml.safe_load((site / "site.yaml").read_text("utf-8"))
    typed["settings"] = {**typed.get("settings", {}), "bells": {"daily_by": "08:30"}}
    (site / "site.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), "utf-8")
    with serving(site, DAY) as client:
        assert client.get("/bell").status_code in {404, 405}
        for _ in range(3):
            answer = client.post("/bell")
            assert (answer.status_code, answer.text) == (204, "")
        end = time.monotonic() + 60
        while not letters(site, DAY) and time.monotonic() < end:
            time.sleep(0.05)
    assert len(letters(site, DAY)) == 1 and "今日督办到6月20日08:30仍未完成" in letters(site, DAY)[0]


def test_rings_that_come_while_one_is_heard_are_heard_once_more_and_no_ring_is_lost(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, begun, slow = [0], threading.Event(), threading.Event()

    def look(_: Standing) -> None:
        looked[0] += 1
        begun.set()
        slow.wait(10)

    monkeypatch.setattr(bell, "_look", look)
    one, standing = Bell(every_seconds=0.05), Standing(site, DAY)
    one.ring(standing)
    assert begun.wait(10)
    for _ in range(20):
        one.ring(standing)
    slow.set()
    end = time.monotonic() + 10
    while looked[0] < 2 and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.2)
    assert looked[0] == 2


def a_run(job: str, minutes_ago: int, state: str = "COMPLETED", number: str = "") -> dict[str, Any]:
    """A run as Prefect's API gives it."""
    at = (NOW - timedelta(minutes=minutes_ago)).isoformat()
    return {"id": number or f"{job}-{minutes_ago}", "deployment_id": job, "state_type": state, "start_time": at,
            "expected_start_time": at}  # fmt: skip


@pytest.mark.parametrize(("runs", "wrong"), [
    ([a_run("a", 5), a_run("a", 9, "FAILED")], []),
    ([a_run("a", 5, "FAILED"), a_run("a", 9)], [("跟踪", "FAILED")]),
    ([a_run("a", 5, "RUNNING"), a_run("a", 9, "CRASHED")], [("跟踪", "CRASHED")]),
    ([a_run("a", 5), a_run("a", 300, "RUNNING")], [("跟踪", "STUCK")]),
    ([a_run("a", 300, "PENDING"), a_run("b", 2, "FAILED")], [("跟踪", "STUCK"), ("督导", "FAILED")]),
    ([a_run("form", 5, "FAILED")], [])])  # fmt: skip
def test_a_job_is_broken_while_its_newest_run_that_is_over_broke_or_one_does_not_end(
    runs: list[dict[str, Any]], wrong: list[tuple[str, str]]
) -> None:
    found = broken_jobs(runs, {"a": "跟踪", "b": "督导"}, NOW - timedelta(minutes=60), ZONE)
    assert [(one.target, one.detail) for one in found] == wrong


def test_of_what_was_missed_only_the_newest_of_each_job_within_a_day_is_kept() -> None:
    late = [a_run("daily", n * 1440 - 60, "SCHEDULED") for n in (1, 2, 3)]
    late += [a_run("window", n, "SCHEDULED") for n in (15, 20, 25)] + [a_run("monthly", 3000, "SCHEDULED")]
    soon = [a_run("daily", -60, "SCHEDULED"), a_run("window", 5, "SCHEDULED")]
    gone = {run["id"] for run in passed([*late, *soon], NOW)}
    kept = {run["id"] for run in (*late, *soon)} - gone
    assert kept == {"daily-1380", "window-15", "daily--60", "window-5"}
