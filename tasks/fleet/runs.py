"""Each site's day run, so many at once: as runs of its own deployment, or as processes where there is no Prefect."""

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx

from duban.errors import DubanError
from tasks.fleet.sites import Fleet
from tasks.orchestrator import client
from tasks.seam import logger, orchestrated

PAUSE_SECONDS = 2.0
OVER = {"COMPLETED": "done", "FAILED": "short", "CRASHED": "lost", "CANCELLED": "lost"}
# How often a run that was lost, not one that failed, is begun in all.
TRIES = 3


class Way(Protocol):
    """How sites are run: begin one, and look which of those at work are over and how."""

    def begin(self, site: str, folder: Path, nth: int) -> Any:
        """Begin a site's day for the n-th time; gives what it is known by."""
        ...

    def over(self, at_work: Mapping[str, Any]) -> Mapping[str, str]:
        """Of those at work, by site, how each ended that is over: done, short or lost."""
        ...


def run_each(
    fleet: Fleet, folders: Mapping[str, Path], way: Way, pause_seconds: float = PAUSE_SECONDS
) -> dict[str, str]:
    """Run every site of ``folders`` (by id); gives how each ended: done, short, broken or lost.

    What was lost is begun again, and one that cannot be begun leaves the others alone.
    """
    waiting, at_work, ended = deque(folders), dict[str, Any](), dict[str, str]()
    begun = dict.fromkeys(folders, 0)
    while waiting or at_work:
        while waiting and len(at_work) < fleet.file.at_once:
            site = waiting.popleft()
            begun[site] += 1
            try:
                at_work[site] = way.begin(site, folders[site], begun[site])
            except DubanError as fault:
                logger().error("%s：%s", site, fault)
                ended[site] = "broken"
        for site, state in way.over(at_work).items():
            del at_work[site]
            if state == "lost" and begun[site] < TRIES:
                logger().warning("%s：运行中断，重新开始", site)
                waiting.append(site)
                continue
            ended[site] = state
        if at_work:
            time.sleep(pause_seconds)
    return ended


@dataclass
class Processes:
    """Each site's day as a process of its own on this machine: ``duban tick``, without Prefect."""

    today: date
    given: bool
    minutes: int
    _since: dict[str, float] = field(default_factory=dict)

    def begin(self, site: str, folder: Path, nth: int) -> "subprocess.Popen[bytes]":
        """Start the process; what it prints is its own affair, the store holds what it did."""
        self._since[site] = time.monotonic()
        day = ["--today", self.today.isoformat()] if self.given else []
        return subprocess.Popen([sys.executable, "-c", "from desk.cli import main; main()", "tick", str(folder), *day],
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    def over(self, at_work: Mapping[str, "subprocess.Popen[bytes]"]) -> Mapping[str, str]:
        """Those that ended: 0 is done, 1 says something is lacking, anything else was lost."""
        late = [s for s in at_work if time.monotonic() - self._since[s] > self.minutes * 60]
        for site in late:
            at_work[site].kill()
            at_work[site].wait()
        codes = {site: process.poll() for site, process in at_work.items()}
        return {
            site: {0: "done", 1: "short"}.get(code, "lost")
            for site, code in codes.items()
            if code is not None
        }


@dataclass
class Deployments:
    """Each site's day as a run of its own deployment, on whatever worker takes it.

    ``begin`` uses ``run_deployment``, so that the run hangs below the fleet's in the UI; all at work are looked up
    with one question.
    """

    api: str
    today: date
    given: bool
    minutes: int

    def begin(self, site: str, folder: Path, nth: int) -> str:
        """Create the run; asked again within the same run of the fleet, it is the same one.

        Raises DubanError where the site has no deployment.
        """
        from prefect.deployments import run_deployment
        from prefect.exceptions import ObjectNotFound
        from prefect.runtime import flow_run

        day = {"today": self.today.isoformat()} if self.given else {}
        key = f"fleet {flow_run.id} {folder.name} {self.today} {nth}"
        try:
            run = run_deployment(f"每日督办/{folder.name}", parameters={"site": str(folder), **day}, timeout=0,
                                 idempotency_key=key)  # fmt: skip
        except ObjectNotFound:
            raise DubanError(f"站点“{site}”没有登记，请先运行 duban fleet 文件 --register") from None
        return str(run.id)  # type: ignore[union-attr]

    def over(self, at_work: Mapping[str, str]) -> Mapping[str, str]:
        """Those that ended; nothing while the API is away, for the runs go on without it."""
        if not at_work:
            return {}
        try:
            with client(self.api) as asked:
                body = {"flow_runs": {"id": {"any_": list(at_work.values())}}, "limit": 200}
                runs = {
                    one["id"]: one
                    for one in asked.post("/flow_runs/filter", json=body).raise_for_status().json()
                }
        except (httpx.HTTPError, ValueError) as fault:
            logger().warning("Prefect 接口暂不可用（%s），稍后再看", type(fault).__name__)
            return {}
        return {site: state for site, run in at_work.items() if (state := self._state(runs.get(run)))}

    def _state(self, run: dict[str, Any] | None) -> str:
        if run is None:
            return "lost"
        if run["state_type"] in OVER:
            return OVER[run["state_type"]]
        began = run.get("start_time")
        limit = datetime.now(UTC) - timedelta(minutes=self.minutes)
        return "lost" if began and datetime.fromisoformat(began) < limit else ""


def way_of(fleet: Fleet, given: bool) -> Way:
    """Runs of deployments under Prefect, else processes."""
    api = os.environ.get("PREFECT_API_URL")
    if orchestrated and api:
        return Deployments(api, fleet.today, given, fleet.file.site_minutes)
    return Processes(fleet.today, given, fleet.file.site_minutes)
