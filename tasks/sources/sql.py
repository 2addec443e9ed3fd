"""Any database SQLAlchemy reaches: one SELECT, read-only, one consistent view, values as text."""

import os
import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, CursorResult, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from duban.errors import DeliveryRefused, DubanError, Refused, SourceFailed
from duban.grid import Delivery, Grid
from duban.site import Source
from tasks.sources.calls import Calls, sifted
from tasks.sources.files import come_by, open_regular
from tasks.sources.finding import DayFrom, origin_of
from tasks.sources.secret import resolved
from tasks.sources.select_only import one_select
from tasks.sources.text import decoded, digest_of, shown

MOST_ROWS, MOST_SECONDS, CONNECT_SECONDS = 1_000_000, 60, 10
BLOCK = 10_000
STEPS_BETWEEN_LOOKS = 100_000  # of SQLite's machine, some milliseconds
POSTGRESQL = {"postgres", "postgresql"}
SECRETS = {"password", "passwd", "pwd", "token", "sslpassword"}
Table = tuple[tuple[str, ...], ...]


def call_sql(source: Source, folder: Path, today: date, known: frozenset[str]) -> Calls:
    """Run a source's query; an address of SQLite with a pattern gives one delivery a file.

    Raises Refused for a query that is not one SELECT, SourceFailed where the database fails.
    """
    where = f"来源“{source.name}”"
    query = one_select(source.query or "", where)
    url = _address(source, where)
    if url.get_backend_name() == "sqlite":
        return _call_files(source, query, url, folder, today, known)
    rows = _read(url, query, where)
    return sifted([_delivery(source, f"数据库 {source.name}", today, "arrived", rows)], (), known)


def refuse_unfit(source: Source, folder: Path) -> None:
    """Raise Refused, before anything is read, for a query or an address that no site may have."""
    where = f"site.yaml：来源“{source.name}”"
    one_select(source.query or "", where)
    if (source.url or "").startswith("env:") and not os.environ.get((source.url or "")[4:].strip()):
        return  # said when it is called
    try:
        url = _address(source, where)
    except SourceFailed as fault:
        raise Refused(str(fault)) from None
    path = Path(url.database or "")
    if url.get_backend_name() == "sqlite" and (
        ".." in path.parts or not (folder / path).is_relative_to(folder)
    ):
        raise Refused(f"{where}：数据库文件应在站点目录内，写相对路径，如 sqlite:///inbox/*/office.db")


def _call_files(source: Source, query: str, url: URL, folder: Path, today: date,
                known: frozenset[str]) -> Calls:  # fmt: skip
    came, refused = come_by(source, url.database or "", folder, today)
    found: list[Delivery] = []
    for on, day_from, path in came:
        origin = origin_of(path, folder)
        where = f"来源“{source.name}” {origin}"
        try:
            open_regular(path, where).close()
            rows = _read(_read_only(path), query, where)
            found.append(_delivery(source, origin, on, day_from, rows))
        except DubanError as fault:
            refused.append(fault)
    return sifted(found, refused, known)


def _address(source: Source, where: str) -> URL:
    try:
        url = make_url(resolved(source.url or "", where))
    except (ArgumentError, ValueError):
        raise SourceFailed(
            f"{where}：数据库地址写法有误，应为 SQLAlchemy 的地址，如 postgresql://…"
        ) from None
    if "local_infile" in str(sorted(url.query)) or (url.database or "").startswith("file:"):
        raise Refused(f"{where}：数据库地址里不能有 file: 或 local_infile，应直接写库名或文件路径")
    if url.get_backend_name() == "sqlite" and (url.database or ":memory:") == ":memory:":
        raise Refused(f"{where}：数据库地址没有写文件，应为 sqlite:///路径")
    return url.set(drivername="postgresql+psycopg") if url.drivername in POSTGRESQL else url


def _read_only(path: Path) -> URL:
    """SQLite's own read-only opening; the path is escaped, for it may hold a ? or a %."""
    return URL.create("sqlite", database=f"file:{quote(str(path), errors='surrogateescape')}",
                      query={"mode": "ro", "immutable": "0", "uri": "true"})  # fmt: skip


