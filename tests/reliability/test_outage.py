"""G10: after an outage exactly what is due is told: no level lost, repeats that were missed told as one."""

import os
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.daily import daily
from tests.reliability import lives
from tests.reliability.lives import ONE, Life
from tests.reliability.rig import clock_at
from tests.reliability.witness import said, wanted, written

UNITS, EACH = 2, 12
YEAR_END = date(2025, 12, 26)


def lived(site: Path, known: list[Life], day: date, named: bool = True) -> None:
    """One day of a site: the ledgers of the day, and a run."""
    lives.deliver(site, known, day, UNITS)
    long_ago = time.time() - 3600
    for path in (p for p in (site / "inbox").rglob("*") if p.is_file()):
        os.utime(path, (long_ago, long_ago))
    daily(str(site), day if named else None)


@pytest.mark.nightly
@pytest.mark.parametrize(("first", "gap"), [
    (lives.FIRST, 11), (YEAR_END, 10)])  # fmt: skip
def test_g10_after_days_without_a_run_exactly_what_is_due_is_told(
    tmp_path: Path, first: date, gap: int
) -> None:
    days = lives.working_days(1, first) + lives.working_days(2, first + ONE * gap)
    known = lives.lives(7, UNITS, EACH, [*lives.working_days(2, first), days[-1]])
    site = tmp_path / "site"
    lives.make(site, UNITS, first)
    for day in days:
        lived(site, known, day)
    due = lives.duties(known, days)
    assert said(written(site)) == wanted(due)
    assert len(due) > 20 and len({one.on for one in written(site)}) == 3
    # Repeats that nobody could be told of in between are one, and it bears the newest round.
    assert {key[4] for key in due if key[3] == 3} >= {1, 2}


@pytest.mark.nightly
def test_g10_an_hour_or_an_afternoon_away_tells_the_same_that_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = lives.working_days(2)
    known = lives.lives(8, UNITS, EACH, days)
    lives.make(tmp_path / "site", UNITS)
    for day, hour in zip(days, (9, 17), strict=True):
        moment = datetime.combine(day, datetime.min.time(), ZoneInfo("Asia/Shanghai")).replace(hour=hour)
        clock_at(monkeypatch, moment)
        lived(tmp_path / "site", known, day, named=False)
    assert said(written(tmp_path / "site")) == wanted(lives.duties(known, days))
