"""G25, G26: without Prefect due notices leave all the same, and what Prefect doubles has no effect."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.sinks import free_port

DUBAN = Path(sys.executable).with_name("duban")


def _people(site: Path) -> Counter[str]:
    return Counter(f.stem.rsplit("-", 1)[1] for f in (site / "state" / "outbox" / "2019-06-20").glob("*.eml"))


def test_g25_with_prefects_server_dead_the_second_bell_sends_what_is_due_and_twice_sends_nothing_more(
    site: Path,
) -> None:
    dead = {"PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api", "PREFECT_CLIENT_MAX_RETRIES": "0"}
    command = [DUBAN, "tick", site, "--today", "2019-06-20"]
    told = []
    for _ in range(2):
        done = subprocess.run(command, env={**os.environ, **dead}, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr
        told.append(_people(site))
    assert told[0] == told[1] and told[0] and set(told[0].values()) == {1}
