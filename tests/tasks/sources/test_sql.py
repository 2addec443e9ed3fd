"""Databases: one SELECT, read-only, exact texts, no secret in any sentence."""

import shutil
import sqlite3
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine, make_url

from duban.errors import DeliveryRefused, Refused, SourceFailed
from tasks.sources import Calls, call_in, sql
from tests.stores import new_database
from tests.tasks.sources.makers import SAMPLES, TODAY, a_source, put

FILES = "sqlite:///inbox/*/office.db"
TABLE = "create table t (code text, due text, percent real)"


def office(url: str = FILES, query: str = "select * from t"):
    return a_source("sql", url=url, query=query)


def a_database(folder: Path, day: str, *rows: tuple[Any, ...], table: str = TABLE) -> Path:
    path = folder / "inbox" / day / "office.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as conn:
        conn.execute(table)
        marks = ",".join("?" * len(rows[0])) if rows else ""
        conn.executemany(f"insert into t values ({marks})", rows)
    conn.close()
    return path


def cells_of(folder: Path, query: str) -> tuple[tuple[str, ...], ...]:
    (one,) = call_in(office(query=query), folder, TODAY).deliveries
    return one.grids[0].cells


def test_the_samples_give_a_delivery_for_each_dated_folder(tmp_path: Path):
    shutil.copytree(SAMPLES, tmp_path / "inbox")
    calls = call_in(office(query="select * from rectification"), tmp_path, TODAY)
    assert [(d.origin, d.day_on, d.day_from) for d in calls.deliveries] == [
        ("inbox/2019-06-03/office.db", date(2019, 6, 3), "folder"),
        ("inbox/2019-07-01/office.db", date(2019, 7, 1), "folder")]  # fmt: skip
    (grid,) = calls.deliveries[0].grids
    assert grid.header
    assert {"code", "measure", "due_date"} <= set(grid.cells[0])
    assert [row[grid.cells[0].index("code")] for row in grid.cells[1:]][0] == "ENT-01"


def test_values_are_exact_texts(tmp_path: Path):
    a_database(tmp_path, "2019-06-03", ("A ", None, 1.0))
    query = """select code, due, percent, 9007199254740993 as big, 0.85 as part, 0 as nought,
        x'e694b9' as bytes, 'a' || char(0) || 'b' as nul, '%_: :x \\ ' as odd from t"""
    assert cells_of(tmp_path, query)[1] == (
        "A", "", "1", "9007199254740993", "0.85", "0", "改", "ab", "%_: :x \\")  # fmt: skip


def test_a_text_column_in_gbk_is_read(tmp_path: Path):
    a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    assert cells_of(tmp_path, "select cast(x'd5fbb8c4' as text) as finding from t")[1] == ("整改",)


def test_the_same_rows_are_the_same_content_whatever_became_of_the_file(tmp_path: Path):
    path = a_database(tmp_path, "2019-06-03", ("A", "x", 1.0), ("B", "y", 2.0))
    (before,) = call_in(office(), tmp_path, TODAY).deliveries
    with sqlite3.connect(path) as conn:
        conn.execute("delete from t where code = 'A'")
        conn.execute("insert into t values ('A', 'x', 1.0)")
    conn.execute("vacuum")
    conn.close()
    calls = call_in(
        office(query="select percent, due, code from t"), tmp_path, TODAY, frozenset({before.digest})
    )
    assert (calls.deliveries, calls.seen) == ((), (before.digest,))


def test_another_value_is_another_content(tmp_path: Path):
    a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    a_database(tmp_path, "2019-07-01", ("A", "x", 2.0))
    assert len({d.digest for d in call_in(office(), tmp_path, TODAY).deliveries}) == 2


def test_the_file_is_opened_to_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    before = path.read_bytes()
    monkeypatch.setattr(sql, "one_select", lambda query, where: query)
    calls = call_in(office(query="delete from t"), tmp_path, TODAY)
    assert "readonly" in str(calls.refused[0])
    assert path.read_bytes() == before


def test_a_database_being_written_to_is_read_as_last_committed(tmp_path: Path):
    path = a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("pragma journal_mode=wal")
    writer.execute("insert into t values ('B', 'y', 2.0)")
    writer.execute("begin")
    writer.execute("insert into t values ('C', 'z', 3.0)")
    assert [row[0] for row in cells_of(tmp_path, "select * from t")] == ["code", "A", "B"]
    writer.close()


def test_a_path_with_odd_signs_is_found(tmp_path: Path):
    a_database(tmp_path / "100%?#", "2019-06-03", ("A", "x", 1.0))
    assert cells_of(tmp_path / "100%?#", "select code from t") == (("code",), ("A",))


