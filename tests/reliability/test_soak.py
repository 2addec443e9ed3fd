"""All promises together: a site's days in minutes, killed, doubled and crowded; the checker stays clean.

``DUBAN_SOAK_DAYS`` and ``DUBAN_SEED`` name other lengths and draws.
"""

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from duban import tables as t
from tasks.database import reads
from tests.reliability import lives
from tests.reliability.soak import EACH, UNITS, Post, Soak
from tests.reliability.witness import check
from tests.sinks import mail_sink, web_sink

SEED = int(os.environ.get("DUBAN_SEED", "20260601"))


def _soaked(folder: Path, engine: Engine, store_at: str, count: int, crowds: int, kills: int) -> str:
    """Live through so many working days; gives the figures in one line."""
    days = lives.working_days(count)
    known = lives.lives(SEED, UNITS, EACH, days)
    began = time.monotonic()
    with mail_sink(sink=Post()) as post, web_sink() as web:
        lives.make(folder, UNITS)
        lives.reach(folder, post.url, web.port)
        one = Soak(folder, store_at, post, web, known, SEED)
        one.run(days, crowds, kills)
        due = lives.duties(known, days)
        found = check(post, web, due, one.pointed_on)
    assert found.missed == [] and found.unmarked == {} and found.extra == [], found
    assert found.told == len(due) > 0
    assert _of_bad_unit(engine) == {("in_progress", None, None, False)}
    done = "，".join(f"{what} {n}" for what, n in sorted(one.done.items()))
    return (f"{store_at.split(':')[0]} {count} days: duties {len(due)}, missed 0, notices {found.notices}, "
            f"copies {found.copies} all marked, by pointer {found.by_pointer}, {done}, "
            f"{(time.monotonic() - began) / 60:.1f} minutes")  # fmt: skip


def _of_bad_unit(engine: Engine) -> set[tuple[object, ...]]:
    """How the items of the unit whose ledgers turned bad stand."""
    i = t.item.c
    with reads(engine) as conn:
        found = conn.execute(select(i.claim, i.suspended_on, i.settled_on, i.missing_on.is_not(None))
                             .where(i.source == f"单位{UNITS}"))  # fmt: skip
        return {tuple(row) for row in found}


@pytest.mark.parametrize("store_at", ["postgresql"], indirect=True)
def test_two_days_killed_and_doubled_end_with_a_clean_checker(
    tmp_path: Path, store: Engine, store_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_STORE", store_at)
    print(_soaked(tmp_path / "soaked", store, store_at, 2, 2, 1))


@pytest.mark.nightly
@pytest.mark.timeout(0)
def test_weeks_killed_doubled_and_crowded_end_with_a_clean_checker(
    tmp_path: Path, store: Engine, store_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_STORE", store_at)
    count = int(os.environ.get("DUBAN_SOAK_DAYS", "5"))
    print(_soaked(tmp_path / "soaked", store, store_at, count, 8, 3))
