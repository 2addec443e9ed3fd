"""The timetable of ``prefect.yaml`` as a site has it: in its own zone, within the hours of its sending window."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from duban.site import Site
from tasks.orchestrator import POOL
from tasks.site import load

ROOT = Path(__file__).resolve().parents[1]


FLEET = ROOT / "deployments" / "fleet" / "prefect.yaml"


def jobs(file: Path = ROOT / "prefect.yaml") -> list[dict[str, Any]]:
    """The deployments as ``prefect.yaml`` has them."""
    found: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))["deployments"]
    return found


def wanted_of_fleet(fleet: Path, name: str, sites: Sequence[Path]) -> list[dict[str, Any]]:
    """The deployments of many sites run as one: the fleet's own, and one a site that only the fleet starts."""
    (day,) = [one for one in jobs() if one["name"] == "daily"]
    own = [
        {**one, "name": name, "parameters": {**one["parameters"], "fleet": str(fleet)}} for one in jobs(FLEET)
    ]
    return [*own, *({**day, "name": site.name, "schedules": [],
                     "parameters": {**day["parameters"], "site": str(site)}} for site in sites)]  # fmt: skip


def wanted(sites: Sequence[Path], today: date | None = None) -> list[dict[str, Any]]:
    """The deployments of the timetable, once for each site, named after it; their runs on ``today`` where given."""
    day = today.isoformat() if today else None
    settings = {site: load(site).site for site in sites}
    return [{**one, "name": site.name, "parameters": _given(one["parameters"], site, day),
             "work_pool": {"name": POOL},
             "schedules": [_local(when, settings[site]) for when in one.get("schedules", [])]}
            for site in sites for one in jobs()]  # fmt: skip


def _given(parameters: dict[str, Any], site: Path, day: str | None) -> dict[str, Any]:
    """A job's parameters for a site; the day to stand on only where a job has one."""
    return {**parameters, "site": str(site), **({"today": day} if day and "today" in parameters else {})}


def _local(schedule: dict[str, Any], site: Site) -> dict[str, Any]:
    """A schedule in the site's zone; the one that goes by the sending window within the site's own hours."""
    here = {**schedule, "timezone": site.timezone}
    if schedule["slug"] != "window":
        return here
    minutes, _, *days = schedule["cron"].split()
    first, last = (at.partition(":")[0].lstrip("0") or "0" for at in _window(site))
    return {**here, "cron": " ".join([minutes, f"{first}-{last}", *days])}


def _window(site: Site) -> tuple[str, str]:
    return site.settings.window_from, site.settings.window_to
