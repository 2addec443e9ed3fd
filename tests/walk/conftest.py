"""Which walks are walked on every change, and which only at night.

A walk costs seconds. On every change the walks named here are walked whole, on SQLite: between them they
write every table and end in every letter's reader; those of ON_BOTH on PostgreSQL too; of each other file the
first walk is, on SQLite. The rest is walked at night (``make test-nightly``), and always where a file is named.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
EVERY_TIME = {"test_every_working_day", "test_two_at_once", "test_acts", "test_held_deliveries", "test_edited_ladder",
              "test_handed_over", "test_mail", "test_commands"}  # fmt: skip

ON_BOTH = {"test_every_working_day", "test_acts", "test_held_deliveries"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the walks that wait for the night."""
    begun = set()
    for item in items:
        file = item.path.stem
        if HERE not in item.path.parents or file in ON_BOTH:
            continue
        later = "postgresql" in item.name or (file not in EVERY_TIME and item.path in begun)
        if later:
            item.add_marker(pytest.mark.nightly)
        elif not item.get_closest_marker("nightly"):
            begun.add(item.path)
