"""The service files are such as systemd takes, and start what there is."""

import getpass
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desk.cli import COMMANDS
from tests.conftest import ROOT

UNITS = sorted((ROOT / "deployments" / "systemd").glob("*@.*"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_there_is_with_the_sites_own_environment(unit: Path) -> None:
    lines = unit.read_text("utf-8").splitlines()
    if unit.suffix == ".timer":
        assert "OnCalendar=*:0/5" in lines and "Persistent=true" in lines
        return
    (start,) = (line for line in lines if line.startswith("ExecStart="))
    assert start.split()[1] in COMMANDS and "EnvironmentFile=/etc/duban/%i.env" in lines


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    duban, named = Path(sys.executable).with_name("duban"), []
    for unit in UNITS:
        text = (
            unit.read_text("utf-8")
            .replace("/opt/duban/.venv/bin/duban", str(duban))
            .replace("User=duban", f"User={getpass.getuser()}")
        )
        (tmp_path / unit.name).write_text(text, "utf-8")
        named.append(tmp_path / unit.name.replace("@", "@example"))
        shutil.copy(tmp_path / unit.name, named[-1])
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *named], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "duban" in line]
    assert ours == [] and done.returncode == 0, done.stderr
