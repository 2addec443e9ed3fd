"""The store's engine: SQLite beside the site or PostgreSQL, migrated when first opened."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from duban.errors import Refused
from duban.frames import Schema

HEAD = "0001"
BATCH = 500
MIGRATIONS = files("duban") / "migrations"


def store_url(folder: Path, given: str | None = None) -> str:
    """Where a site's store is: as given, else in ``DUBAN_STORE``, else beside the site."""
    return given or os.environ.get("DUBAN_STORE") or f"sqlite:///{folder}/state/store.db"


def store_exists(folder: Path) -> bool:
    """Whether there is a store to read from; a database elsewhere is taken to be there."""
    url = make_url(store_url(folder))
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


def open_store(address: str) -> Engine:
    """Open a store, bringing its tables to this version first.

    Raises Refused in one sentence, without the password, where it cannot be opened.
    """
    try:
        url = make_url(address)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        _prepare_folder(url.database if url.get_backend_name() == "sqlite" else None)
        engine = create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            _for_sqlite(engine)
        _migrate(engine)
    except (ArgumentError, NoSuchModuleError):
        raise Refused("数据库地址写法有误，应为 SQLAlchemy URL，如 postgresql://用户@主机/库") from None
    except (DBAPIError, OSError) as fault:
        shown = make_url(address).render_as_string(hide_password=True)
        cause = str(getattr(fault, "orig", fault)).strip().splitlines()[0]
        raise Refused(f"数据库 {shown} 打不开：{cause}") from None
    return engine


def _prepare_folder(database: str | None) -> None:
    if database and database != ":memory:":
        folder = Path(database).parent
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _for_sqlite(engine: Engine) -> None:
    """Writers take the lock when they begin: a deferred one fails late, with work lost."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON",
                       "synchronous=NORMAL"):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        only_reads = connection.get_execution_options().get("only_reads")
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


@contextmanager
def reads(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: one consistent view, nobody is kept waiting."""
    with engine.connect() as conn:
        yield conn.execution_options(only_reads=True)


def _migrate(engine: Engine) -> None:
    if _version(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as conn:
        if engine.dialect.name == "postgresql":
            # Two processes may open a new store at once: the second waits, then finds it done.
            conn.execute(text("SELECT pg_advisory_xact_lock(4107)"))
        config.attributes["connection"] = conn
        command.upgrade(config, "head")


def _version(engine: Engine) -> str | None:
    with reads(engine) as conn:
        if not inspect(conn).has_table("alembic_version"):
            return None
        return conn.scalar(text("SELECT version_num FROM alembic_version"))


def insert_ignoring(table: Table, rows: Sequence[Mapping[str, Any]], conn: Connection) -> None:
    """Insert what is not there yet; a row that keeps a key already there is left as it was."""
    for batch in _batches(rows):
        conn.execute(_insert(table, conn).values(batch).on_conflict_do_nothing())


def upsert(table: Table, rows: Sequence[Mapping[str, Any]], conn: Connection,
           keys: Sequence[str]) -> None:  # fmt: skip
    """Insert, or bring the row with the same ``keys`` up to date."""
    for batch in _batches(rows):
        query = _insert(table, conn).values(batch)
        rest = {c: query.excluded[c] for c in batch[0] if c not in keys}
        conn.execute(query.on_conflict_do_update(index_elements=list(keys), set_=rest))


def _insert(table: Table, conn: Connection) -> Any:
    if conn.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return insert(table)


def _batches(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield list(rows[start : start + BATCH])


def read_frame(conn: Connection, query: Select[Any], schema: Schema) -> pd.DataFrame:
    """The rows of a query as a frame of ``schema``, whose columns it must select."""
    found = conn.execute(query)
    return schema.cast(pd.DataFrame(found.fetchall(), columns=list(found.keys())))


def write_rows(data: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as rows a database takes: empty values None, days dates, numbers plain."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in data.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return value
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value


