"""Where Prefect's server of a site is, and what it says of the site's jobs; asked over its API, never imported."""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from duban.bells.alarms import Alarm, Server
from tasks.orchestrator_door import Entered

POOL = "duban"
BROKEN, AT_WORK = ("FAILED", "CRASHED"), ("RUNNING", "PENDING", "CANCELLING")
# The tag of what the timetable runs.
TIMETABLE = "督办"
# Newest first; of one site's jobs within a day there are fewer.
MOST = 200


def home_of(folder: Path) -> Path:
    """The folder that holds Prefect's own database for a site."""
    return folder / "state" / "prefect"


def server_note(folder: Path) -> Path:
    """Where ``up`` writes the address of the server it started; it is left behind by a power cut."""
    return home_of(folder) / "server.json"


def api_of(folder: Path) -> str | None:
    """The address of the API that a site's runs are seen in; None where nobody uses one."""
    try:
        return os.environ.get("PREFECT_API_URL") or str(
            json.loads(server_note(folder).read_text("utf-8"))["api"]
        )
    except (OSError, ValueError, KeyError):
        return None


def client(api: str, auth: str = "", seconds: float = 15.0) -> httpx.Client:
    """A client of an API, signed in where a password (name:password) is given or set."""
    name, _, password = (auth or os.environ.get("PREFECT_API_AUTH_STRING", "")).partition(":")
    return httpx.Client(base_url=api, trust_env=False, timeout=seconds, auth=Entered(api, name, password))


def jobs_of(sites: Sequence[str]) -> dict[str, Any]:
    """The filter of the jobs of the timetable; a form that refuses what somebody typed is no fault of ours."""
    return {"name": {"any_": list(sites)}, "tags": {"all_": [TIMETABLE]}}


def server_of(folder: Path, stuck_minutes: int, now: datetime, zone: ZoneInfo) -> Server:
    """What Prefect says of a site's jobs; ``now`` by the clock on the wall, with its zone."""
    api = api_of(folder)
    if api is None:
        return Server()
    try:
        with client(api) as asked:
            jobs = rows(asked, "/deployments/filter", deployments=jobs_of([folder.name]))
            runs = rows(asked, "/flow_runs/filter", sort="START_TIME_DESC", limit=MOST,
                          deployments={"name": {"any_": [folder.name]}},
                          flow_runs={"state": {"type": {"any_": [*BROKEN, *AT_WORK, "COMPLETED"]}}})  # fmt: skip
            workers = rows(asked, f"/work_pools/{POOL}/workers/filter")
    except (httpx.HTTPError, ValueError):
        return Server("down")
    titles = {one["id"]: str(one.get("description") or one["name"]).partition("：")[0] for one in jobs}
    broken = broken_jobs(runs, titles, now - timedelta(minutes=stuck_minutes), zone)
    return Server("up", any(one["status"] == "ONLINE" for one in workers), tuple(broken))


def rows(asked: httpx.Client, path: str, **body: Any) -> list[dict[str, Any]]:
    """What a filter of the API finds; nothing where what it asks about is not there."""
    found = asked.post(path, json=body)
    if found.status_code == 404:
        return []
    answer: list[dict[str, Any]] = found.raise_for_status().json()
    return answer


def broken_jobs(runs: Iterable[dict[str, Any]], titles: dict[str, str], before: datetime,
                zone: ZoneInfo) -> list[Alarm]:  # fmt: skip
    """Of each job (by ``titles``) the newest run that is over, where it broke; and what began ``before`` and does
    not end. ``runs`` come newest first.
    """
    found: dict[str, Alarm | None] = {}
    for run in runs:
        job = titles.get(run["deployment_id"] or "")
        began = datetime.fromisoformat(run["start_time"] or run["expected_start_time"])
        at = began.astimezone(zone).replace(tzinfo=None)
        if job is None or found.get(job):
            continue
        if run["state_type"] in AT_WORK:
            if began < before:
                found[job] = Alarm("job", job, "STUCK", at)
        elif job not in found:
            found[job] = Alarm("job", job, run["state_type"], at) if run["state_type"] in BROKEN else None
    return [one for one in found.values() if one]
