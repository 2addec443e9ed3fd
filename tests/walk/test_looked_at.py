"""What came and cannot be taken in: told once, waited for, or held until a person has looked; on both stores."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from desk.receiving import receipt
from duban import tables as t
from duban.errors import DubanError, Refused, Unfinished
from flows.scheduling import scheduling
from flows.tracking import tracking
from tasks import store
from tasks.context import Context, open_site
from tasks.looks import to_tell
from tasks.sources import call_in
from tests.sinks import mail_sink
from tests.tasks.said import told
from tests.tasks.sources.makers import a_source, a_workbook, put, web_server
from tests.tasks.test_outbox import a_book, fill
from tests.walk import plan_site

JUNE = datetime(2024, 6, 3, 8, 30)
SOURCE = "接访科"
FIELDS = ("整改措施", "反馈问题", "责任单位", "整改时限", "完成情况")


@pytest.fixture
def at(tmp_path: Path, store_at: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A site of one ledger, open on a day in June."""
    monkeypatch.setenv("DUBAN_STORE", store_at)
    opened = open_site(str(plan_site.make(tmp_path / "site")), JUNE.date())
    yield opened
    opened.engine.dispose()


def later(at: Context, moment: datetime, number: str = "") -> Context:
    """The site at another moment; with a number, after a notice was made on the day before."""
    if number:
        told(at, number, at.today)
    return replace(at, today=moment.date(), now=moment)


def refused(folder: Path, **given: Any) -> list[DubanError]:
    """What the workbooks of a folder are refused for."""
    return list(call_in(a_source("excel", path="inbox/*/*.xlsx", **given), folder, JUNE.date()).refused)


def test_f04_the_same_bytes_are_complained_of_once_whatever_they_are_called(at: Context) -> None:
    folder, cut = at.loaded.folder, a_workbook()[:-100]
    put(folder, "2024-06-03/台账.xlsx", cut)
    assert len(to_tell(at, SOURCE, refused(folder))) == len(to_tell(at, SOURCE, refused(folder))) == 1
    put(folder, "2024-06-03/台账(1).xlsx", cut)
    tomorrow = later(at, JUNE + timedelta(days=1))
    assert len(to_tell(tomorrow, SOURCE, refused(folder))) == 2  # nobody was told of it yet
    tomorrow = later(at, JUNE + timedelta(days=1), "DB-0001")
    assert to_tell(tomorrow, SOURCE, refused(folder)) == []
    put(folder, "2024-06-03/台账.xlsx", cut[:-1])
    assert len(to_tell(tomorrow, SOURCE, refused(folder))) == 1
    assert to_tell(tomorrow, SOURCE, [DubanError("没有内容可比的，每次都说")]) == ["没有内容可比的，每次都说"]


def test_f03_a_file_that_is_being_copied_is_waited_for_and_refused_after_half_an_hour(at: Context) -> None:
    path, stop = put(at.loaded.folder, "2024-06-03/台账.xlsx", a_workbook()), threading.Event()

    def copy_on() -> None:
        while not stop.wait(0.02):
            with path.open("ab") as file:
                file.write(b"more")

    copying = threading.Thread(target=copy_on)
    copying.start()
    seen = refused(at.loaded.folder, quiet_seconds=0.15)
    stop.set()
    copying.join()
    (one,) = seen
    assert isinstance(one, Unfinished) and one.origin == "inbox/2024-06-03/台账.xlsx"
    for minutes, count in ((0, 0), (20, 0), (30, 1), (31, 1)):
        assert len(to_tell(later(at, JUNE + timedelta(minutes=minutes)), SOURCE, seen)) == count
    tomorrow = later(at, JUNE + timedelta(days=1), "DB-0001")
    assert len(to_tell(tomorrow, SOURCE, seen)) == 1  # the notices of the day before were made too early
    after = later(tomorrow, JUNE + timedelta(days=2), "DB-0002")
    assert to_tell(after, SOURCE, seen) == []
    assert to_tell(after, SOURCE, []) == to_tell(after, SOURCE, seen) == []  # it moves anew


def test_j07_fewer_records_than_stated_are_held_with_their_reason_until_the_number_is_right(
    at: Context,
) -> None:
    folder, cells = at.loaded.folder, ("问题", "接访科", "2024年9月30日", "正在整改")
    rows = [dict(zip(FIELDS, (f"第{n}项措施", *cells), strict=True)) for n in range(3)]
    with web_server() as web:
        one = f'kind: http, url: "{web.base}/a", items: rows, total: total, reporter: head'
        (folder / "site.yaml").write_text(
            plan_site.SITE.partition("register:")[0] + f"sources: [{{name: {SOURCE}, prefix: JF, {one}}}]\n",
            "utf-8",
        )
        for total in (5, 5, 3):
            web.say("/a", {"rows": rows, "total": total})
        for day, count in ((3, 0), (4, 0), (5, 3)):
            scheduling(str(folder), date(2024, 6, day))
            tracking(str(folder), date(2024, 6, day))
            assert len(store.items(at.engine, at.site)) == count
    came = store.deliveries(at.engine, at.site, date.max)
    assert came["state"].tolist() == ["superseded", "applied"] and came["held_why"][1] == []
    assert "接口说应有5条，实收3条，应相同，暂缓采用" in came["held_why"][0][0]["sentence"]


def test_b10_the_day_of_arrival_counts_until_a_ledger_has_said_its_day(at: Context) -> None:
    folder, cells = at.loaded.folder, ("问题", "接访科", "2024年9月30日", "正在整改")
    one = f"{{name: {SOURCE}, prefix: JF, kind: excel, path: 'inbox/**/*.xlsx', reporter: head, quiet_seconds: 0}}"
    (folder / "site.yaml").write_text(
        plan_site.SITE.partition("register:")[0] + f"sources: [{one}]\n", "utf-8"
    )
    for name, day, state, since in (("一", 3, "applied", "arrived"), ("2024-06-04/二", 4, "applied", "folder"),
                                    ("三", 5, "held", "arrived")):  # fmt: skip
        path = put(folder, f"{name}.xlsx", a_workbook(list(FIELDS), [f"措施{name}的全文", *cells]))
        arrived = datetime(2024, 6, day, 7).timestamp()
        os.utime(path, (arrived, arrived))
        scheduling(str(folder), date(2024, 6, day))
        tracking(str(folder), date(2024, 6, day))
        last = store.deliveries(at.engine, at.site, date.max).iloc[-1]
        assert (last["state"], last["as_of_from"], last["as_of_on"].day) == (state, since, day)
        assert any(p.kind == "date_missing" for p in store.problems(last)) == (since == "arrived")


def test_a07_a_late_receipt_is_registered_by_command_and_only_of_what_is_in_doubt(at: Context) -> None:
    with mail_sink() as sink:
        fill(at.engine, a_book(1, sink.url), JUNE.date())
    with at.engine.begin() as conn:
        conn.execute(update(t.outbox).values(site=at.site, state="unknown"))
    folder = str(at.loaded.folder)
    done = CliRunner().invoke(receipt, [folder, " <DB-0000.1@duban> "])
    assert done.output == "<DB-0000.1@duban> 已记为送达，不再重发\n"
    for odd in ("<DB-0000.1@duban>", "<DB-0000.2@duban>", "没有"):
        assert isinstance(CliRunner().invoke(receipt, [folder, odd]).exception, Refused)
