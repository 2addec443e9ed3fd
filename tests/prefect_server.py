"""A real Prefect server and worker for tests, and what its API says."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx

from desk.automations import Windows, register_bells
from desk.deploying import register
from desk.prefect_home import settings_for
from desk.up import child, desks, server, worker_command
from tasks.orchestrator import POOL, client


@contextmanager
def serving(site: Path) -> Iterator[httpx.Client]:
    """The server, the timetable and a worker of one site; gives a client of its API."""
    os.environ.setdefault("DUBAN_PORT", "0")
    with server(site, threading.Event()) as (environment, ui):
        register([site], environment)
        with (
            child(worker_command(POOL), environment),
            client(f"{ui}/api", seconds=30.0) as api,
        ):
            yield api


@contextmanager
def belled(api: httpx.Client, site: Path, day: date, windows: Windows | None = None) -> Iterator[str]:
    """The desk of a site on a day, and the bells that ring at it; gives its address."""
    environment = {**os.environ, **settings_for(site), "PREFECT_API_URL": str(api.base_url).rstrip("/")}
    with desks([site], environment, day) as shown:
        address = shown[0][0]
        register_bells({site: address}, environment, windows)
        # It answers 503 where the day has had no cycle yet: that it answers is enough.
        until(lambda: httpx.get(f"{address}/healthz", trust_env=False).status_code in (200, 503), 60)
        yield address


def until(true: Callable[[], bool], seconds: float) -> float:
    """Wait until something is so; gives how many seconds that took."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        with suppress(httpx.HTTPError):
            if true():
                return time.monotonic() - start
        time.sleep(0.3)
    raise AssertionError(f"not within {seconds} seconds")


def run_daily(api: httpx.Client, site: Path, today: str) -> dict[str, Any]:
    """Trigger the daily deployment as a person would, and wait until it has ended."""
    return run_form(api, site, "daily", today=today)


def press(api: httpx.Client, site: Path, name: str, **typed: Any) -> httpx.Response:
    """Send the form of a deployment, named by its flow's function, as its page does."""
    found = api.post("/deployments/filter", json={}).json()
    one = next(d for d in found if d["entrypoint"] == f"flows/{name}.py:{name}")
    body = {"parameters": {"site": str(site), **typed}}
    return api.post(f"/deployments/{one['id']}/create_flow_run", json=body)


def run_form(api: httpx.Client, site: Path, name: str, **typed: Any) -> dict[str, Any]:
    """Send a form and wait until what it began has ended."""
    started = press(api, site, name, **typed).json()
    end = time.monotonic() + 300
    while time.monotonic() < end:
        run: dict[str, Any] = api.get(f"/flow_runs/{started['id']}").json()
        if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
            return run
        time.sleep(1)
    raise AssertionError("the run did not end")


def artifacts(api: httpx.Client) -> dict[str, dict[str, Any]]:
    """The newest artifact of each key."""
    return {a["key"]: a for a in api.post("/artifacts/latest/filter", json={}).json()}


def everything(api: httpx.Client) -> str:
    """All that Prefect holds, as one text to search: runs, artifacts, logs, task runs, events."""
    asked = ("flow_runs", "task_runs", "artifacts", "logs", "deployments", "flows")
    return json.dumps([api.post(f"/{what}/filter", json={}).json() for what in asked], ensure_ascii=False)


def start_run(api: httpx.Client, entrypoint: str, **parameters: str) -> str:
    """Start a job now, as a person would; gives the run's number."""
    found = api.post("/deployments/filter", json={}).json()
    job = next(d for d in found if d["entrypoint"] == entrypoint)
    body = {"parameters": {**job["parameters"], **parameters}}
    return _made(api, f"/deployments/{job['id']}/create_flow_run", body)


def planned_run(api: httpx.Client, entrypoint: str, at: datetime, **parameters: str) -> str:
    """A run as the timetable plans it for a moment, which may have passed."""
    found = api.post("/deployments/filter", json={}).json()
    job = next(d for d in found if d["entrypoint"] == entrypoint)
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": at.isoformat()}}
    body = {"parameters": {**job["parameters"], **parameters}, "state": state}
    return _made(api, f"/deployments/{job['id']}/create_flow_run", body)


def _made(api: httpx.Client, path: str, body: dict[str, Any]) -> str:
    """The number of what is made; a server whose store is busy answers 503, and is asked again."""
    for _ in range(20):
        answer = api.post(path, json=body)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(1)
    return str(answer.raise_for_status().json()["id"])


def state_of(api: httpx.Client, run: str) -> str:
    """How a run stands."""
    return str(api.get(f"/flow_runs/{run}").json()["state_type"])


def kill_family(process: int) -> None:
    """End a process and all it started at once, as a power cut does."""
    family = [process]
    for one in family:
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if int(fields[1]) == one:
                    family.append(int(path.parent.name))
    # The eldest first, so that none is left to see the others die.
    for one in family:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