def _read(url: URL, query: str, where: str) -> Table:
    end = time.monotonic() + MOST_SECONDS
    waits = {"connect_timeout": CONNECT_SECONDS} if url.drivername == "postgresql+psycopg" else {}
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=waits, hide_parameters=True)
        with engine.connect() as conn:
            _only_read(conn, end)
            # Without parameters a colon or a percent sign in the query stays what it is.
            options = conn.execution_options(no_parameters=True, stream_results=True)
            return _table(options.exec_driver_sql(query), end, where)
    except NoSuchModuleError:
        raise SourceFailed(
            f"{where}：不认识数据库类型 {url.drivername}，请核对地址，或先安装它的 SQLAlchemy 方言"
        ) from None
    except ImportError:
        raise SourceFailed(f"{where}：没有安装 {url.drivername} 的数据库驱动，请先安装") from None
    except (SQLAlchemyError, ValueError, TypeError) as fault:
        late = f"，超过{MOST_SECONDS}秒" if time.monotonic() >= end else ""
        raise SourceFailed(f"{where}：查询失败{late}（{_cause(fault, url)}）") from None


def _only_read(conn: Connection, end: float) -> None:
    """One snapshot, no writing, no more than a minute; as far as the database knows how."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        conn.exec_driver_sql(f"SET LOCAL statement_timeout = '{MOST_SECONDS}s'")
    elif conn.dialect.name in {"mysql", "mariadb"}:
        conn.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
    elif conn.dialect.name == "sqlite":
        raw: Any = conn.connection.driver_connection
        raw.text_factory = decoded
        raw.set_progress_handler(lambda: time.monotonic() > end, STEPS_BETWEEN_LOOKS)


def _table(found: CursorResult[Any], end: float, where: str) -> Table:
    names = tuple(str(name) for name in found.keys())  # noqa: SIM118 - a result is not a dict
    twice = next((n for i, n in enumerate(names) if n in names[:i]), None)
    if twice is not None:
        raise DeliveryRefused(f"{where}：查询结果有两列都叫“{twice}”，应在查询里用 AS 分别命名")
    rows = [names]
    for block in found.partitions(BLOCK):
        if len(rows) + len(block) - 1 > MOST_ROWS:
            raise SourceFailed(f"{where}：查询结果超过{MOST_ROWS}行，请在查询里限定范围")
        if time.monotonic() > end:
            raise SourceFailed(f"{where}：{MOST_SECONDS}秒内没有取完，请在查询里限定范围")
        rows += [_row(names, row, where) for row in block]
    return tuple(rows)


def _row(names: tuple[str, ...], row: Any, where: str) -> tuple[str, ...]:
    try:
        return tuple(shown(value) for value in row)
    except (TypeError, UnicodeDecodeError):
        name = next(n for n, value in zip(names, row, strict=True) if not _readable(value))
        raise DeliveryRefused(f"{where}：字段“{name}”不是文字、数字或日期，应在查询里转成文字") from None


def _readable(value: Any) -> bool:
    try:
        return isinstance(shown(value), str)
    except (TypeError, UnicodeDecodeError):
        return False


def _cause(fault: Exception, url: URL) -> str:
    """The driver's own first line, without any secret of the address."""
    line = next(iter(str(getattr(fault, "orig", None) or fault).strip().splitlines()), type(fault).__name__)
    secrets = [url.password, *(v for k, v in url.query.items() if k.lower() in SECRETS)]
    for secret in (str(s) for s in secrets if s):
        line = line.replace(secret, "***").replace(quote(secret, safe=""), "***")
    return line[:200]


def _delivery(source: Source, origin: str, on: date, day_from: DayFrom, rows: Table) -> Delivery:
    return Delivery(source.name, origin, digest_of(rows), on, day_from,
                    (Grid(source.name, rows, header=True),))  # fmt: skip
