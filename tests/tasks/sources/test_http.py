"""Interfaces: all pages or nothing, on one host, within limits, no secret in any sentence."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duban.errors import DeliveryRefused, SourceFailed
from duban.grid import Delivery
from tasks.sources import Calls, call_in, http
from tests.tasks.sources.makers import TODAY, Answers, a_source, web_server

ROW = {"code": "XF-01", "measure": "清理积案", "percent": 0.50, "due": None}


@pytest.fixture
def web() -> Iterator[Answers]:
    with web_server() as answers:
        yield answers


def call(web: Answers, path: str = "/api/items", **given: Any) -> Calls:
    return call_in(a_source("http", url=web.base + path, **given), Path("/nowhere"), TODAY)


def delivery(web: Answers, path: str = "/api/items", **given: Any) -> Delivery:
    (one,) = call(web, path, **given).deliveries
    return one


def failure(web: Answers, path: str = "/api/items", **given: Any) -> str:
    with pytest.raises(SourceFailed, match="^来源“环评科”") as fault:
        call(web, path, **given)
    return str(fault.value)


def test_a_list_is_one_delivery_of_today_with_exact_texts(web: Answers):
    body = b'\xef\xbb\xbf[{"code": "\\u7532", "n": 9007199254740993, "p": 0.8500, "big": 1E+400, "ok": true},' \
           b' {"n": null, "more": " x ", "code": "B"}]'  # fmt: skip
    web.say("/api/items?key=canary", body)
    one = delivery(web, "/api/items?key=canary")
    assert (one.origin, one.day_on, one.day_from) == ("接口 /api/items", TODAY, "arrived")
    assert one.grids[0].header
    assert one.grids[0].cells == (
        ("code", "n", "p", "big", "ok", "more"),
        ("甲", "9007199254740993", "0.8500", "1E+400", "TRUE", ""),
        ("B", "", "", "", "", " x"),
    )  # fmt: skip


def test_pages_are_followed_by_whole_and_by_relative_links(web: Answers):
    web.say("/api/items", {"data": {"items": [{"code": "1"}], "next": f"{web.base}/api/items?page=2"}})
    web.say("/api/items?page=2", {"data": {"items": [{"code": "2"}], "next": "?page=3"}})
    web.say("/api/items?page=3", {"data": {"items": [{"code": "3"}], "next": "/api/last"}})
    web.say("/api/last", {"data": {"items": [{"code": "4"}], "next": ""}})
    one = delivery(web, items="data.items", next="data.next")
    assert [row[0] for row in one.grids[0].cells] == ["code", "1", "2", "3", "4"]


@pytest.mark.parametrize("last", [{"next": None}, {"next": ""}, {"next": False}, {}])
def test_the_last_page_may_say_so_in_several_ways(web: Answers, last: dict[str, Any]):
    web.say("/api/items", {"items": [ROW], **last})
    assert len(delivery(web, items="items", next="next").grids[0].cells) == 2


def test_the_same_records_are_the_same_content_in_any_order(web: Answers):
    web.say("/api/items", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}])
    web.say("/api/items", [{"b": "4", "a": "3"}, {"b": "2", "a": "1"}])
    first = delivery(web)
    source = a_source("http", url=f"{web.base}/api/items")
    assert call_in(source, Path("/nowhere"), TODAY, frozenset({first.digest})).seen == (first.digest,)


def test_one_failed_page_fails_all(web: Answers):
    web.say("/api/items", {"items": [ROW], "next": "/2"})
    web.say("/2", {"items": [ROW], "next": "/3"})
    web.say("/3", b"", status=500)
    assert "第3页：接口返回状态500，应为200" in failure(web, items="items", next="next")


def test_a_loop_of_pages_is_found(web: Answers):
    web.say("/api/items", {"items": [ROW], "next": "/2"})
    web.say("/2", {"items": [ROW], "next": "/api/items"})
    assert "第3页：翻页链接回到了已取过的页" in failure(web, items="items", next="next")


def test_pages_without_end_are_stopped(web: Answers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "MOST_PAGES", 3)
    for n in range(5):
        web.say(f"/{n}", {"items": [ROW], "next": f"/{n + 1}"})
    assert "第4页：超过3页" in failure(web, "/0", items="items", next="next")
    assert len(web.asked) == 3


@pytest.mark.parametrize(
    "link", ["http://localhost:9/x", "//other.example/x", "https://127.0.0.1/x", "file:///etc/passwd"]
)
def test_another_host_is_never_asked(web: Answers, link: str):
    web.say("/api/items", {"items": [ROW], "next": link})
    assert "第1页：翻页链接指向另一主机" in failure(web, items="items", next="next")


@pytest.mark.parametrize("link", [{"href": "/2"}, ["/2"], True, "http://x:y/"])
def test_a_link_that_is_none_is_said(web: Answers, link: Any):
    web.say("/api/items", {"items": [ROW], "next": link})
    assert "翻页链接写法有误" in failure(web, items="items", next="next")


def test_redirects_are_not_followed(web: Answers):
    web.say("/api/items", b"", status=302, Location="http://169.254.169.254/latest")
    assert "要求转到别的地址（状态302），不跟随" in failure(web)
    assert len(web.asked) == 1


def test_the_stated_total_must_be_what_came(web: Answers):
    web.say("/api/items", {"items": [ROW], "total": 2, "next": "/2"})
    web.say("/2", {"items": [ROW], "total": 2})
    assert len(delivery(web, items="items", next="next", total="total").grids[0].cells) == 3
    web.say("/3", {"items": [ROW] * 100, "total": 120})
    assert "接口说应有120条，实收100条" in delivery(web, "/3", items="items", total="total").hold
    web.say("/4", {"items": [ROW]})
    assert "没有给出总数" in failure(web, "/4", items="items", total="total")


@pytest.mark.parametrize(("body", "said"), [
    (b'[{"status": "open", "status": "done"}]', "键“status”出现两次"),
    (b'[{"n": NaN}]', "出现 NaN"), (b'[{"n": -Infinity}]', "出现 -Infinity"),
    (b'[{"n": ' + b"9" * 5000 + b"}]", "5000位的数"),
    (b'[{"a": "x"}', "不是完整的 JSON"), (b'[{"a": "\xff"}]', "不是完整的 JSON"), (b"", "内容为空"), (b"  ", "内容为空"),
    (b"[" * 100_000, "不是完整的 JSON"), (b"\n<html>login</html>", "可能登录失效"),
    (b'{"items": []}', "在“顶层”没有找到记录的列表"), (b'["a"]', "没有找到记录的列表"), (b"null", "没有找到记录的列表"),
])  # fmt: skip
def test_a_page_that_cannot_be_relied_on_is_refused(web: Answers, body: bytes, said: str):
    web.say("/api/items", body)
    assert said in failure(web)


def test_a_missing_path_is_named(web: Answers):
    web.say("/api/items", {"data": [ROW]})
    assert "没有找到“data.items”" in failure(web, items="data.items")
    assert "没有找到“page.next”" in failure(web, items="data", next="page.next")


@pytest.mark.parametrize("value", [{"name": "完成"}, ["完成"], []])
def test_a_field_that_is_no_single_value_is_refused_by_name(web: Answers, value: Any):
    web.say("/api/items", [ROW, {**ROW, "status": value}])
    with pytest.raises(DeliveryRefused, match="接口 /api/items 第2条：字段“status”是一组值"):
        call(web)


def test_no_records_are_not_a_nil_return(web: Answers):
    web.say("/api/items", [])
    with pytest.raises(DeliveryRefused, match="没有返回任何记录"):
        call(web)


def test_half_a_character_and_nul_can_be_stored(web: Answers):
    web.say("/api/items", b'[{"a": "x\\ud800y", "b": "n\\u0000m"}]')
    cells = delivery(web).grids[0].cells
    assert cells[1] == ("x\ufffdy", "nm")


def test_a_chinese_encoding_that_is_declared_is_read(web: Answers):
    web.say("/api/items", '[{"措施": "整改"}]'.encode("gbk"), Content_Type="application/json; charset=GBK")
    assert delivery(web).grids[0].cells == (("措施",), ("整改",))


def test_a_login_page_is_refused_by_its_type(web: Answers):
    web.say("/api/items", [ROW], Content_Type="text/html; charset=utf-8")
    assert "返回的不是 JSON，是 text/html（可能登录失效）" in failure(web)


def test_the_token_goes_as_bearer_and_is_never_shown(web: Answers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PETITION_TOKEN", "canary-7731\n")
    monkeypatch.setenv("PETITION_API", f"{web.base}/api/items?key=canary-7732")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    web.say("/api/items?key=canary-7732", [ROW])
    web.say("/api/items?key=canary-7732", b"", status=401)
    source = a_source("http", url="env:PETITION_API", token="env:PETITION_TOKEN")
    assert len(call_in(source, Path("/nowhere"), TODAY).deliveries) == 1
    assert web.asked[0][1]["Authorization"] == "Bearer canary-7731"
    with pytest.raises(SourceFailed, match="接口返回状态401") as fault:
        call_in(source, Path("/nowhere"), TODAY)
    assert "canary" not in str(fault.value)


@pytest.mark.parametrize(("variable", "value", "said"), [
    ("PETITION_API", None, "环境变量 PETITION_API 没有设置"), ("PETITION_TOKEN", None, "环境变量 PETITION_TOKEN 没有设置"),
    ("PETITION_API", "ftp://canary/x", "接口地址写法有误"), ("PETITION_API", "canary", "接口地址写法有误"),
    ("PETITION_API", "http://h:canary/x", "接口地址写法有误"), ("PETITION_TOKEN", "canary\r\nX: y", "接口口令含有不能发送的字符"),
])  # fmt: skip
def test_a_setting_that_is_missing_or_odd_is_named_and_not_shown(
        web: Answers, monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None, said: str):  # fmt: skip
    settings = {"PETITION_API": f"{web.base}/x", "PETITION_TOKEN": "t", variable: value}
    for name, given in settings.items():
        monkeypatch.delenv(name, raising=False)
        if given:
            monkeypatch.setenv(name, given)
    with pytest.raises(SourceFailed, match=said) as fault:
        call_in(a_source("http", url="env:PETITION_API", token="env:PETITION_TOKEN"), Path("/nowhere"), TODAY)
    assert "canary" not in str(fault.value)
    assert web.asked == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_interface_is_asked_again_after_the_time_it_gives(web: Answers, status: int):
    web.say("/api/items", b"", status=status, Retry_After="1")
    web.say("/api/items", [ROW])
    started = time.monotonic()
    assert len(call(web).deliveries) == 1
    assert time.monotonic() - started >= 1
    assert len(web.asked) == 2


def test_a_busy_interface_is_asked_four_times_at_most_and_never_waited_for_long(web: Answers):
    web.say("/api/items", b"", status=503, Retry_After="0")
    assert "一直忙" in failure(web)
    assert len(web.asked) == 4
    web.say("/later", b"", status=429, Retry_After="3600")
    assert "要求3600秒后再取" in failure(web, "/later")
    web.say("/dated", b"", status=429, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT")
    assert "秒后再取，超过30秒" in failure(web, "/dated")


def test_an_answer_cut_off_is_a_failure(web: Answers):
    web.say("/api/items", b'[{"a": "x"}]', Content_Length="500", Connection="close")
    assert "中断" in failure(web)


def test_size_is_counted_after_unpacking_and_over_all_pages(web: Answers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "MOST_BYTES", 2**20)
    web.say("/bomb", gzip.compress(b"[" + b" " * 5_000_000 + b"]"), Content_Encoding="gzip")
    assert "第1页：内容超过1MB" in failure(web, "/bomb")
    web.say("/1", {"items": [{"a": "x" * 600_000}], "next": "/2"})
    web.say("/2", {"items": [{"a": "x" * 600_000}]})
    assert "第2页：内容超过1MB" in failure(web, "/1", items="items", next="next")
    web.say("/odd", [ROW], Content_Encoding="br")
    assert "用 br 压缩" in failure(web, "/odd")


def test_gzip_is_read(web: Answers):
    web.say("/api/items", gzip.compress(b'[{"a": "x"}]'), Content_Encoding="gzip")
    assert delivery(web).grids[0].cells == (("a",), ("x",))


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_drip_of_bytes_ends_at_the_limit(web: Answers, monkeypatch: pytest.MonkeyPatch, part: str):
    monkeypatch.setattr(http, "MOST_SECONDS", 1.0)
    stop = threading.Event()

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"X-Slow: " if part == "head" else b"\r\n["))
        while not stop.wait(0.05):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    web.drip = drip
    started = time.monotonic()
    assert "1秒内没有取完" in failure(web)
    assert time.monotonic() - started < 3
    stop.set()


def test_nobody_at_the_address_is_said(web: Answers):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        source = a_source("http", url=f"http://127.0.0.1:{taken.getsockname()[1]}/x?key=canary")
        with pytest.raises(SourceFailed, match="第1页：接口连接不上") as fault:
            call_in(source, Path("/nowhere"), TODAY)
    assert "canary" not in str(fault.value)
