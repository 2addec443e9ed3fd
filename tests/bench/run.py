"""``make bench``: cycles of generated sites beside the floor measured in the same run.

Usage: ``python -m tests.bench.run [ITEMS …] [--store URL] [--json FILE]``. A ratio is a step's seconds over
the floor's; the floor reads the same files with the same readers, inserts the rows and selects them once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.pages import lines
from tests.bench.sites import deliver_again, make_site

TARGETS = {"first_day": "≤ 2.5 × floor", "steady_day": "≤ 0.3 × first day", "unchanged_day": "",
           "preview_year": "≤ 5 s at 10,000 items", "floor": ""}  # fmt: skip


def measure(name: str, site: Path) -> dict[str, Any]:
    """One step in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.steps", name, str(site)], check=False,
                          capture_output=True, text=True)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def bench(items: int, folder: Path) -> list[dict[str, Any]]:
    """All steps of one size, in the order of a site's life."""
    site = folder / f"s{items}"
    make_site(site, items)
    found = [measure("floor", site), measure("first_day", site)]
    deliver_again(site, items)
    found += [measure(name, site) for name in ("steady_day", "unchanged_day", "preview_year")]
    floor, first = found[0]["seconds"], found[1]["seconds"]
    return [{**one, "items": items, "of_floor": round(one["seconds"] / floor, 2),
             "of_first_day": round(one["seconds"] / first, 2), "target": TARGETS[one["step"]]} for one in found]  # fmt: skip


def pages_of(site: Path) -> list[dict[str, Any]]:
    """The desk's pages, measured in a process of their own."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.pages", str(site), "--json"], check=False,
                          capture_output=True, text=True)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"pages: {done.stderr[-2000:]}")
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Run every size asked for; print a table, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", nargs="*", type=int, default=[1_000, 10_000])
    parser.add_argument("--store", help="a SQLAlchemy URL; the site's own SQLite file where left out")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if given.store:
        os.environ["DUBAN_STORE"] = given.store
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        rows = [row for items in given.items for row in bench(items, Path(folder))]
        # Read through the site's own file: the bare select beside them is SQLite's.
        seen = {} if given.store else {items: pages_of(Path(folder) / f"s{items}") for items in given.items}
    columns = ("items", "step", "seconds", "of_floor", "of_first_day", "peak_mb", "target")
    print("  ".join(f"{c:>14}" for c in columns))
    for row in rows:
        print("  ".join(f"{row[c]!s:>14}" for c in columns))
    for items, pages in seen.items():
        print(
            f"\nThe desk's pages at {items} items, server's milliseconds (target: 100), and of a bare select of all"
        )
        print("\n".join(lines(pages)))
    if given.json:
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
