"""The bells at Prefect (自动化): what it rings by itself when a run broke, hangs or never came; made again by name.

A bell says nothing itself. It rings at the desk, straight from the server, so that a dead worker silences
nothing; and where a worker lives it runs the watch. Whoever is rung looks for himself and tells the duty desk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tasks.artifacts.publishing import artifact_key
from tasks.orchestrator import POOL, client, jobs_of, rows

PREFIX = "督办 "
WATCH, DAILY = "flows/watching.py:watching", "flows/daily.py:daily"
BROKE = [f"prefect.flow-run.{name}" for name in ("Failed", "Crashed", "TimedOut")]
# A run may die before its first heartbeat.
BEGUN = ["prefect.flow-run.Running", "prefect.flow-run.heartbeat"]
# What a run that lives says of itself, or that it is over.
ALIVE = ["prefect.flow-run.heartbeat", "prefect.flow-run.Completed", *BROKE,
         *(f"prefect.flow-run.{name}" for name in ("Cancelled", "Paused", "Suspended"))]  # fmt: skip


@dataclass(frozen=True)
class Windows:
    """How long silence may last: from one good daily run to the next (it ends at half past eight, so that one missing
    is noticed by ten), and between two heartbeats of a run.
    """

    daily_seconds: int = 25 * 3600 + 30 * 60
    heartbeat_seconds: int = 240


def register_bells(
    sites: Mapping[Path, str], environment: Mapping[str, str], windows: Windows | None = None
) -> None:
    """Make the bells of each site, with the address of its desk ("" where none is known); those no longer wanted
    are removed. Idempotent: a bell is known by its name.
    """
    with client(environment["PREFECT_API_URL"], environment.get("PREFECT_API_AUTH_STRING", "")) as api:
        found: list[dict[str, Any]] = []
        for site, desk in sites.items():
            jobs = {one["entrypoint"]: str(one["id"]) for one in rows(
                api, "/deployments/filter", deployments=jobs_of([site.name]))}  # fmt: skip
            found += bells(site.name, jobs, _door(api, site, desk) if desk else "", windows or Windows())
        _keep(api, found)


def bells(site: str, jobs: Mapping[str, str], door: str, windows: Windows) -> list[dict[str, Any]]:
    """The automations of a site. ``jobs``: entrypoint to the deployment's id; ``door``: the id of the webhook that
    rings at the desk, "" for none.
    """
    ring: list[dict[str, Any]] = (
        [{"type": "call-webhook", "block_document_id": door, "payload": "{}"}] if door else []
    )
    look = [*ring, {"type": "run-deployment", "source": "selected", "deployment_id": jobs[WATCH]}]
    others = [number for entry, number in jobs.items() if entry != WATCH]
    dead = {
        "type": "change-flow-run-state",
        "state": "CRASHED",
        "message": "心跳中断，按运行中断处理",
        "force": True,
    }
    pool = {"match": {"prefect.resource.name": POOL}, "expect": ["prefect.work-pool.not-ready"]}
    return [
        _bell(site, "每日督办没有按时完成", _of([jobs[DAILY]], expect=["prefect.flow-run.Completed"],
                                       within=windows.daily_seconds), look),
        _bell(site, "运行失败或中断", _of(others, expect=BROKE), look),
        # Rung at the desk only: it would run itself for ever.
        _bell(site, "值守失败", _of([jobs[WATCH]], expect=BROKE), ring),
        _bell(site, "运行没有心跳", _of(list(jobs.values()), after=BEGUN, expect=ALIVE,
                                  for_each=["prefect.resource.id"], within=windows.heartbeat_seconds), [dead]),
        _bell(site, "没有工作进程", {"type": "event", "posture": "Reactive", "threshold": 1, "within": 0, **pool}, ring),
    ]  # fmt: skip


def _bell(site: str, what: str, trigger: dict[str, Any], actions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"name": f"{PREFIX}{site}：{what}", "description": "由程序建立，重新登记时覆盖", "enabled": True,
            "trigger": trigger, "actions": list(actions) or [{"type": "do-nothing"}]}  # fmt: skip


def _of(jobs: Sequence[str], *, expect: Sequence[str], within: int = 0, **more: Any) -> dict[str, Any]:
    """A trigger about runs of some jobs: that something happened, or within so many seconds did not."""
    named = [f"prefect.deployment.{number}" for number in jobs]
    return {"type": "event", "posture": "Proactive" if within else "Reactive", "threshold": 1, "within": within,
            "match": {"prefect.resource.id": "prefect.flow-run.*"}, "expect": list(expect), **more,
            "match_related": {"prefect.resource.role": "deployment", "prefect.resource.id": named}}  # fmt: skip


def _door(api: httpx.Client, site: Path, desk: str) -> str:
    """The webhook by which the server rings at a site's desk; it holds no secret, for a ring does only what is due."""
    name, data = artifact_key(site, "bell"), {"url": f"{desk}/bell", "method": "POST"}
    kind = api.get("/block_types/slug/webhook").raise_for_status().json()["id"]
    known = api.get(f"/block_types/slug/webhook/block_documents/name/{name}")
    if known.status_code == 200:
        number = str(known.json()["id"])
        api.patch(
            f"/block_documents/{number}", json={"data": data, "merge_existing_data": False}
        ).raise_for_status()
        return number
    schemas = rows(api, "/block_schemas/filter", block_schemas={"block_type_id": {"any_": [kind]}})
    made = api.post("/block_documents/", json={"name": name, "data": data, "block_type_id": kind,
                                               "block_schema_id": schemas[0]["id"]})  # fmt: skip
    return str(made.raise_for_status().json()["id"])


def _keep(api: httpx.Client, wanted: Sequence[dict[str, Any]]) -> None:
    """Bring the automations of ours to what is wanted: each once. One that somebody switched off stays off."""
    known: dict[str, list[dict[str, Any]]] = {}
    for one in rows(api, "/automations/filter", limit=200):
        if one["name"].startswith(PREFIX):
            known.setdefault(one["name"], []).append(one)
    for one in wanted:
        first, *twice = known.pop(one["name"], [None])
        if first is None:
            api.post("/automations/", json=one).raise_for_status()
        else:
            path = f"/automations/{first['id']}"
            api.put(path, json={**one, "enabled": first["enabled"]}).raise_for_status()
        _drop(api, twice)
    for left in known.values():
        _drop(api, left)


def _drop(api: httpx.Client, automations: Sequence[dict[str, Any] | None]) -> None:
    for one in filter(None, automations):
        api.delete(f"/automations/{one['id']}").raise_for_status()
