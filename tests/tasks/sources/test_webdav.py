"""A real WebDAV server on loopback: the same patterns and days as in a folder, within limits."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cheroot import wsgi
from wsgidav.wsgidav_app import WsgiDAVApp

from duban.errors import SourceFailed
from duban.site import Source
from tasks.sources import Calls, call_in, webdav
from tests.tasks.sources.makers import TODAY, a_source, a_workbook, put, web_server

USERS = {"reader": {"password": "right-7731"}}


@pytest.fixture
def share(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The folder that is shared, and its address."""
    (tmp_path / "inbox").mkdir()
    app = WsgiDAVApp({
        "provider_mapping": {"/dav": {"root": str(tmp_path), "readonly": True}}, "verbose": 0, "logging": {"enable": False},
        "simple_dc": {"user_mapping": {"*": USERS}}, "http_authenticator": {"accept_basic": True, "accept_digest": False},
    })  # fmt: skip
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    yield tmp_path, f"http://127.0.0.1:{server.bind_addr[1]}/dav"
    server.stop()


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAV_PASSWORD", "right-7731")


def a_share(url: str, path: str = "inbox/*/*.xlsx", **given: Any) -> Source:
    return a_source(
        "webdav", **{"url": url, "path": path, "user": "reader", "password": "env:DAV_PASSWORD", **given}
    )


def call(url: str, path: str = "inbox/*/*.xlsx", today: date = TODAY, **given: Any) -> Calls:
    return call_in(a_share(url, path, **given), Path("/nowhere"), today)


def test_each_dated_folder_gives_a_delivery_of_its_day(share: tuple[Path, str]) -> None:
    folder, url = share
    put(folder, "2019-06-03/环评科 台账.xlsx", a_workbook())
    put(folder, "2019-07-01/环评科 台账.xlsx", a_workbook(["乙"]))
    put(folder, "2019-07-01/~$环评科 台账.xlsx", b"lock")
    put(folder, "2019-07-01/别的.txt", b"x")
    calls = call(url)
    assert [(d.origin, d.day_on, d.day_from) for d in calls.deliveries] == [
        ("inbox/2019-06-03/环评科 台账.xlsx", date(2019, 6, 3), "folder"),
        ("inbox/2019-07-01/环评科 台账.xlsx", date(2019, 7, 1), "folder")]  # fmt: skip
    assert calls.refused == ()
    assert [d.day_on for d in call(url, today=date(2019, 6, 4)).deliveries] == [date(2019, 6, 3)]
    again = call_in(a_share(url), Path("/nowhere"), TODAY, frozenset(d.digest for d in calls.deliveries))
    assert (again.deliveries, len(again.seen)) == ((), 2)


def test_a_flat_folder_with_several_patterns_is_of_the_day_each_file_arrived(share: tuple[Path, str]) -> None:
    folder, url = share
    put(folder, "甲.csv", "措施,时限\n一,6月\n".encode())
    put(folder, "乙.xlsx", a_workbook())
    put(folder, "丙.pdf", b"%PDF")
    calls = call(url.replace("http://", "webdav://"), "inbox/{*.csv,*.xlsx,*.pdf}")
    assert {(d.origin, d.day_from) for d in calls.deliveries} == {
        ("inbox/乙.xlsx", "arrived"), ("inbox/甲.csv", "arrived")}  # fmt: skip
    assert "丙.pdf：是 PDF" in str(calls.refused[0])


def test_a_wrong_password_or_a_missing_folder_fails_the_source_and_shows_nothing(
    share: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url = share
    with pytest.raises(SourceFailed, match="没有找到任何文件|无法读取共享目录"):
        call(url)
    with pytest.raises(SourceFailed, match="无法读取共享目录"):
        call(url + "/nowhere")
    monkeypatch.setenv("DAV_PASSWORD", "canary-7731")
    with pytest.raises(SourceFailed, match="用户或口令不对") as fault:
        call(url)
    assert "canary" not in str(fault.value) and "127.0.0.1" not in str(fault.value)


def test_a_file_beyond_the_limit_is_refused_and_the_others_are_read(
    share: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, url = share
    put(folder, "2019-06-03/a.xlsx", a_workbook())
    put(folder, "2019-06-04/b.xlsx", b"0" * 3 * 2**20)
    monkeypatch.setattr(webdav, "MOST_BYTES", 2**20)
    calls = call(url)
    assert len(calls.deliveries) == 1 and "超过1MB" in str(calls.refused[0])


@pytest.mark.parametrize("url", ["https://u:canary@h/x", "ftp://h/x", "nothing"])
def test_an_odd_address_is_refused_and_not_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAV", url)
    with pytest.raises(SourceFailed, match="WebDAV 地址") as fault:
        call("env:DAV")
    assert "canary" not in str(fault.value)


@pytest.mark.parametrize(("status", "headers", "body"), [
    (302, {"Location": "http://169.254.169.254/"}, b""), (207, {"Content-Encoding": "gzip"}, b"x"), (207, {}, b"<a"),
    (207, {}, b""), (500, {}, b""), (207, {}, b"<!DOCTYPE a><a/>"),
])  # fmt: skip
def test_an_answer_that_cannot_be_relied_on_fails_the_source(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    with web_server() as web:
        web.methods["PROPFIND"] = (status, headers, body)
        with pytest.raises(SourceFailed, match="^来源“环评科”"):
            call(web.base)


def test_a_site_that_writes_a_password_into_its_file_is_refused() -> None:
    with pytest.raises(ValueError, match="password 直接写在文件里，应写 env:变量名"):
        a_share("http://h/x", password="plain")
