"""Bad inputs, group 11: JSON over HTTP. Each test's name begins with the input's id."""

import gzip
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from duban.errors import DeliveryRefused, DubanError, SourceFailed
from tasks.sources import Calls, call_in, http
from tests.tasks.sources.makers import TODAY, Answers, a_source, web_server

ROW = {"code": "XF-01", "measure": "清理积案"}
PAGED = {"items": "items", "next": "next"}


@pytest.fixture
def web() -> Iterator[Answers]:
    with web_server() as answers:
        yield answers


def call(
    web: Answers, path: str = "/a", known: frozenset[str] = frozenset(), tagged: Any = None, **given: Any
) -> Calls:
    return call_in(a_source("http", url=web.base + path, **given), Path("/nowhere"), TODAY, known, tagged)


def failure(web: Answers, path: str = "/a", **given: Any) -> str:
    with pytest.raises(SourceFailed, match="^来源“环评科”") as fault:
        call(web, path, **given)
    return str(fault.value)


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_j01_a_login_page_fails_the_source(web: Answers, kind: str) -> None:
    web.say("/a", b"<html>login</html>", Content_Type=kind)
    assert "可能登录失效" in failure(web)


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (200, b" \n")])
def test_j04_an_empty_answer_fails_the_source(web: Answers, status: int, body: bytes) -> None:
    web.say("/a", body, status=status)
    assert "返回内容为空" in failure(web)


def test_j05_an_answer_cut_off_is_asked_for_again_and_then_fails(web: Answers) -> None:
    web.say("/a", b'[{"a": "x"}]', Content_Length="500", Connection="close")
    web.say("/a", [ROW])
    assert len(call(web).deliveries) == 1 and len(web.asked) == 2
    web.say("/b", b'[{"a": "x"}]', Content_Length="500", Connection="close")
    assert "中断，内容不完整" in failure(web, "/b")
    web.say("/c", b'[{"a": "x"}')
    assert "不是完整的 JSON" in failure(web, "/c")


def test_j06_one_failed_page_fails_all(web: Answers) -> None:
    web.say("/a", {"items": [ROW], "next": "/2"})
    web.say("/2", {"items": [ROW], "next": "/3"})
    web.say("/3", b"", status=500)
    assert "第3页：接口返回状态500" in failure(web, **PAGED)


def test_j07_fewer_records_than_stated_hold_the_delivery(web: Answers) -> None:
    web.say("/a", {"items": [{**ROW, "code": f"{n}"} for n in range(100)], "total": 120})
    (one,) = call(web, items="items", total="total").deliveries
    assert one.hold.endswith("接口说应有120条，实收100条，应相同")


def test_j09_pages_that_loop_or_leave_the_host_fail_the_source(web: Answers) -> None:
    web.say("/a", {"items": [ROW], "next": "/a"})
    assert "回到了已取过的页" in failure(web, **PAGED)
    web.say("/b", {"items": [ROW], "next": "http://other.example/"})
    assert "指向另一主机" in failure(web, "/b", **PAGED)
    assert http.MOST_PAGES == 1000


@pytest.mark.parametrize(("id_", "body", "said"), [
    ("j10", b'[{"status": "open", "status": "done"}]', "键“status”出现两次"), ("j11", b'[{"n": NaN}]', "出现 NaN"),
    ("j11", b'[{"n": Infinity}]', "出现 Infinity"), ("j13", b'[{"n": ' + b"9" * 5000 + b"}]", "5000位的数"),
])  # fmt: skip
def test_j10_j11_j13_what_json_does_not_allow_fails_the_source(
    web: Answers, id_: str, body: bytes, said: str
) -> None:
    web.say("/a", body)
    assert said in failure(web), id_


def test_j15_a_byte_order_mark_is_passed_over(web: Answers) -> None:
    web.say("/a", b'\xef\xbb\xbf[{"code": "1"}]')
    assert call(web).deliveries[0].grids[0].cells == (("code",), ("1",))


