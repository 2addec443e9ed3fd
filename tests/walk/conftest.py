"""Which walks are walked on every change, and which only at night.

A walk says what its own rules do on SQLite. That PostgreSQL gives the same is shown, on every change, by the
tests of the store and by the walks named here, which between them write every table; the others are walked
there at night.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
EVERY_TIME = {"test_every_working_day", "test_two_at_once", "test_acts", "test_held_deliveries", "test_edited_ladder",
              "test_handed_over", "test_mail"}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the walks on PostgreSQL that wait for the night."""
    for item in items:
        if HERE in item.path.parents and "postgresql" in item.name and item.path.stem not in EVERY_TIME:
            item.add_marker(pytest.mark.nightly)
