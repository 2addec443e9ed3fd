"""G12: runs at once, by command and as flows, do the work of one; one killed in the middle of a change stops nobody."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.rig import FORKS, ROUNDS
from tests.reliability.soak import cycle
from tests.walk import days

DUBAN = Path(sys.executable).with_name("duban")
FIRST, DAY = date(2019, 6, 3), date(2019, 7, 1)
# One in the middle of opening escalations, of saving notices, of sending.
PLACES = (60, 110, 170, 230) if ROUNDS else (150,)


@pytest.mark.nightly
@pytest.mark.parametrize("store_at", ["sqlite", "postgresql"] if ROUNDS else ["postgresql"], indirect=True)
def test_g12_runs_at_once_of_which_some_are_killed_while_they_hold_do_the_work_of_one(
    stored_site: Path, store_at: str
) -> None:
    command = [DUBAN, "tick", stored_site, "--today", f"{DAY}"]
    killed = [_flow(stored_site, store_at, place) for place in PLACES]
    flows = [_flow(stored_site, store_at, 0) for _ in range(3 if ROUNDS else 1)]
    ticks = [subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.PIPE) for _ in range(1)]
    if ROUNDS:
        ticks.append(
            subprocess.Popen([DUBAN, "run", *command[2:]], env=dict(os.environ), stderr=subprocess.PIPE)
        )
    for one in (*killed, *flows):
        one.join(180)
    said = [one.communicate(timeout=180)[1] for one in ticks]
    assert not any(b"Traceback" in err for err in said), said
    assert all(one.exitcode in (0, 7) for one in flows)
    assert sum(one.exitcode == -9 for one in killed) > 0
    days.tick(stored_site, DAY)
    people = Counter(
        f.stem.rsplit("-", 1)[1] for f in (stored_site / "state" / "outbox" / f"{DAY}").glob("*.eml")
    )
    assert people and set(people.values()) == {1}
    rows = days.rows(stored_site)
    assert not rows.duplicated(["item", "episode", "line", "level", "round", "tenure"]).any()
    assert len(days.items(stored_site, DAY)) == 22


def _flow(site: Path, store_at: str, dies_at: int) -> Any:
    child = FORKS.Process(target=cycle, args=(str(site), store_at, DAY, datetime(2019, 7, 1, 0, 30), dies_at))
    child.start()
    return child