def test_j17_a_body_beyond_the_limit_is_not_taken_in(web: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 2**20)
    sent: list[int] = []

    def endless(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n[")
        try:
            while len(sent) < 2**15:
                handler.wfile.write(b" " * 65_536)
                sent.append(1)
        except OSError:
            return

    web.drip = endless
    assert "内容超过1MB" in failure(web)
    assert len(sent) < 2**10


def test_j17_a_drip_ends_at_the_limit(web: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_SECONDS", 0.5)
    stop = threading.Event()

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n[")
        while not stop.wait(0.05):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    web.drip = drip
    assert "秒内没有取完" in failure(web)
    stop.set()


def test_j18_a_gzip_bomb_is_counted_after_unpacking(web: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 2**20)
    web.say("/a", gzip.compress(b"[" + b" " * 50_000_000 + b"]"), Content_Encoding="gzip")
    assert "内容超过1MB" in failure(web)


@pytest.mark.parametrize("value", [{"name": "done"}, ["done"]])
def test_j19_a_field_of_another_kind_refuses_the_whole_call(web: Answers, value: Any) -> None:
    web.say("/a", [{**ROW, "status": "open"}, {**ROW, "status": value}])
    with pytest.raises(DeliveryRefused, match="第2条：字段“status”是一组值"):
        call(web)


def test_j19_a_field_that_is_missing_or_null_is_blank(web: Answers) -> None:
    web.say("/a", [{"code": "1", "status": None}, {"code": "2"}])
    assert call(web).deliveries[0].grids[0].cells[1:] == (("1", ""), ("2", ""))


@pytest.mark.parametrize("status", [429, 503])
def test_j20_a_busy_interface_is_asked_again_after_the_time_it_gives(web: Answers, status: int) -> None:
    web.say("/a", b"", status=status, Retry_After="1")
    web.say("/a", [ROW])
    started = time.monotonic()
    assert len(call(web).deliveries) == 1 and time.monotonic() - started >= 1


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest", "http://100.100.100.200/", "https://other.example/"]
)
def test_j22_a_redirect_is_not_followed(web: Answers, to: str) -> None:
    web.say("/a", b"", status=302, Location=to)
    assert "不跟随" in failure(web) and len(web.asked) == 1


@pytest.mark.parametrize("host", ["169.254.169.254", "100.100.100.200", "[fe80::1]"])
def test_j22_an_address_of_machines_among_themselves_is_not_asked(host: str) -> None:
    with pytest.raises(SourceFailed, match="不予访问"):
        call_in(a_source("http", url=f"http://{host}/x"), Path("/nowhere"), TODAY)


@pytest.mark.parametrize("then", ["169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254"])
def test_j22_a_name_that_leads_elsewhere_after_it_was_checked_is_not_asked(
    web: Answers, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    web.say("/a", [ROW])
    asked, real = [], socket.getaddrinfo

    def rebound(host: Any, *given: Any, **more: Any) -> Any:
        if host != "interface.example":
            return real(host, *given, **more)
        asked.append(host)
        return real(then if len(asked) > turn else "127.0.0.1", *given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    port, turn = web.base.rpartition(":")[2], 1
    with pytest.raises(SourceFailed, match="本机管理地址段"):
        call_in(a_source("http", url=f"http://interface.example:{port}/a"), Path("/nowhere"), TODAY)
    asked.clear()
    turn = 2  # asked once at the beginning, once for the request: what was found then is what is connected to
    called = call_in(a_source("http", url=f"http://interface.example:{port}/a"), Path("/nowhere"), TODAY)
    assert len(called.deliveries) == 1 and len(asked) == 2
    assert [headers["Host"] for _, headers in web.asked] == [f"interface.example:{port}"]


def test_j23_a_certificate_nobody_vouches_for_fails_the_source(tmp_path: Path) -> None:
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                    "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")], check=True, capture_output=True)  # fmt: skip
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    with pytest.raises(SourceFailed, match="安全证书无效或过期"):
        call_in(a_source("http", url=f"https://localhost:{server.server_port}/"), Path("/nowhere"), TODAY)
    server.shutdown()
    server.server_close()


def test_j25_not_modified_is_the_same_as_it_was(web: Answers) -> None:
    web.say("/a", [ROW], ETag='"v1"')
    web.say("/a", b"", status=304, ETag='"v1"')
    first = call(web)
    (one,) = first.deliveries
    again = call(web, known=frozenset({one.digest}), tagged=first.tagged)
    assert first.tagged == {'"v1"': one.digest} and (again.deliveries, again.seen) == ((), (one.digest,))
    assert web.asked[1][1]["If-None-Match"] == '"v1"'


def test_j25_not_modified_unasked_for_fails_the_source(web: Answers) -> None:
    web.say("/a", b"", status=304)
    with pytest.raises(DubanError, match="状态304"):
        call(web)