def test_a_file_that_is_no_database_leaves_the_others_alone(tmp_path: Path):
    put(tmp_path, "2019-06-03/office.db", b"not a database, but long enough to look at" * 100)
    a_database(tmp_path, "2019-07-01", ("A", "x", 1.0))
    calls = call_in(office(), tmp_path, TODAY)
    assert [d.day_on for d in calls.deliveries] == [date(2019, 7, 1)]
    assert "来源“环评科” inbox/2019-06-03/office.db：查询失败（file is not a database）" in str(
        calls.refused[0]
    )


def test_a_linked_database_is_refused(tmp_path: Path):
    outside = a_database(tmp_path / "outside", "2019-06-03", ("A", "x", 1.0))
    (tmp_path / "site" / "inbox" / "2019-06-03").mkdir(parents=True)
    (tmp_path / "site" / "inbox" / "2019-06-03" / "office.db").symlink_to(outside)
    assert "是一个链接" in str(call_in(office(), tmp_path / "site", TODAY).refused[0])


def test_a_missing_column_or_file_is_said(tmp_path: Path):
    with pytest.raises(SourceFailed, match="没有找到任何文件"):
        (tmp_path / "inbox").mkdir()
        call_in(office(), tmp_path, TODAY)
    a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    (fault,) = call_in(office(query="select gone from t"), tmp_path, TODAY).refused
    assert "查询失败（no such column: gone）" in str(fault)


def test_two_columns_of_one_name_are_refused(tmp_path: Path):
    a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    (fault,) = call_in(office(query="select code, due as code from t"), tmp_path, TODAY).refused
    assert isinstance(fault, DeliveryRefused)
    assert "有两列都叫“code”" in str(fault)


def test_bytes_that_are_no_text_are_refused_by_field(tmp_path: Path):
    a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    (fault,) = call_in(office(query="select code, x'ffff' as photo from t"), tmp_path, TODAY).refused
    assert "字段“photo”不是文字、数字或日期" in str(fault)


def test_a_query_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sql, "MOST_SECONDS", 0.3)
    a_database(tmp_path, "2019-06-03", ("A", "x", 1.0))
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    (fault,) = call_in(office(query=endless), tmp_path, TODAY).refused
    assert "超过0.3秒" in str(fault)


def test_more_rows_than_a_ledger_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sql, "MOST_ROWS", 3)
    a_database(tmp_path, "2019-06-03", *[(str(n), "x", 1.0) for n in range(3)])
    a_database(tmp_path, "2019-06-04", *[(str(n), "x", 1.0) for n in range(4)])
    calls = call_in(office(), tmp_path, TODAY)
    assert [d.day_on for d in calls.deliveries] == [date(2019, 6, 3)]
    assert "查询结果超过3行" in str(calls.refused[0])


@pytest.mark.parametrize("query", [
    "select * from t;", "SELECT replace(code, 'a', 'b') FROM t", "select ';' as a, 'drop table t' from t",
    "with x as (select * from t) select * from x -- ; delete", "select /* insert into */ code from t",
    "select \"update\", t.delete from t", "(select 1 as a)", "select 'it''s; ok' from t",
])  # fmt: skip
def test_one_select_is_allowed(query: str):
    assert sql.one_select(query, "来源“办公室”") == query.rstrip(";")


@pytest.mark.parametrize("query", [
    "delete from t", "select 1; delete from t", "insert into t values (1)", "update t set a = 1", "",
    "with x as (delete from t returning *) select * from x", "select * into copy from t", "pragma user_version = 1",
    "select * from t for update", "drop table t", "attach 'x' as y", "select 1 drop table t", "explain select 1",
    "select E'\\'' ; delete from t --'", "select 1 /*! ; delete from t */", "select 'open", "begin", "vacuum",
])  # fmt: skip
def test_anything_else_refuses_the_site(query: str, tmp_path: Path):
    source = office().model_copy(update={"query": query})
    with pytest.raises(Refused, match="^来源“环评科”：query "):
        call_in(source, tmp_path, TODAY)


def test_an_address_not_set_is_named_and_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OFFICE_DB_URL", raising=False)
    with pytest.raises(SourceFailed, match="环境变量 OFFICE_DB_URL 没有设置"):
        call_in(office("env:OFFICE_DB_URL"), tmp_path, TODAY)
    monkeypatch.setenv("OFFICE_DB_URL", "canary-7731 no address")
    with pytest.raises(SourceFailed, match="数据库地址写法有误") as fault:
        call_in(office("env:OFFICE_DB_URL"), tmp_path, TODAY)
    assert "canary" not in str(fault.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:inbox/x.db?uri=true",
                                 "mysql+pymysql://u@h/d?allow_local_infile=true"])  # fmt: skip
