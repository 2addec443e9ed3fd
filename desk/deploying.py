"""The timetable of ``prefect.yaml``, registered for each site; what is no longer there is removed."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from desk.timetable import ROOT, wanted
from duban.errors import Refused
from tasks.orchestrator import POOL, client


def register(sites: Sequence[Path], environment: Mapping[str, str], today: date | None = None) -> None:
    """Make the pool and the deployments, and remove those no longer wanted. Idempotent."""
    place(wanted(sites, today), environment)
    _prune(sites, environment)


def place(deployments: Sequence[Mapping[str, Any]], environment: Mapping[str, str]) -> None:
    """Make the pool, and the deployments in it. Idempotent."""
    _prefect("work-pool", "create", POOL, "--type", "process", "--overwrite", env=environment)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "prefect.yaml"
        file.write_text(yaml.safe_dump({"deployments": [*deployments]}, allow_unicode=True), "utf-8")
        _prefect("--no-prompt", "deploy", "--all", "--prefect-file", str(file), env=environment)


def _prefect(*words: str, env: Mapping[str, str]) -> None:
    done = subprocess.run([sys.executable, "-m", "prefect", *words], cwd=ROOT, env=dict(env),
                          capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Refused(f"登记时间表失败（prefect {words[0]}）：{' '.join(last)}")


def _prune(sites: Sequence[Path], environment: Mapping[str, str]) -> None:
    """Deployments of ours for other sites, and schedules that the timetable no longer has."""
    slugs = {(s.name, one["entrypoint"]): {x["slug"] for x in one.get("schedules", [])}
             for s in sites for one in wanted([s])}  # fmt: skip
    with client(environment["PREFECT_API_URL"], environment.get("PREFECT_API_AUTH_STRING", "")) as api:
        body = {"work_pools": {"name": {"any_": [POOL]}}}
        for one in api.post("/deployments/filter", json=body).raise_for_status().json():
            known = slugs.get((one["name"], one["entrypoint"]))
            if known is None:
                api.delete(f"/deployments/{one['id']}").raise_for_status()
                continue
            for schedule in one["schedules"]:
                if schedule.get("slug") not in known:
                    api.delete(f"/deployments/{one['id']}/schedules/{schedule['id']}").raise_for_status()
