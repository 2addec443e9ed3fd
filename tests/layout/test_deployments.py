"""The service files name commands, versions and settings that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.cli import COMMANDS
from tests.layout.test_shape import ROOT

HERE = ROOT / "deployments"
FILES = [
    HERE / "compose.yaml",
    *sorted((HERE / "kubernetes").glob("*.yaml")),
    *sorted((HERE / "systemd").glob("*")),
]


def _documents(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text("utf-8"))) if path.suffix == ".yaml" else []


def _lists(of: Any) -> list[list[str]]:
    """What is run: the words after our program, wherever a file has them."""
    if isinstance(of, dict):
        own = [v for k, v in of.items() if k in {"command", "args"} and isinstance(v, list)]
        return own + [found for value in of.values() for found in _lists(value)]
    return [found for value in of for found in _lists(value)] if isinstance(of, list) else []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_command_of_ours_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    named = set(re.findall(r"\bduban(?: |/bin/duban )([a-z-]+) [\"$%/]", text))
    listed = {
        words[0]
        for one in _documents(path)
        for words in _lists(one)
        if words[0] not in {"sh", "prefect", "redis-server"}
    }
    assert (named | listed) <= set(COMMANDS), (named, listed)


def test_prefect_is_the_version_that_the_lock_pins() -> None:
    (pinned,) = re.findall(r"^prefect==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    for path in (HERE / "compose.yaml", HERE / "kubernetes" / "prefect-server.values.yaml"):
        assert f"{pinned}-python3.11" in path.read_text("utf-8"), path


def test_nothing_listens_beyond_the_host_and_no_secret_is_written_down() -> None:
    compose = _documents(HERE / "compose.yaml")[0]
    for name, one in compose["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in one.get("ports", [])), name
    written = [(k, v) for path in FILES for one in _documents(path) for k, v in _values(one)
               if re.search(r"(?i)password|auth_string|token", k)]  # fmt: skip
    assert written and all(v.startswith("${") for _, v in written), written


def _values(of: Any) -> list[tuple[str, str]]:
    """Every name with the text it is given."""
    if isinstance(of, dict):
        own = [(str(k), v) for k, v in of.items() if isinstance(v, str)]
        own += [(str(of["name"]), str(of["value"]))] if {"name", "value"} <= set(of) else []
        return own + [found for value in of.values() for found in _values(value)]
    return [found for value in of for found in _values(value)] if isinstance(of, list) else []
