"""G25, G26 and the bells on a real server: killed, away, doubled, cancelled or deleted, nothing is lost or told twice.

The witness is what lies in the outbox folder: one file is one letter that left.
"""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import yaml

from desk.automations import Windows
from desk.deploying import register
from desk.hanging import clear
from desk.prefect_home import settings_for
from desk.up import child, server, worker_command
from flows.daily import daily
from tasks.orchestrator import POOL, client
from tests.prefect_server import belled, kill_family, planned_run, start_run, state_of, until
from tests.sinks import free_port
from tests.walk import days
from tests.walk.test_watching import decoded, letters

pytestmark = [pytest.mark.slow, pytest.mark.nightly, pytest.mark.timeout(900)]
DUBAN = Path(sys.executable).with_name("duban")
DAILY, DELIVERING = "flows/daily.py:daily", "flows/delivering.py:delivering"
DAY, NEXT = date(2019, 6, 20), date(2019, 6, 21)
OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats as often as Prefect allows, any port."""
    monkeypatch.setenv("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
    monkeypatch.setenv("DUBAN_PORT", "0")


@contextmanager
def served(site: Path) -> Iterator[httpx.Client]:
    """A server with the timetable and no worker yet."""
    with server(site, threading.Event()) as (environment, ui):
        register([site], environment)
        with client(f"{ui}/api", seconds=60.0) as api:
            yield api


@contextmanager
def working(api: httpx.Client, site: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker of that server."""
    environment = {**os.environ, **settings_for(site), "PREFECT_API_URL": str(api.base_url).rstrip("/")}
    with child(worker_command(POOL), environment) as process:
        yield process


def people(site: Path, day: date) -> Counter[str]:
    """How many letters left for each on a day, those of the watch left out."""
    folder = site / "state" / "outbox" / f"{day}"
    others = [f for f in folder.glob("*.eml") if "督办值守" not in decoded(f)]
    return Counter(f.stem.rsplit("-", 1)[1] for f in others)


