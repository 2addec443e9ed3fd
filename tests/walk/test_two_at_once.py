"""Two runs at once do the work of one: every notice once, whoever wins each step."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from tests.walk import days

DUBAN = Path(sys.executable).with_name("duban")


def test_three_processes_on_one_site_tell_everybody_once(stored_site: Path) -> None:
    days.tick(stored_site, date(2019, 6, 3))
    command = [DUBAN, "tick", stored_site, "--today", "2019-07-01"]
    runs = [subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(3)]  # fmt: skip
    said = [one.communicate(timeout=120) for one in runs]
    assert not any(b"Traceback" in err for _, err in said), said
    days.tick(stored_site, date(2019, 7, 1))
    people = Counter(
        f.stem.rsplit("-", 1)[1] for f in (stored_site / "state" / "outbox" / "2019-07-01").glob("*.eml")
    )
    assert people and set(people.values()) == {1}
    rows = days.rows(stored_site)
    assert not rows.duplicated(["item", "episode", "line", "level", "round", "tenure"]).any()
    assert len(days.items(stored_site, date(2019, 7, 1))) == 22
