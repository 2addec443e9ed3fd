"""A site that was told on two days, to read from or to copy; one more on PostgreSQL."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.stores import new_database
from tests.walk import days

ROOT = Path(__file__).resolve().parents[1]
JUNE, MONDAY = date(2019, 6, 20), date(2019, 7, 1)


def _example(folder: Path) -> Path:
    shutil.copytree(ROOT / "deployments" / "example", folder, ignore=shutil.ignore_patterns("state"))
    return folder


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example site with a desk, run on two days; tests only read it or take a copy."""
    folder = _example(tmp_path_factory.mktemp("desk") / "example")
    days.tick(folder, JUNE, MONDAY)
    return folder


@pytest.fixture
def copied(told: Path, tmp_path: Path) -> Path:
    """That site, to do with as one likes."""
    return Path(shutil.copytree(told, tmp_path / "copy" / "example"))


@pytest.fixture(scope="session")
def told_on_postgres(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Path, str]:
    """A site run on one day, and the address of its store."""
    folder, store = _example(tmp_path_factory.mktemp("desk-pg") / "example"), new_database(
        request.getfixturevalue("postgres"))  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUBAN_STORE", store)
        days.tick(folder, MONDAY)
    return folder, store


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of one's own with its store on SQLite, and one with its store on PostgreSQL."""
    if request.param == "sqlite":
        return Path(request.getfixturevalue("copied"))
    folder, store = request.getfixturevalue("told_on_postgres")
    monkeypatch.setenv("DUBAN_STORE", store)
    return Path(folder)