def test_addresses_with_side_doors_refuse_the_site(url: str, tmp_path: Path):
    with pytest.raises(Refused, match="数据库地址"):
        call_in(office(url), tmp_path, TODAY)


def test_a_database_nobody_can_speak_to_is_said(tmp_path: Path):
    with pytest.raises(SourceFailed, match="不认识数据库类型 dameng"):
        call_in(office("dameng://u:canary-7731@h/d"), tmp_path, TODAY)
    with pytest.raises(SourceFailed, match="没有安装 mysql"):
        call_in(office("mysql+mysqldb://u:canary-7731@h/d"), tmp_path, TODAY)


def run(address: str, *commands: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for command in commands:
            conn.exec_driver_sql(command)
    engine.dispose()


@pytest.fixture
def postgres_source(postgres: URL, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with one table, also set as OFFICE_DB_URL without a driver."""
    address = new_database(postgres)
    run(address, "create table t (code char(6), due date, at timestamptz, part numeric(6, 4), big bigint, ok bool)",
        "insert into t values ('A', '2019-06-30', '2019-06-30 16:30:00+00', 0.8500, 9007199254740993, true),"
        " ('B', null, null, null, null, null)")  # fmt: skip
    monkeypatch.setenv("OFFICE_DB_URL", address.replace("postgresql+psycopg", "postgresql"))
    return address


def read(tmp_path: Path, query: str) -> Calls:
    return call_in(office("env:OFFICE_DB_URL", query), tmp_path, TODAY)


def test_postgresql_gives_one_delivery_of_today_with_exact_texts(tmp_path: Path, postgres_source: str):
    run(postgres_source, f'alter database "{make_url(postgres_source).database}" set time zone utc')
    (one,) = read(tmp_path, "select *, code::text || ':%s' as odd from t order by code").deliveries
    assert (one.origin, one.day_on, one.day_from) == ("数据库 环评科", TODAY, "arrived")
    assert one.grids[0].cells == (
        ("code", "due", "at", "part", "big", "ok", "odd"),
        ("A", "2019-06-30", "2019-06-30 16:30:00+00:00", "0.8500", "9007199254740993", "TRUE", "A:%s"),
        ("B", "", "", "", "", "", "B:%s"),
    )  # fmt: skip


def test_postgresql_is_read_in_a_transaction_that_cannot_write(tmp_path: Path, postgres_source: str):
    run(postgres_source, "create function sly() returns int language sql as 'delete from t; select 1'")
    with pytest.raises(SourceFailed, match="read-only transaction"):
        read(tmp_path, "select sly() as a")
    assert len(read(tmp_path, "select * from t").deliveries[0].grids[0].cells) == 3
    (one,) = read(tmp_path, "select current_setting('transaction_isolation') as a,"
                  " current_setting('statement_timeout') as b").deliveries  # fmt: skip
    assert one.grids[0].cells[1] == ("repeatable read", "1min")


def test_a_value_that_is_no_single_one_is_refused_by_field(tmp_path: Path, postgres_source: str):
    with pytest.raises(DeliveryRefused, match="字段“units”不是文字、数字或日期"):
        read(tmp_path, "select code, array['a', 'b'] as units from t")


@pytest.fixture
def locked_role(postgres: URL) -> Iterator[URL]:
    """The address of a role that needs its password, with a wrong one."""
    address = postgres.render_as_string(hide_password=False)
    engine = create_engine(address)
    with engine.connect() as conn:
        rules = Path(conn.exec_driver_sql("show hba_file").scalar_one())
    engine.dispose()
    before = rules.read_text()
    rules.write_text("local all locked scram-sha-256\n" + before)
    run(address, "create role locked login password 'right'", "select pg_reload_conf()")
    yield postgres.set(drivername="postgresql", username="locked", password="canary/7731")
    rules.write_text(before)
    run(address, "drop role locked", "select pg_reload_conf()")


def test_a_wrong_password_is_never_shown(tmp_path: Path, locked_role: URL, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OFFICE_DB_URL", locked_role.render_as_string(hide_password=False))
    with pytest.raises(SourceFailed, match="password authentication failed") as fault:
        read(tmp_path, "select 1 as a")
    told = "".join(traceback.format_exception(fault.value))
    assert "canary" not in told
    assert "7731" not in told


def test_a_database_that_is_away_fails_the_source_without_its_password(tmp_path: Path):
    source = office("postgresql://u:canary-7731@127.0.0.1:1/d?sslpassword=canary-7732")
    with pytest.raises(SourceFailed, match="查询失败") as fault:
        call_in(source, tmp_path, TODAY)
    assert "canary" not in str(fault.value)
