"""A mark of secrecy stops a delivery whatever it came in, and nothing of it is stored or repeated."""

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import create_engine, inspect, text

from duban.errors import DubanError, Unsent
from duban.grid import Delivery
from flows.daily import daily
from tasks.sources import call_in
from tests.duban.ledgers import PLAIN, item, read
from tests.tasks.sources.makers import TODAY, a_source, a_workbook, put, saved, web_server

CANARY = "秘闻措施七七三一"
MARKED = item(整改措施=CANARY, 佐证材料="机密★2年")


def a_book(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(list(PLAIN), list(item(整改措施=CANARY)))))
    change(book)
    return saved(book)


def header(book: openpyxl.Workbook) -> None:
    book.active.oddHeader.left.text = "秘密★1年"


def footer(book: openpyxl.Workbook) -> None:
    book.active.oddFooter.right.text = "机密"


def title(book: openpyxl.Workbook) -> None:
    book.properties.title = "绝密"


def keywords(book: openpyxl.Workbook) -> None:
    book.properties.keywords = "秘密★"


def sheet_name(book: openpyxl.Workbook) -> None:
    book.active.title = "秘密★台账"


def cell(book: openpyxl.Workbook) -> None:
    book.active["H2"] = "【机密】"


def refused(delivery: Delivery) -> str:
    with pytest.raises(DubanError, match="标有密级") as fault:
        read(delivery)
    return str(fault.value)


@pytest.mark.parametrize("change", [header, footer, title, keywords, sheet_name, cell])
def test_a_mark_anywhere_in_a_workbook_stops_it(
    tmp_path: Path, change: Callable[[openpyxl.Workbook], None]
) -> None:
    put(tmp_path, "2019-06-03/a.xlsx", a_book(change))
    (one,) = call_in(a_source("excel", path="inbox/*/a.xlsx"), tmp_path, TODAY).deliveries
    said = refused(one)
    assert CANARY not in said and "秘密★" not in said


@pytest.mark.parametrize("name", ["秘密★台账.csv", "台账（机密）.csv", "绝密-台账.csv"])
def test_a_mark_in_a_files_name_stops_it(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"2019-06-03/{name}", "\n".join(map(",".join, (PLAIN, item(整改措施=CANARY)))).encode())
    (one,) = call_in(a_source("csv", path="inbox/*/*.csv"), tmp_path, TODAY).deliveries
    assert CANARY not in refused(one)


def test_a_mark_in_a_csv_a_table_and_a_page_of_records_stops_them(tmp_path: Path) -> None:
    put(tmp_path, "2019-06-03/a.csv", "\n".join(map(",".join, (PLAIN, MARKED))).encode("gb18030"))
    (one,) = call_in(a_source("csv", path="inbox/*/a.csv"), tmp_path, TODAY).deliveries
    with sqlite3.connect(tmp_path / "inbox" / "2019-06-03" / "a.db") as conn:
        conn.execute(f"create table t ({','.join(PLAIN)})")
        conn.execute(f"insert into t values ({','.join('?' * 8)})", MARKED)
    conn.close()
    source = a_source("sql", url="sqlite:///inbox/*/a.db", query="select * from t")
    (two,) = call_in(source, tmp_path, TODAY).deliveries
    with web_server() as web:
        web.say("/a", [dict(zip(PLAIN, MARKED, strict=True))])
        (three,) = call_in(a_source("http", url=f"{web.base}/a"), tmp_path, TODAY).deliveries
    assert all(CANARY not in refused(one) for one in (one, two, three))


def test_the_word_in_running_text_stops_nothing(tmp_path: Path) -> None:
    put(
        tmp_path,
        "2019-06-03/a.xlsx",
        a_workbook(list(PLAIN), list(item(整改措施="开展保密教育，签订保守国家秘密承诺书"))),
    )
    (one,) = call_in(a_source("excel", path="inbox/*/a.xlsx"), tmp_path, TODAY).deliveries
    assert len(read(one).readings) == 1


def test_nothing_of_a_marked_delivery_is_in_the_store(stored_site: Path, store_at: str) -> None:
    for path in (stored_site / "inbox").glob("*/人事党建整改台账.csv"):
        path.write_bytes("\n".join(map(",".join, (PLAIN, MARKED))).encode("gb18030"))
    with pytest.raises(Unsent, match="1个来源未能调取"):
        daily(str(stored_site), TODAY)
    engine = create_engine(store_at)
    with engine.connect() as conn:
        whole = {table: str(conn.execute(text(f'select * from "{table}"')).all())
                 for table in inspect(engine).get_table_names()}  # fmt: skip
    engine.dispose()
    assert "标有密级" in whole["call"]
    assert not [table for table, rows in whole.items() if CANARY in rows or "机密★" in rows]
