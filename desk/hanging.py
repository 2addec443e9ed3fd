"""What a power cut left hanging at Prefect: runs nobody works at any more, and slots that passed meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tasks.orchestrator import AT_WORK, client, rows

PATIENCE = timedelta(minutes=10)
CRASHED = {"type": "CRASHED", "name": "Crashed", "message": "上次停止时没有结束，按运行中断处理"}
PASSED = {"type": "CANCELLED", "name": "Cancelled", "message": "错过的场次，由此后的运行一并处理"}


def clear(
    sites: Sequence[Path], environment: Mapping[str, str], now: datetime | None = None
) -> tuple[int, int]:
    """End what hangs and cancel what was missed; of each job the newest missed slot of the last day stays, and is run.

    Only for whoever has just started the server and has no worker yet: then no run can be alive. Gives how many hung
    and how many were missed.
    """
    ours = {"name": {"any_": [site.name for site in sites]}}
    with client(environment["PREFECT_API_URL"], environment.get("PREFECT_API_AUTH_STRING", "")) as api:
        hanging = _every(api, ours, {"type": {"any_": list(AT_WORK)}})
        for run in hanging:
            _set(api, run, CRASHED)
        old = passed(_every(api, ours, {"type": {"any_": ["SCHEDULED"]}}), now or datetime.now(UTC))
        for run in old:
            _set(api, run, PASSED)
    return len(hanging), len(old)


def passed(runs: Sequence[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """The scheduled runs whose moment has passed, but for the newest of each job where that is not a day old."""
    late = [run for run in runs if _planned(run) + PATIENCE < now]
    newest: dict[str, dict[str, Any]] = {}
    for run in sorted(late, key=_planned):
        newest[str(run["deployment_id"])] = run
    kept = {one["id"] for one in newest.values() if _planned(one) + timedelta(days=1) > now}
    return [run for run in late if run["id"] not in kept]


def _planned(run: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(run["expected_start_time"])


def _every(api: httpx.Client, jobs: dict[str, Any], state: dict[str, Any]) -> list[dict[str, Any]]:
    """All runs of some jobs in a state, however many pages there are."""
    found: list[dict[str, Any]] = []
    while page := rows(api, "/flow_runs/filter", deployments=jobs, flow_runs={"state": state}, limit=200,
                       offset=len(found), sort="EXPECTED_START_TIME_ASC"):  # fmt: skip
        found += page
    return found


def _set(api: httpx.Client, run: dict[str, Any], state: dict[str, Any]) -> None:
    api.post(f"/flow_runs/{run['id']}/set_state", json={"state": state, "force": True}).raise_for_status()
