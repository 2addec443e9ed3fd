"""A real Prefect server and worker for tests, and what its API says."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from desk.deploying import register
from desk.up import child, server, worker_command
from tasks.orchestrator import POOL


@contextmanager
def serving(site: Path) -> Iterator[httpx.Client]:
    """The server, the timetable and a worker of one site; gives a client of its API."""
    os.environ.setdefault("DUBAN_PORT", "0")
    with server(site, threading.Event()) as (environment, ui):
        register([site], environment)
        with (
            child(worker_command(POOL), environment),
            httpx.Client(base_url=f"{ui}/api", trust_env=False, timeout=30.0) as api,
        ):
            yield api


def run_daily(api: httpx.Client, site: Path, today: str) -> dict[str, Any]:
    """Trigger the daily deployment as a person would, and wait until it has ended."""
    found = api.post("/deployments/filter", json={}).json()
    daily = next(d for d in found if d["entrypoint"] == "flows/daily.py:daily")
    body = {"parameters": {"site": str(site), "today": today}}
    started = api.post(f"/deployments/{daily['id']}/create_flow_run", json=body).json()
    end = time.monotonic() + 180
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
