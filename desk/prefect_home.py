"""Where Prefect keeps a site's runs, and the settings every Prefect process of ours starts with."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tasks.orchestrator import home_of, server_note
from tasks.private import private_folder

# Telemetry off. The first UI is the default: the newer one calls an outside service on each page
# load, which a closed network must not.
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLI_PROMPT": "false",
    # A run whose process is gone is noticed after four of these.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "60",
}


def settings_for(folder: Path) -> dict[str, str]:
    """The environment of a Prefect process of ours; what the user has set wins."""
    home = home_of(folder)
    private_folder(home)
    level = "INFO" if os.environ.get("DUBAN_VERBOSE") else "WARNING"
    ours = {**QUIET, "PREFECT_HOME": str(home), "PREFECT_LOGGING_LEVEL": "INFO",
            "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": level}  # fmt: skip
    return {name: os.environ.get(name, value) for name, value in ours.items()}


def prepare(folder: Path) -> None:
    """Set the environment before Prefect is imported: the server that ``up`` started where one
    is alive, so that the run is seen there, else one inside this process.
    """
    os.environ.update(settings_for(folder))
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    running = running_server(folder)
    if running and "PREFECT_API_URL" not in os.environ:
        os.environ["PREFECT_API_URL"] = running


def running_server(folder: Path) -> str | None:
    """The API address of a server that ``up`` started and that answers, or None."""
    try:
        api = str(json.loads(server_note(folder).read_text("utf-8"))["api"])
        return api if healthy(api) else None
    except (OSError, ValueError, KeyError):
        return None


def healthy(api: str) -> bool:
    """Whether a server answers at ``api``."""
    try:
        return httpx.get(f"{api}/health", timeout=2.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def heartbeats_off() -> Iterator[None]:
    """No heartbeats for runs inside this process: each flow would wait a second for its last one."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
