"""Connections to a store (连接): how long one waits for a lock, and how long one may hold it."""

import sqlite3
import time
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event

from tasks.journal.writing import keep_journal
from tasks.private import private_file, private_folder

WAIT_SECONDS = 30
# Whoever stands still in the middle of a change longer than this has lost it: the others must go on.
IDLE_SECONDS = 600
# The engines somebody holds, by address and by the file that stands there.
OPEN: WeakValueDictionary[tuple[str, int], Engine] = WeakValueDictionary()


def shared_engine(url: URL) -> Engine:
    """The engine that this process has for a store, so that its statements are worked out once."""
    _keep_private(url)
    file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    key = (url.render_as_string(hide_password=False), file.stat().st_ino if file and file.is_file() else 0)
    engine = OPEN.get(key) or engine_at(url)
    OPEN[key] = engine
    return engine


def engine_at(url: URL) -> Engine:
    """An engine whose transactions are taken as both databases need it; an SQLite file is made private.

    What it says of a fault names the statement and never its values: they are texts of items.
    """
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "connect", _impatient)
        keep_journal(engine)
        return engine
    _keep_private(url)
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    keep_journal(engine)
    return engine


def _keep_private(url: URL) -> None:
    """What others could read is closed to them whenever a store is opened."""
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        private_folder(Path(url.database).parent)
        # SQLite gives its journals the permissions of the file itself.
        private_file(Path(url.database))


def _impatient(raw: Any, _record: Any) -> None:
    """Let the server end a change left standing: a frozen process would hold its rows for ever."""
    raw.execute(f"SET SESSION idle_in_transaction_session_timeout = {IDLE_SECONDS * 1000}")
    raw.commit()


def _prepare(raw: Any, _record: Any) -> None:
    """Leave transactions to us, keep foreign keys, let readers and a writer work side by side.

    What was committed must outlast a power cut (``synchronous`` stays FULL): a lost intent
    would let a letter leave twice without its mark.
    """
    raw.isolation_level = None
    raw.execute("PRAGMA foreign_keys=ON")
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as fault:
            # Alone among statements this one does not wait for a lock, so wait here.
            if "locked" not in str(fault) or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _begin(conn: Connection) -> None:
    """Take the lock at once: a transaction that reads first and writes later fails late."""
    only_reads = conn.get_execution_options().get("only_reads")
    conn.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
