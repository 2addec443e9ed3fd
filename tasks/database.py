"""The store (数据库): opened, brought up to date, and spoken to in whole sets of rows.

SQLite serves one machine, PostgreSQL production; the same statements run on both.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Executable,
    Select,
    Table,
    inspect,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from duban import migrations
from duban import tables as t
from duban.errors import Refused
from duban.frames import Schema
from tasks.connecting import engine_at, shared_engine

BATCH_ROWS = 5_000
# Any number will do, as long as every process that migrates a store asks for the same.
MIGRATION_LOCK = 7_363_200_011
# As this process was started: another version may be laid on the disk beside it meanwhile.
NEWEST = migrations.head()
AS_IT_IS = frozenset({str, int, bool, date, datetime, dict, list, type(None)})
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def store_url(folder: Path, given: str | None = None) -> str:
    """Where a site's store is: as given, else in ``DUBAN_STORE``, else beside the site."""
    return given or os.environ.get("DUBAN_STORE") or f"sqlite:///{folder}/state/store.db"


def store_exists(folder: Path) -> bool:
    """Whether there is a store to read from; a database elsewhere is taken to be there."""
    url = _address(store_url(folder))
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


def store_in_use(folder: Path) -> bool:
    """Whether there is a store that a cycle was run on; looking makes and changes nothing."""
    if not store_exists(folder):
        return False
    engine = engine_at(_address(store_url(folder)))
    try:
        return inspect(engine).has_table(t.delivery.name)
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def open_store(address: str) -> Engine:
    """Open a store, bringing its tables to this version first; a new one is made.

    Within one process whoever opens it shares one engine. Raises Refused in one sentence, without the
    password, where it cannot be opened.
    """
    url = _address(address)
    shown = url.set(query={}).render_as_string(hide_password=True)
    try:
        engine = shared_engine(url)
        _bring_up_to_date(engine, shown)
    except (SQLAlchemyError, ImportError, OSError) as fault:
        raise Refused(f"数据库 {shown} 打不开（{_cause(fault, url)}），"
                      "请核对 DUBAN_STORE 或 --store 所写的地址") from None  # fmt: skip
    return engine


def _address(given: str) -> URL:
    try:
        url = make_url(given)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        known = url.get_backend_name() in INSERT
    except (ArgumentError, NoSuchModuleError, ValueError):
        known = False
    if not known:
        raise Refused("数据库地址（DUBAN_STORE 或 --store）写法有误，"
                      "应为 sqlite:///路径 或 postgresql://用户:密码@主机/库名")  # fmt: skip
    return url


def _cause(fault: Exception, url: URL) -> str:
    said = str(getattr(fault, "orig", None) or fault).strip() or type(fault).__name__
    line = said.splitlines()[-1].strip()
    for secret in (url.password, *(v for k, v in url.query.items() if "pass" in k)):
        line = line.replace(str(secret), "***") if secret else line
    return line


@contextmanager
def reads(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: one consistent view, nobody is kept waiting."""
    with engine.connect() as conn:
        yield conn.execution_options(only_reads=True)


def _bring_up_to_date(engine: Engine, shown: str) -> None:
    with reads(engine) as conn:
        found = _version(conn)
    if found == NEWEST:
        return
    with upgrading(engine) as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        # Another process may have done it while this one waited.
        found = _version(conn) or ""
        if found > NEWEST:
            raise Refused(f"数据库 {shown} 由更新版本的程序建立（{found}），"
                          f"本程序只到 {NEWEST}，应先升级程序")  # fmt: skip
        if found != NEWEST:
            migrate(conn, NEWEST)


@contextmanager
def upgrading(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be made anew: SQLite would take the rows that point at a table that is
    being copied for rows that point nowhere, so it looks at the end.
    """
    with engine.connect() as conn:
        raw: Any = conn.connection.driver_connection
        file = engine.dialect.name == "sqlite"
        try:
            if file:
                raw.execute("PRAGMA foreign_keys=OFF")
            with conn.begin():
                yield conn
                if file and conn.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise Refused("数据库升级后有记录指向不存在的记录，已撤回升级，请联系维护人员")
        finally:
            if file:
                raw.execute("PRAGMA foreign_keys=ON")


def refuse_newer(conn: Connection) -> None:
    """Raise Refused where a newer program has upgraded the store meanwhile: what it means now is not known here."""
    found = conn.scalar(text("select version_num from alembic_version")) or ""
    if found > NEWEST:
        raise Refused(f"数据库已由更新版本的程序升级到{found}，本程序只到 {NEWEST}，"
                      "不再发送，应先升级程序再运行")  # fmt: skip


def _version(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    found: str | None = conn.scalar(text("select version_num from alembic_version"))
    return found


def migrate(conn: Connection, revision: str = "head") -> None:
    """Take the store to a revision, forward or back, inside the transaction of ``conn``."""
    # Loaded only when there is something to do: a run must start quickly.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
    config.attributes["connection"] = conn
    back = revision == "base" or (revision != "head" and revision < (_version(conn) or ""))
    (command.downgrade if back else command.upgrade)(config, revision)


def insert_ignoring(table: Table, rows: Iterable[Mapping[str, Any]], conn: Connection) -> None:
    """Insert what is not there yet; a row whose key exists already is left as it was."""
    _in_batches(conn, INSERT[conn.dialect.name](table).on_conflict_do_nothing(), rows)


def upsert(table: Table, rows: Iterable[Mapping[str, Any]], conn: Connection,
           keys: Sequence[str]) -> None:  # fmt: skip
    """Insert, or bring the row with the same ``keys`` (a unique key) up to date."""
    given = list(rows)
    rest = [name for name in given[0] if name not in keys] if given else []
    query = INSERT[conn.dialect.name](table)
    if rest:
        moved = {name: query.excluded[name] for name in rest}
        query = query.on_conflict_do_update(index_elements=list(keys), set_=moved)
    _in_batches(conn, query if rest else query.on_conflict_do_nothing(), given)


def _in_batches(conn: Connection, query: Executable, rows: Iterable[Mapping[str, Any]]) -> None:
    plain = ({name: value if type(value) in AS_IT_IS else _plain(value)
              for name, value in row.items()} for row in rows)  # fmt: skip
    while batch := list(islice(plain, BATCH_ROWS)):
        conn.execute(query, batch)


def read_frame(conn: Connection, query: Select[Any], schema: Schema) -> pd.DataFrame:
    """The rows of a query as a frame of ``schema``, whose columns it must select."""
    found = conn.execute(query)
    names, rows = list(found.keys()), found.all()
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return schema.of(dict(zip(names, columns, strict=True)))


def write_rows(data: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as rows a database takes: empty values None, days dates, numbers plain."""
    names = [str(name) for name in data.columns]
    columns = [_cells(data[name]) for name in data.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(column: "pd.Series[Any]") -> list[Any]:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        # numpy's days become dates by themselves, and "no day" None.
        return column.to_numpy().astype("datetime64[D]").astype(object).tolist()
    return [v if type(v) in AS_IT_IS else _plain(v) for v in column.tolist()]


def _plain(value: Any) -> Any:
    """A cell of a frame as a database driver understands it; a Timestamp is a day."""
    if type(value) in AS_IT_IS:
        return value
    if value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value
