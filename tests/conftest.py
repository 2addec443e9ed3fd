"""What every test may ask for: a store of each kind, and a copy of the example site."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# A machine busy with other work is no fault of a rule.
settings.register_profile("duban", deadline=None)
settings.load_profile("duban")

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = ["tests.stores", "tests.told"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The example site, copied where a test may do with it what it likes."""
    folder = tmp_path / "example"
    shutil.copytree(ROOT / "deployments" / "example", folder, ignore=shutil.ignore_patterns("state"))
    return folder


@pytest.fixture
def stored_site(site: Path, store_at: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example site with its store on SQLite and on PostgreSQL in turn."""
    monkeypatch.setenv("DUBAN_STORE", store_at)
    return site
