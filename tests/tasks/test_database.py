"""The store: opened, brought up to date, and spoken to in sets, on SQLite and PostgreSQL."""

import multiprocessing
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, insert, inspect, make_url, select, text

from duban import migrations
from duban import tables as t
from duban.errors import Refused
from duban.frames import ANY, DAY, SHARE, TEXT, WHOLE, YES, Schema
from duban.item import ITEMS
from tasks.database import (
    insert_ignoring,
    migrate,
    open_store,
    read_frame,
    reads,
    store_exists,
    store_url,
    upsert,
    write_rows,
)

SPAWN = multiprocessing.get_context("spawn")


def a_policy(name: str, version: int, digest: str | None = None) -> dict[str, object]:
    """Make a policy's row."""
    return {"site": "s", "name": name, "version": version, "digest": digest or name, "text": "",
            "seen_on": date(2019, 6, 3)}  # fmt: skip


def some_items(count: int) -> pd.DataFrame:
    """Make items with every kind of cell, empty ones included."""
    blank = {name: "" for name, kind in ITEMS.columns.items() if kind == TEXT}
    days = {name: pd.Timestamp(2019, 6, 3) for name, kind in ITEMS.columns.items() if kind == DAY}
    rows = [{**blank, **days, "code": f"HP-{i}", "finding": f"问题{i}", "episode": 1, "from_level": 0, "extended": 0,
             "suspended_on": None, "cycle_day": None, "percent": None}
            for i in range(count)]  # fmt: skip
    return ITEMS.frame(rows)


# --- where a store is ---------------------------------------------------------------------


def test_a_store_named_on_the_command_line_wins_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_STORE", "sqlite:///env.db")
    assert store_url(tmp_path, "sqlite:///given.db") == "sqlite:///given.db"
    assert store_url(tmp_path) == "sqlite:///env.db"


def test_without_a_word_the_store_is_a_file_that_only_its_owner_may_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUBAN_STORE", raising=False)
    assert not store_exists(tmp_path)
    open_store(store_url(tmp_path)).dispose()
    assert store_exists(tmp_path)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_a_store_that_cannot_be_opened_is_refused_in_one_sentence_without_its_password() -> None:
    address = "postgresql://clerk:s3cret-word@127.0.0.1:1/duban?sslpassword=an0ther"
    with pytest.raises(Refused) as refusal:
        open_store(address)
    said = str(refusal.value)
    assert said.startswith("数据库 postgresql+psycopg://clerk:***@127.0.0.1:1/duban 打不开（")
    assert "s3cret-word" not in said and "an0ther" not in said
    assert "\n" not in said


@pytest.mark.parametrize("address", ["store.db", "mysql://u:p4ss@host/db", "nonsense://x", "",
                                     "postgresql://u:p4ss@host:port/db"])  # fmt: skip
def test_an_address_of_another_kind_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Refused, match="数据库地址.*写法有误") as refusal:
        open_store(address)
    assert "p4ss" not in str(refusal.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("整改台账" * 1000)
    with pytest.raises(Refused, match="打不开（file is not a database）"):
        open_store(f"sqlite:///{tmp_path}/store.db")


# --- brought up to date -------------------------------------------------------------------


def test_a_new_store_has_exactly_the_tables_we_declare(bare_store_at: str) -> None:
    engine = open_store(bare_store_at)
    with reads(engine) as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []
    engine.dispose()


def test_the_store_goes_down_to_nothing_and_up_again(store: Engine) -> None:
    with store.begin() as conn:
        migrate(conn, "base")
        assert set(inspect(conn).get_table_names()) == {"alembic_version"}
    with store.begin() as conn:
        migrate(conn)
        assert compare_metadata(MigrationContext.configure(conn), t.metadata) == []


def test_the_steps_form_one_line_that_ends_where_we_say() -> None:
    script = ScriptDirectory(str(migrations.FOLDER))
    assert script.get_heads() == [migrations.head()]
    assert all(Path(s.path).name.startswith(f"{s.revision}_") for s in script.walk_revisions())


def test_a_step_that_fails_leaves_nothing_behind(bare_store_at: str) -> None:
    engine = open_store(bare_store_at)
    with engine.begin() as conn:
        migrate(conn, "base")
        conn.execute(text("create table run (odd integer)"))
    engine.dispose()
    with pytest.raises(Refused, match="打不开"):
        open_store(bare_store_at)
    assert _tables(bare_store_at) == {"alembic_version", "run"}


def _tables(address: str) -> set[str]:
    from sqlalchemy import create_engine

    engine = create_engine(make_url(address).set(drivername={
        "postgresql": "postgresql+psycopg"}.get(make_url(address).drivername,
                                                make_url(address).drivername)))  # fmt: skip
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_a_store_of_a_newer_program_is_refused(store: Engine, store_at: str) -> None:
    with store.begin() as conn:
        conn.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(Refused, match="更新版本的程序.*9999"):
        open_store(store_at)


def _open(address: str, barrier: Any, results: Any) -> None:
    # Loaded before, so that all of them come to the migration at the same moment.
    import alembic.command  # noqa: F401

    barrier.wait()
    try:
        engine = open_store(address)
        with reads(engine) as conn:
            results.put(conn.scalar(select(func.count()).select_from(t.item)))
    except Exception as fault:
        results.put(repr(fault))


def test_processes_that_open_a_new_store_at_once_all_succeed(bare_store_at: str) -> None:
    many = 4
    barrier, results = SPAWN.Barrier(many), SPAWN.Queue()
    workers = [SPAWN.Process(target=_open, args=(bare_store_at, barrier, results))
               for _ in range(many)]  # fmt: skip
    for worker in workers:
        worker.start()
    found = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert found == [0] * many


def test_opening_a_store_that_is_up_to_date_does_not_load_alembic(store_at: str) -> None:
    code = ("import sys; from tasks.database import open_store; open_store(sys.argv[1]);"
            "sys.exit('alembic' in sys.modules)")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, store_at], check=False)
    assert done.returncode == 0


