"""G24: the machine goes down in the middle of everything and comes up in any order: nobody lost, nobody told twice."""

import os
import random
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from duban.errors import DubanError
from tasks.auditing import findings
from tasks.context import open_site
from tests.reliability.own_postgres import own_postgres
from tests.reliability.rig import FORKS, ROUNDS
from tests.reliability.soak import ODD, cycle
from tests.walk import days

FIRST, DAY = date(2019, 6, 20), date(2019, 7, 1)


@pytest.mark.nightly
def test_g24_everything_killed_and_started_in_any_order_tells_everybody_once(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_postgres() as server:
        store_at = server.new_store()
        monkeypatch.setenv("DUBAN_STORE", store_at)
        days.tick(site, FIRST)
        draw = random.Random(24)
        for _ in range(4 if ROUNDS else 1):
            runs = [_begun(site, store_at) for _ in range(2)]
            time.sleep(draw.uniform(0.3, 1.5))
            for one in runs:
                one.kill()
            server.crash()
            for one in runs:
                one.join(30)
            # The timer may come up before the database: it fails in words, and comes again.
            early = _begun(site, store_at)
            early.join(60)
            assert early.exitcode in (ODD, 1) and _refused(site)
            server.start()
        days.tick(site, DAY)
        people = Counter(f.stem[11:] for f in (site / "state" / "outbox" / f"{DAY}").glob("*.eml"))
        assert len(people) > 5 and set(people.values()) == {1}
        assert findings(open_site(str(site), DAY)) == ()
        open_site(str(site), DAY).engine.dispose()


def _begun(site: Path, store_at: str) -> Any:
    child = FORKS.Process(target=cycle, args=(str(site), store_at, DAY, datetime(2019, 7, 1, 0, 30), 0))
    child.start()
    return child


def _refused(site: Path) -> bool:
    """A run without its database says so in one sentence."""
    try:
        open_site(str(site), DAY)
    except DubanError as fault:
        return "打不开" in str(fault) and os.linesep not in str(fault)
    return False