def bell(site: Path, day: date, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The second bell, as a system's timer rings it."""
    return subprocess.run([DUBAN, "bell", site, "--today", f"{day}"], env={**os.environ, **environment},
                          capture_output=True, timeout=300, check=False)  # fmt: skip


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[date, Counter[str]]:
    """Who hears on each of the two days where nothing goes wrong."""
    import shutil

    from tests.conftest import ROOT

    site = tmp_path_factory.mktemp("undisturbed") / "example"
    shutil.copytree(ROOT / "deployments" / "example", site, ignore=shutil.ignore_patterns("state"))
    days.tick(site, DAY, NEXT)
    return {day: people(site, day) for day in (DAY, NEXT)}


def test_a_run_killed_with_its_worker_holds_nobody_up_is_noticed_told_and_told_over(
    site: Path, undisturbed: dict[date, Counter[str]]
) -> None:
    with served(site) as api, ExitStack() as workers, belled(api, site, DAY, Windows(3600, 60)):
        worker = workers.enter_context(working(api, site))
        killed = start_run(api, DAILY, site=str(site), today=str(DAY))
        until(lambda: state_of(api, killed) == "RUNNING", 120)
        kill_family(worker.pid)
        workers.enter_context(working(api, site))
        freed = until_over(api, start_run(api, DELIVERING, site=str(site), today=str(DAY)), "COMPLETED", 120)
        assert state_of(api, killed) == "RUNNING"
        noticed = until(lambda: state_of(api, killed) == "CRASHED", 240)
        told = until(lambda: "“每日督办”运行中断" in "".join(letters(site, DAY)), 180)
        until_over(api, start_run(api, DAILY, site=str(site), today=str(DAY)), "COMPLETED", 180)
        start_run(api, "flows/watching.py:watching", site=str(site), today=str(DAY))
        until(lambda: "“每日督办”已正常运行" in "".join(letters(site, DAY)), 180)
        assert people(site, DAY) == undisturbed[DAY]
    say(
        f"killed -9 with its worker: the next outbox run over after {freed:.0f} s, noticed {noticed:.0f} s later, "
        f"told {told:.0f} s after that, told over"
    )


def say(figure: str) -> None:
    """The figure a promise gave, for whoever runs with -s."""
    sys.stdout.write(f"\n{figure}\n")


def until_over(api: httpx.Client, run: str, ends: str, seconds: float) -> float:
    """Wait until a run is over, which must be as is said."""
    took = until(lambda: state_of(api, run) in OVER, seconds)
    assert state_of(api, run) == ends, api.get(f"/flow_runs/{run}").json()["state"]
    return took


def test_a_missing_daily_run_and_a_dead_worker_are_told_by_the_server_through_the_desk_alone(
    site: Path,
) -> None:
    typed = yaml.safe_load((site / "site.yaml").read_text("utf-8"))
    typed["settings"] = {**typed.get("settings", {}), "bells": {"daily_by": "08:30"}}
    (site / "site.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), "utf-8")
    # Nobody works: what is told is told by the server ringing at the desk.
    with served(site) as api, belled(api, site, DAY, Windows(40, 60)):
        took = until(lambda: "今日督办到" in "".join(letters(site, DAY)), 150)
        said = "".join(letters(site, DAY))
        assert "没有工作进程在运行" in said and len(letters(site, DAY)) == 1
        # The window passes again: the same day nothing is said twice.
        time.sleep(60)
        assert len(letters(site, DAY)) == 1
        for _ in range(2):
            assert bell(site, NEXT).returncode == 1
        assert "今日督办" not in "".join(letters(site, NEXT)).replace("今日督办已完成", "")
        assert "今日督办已完成" in "".join(letters(site, NEXT)) and len(letters(site, NEXT)) == 1
    say(f"no daily run within its window, no worker: told through the desk after {took:.0f} s")


def test_g25_an_api_that_is_dead_at_the_start_or_dies_in_mid_run_keeps_no_letter_back(
    site: Path, undisturbed: dict[date, Counter[str]], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    port = free_port()
    dead = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_CLIENT_MAX_RETRIES": "0"}
    ran = subprocess.run([DUBAN, "run", site, "--today", f"{DAY}"], env={**os.environ, **dead}, capture_output=True,
                         timeout=300, check=False)  # fmt: skip
    assert ran.returncode != 0 and not (site / "state" / "outbox").exists()
    assert bell(site, DAY, **dead).returncode == 1 and "Prefect" in letters(site, DAY)[0]
    assert people(site, DAY) == undisturbed[DAY]
    monkeypatch.setenv("DUBAN_PORT", str(port))
    with served(site) as api, working(api, site):
        run = start_run(api, DAILY, site=str(site), today=str(NEXT))
        until(lambda: state_of(api, run) == "RUNNING", 120)
        kill_family(_listener(port))
        began = time.monotonic()
        assert bell(site, NEXT, **dead).returncode == 1
        rung = time.monotonic() - began
        assert people(site, NEXT) == undisturbed[NEXT]
    with served(site) as api:
        assert state_of(api, run) == "RUNNING"
        environment = {"PREFECT_API_URL": str(api.base_url).rstrip("/")}
        late = [
            planned_run(api, DAILY, datetime.now(UTC) - timedelta(minutes=20 + n), today=str(NEXT))
            for n in range(3)
        ]
        old = [planned_run(api, DAILY, datetime.now(UTC) - timedelta(days=3 + n)) for n in range(3)]
        with working(api, site):
            for one in late:
                until_over(api, one, "COMPLETED", 240)
            for one in old:
                until_over(api, one, "COMPLETED", 240)
        # Runs of days long gone stood aside; nothing was worded for the present day by them either.
        assert people(site, NEXT) == undisturbed[NEXT] and people(site, DAY) == undisturbed[DAY]
        assert not list((site / "state" / "outbox").glob("20[2-9]*"))
        assert clear([site], environment)[0] == 1 and state_of(api, run) == "CRASHED"
    say(
        f"G25: API dead at start and killed in mid-run: all {sum(undisturbed[NEXT].values())} letters left by the "
        f"second bell in {rung:.0f} s, the run left Running; 6 late runs replayed: 0 lost, 0 twice"
    )


def _listener(port: int) -> int:
    """The process that listens at a port of this machine."""
    wanted = f"{port:04X}"
    inodes = {line.split()[9] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
              if line.split()[1].endswith(f":{wanted}") and line.split()[3] == "0A"}  # fmt: skip
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if any(str(link.readlink()) == f"socket:[{inode}]" for inode in inodes):
                return int(link.parts[2])
    raise AssertionError("nobody listens there")


def test_g26_doubled_late_cancelled_and_deleted_runs_lose_nothing_and_tell_nobody_twice(
    site: Path, undisturbed: dict[date, Counter[str]]
) -> None:
    with served(site) as api:
        environment = {**os.environ, **settings_for(site), "PREFECT_API_URL": str(api.base_url).rstrip("/")}
        given = {"site": str(site), "today": str(DAY)}
        # Late runs of two schedules on one deployment, and a deploy between them and their worker.
        twice = [
            planned_run(api, DAILY, datetime.now(UTC) - timedelta(minutes=n), **given) for n in (1, 1, 2, 3)
        ]
        job = next(d for d in api.post("/deployments/filter", json={}).json() if d["entrypoint"] == DAILY)
        api.post(f"/deployments/{job['id']}/schedules", json=[{
            "active": True, "slug": "second", "schedule": {"cron": "* * * * *", "timezone": "Asia/Shanghai"},
            "parameters": {"today": str(DAY)}}]).raise_for_status()  # fmt: skip
        register([site], environment)
        with working(api, site):
            cancelled = start_run(api, DAILY, **given)
            until(lambda: state_of(api, cancelled) == "RUNNING", 180)
            api.post(
                f"/flow_runs/{cancelled}/set_state", json={"state": {"type": "CANCELLING"}, "force": True}
            )
            until(lambda: state_of(api, cancelled) in OVER, 120)
            for one in twice:
                with suppress(AssertionError):
                    until(lambda one=one: state_of(api, one) in OVER, 120)  # type: ignore[misc]
            start_run(api, DAILY, **given)
            until(lambda: people(site, DAY) == undisturbed[DAY], 180)
        # The schedule is gone for three slots: the next run finds all that is due by itself.
        later = DAY + timedelta(days=6)
        daily(str(site), later)
        assert set(people(site, DAY).values()) == {1} == set(people(site, later).values())
    say(
        f"G26: 4 late runs of one slot, a deploy among them, one cancelled in mid-run, 3 slots without a "
        f"schedule: {sum(people(site, DAY).values())} letters, 0 lost, 0 twice"
    )


def test_what_a_power_cut_left_hanging_is_cleared_when_duban_up_comes_back(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    own = {
        **os.environ,
        "DUBAN_PORT": str(port),
        "DUBAN_DESK_PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }

    def up() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [DUBAN, "up", site, "--today", f"{DAY}"], env=own, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and "界面" in process.stdout.readline()
        return process

    first = up()
    try:
        with client(f"http://127.0.0.1:{port}/api", seconds=60.0) as api:
            run = start_run(api, DAILY, site=str(site), today=str(DAY))
            until(lambda: state_of(api, run) == "RUNNING", 120)
            old = [
                planned_run(api, DELIVERING, datetime.now(UTC) - timedelta(days=2, minutes=n))
                for n in range(4)
            ]
            kill_family(first.pid)
            began = time.monotonic()
            first = up()
            back = time.monotonic() - began
            assert state_of(api, run) == "CRASHED"
            assert {state_of(api, one) for one in old} <= {"CANCELLED", "COMPLETED"}
            until_over(api, start_run(api, DAILY, site=str(site), today=str(DAY)), "COMPLETED", 180)
    finally:
        first.terminate()
        first.wait(60)
    say(
        f"power cut in mid-run: up again after {back:.0f} s with the run marked crashed, the next went through"
    )
