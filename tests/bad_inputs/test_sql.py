"""Bad inputs, group 12: databases. Each test's name begins with the input's id."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from duban.errors import DeliveryRefused, Refused, SourceFailed
from tasks.site import load
from tasks.sources import Calls, call_in, sql
from tests.duban.ledgers import OFFICE, delivered, kinds, read
from tests.tasks.sources.makers import TODAY, a_source
from tests.tasks.sources.test_sql import postgres_source, run

__all__ = ["postgres_source"]
FIELDS = "code, finding, measure, unit, leader, person, due_date, status, percent, progress_note, evidence"
ROW = ("BG-1", "问题", "措施", "办公室", "赵四", "钱六", "2019年6月30日", "in progress", "50", "", "")
WORDS = {"in progress": "in_progress", "done": "done"}


def office(folder: Path, *rows: tuple[Any, ...]) -> Path:
    path = folder / "inbox" / "2019-06-03" / "office.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as conn:
        conn.execute(f"create table t ({FIELDS})")
        conn.executemany(f"insert into t values ({','.join('?' * 11)})", rows)
    conn.close()
    return path


def call(folder: Path, query: str = "select * from t", url: str = "sqlite:///inbox/*/office.db") -> Calls:
    return call_in(a_source("sql", url=url, query=query), folder, TODAY)


def ledger(folder: Path, query: str = "select * from t") -> Any:
    (one,) = call(folder, query).deliveries
    return read(delivered(*one.grids), OFFICE, WORDS)


def test_q01_a_column_that_is_gone_fails_the_source(tmp_path: Path) -> None:
    office(tmp_path, ROW)
    assert "no such column: gone" in str(call(tmp_path, "select gone from t").refused[0])
    with pytest.raises((DeliveryRefused, Refused), match="due_date"):
        ledger(tmp_path, "select code, finding, measure, unit, status from t")


def test_q02_an_item_twice_through_a_join_is_one_where_it_agrees_and_held_where_not(tmp_path: Path) -> None:
    office(tmp_path, ROW, ROW, ("BG-2", *ROW[1:]), ("BG-2", *ROW[1:7], "done", *ROW[8:]))
    found = ledger(tmp_path)
    assert found.readings["quarantined"].tolist() == [False, False, True, True]
    assert kinds(found) == ["row_repeated", "row_clashes", "row_clashes"]


def test_q04_blanks_that_pad_a_column_are_taken_off(tmp_path: Path) -> None:
    office(tmp_path, tuple(f"{v:<20}" for v in ROW))
    assert ledger(tmp_path).readings["code"].tolist() == ["BG-1"]
    assert ledger(tmp_path).readings["claim"].tolist() == ["in_progress"]


def test_q05_chinese_read_as_another_encoding_is_held_and_never_taken_for_words(tmp_path: Path) -> None:
    office(tmp_path, (*ROW[:4], "ÕÔËÄ", "ÇËÁù", *ROW[6:9], "Õý\ufffdÔÚ", ""))
    assert ledger(tmp_path).readings["quarantined"].tolist() == [True]


def test_q05_bytes_in_gbk_are_read_as_what_they_are(tmp_path: Path) -> None:
    path = office(tmp_path, ROW)
    with sqlite3.connect(path) as conn:
        conn.execute("update t set unit = cast(? as text)", ("办公室".encode("gbk"),))
    conn.close()
    assert ledger(tmp_path).readings["unit"].tolist() == ["办公室"]


@pytest.mark.parametrize("empty", ["", None])
def test_q06_an_empty_text_and_null_are_the_same_blank(tmp_path: Path, empty: str | None) -> None:
    office(tmp_path, (*ROW[:7], empty, *ROW[8:]))
    found = ledger(tmp_path)
    assert found.readings["quarantined"].tolist() == [True] and kinds(found) == ["status_blank"]


@pytest.mark.parametrize("code", [9007199254740993, "110101199003070123"])
def test_q07_long_numbers_are_exact(tmp_path: Path, code: object) -> None:
    office(tmp_path, (code, *ROW[1:]))
    assert ledger(tmp_path).readings["code"].tolist() == [str(code)]


def test_q07_decimals_of_a_server_are_exact(
    tmp_path: Path, postgres_source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = call(tmp_path, "select 123456789012345678901234567890::numeric as a, 0.10::numeric(5, 2) as b",
                  "env:OFFICE_DB_URL").deliveries  # fmt: skip
    assert one.grids[0].cells[1] == ("123456789012345678901234567890", "0.10")


def test_q08_a_query_that_runs_on_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office(tmp_path, ROW)
    monkeypatch.setattr(sql, "MOST_SECONDS", 0.2)
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert "超过0.2秒" in str(call(tmp_path, endless).refused[0])


def test_q08_a_server_stops_it_by_its_own_clock(
    tmp_path: Path, postgres_source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "MOST_SECONDS", 1)
    with pytest.raises(SourceFailed, match="statement timeout"):
        call(tmp_path, "select pg_sleep(30)", "env:OFFICE_DB_URL")


def test_q11_what_is_not_committed_is_not_read(tmp_path: Path) -> None:
    writer = sqlite3.connect(office(tmp_path, ROW), isolation_level=None)
    writer.execute("pragma journal_mode=wal")
    writer.execute("begin")
    writer.execute("update t set status = 'done'")
    assert ledger(tmp_path).readings["claim"].tolist() == ["in_progress"]
    writer.close()


def test_q11_a_server_is_read_in_one_view_that_cannot_write(tmp_path: Path, postgres_source: str) -> None:
    run(postgres_source, "create table u (n int)")
    (one,) = call(tmp_path, "select current_setting('transaction_isolation') as a,"
                  " current_setting('transaction_read_only') as b", "env:OFFICE_DB_URL").deliveries  # fmt: skip
    assert one.grids[0].cells[1] == ("repeatable read", "on")


def site_with(site: Path, **given: str) -> Path:
    text = (site / "site.yaml").read_text("utf-8")
    for old, new in (("select * from rectification", given.get("query")),
                     ("sqlite:///inbox/*/office.db", given.get("url"))):  # fmt: skip
        assert old in text
        text = text.replace(old, new or old)
    (site / "site.yaml").write_text(text, "utf-8")
    return site


@pytest.mark.parametrize("query", ["delete from rectification", "select 1 /* ; */; drop table rectification",
                                   "update rectification set status = 1", "select 1; select 2"])  # fmt: skip
def test_q13_a_query_that_is_not_one_select_refuses_the_site_at_load(site: Path, query: str) -> None:
    with pytest.raises(Refused, match="^site.yaml：来源“办公室”：query "):
        load(site_with(site, query=f'"{query}"'))


@pytest.mark.parametrize("url", ["sqlite:///file:inbox/x.db?uri=true", "sqlite:////var/lib/other.db", "sqlite://",
                                 "sqlite:///../other.db", "mysql+pymysql://u@h/d?local_infile=1",
                                 "mysql+pymysql://u@h/d?allow_local_infile=true"])  # fmt: skip
def test_q14_an_address_with_a_side_door_refuses_the_site_at_load(site: Path, url: str) -> None:
    with pytest.raises(Refused, match="^site.yaml：来源“办公室”：数据库"):
        load(site_with(site, url=url))
