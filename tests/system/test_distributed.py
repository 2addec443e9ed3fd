"""Many sites on several workers and two API servers: a worker and a server are killed in mid-run, and every site's
day is done, nobody missed, nobody told twice. At night, small and in full.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import create_engine, text

from tests.bench.sites import FIRST, make_site
from tests.conftest import ROOT
from tests.reliability.rig import seen, unmarked_copies
from tests.sinks import MailSink, mail_sink
from tests.system.cluster import Cluster, cluster, kill

pytestmark = [pytest.mark.system, pytest.mark.timeout(3600)]
OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def sites_of(base: Path, sites: int, items: int, sink: MailSink) -> Path:
    """A fleet's file and its sites, everybody reached by mail."""
    for number in range(sites):
        folder = base / "sites" / f"s{number:03}"
        make_site(folder, items)
        people = [one["id"] for one in yaml.safe_load((folder / "roster.yaml").read_text("utf-8"))["people"]]
        told = {"inside_domains": ["hb.example.gov.cn"], "mail": sink.url,
                "people": {one: [f"{one}.{number}@hb.example.gov.cn"] for one in people}}  # fmt: skip
        channels = folder / "channels.yaml"
        channels.write_text(yaml.safe_dump(told), "utf-8")
        channels.chmod(0o600)
    file = base / "province.yaml"
    file.write_text("name: 某省\nsites: {folder: sites}\nat_once: 12\nsite_minutes: 10\n", "utf-8")
    return file


def ring(api: httpx.Client) -> str:
    """Begin the fleet's day; gives the run's id."""
    (fleet,) = [
        d
        for d in api.post("/deployments/filter", json={}).json()
        if d["entrypoint"] == "flows/fleet.py:fleet"
    ]
    body = {"parameters": {**fleet["parameters"], "today": str(FIRST)}}
    return str(
        api.post(f"/deployments/{fleet['id']}/create_flow_run", json=body).raise_for_status().json()["id"]
    )


def days_done(api: httpx.Client) -> int:
    body = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}, "name": {"like_": "每日督办 s"}}}
    return int(api.post("/flow_runs/count", json=body).raise_for_status().json())


def until_over(api: httpx.Client, run: str, seconds: int) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found: dict[str, Any] = api.get(f"/flow_runs/{run}").raise_for_status().json()
            if found["state_type"] in OVER:
                return found
        except httpx.HTTPError:
            pass
        time.sleep(2)
    raise AssertionError("the fleet's day did not end")


def walked(
    up: Cluster, base: Path, sites: int, items: int, workers: int, seconds: int, killing: bool
) -> float:
    """The fleet's day from the bell to its end, in seconds; with ``killing`` a worker and an API server go down."""
    with mail_sink() as sink:
        file = sites_of(base, sites, items, sink)
        subprocess.run([sys.executable, "-c", "from desk.cli import main; main()", "fleet", str(file), "--register"],
                       cwd=ROOT, env=dict(up.own), check=True, capture_output=True)  # fmt: skip
        for _ in range(workers):
            up.worker()
        with up.client as api:
            began = time.monotonic()
            run = ring(api)
            if killing:
                while days_done(api) < max(1, sites // 4):
                    time.sleep(1)
                kill(up.workers[0])
                kill(up.apis[0])
            over = until_over(api, run, seconds)
            took = time.monotonic() - began
            # The run of the fleet itself may have stood on the worker that was killed: then it is rung for again.
            if over["state_type"] != "COMPLETED":
                over = until_over(api, ring(api), seconds)
        assert over["state_type"] == "COMPLETED", over["state"]
        _nobody_missed_nobody_twice(up, sites, sink)
    return took


def _nobody_missed_nobody_twice(up: Cluster, sites: int, sink: MailSink) -> None:
    engine = create_engine(up.own["DUBAN_STORE"].replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as conn:
        days = conn.execute(
            text("select count(*) from run where ended_at is not null and lacking = ''")
        ).scalar()
        wanted = [row[0] for row in conn.execute(text("select id from notice"))]
        open_ = conn.execute(text("select count(*) from outbox where state not in ('sent', 'void')")).scalar()
    engine.dispose()
    arrived = seen(sink)
    assert days == sites and not open_
    assert wanted and set(wanted) <= set(arrived), (
        f"{len(set(wanted) - set(arrived))} of {len(wanted)} were not told"
    )
    assert not unmarked_copies(sink)
    print(f"{sites} sites, {len(wanted)} notices, {sum(len(m) > 1 for m in arrived.values())} marked copies")


@pytest.mark.nightly
def test_a_worker_and_a_server_are_killed_and_every_sites_day_is_done_once(tmp_path: Path) -> None:
    with cluster(tmp_path) as up:
        walked(up, tmp_path, sites=4, items=30, workers=2, seconds=600, killing=True)


@pytest.mark.nightly
def test_fifty_sites_of_a_thousand_items_on_three_workers(tmp_path: Path) -> None:
    with cluster(tmp_path) as up:
        took = walked(up, tmp_path, sites=50, items=1000, workers=3, seconds=3000, killing=True)
    print(f"50 sites of 1,000 items, three workers, two kills: {took:.0f} s")


@pytest.mark.nightly
@pytest.mark.parametrize("workers", [1, 2])
def test_how_much_is_done_with_one_worker_and_with_two(tmp_path: Path, workers: int) -> None:
    with cluster(tmp_path) as up:
        took = walked(up, tmp_path, sites=12, items=1000, workers=workers, seconds=3000, killing=False)
    print(f"{workers} worker(s): {12_000 / took:.0f} items a second, {took:.0f} s")
