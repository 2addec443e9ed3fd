"""The one seam between orchestrated and plain runs: ``flow`` and ``task`` are Prefect's or nothing.

Decided once, when this module is first imported: ``DUBAN_ENGINE`` is ``prefect`` or ``plain``;
left out, whoever has already brought Prefect (a worker, a deploy) gets Prefect's.
"""

import logging
import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Decorator = Callable[[Callable[P, R]], Callable[P, R]]

orchestrated: bool = os.environ.get(
    "DUBAN_ENGINE", "prefect" if "prefect" in sys.modules else "plain") == "prefect"  # fmt: skip


def flow(**options: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Prefect's ``flow`` when orchestrated, else the function as it is."""
    if not orchestrated:
        return _as_it_is
    from prefect import flow as prefect_flow

    return prefect_flow(persist_result=False, **options)


def task(**options: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Prefect's ``task`` when orchestrated (nothing cached, nothing kept), else the function."""
    if not orchestrated:
        return _as_it_is
    from prefect import task as prefect_task
    from prefect.cache_policies import NO_CACHE

    return prefect_task(cache_policy=NO_CACHE, persist_result=False, **options)


def _as_it_is(function: Callable[P, R]) -> Callable[P, R]:
    return function


def run_name(title: str) -> Callable[[], str]:
    """A flow run's name that says the job, the site and the business day."""

    def name() -> str:
        from pathlib import Path

        from prefect.runtime import flow_run

        given = flow_run.parameters
        day = given.get("today") or f"{flow_run.scheduled_start_time:%Y-%m-%d}"
        whose = Path(str(given.get("site") or given.get("fleet", ""))).name.removesuffix(".yaml")
        return f"{title} {whose} {day}"

    return name


def run_id() -> str:
    """The present run's own id; a new one where nobody orchestrates it."""
    from uuid import uuid4

    if orchestrated:
        from prefect.runtime import flow_run

        if flow_run.id:
            return str(flow_run.id)
    return str(uuid4())


def planned_at() -> datetime | None:
    """When the present run was planned for (with its zone), or None where nobody planned it."""
    if not orchestrated:
        return None
    from prefect.runtime import flow_run

    return flow_run.scheduled_start_time if flow_run.id else None


def logger() -> Any:
    """The run's logger under Prefect, else the standard one."""
    if orchestrated:
        from prefect.context import FlowRunContext
        from prefect.logging import get_run_logger

        if FlowRunContext.get() is not None:
            return get_run_logger()
    plain = logging.getLogger("duban")
    # What went wrong is said by the command; whoever wants the course of a run adds a handler.
    if not plain.handlers:
        plain.addHandler(logging.NullHandler())
    return plain