# --- transactions -------------------------------------------------------------------------


def _add_one(address: str, times: int) -> None:
    engine = open_store(address)
    for _ in range(times):
        with engine.begin() as conn:
            query = select(t.policy.c.version).where(t.policy.c.name == "计数")
            if engine.dialect.name == "postgresql":
                query = query.with_for_update()
            seen = conn.scalar(query) or 0
            conn.execute(t.policy.update().values(version=seen + 1))
    engine.dispose()


def test_writers_that_read_first_wait_for_each_other(store: Engine, store_at: str) -> None:
    with store.begin() as conn:
        conn.execute(insert(t.policy), [a_policy("计数", 0)])
    workers = [SPAWN.Process(target=_add_one, args=(store_at, 50)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with reads(store) as conn:
        assert conn.scalar(select(t.policy.c.version)) == 100


def test_a_reader_is_not_kept_waiting_by_a_writer(store: Engine) -> None:
    with store.begin() as writing:
        writing.execute(insert(t.policy), [a_policy("甲", 1)])
        began = time.monotonic()
        with reads(store) as conn:
            assert conn.scalar(select(func.count()).select_from(t.policy)) == 0
        assert time.monotonic() - began < 5
    with reads(store) as conn:
        assert conn.scalar(select(func.count()).select_from(t.policy)) == 1


def test_a_row_that_points_nowhere_is_refused(store: Engine) -> None:
    from sqlalchemy.exc import IntegrityError

    row = {"outbox_id": 404, "number": 1, "started_at": datetime(2019, 6, 3), "verdict": "",
           "detail": "", "message_id": ""}  # fmt: skip
    with pytest.raises(IntegrityError), store.begin() as conn:
        conn.execute(insert(t.attempt), [row])


# --- sets of rows -------------------------------------------------------------------------


def test_what_is_there_already_is_left_as_it_was(store: Engine) -> None:
    with store.begin() as conn:
        insert_ignoring(t.policy, [a_policy("旧", 1, "d1")], conn)
        insert_ignoring(t.policy, [a_policy("新", 1, "d2"), a_policy("新", 2, "d3")], conn)
        found = conn.execute(select(t.policy.c.version, t.policy.c.name).order_by("version"))
        assert found.all() == [(1, "旧"), (2, "新")]


def test_nothing_to_insert_is_no_fault(store: Engine) -> None:
    with store.begin() as conn:
        insert_ignoring(t.policy, [], conn)
        upsert(t.policy, [], conn, ["site", "version"])
        assert conn.scalar(select(func.count()).select_from(t.policy)) == 0


def test_an_upsert_overwrites_the_row_with_the_same_key_and_adds_the_rest(store: Engine) -> None:
    key = ["site", "version"]
    with store.begin() as conn:
        upsert(t.policy, [a_policy("旧", 1), a_policy("留", 2)], conn, key)
        upsert(t.policy, [a_policy("新", 1), a_policy("增", 3)], conn, key)
        found = conn.execute(select(t.policy.c.version, t.policy.c.name).order_by("version"))
        assert found.all() == [(1, "新"), (2, "留"), (3, "增")]


def test_an_upsert_of_keys_alone_changes_nothing(store: Engine) -> None:
    facts = Schema("keys", {"site": TEXT, "source": TEXT, "on": DAY, "ok": YES, "detail": TEXT})
    row = {"site": "s", "source": "环评科", "on": date(2019, 6, 3), "ok": True, "detail": "好"}
    with store.begin() as conn:
        upsert(t.call, [row], conn, ["site", "source", "on"])
        upsert(t.call, [row], conn, list(row))
        assert len(read_frame(conn, select(*(t.call.c[n] for n in facts.columns)), facts)) == 1


def test_a_frame_comes_back_from_the_store_as_it_went_in(store: Engine) -> None:
    items = some_items(3)
    items.loc[1, "cycle_day"] = 25
    items.loc[2, "percent"] = 62.5
    with store.begin() as conn:
        upsert(t.item, write_rows(items.assign(site="s")), conn, ["site", "code"])
    with reads(store) as conn:
        query = select(*(t.item.c[n] for n in ITEMS.columns)).order_by(t.item.c.code)
        found = read_frame(conn, query, ITEMS)
    pd.testing.assert_frame_equal(ITEMS.check(found), items)


def test_an_empty_result_is_a_frame_of_the_schema_too(store: Engine) -> None:
    with reads(store) as conn:
        found = read_frame(conn, select(*(t.item.c[n] for n in ITEMS.columns)), ITEMS)
    assert len(ITEMS.check(found)) == 0


def test_a_moment_in_a_free_column_keeps_its_hour(store: Engine) -> None:
    moment = datetime(2019, 6, 3, 9, 30)
    schema = Schema("runs", {"site": TEXT, "started_at": ANY, "ended_at": ANY})
    rows = [{"site": s, "today": date(2019, 6, 3), "started_at": moment, "policy_id": 1,
             "ended_at": end, "calendar": ""} for s, end in (("a", None), ("b", moment))]  # fmt: skip
    with store.begin() as conn:
        insert_ignoring(t.run, rows, conn)
        found = read_frame(conn, select(*(t.run.c[n] for n in schema.columns))
                           .order_by(t.run.c.site), schema)  # fmt: skip
    assert found["started_at"].tolist() == [moment, moment]
    assert found["ended_at"].tolist() == [None, moment]
    assert write_rows(found)[1]["ended_at"] == moment


def test_rows_for_a_database_carry_no_frame_types() -> None:
    schema = Schema("all", {"d": DAY, "t": TEXT, "w": WHOLE, "s": SHARE, "y": YES, "a": ANY})
    full = {"d": "2019-06-03", "t": "字", "w": 7, "s": 0.5, "y": True, "a": [1]}
    filled, empty = write_rows(schema.frame([full, {}]))
    assert filled == {"d": date(2019, 6, 3), "t": "字", "w": 7, "s": 0.5, "y": True, "a": [1]}
    assert [type(v) for v in filled.values()] == [date, str, int, float, bool, list]
    assert empty == {"d": None, "t": "", "w": None, "s": None, "y": False, "a": None}


@pytest.fixture
def numbered(store: Engine) -> Iterator[Engine]:
    """A store with one row written from numpy's own types."""
    row = {**a_policy("甲", 1), "version": np.int64(4), "seen_on": pd.Timestamp(2019, 6, 3)}
    with store.begin() as conn:
        insert_ignoring(t.policy, [row], conn)
    yield store


def test_numbers_of_numpy_are_stored_as_numbers(numbered: Engine) -> None:
    with reads(numbered) as conn:
        assert conn.execute(select(t.policy.c.version, t.policy.c.seen_on)).one() == (
            4, date(2019, 6, 3))  # fmt: skip


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_the_store_and_its_journals_are_for_their_owner_alone_from_the_first_moment(
    tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        engine = open_store(store_url(tmp_path, f"sqlite:///{tmp_path}/site/state/store.db"))
        with engine.begin() as conn:
            conn.execute(insert(t.policy).values(a_policy("a", 1)))
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "site" / "state").iterdir()}
        engine.dispose()
    finally:
        os.umask(before)
    assert modes == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "site" / "state").stat().st_mode) == 0o700


def test_a_store_that_others_could_read_is_closed_to_them_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(f"sqlite:///{path}").dispose()
    path.chmod(0o644)
    open_store(f"sqlite:///{path}").dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
