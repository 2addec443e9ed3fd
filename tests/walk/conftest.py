"""Which walks are walked on every change, and which only at night.

A walk costs seconds. On every change the walks named here are walked whole, on both stores: between them they
write every table and end in every letter's reader; of each other file the first walk is, on SQLite. The rest is
walked at night (``make test-nightly``), and always where a file is named.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
EVERY_TIME = {"test_every_working_day", "test_two_at_once", "test_acts", "test_held_deliveries", "test_edited_ladder",
              "test_handed_over", "test_mail", "test_commands"}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the walks that wait for the night."""
    begun = set()
    for item in items:
        if HERE not in item.path.parents or item.path.stem in EVERY_TIME:
            continue
        later = "postgresql" in item.name or item.path in begun
        if later:
            item.add_marker(pytest.mark.nightly)
        elif not item.get_closest_marker("nightly"):
            begun.add(item.path)
