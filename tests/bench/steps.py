"""What is measured, each in a process of its own: ``python -m tests.bench.steps NAME SITE``.

Prints one JSON line: seconds of the step alone (imports aside) and the process's peak memory.
"""

import csv
import json
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.bench.sites import FIRST, HEADING, STEADY


def first_day(site: Path) -> None:
    """The first cycle of a site."""
    from flows.daily import daily

    daily(str(site), FIRST)


def steady_day(site: Path) -> None:
    """A later cycle: a tenth of the ledgers anew."""
    from flows.daily import daily

    daily(str(site), STEADY)


def unchanged_day(site: Path) -> None:
    """A cycle on a day on which nothing came."""
    from flows.daily import daily

    daily(str(site), STEADY + timedelta(days=1))


def preview_year(site: Path) -> None:
    """Who will be told what within 365 days."""
    from tasks.previewed import preview_rows
    from tasks.site import load

    first = STEADY + timedelta(days=2)
    preview_rows(load(site), first, first + timedelta(days=364))


def floor(site: Path) -> None:
    """The bare work that nobody can do without: the same files read, the rows inserted, one select."""
    rows = [row for path in sorted((site / "inbox" / FIRST.isoformat()).iterdir()) for row in _bare(path)]
    where = site / "state" / "floor.db"
    where.parent.mkdir(exist_ok=True)
    where.unlink(missing_ok=True)
    raw = sqlite3.connect(where)
    cells = ", ".join("?" * len(HEADING))
    for table in ("reading", "item"):
        raw.execute(f"create table {table} ({', '.join(f'[{h}] text' for h in HEADING)})")
        raw.executemany(f"insert into {table} values ({cells})", rows)
    raw.commit()
    raw.execute("select * from item").fetchall()
    raw.close()


def _bare(path: Path) -> list[tuple[str, ...]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [tuple(row) for row in csv.reader(file)][1:]
    if path.suffix == ".db":
        with sqlite3.connect(path) as raw:
            return list(raw.execute("select * from ledger"))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    cells = book.get_sheet_by_index(0).to_python()
    return [tuple(map(str, row)) for row in cells[1:]]


STEPS: dict[str, Callable[[Path], None]] = {
    one.__name__: one for one in (floor, first_day, steady_day, unchanged_day, preview_year)
}


def main(name: str, site: str) -> None:
    """Run one step and say what it cost."""
    os.environ.setdefault("DUBAN_ENGINE", "plain")
    _warm()
    start = time.perf_counter()
    STEPS[name](Path(site))
    seconds = time.perf_counter() - start
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"step": name, "seconds": round(seconds, 3), "peak_mb": round(peak / 1024)}))


def _warm() -> None:
    """What every process pays once is not the step's own."""
    import python_calamine  # noqa: F401

    import desk.previewing  # noqa: F401
    import flows.daily  # noqa: F401
    import tasks.channels.send  # noqa: F401


if __name__ == "__main__":
    main(*sys.argv[1:3])
