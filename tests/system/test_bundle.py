"""The bundle for networks without a registry: installed and run with the network cut off."""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.system, pytest.mark.nightly, pytest.mark.timeout(900)]
ALONE = ("unshare", "-n", "env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8")


def test_it_installs_and_runs_a_day_with_the_network_cut_off_and_refuses_a_file_that_was_changed(
    tmp_path: Path,
) -> None:
    subprocess.run(["make", "bundle"], cwd=ROOT, check=True, capture_output=True)
    (packed,) = (ROOT / "build").glob("duban-*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    (home,) = tmp_path.iterdir()
    python = f"PYTHON={os.path.realpath(ROOT / '.venv' / 'bin' / 'python')}"
    run = [*ALONE, f"HOME={tmp_path}", python, "sh", "-c",
           "sh install.sh && .venv/bin/duban tick deployments/example --today 2019-07-01"]  # fmt: skip
    done = subprocess.run(run, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "在办22项：逾期5项" in done.stdout
    with (home / "README.md").open("a") as file:
        file.write("changed")
    refused = subprocess.run(["sh", "install.sh"], cwd=home, capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "fetch the bundle again" in refused.stdout
