"""Plain and orchestrated runs are the same flows; a plain one never brings Prefect."""

import subprocess
import sys

from tests.conftest import ROOT


def test_a_plain_run_brings_no_prefect() -> None:
    code = "import sys, flows.daily; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
