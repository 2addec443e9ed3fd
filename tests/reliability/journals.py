"""Journals to try: entries made by acts, copies of a whole store, and hands that get past the triggers."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, make_url, text

from tasks.acts.recording import record
from tasks.context import Context
from tests.stores import copied_database

GUARDS = {
    "sqlite": ("journal_no_update", "journal_no_delete"),
    "postgresql": ("journal_no_change on journal",),
}


def act(at: Context, count: int = 1) -> None:
    """Put acts on record, each in a transaction of its own."""
    for number in range(count):
        with at.engine.begin() as conn:
            record(conn, at, "", "accept_roster", "韩十五", f"理由{number}", {"number": number})


def by_hand(engine: Engine, *statements: str) -> None:
    """What the owner of a database can do: take the triggers away first."""
    with engine.begin() as conn:
        for guard in GUARDS[engine.dialect.name]:
            conn.execute(text(f"drop trigger if exists {guard}"))
        for statement in statements:
            conn.execute(text(statement))


def copied_store(at: Context, store_at: str, to: Path) -> str:
    """A copy of a store as a backup has it: its address."""
    at.engine.dispose()
    if make_url(store_at).get_backend_name() == "postgresql":
        return copied_database(store_at)
    to.mkdir(mode=0o700)
    kept, copy = sqlite3.connect(str(make_url(store_at).database)), sqlite3.connect(to / "store.db")
    with closing(kept), closing(copy):
        kept.backup(copy)
    return f"sqlite:///{to}/store.db"
