"""Any database SQLAlchemy reaches: one SELECT, read-only, one consistent view, values as text."""

import hashlib
import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from duban.errors import DubanError, Refused, SourceFailed
from duban.grid import Delivery, Grid
from duban.site import Source
from tasks.sources.calls import Calls
from tasks.sources.files import day_of, matching, read_bytes, shown
from tasks.sources.secret import resolved

MOST_ROWS, SECONDS = 1_000_000, 60
WRITES = re.compile(r"\b(insert|update|delete|drop|alter|create|truncate|merge|replace|grant|attach"
                    r"|pragma|copy|call|exec|execute|into)\b", re.IGNORECASE)  # fmt: skip
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)


def one_select(query: str, where: str) -> str:
    """The query, if it is one SELECT and nothing else; Refused otherwise."""
    bare = QUOTED.sub(" ", query).strip().rstrip(";").strip()
    if ";" in bare or WRITES.search(bare) or not re.match(r"(select|with)\b", bare, re.IGNORECASE):
        raise Refused(f"{where}：query 应为一条只读的 SELECT 语句，现为“{query[:60]}”")
    return query.strip().rstrip(";")


def call_sql(source: Source, folder: Path, today: date, known: frozenset[str]) -> Calls:
    """Run a source's query; a SQLite address with a pattern gives one delivery a file."""
    query = one_select(source.query or "", f"来源“{source.name}”")
    try:
        url = make_url(resolved(source.url or "", source.name))
    except ArgumentError:
        raise SourceFailed(f"来源“{source.name}”：数据库地址写法有误，应为 SQLAlchemy URL") from None
    if url.get_backend_name() != "sqlite":
        rows = _rows(url, query, source)
        return _calls([_delivery(source, f"数据库 {source.name}", today, False, rows)], (), known)
    deliveries, refused = [], []
    for path in matching(source, folder, url.database or ""):
        on, dated = day_of(path, folder)
        if dated and on > today:
            continue
        try:
            read_bytes(path, source.name)
            rows = _rows(_read_only(path), query, source)
            deliveries.append(_delivery(source, shown(path, folder), on, dated, rows))
        except DubanError as fault:
            refused.append(fault)
    return _calls(sorted(deliveries, key=lambda d: d.day_on), tuple(refused), known)


def _calls(found: list[Delivery], refused: tuple[DubanError, ...], known: frozenset[str]) -> Calls:
    return Calls(tuple(d for d in found if d.digest not in known), refused,
                 tuple(d.digest for d in found if d.digest in known))  # fmt: skip


def _read_only(path: Path) -> URL:
    return URL.create("sqlite", database=f"file:{path}", query={"mode": "ro", "uri": "true"})


def _rows(url: URL, query: str, source: Source) -> tuple[tuple[str, ...], ...]:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    try:
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as conn:
            _only_read(conn)
            found = conn.execute(text(query.replace(":", r"\:")))
            rows = found.fetchmany(MOST_ROWS + 1)
            names = tuple(str(k) for k in found.keys())  # noqa: SIM118 - a result's keys, not a dict's
    except (SQLAlchemyError, NoSuchModuleError, ImportError) as fault:
        raise SourceFailed(f"来源“{source.name}”：查询失败，{_cause(fault, url)}") from None
    if len(rows) > MOST_ROWS:
        raise SourceFailed(f"来源“{source.name}”：超过{MOST_ROWS}行，请在查询中限定范围")
    return (names, *(tuple(_text(v) for v in row) for row in rows))


def _only_read(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        conn.execute(text(f"SET LOCAL statement_timeout = '{SECONDS}s'"))
    elif conn.dialect.name in {"mysql", "mariadb"}:
        conn.execute(text("SET SESSION TRANSACTION READ ONLY"))


def _cause(fault: Exception, url: URL) -> str:
    """The driver's own first line, with the address's secrets taken out."""
    line = str(getattr(fault, "orig", None) or fault).strip().splitlines()[0]
    for secret in filter(None, (url.password, url.host, url.username)):
        line = line.replace(str(secret), "***")
    return line[:200]


def _delivery(source: Source, origin: str, on: date, dated: bool,
              rows: tuple[tuple[str, ...], ...]) -> Delivery:  # fmt: skip
    content = json.dumps(rows, ensure_ascii=False).encode()
    return Delivery(source.name, origin, hashlib.sha256(content).hexdigest(), on,
                    "folder" if dated else "arrived", (Grid(source.name, rows, header=True),))  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").rstrip()
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value) if isinstance(value, (int, Decimal)) else str(value).rstrip()
