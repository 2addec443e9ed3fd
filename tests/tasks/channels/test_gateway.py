"""Gateways described as data: a form or JSON out, and only what the description calls a yes is one."""

import os
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.channels import gateway, send
from tasks.channels.address import Address
from tasks.channels.letter import Verdict
from tests.sinks import WebSink, free_port, web_sink
from tests.tasks.channels.test_addresses import a_book
from tests.tasks.channels.test_send import LETTER

KEY = "Sms-S3cret-41"
CHANNELS = """
    gateways:
      sms:
        url: http://127.0.0.1:PORT/send
        form: {account: "env:SMS_KEY", mobile: "{to}", msg: "{text}", extno: "{number}"}
        signature: 【整改办】
        answers: {field: result.code, accepted: "0", final: "10[23]", limited: {"106": 30}}
        ask: {url: "http://127.0.0.1:PORT/status", form: {extno: "{number}"}, answers: {field: state, accepted: DELIVRD}}
      oa:
        url: http://127.0.0.1:PORT/todo
        kind: hook
        json: {user: "{to}", title: "{text}"}
        headers: {X-Key: "env:SMS_KEY"}
        answers: {accepted: "ok:[0-9]+", refused: "err:.*"}
    people: {li2: ["sms:13800000000", "oa:li2@corp"], zhang1: ["sms:13800000001", "sms:1"]}
"""


def _addresses(folder: Path, web: WebSink, monkeypatch: pytest.MonkeyPatch) -> tuple[Address, ...]:
    monkeypatch.setenv("SMS_KEY", KEY)
    monkeypatch.setattr(gateway, "TIMEOUT_SECONDS", 0.5)
    return a_book(folder, dedent(CHANNELS).replace("PORT", str(web.port))).of("li2")


@pytest.mark.parametrize(("status", "body", "state", "for_good", "wait_seconds"), [
    (200, '{"result":{"code":0}}', "sent", False, 0), (200, '{"result":{"code":"0"}}', "sent", False, 0),
    (200, '{"result":{"code":"102","msg":"号码"}}', "refused", True, 0), (200, '{"result":{"code":7}}', "refused", False, 0),
    (200, '{"result":{"code":"106"}}', "refused", False, 30), (200, '{"code":0}', "unknown", False, 0),
    (200, '{"result":{"code":true}}', "unknown", False, 0), (200, '{"result":{"code":""}}', "unknown", False, 0),
    (200, "", "unknown", False, 0), (200, "<html>0</html>", "unknown", False, 0),
    (200, '{"result":{"code":7,"code":0}}', "unknown", False, 0), (302, '{"result":{"code":9}}', "refused", False, 0),
    (503, '{"result":{"code":0}}', "unknown", False, 0), (429, "", "refused", False, 60)])  # fmt: skip
def test_only_what_the_description_calls_a_yes_is_sent(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    body: str,
    state: str,
    for_good: bool,
    wait_seconds: int,
) -> None:
    with web_sink() as web:
        sms, _ = _addresses(tmp_path, web, monkeypatch)
        web.answer = (status, body.encode())
        said = send.send(sms, LETTER)
    assert (said.state, said.for_good, said.wait_seconds) == (state, for_good, wait_seconds)
    (post,) = web.posts
    assert post == {"path": "/send", "account": KEY, "mobile": "13800000000", "extno": LETTER.notice_id,
                    "msg": "【整改办】" + LETTER.pointer}  # fmt: skip


@pytest.mark.parametrize(("body", "state"), [
    ("ok:17", "sent"), (" ok:17\n", "sent"), ("ok:", "unknown"), ("err:no such user", "refused"), ("", "unknown"),
    ("<html>ok:17</html>", "unknown")])  # fmt: skip
def test_an_answer_in_plain_text_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, state: str
) -> None:
    with web_sink() as web:
        _, hook = _addresses(tmp_path, web, monkeypatch)
        web.answer = (200, body.encode())
        assert send.send(hook, LETTER).state == state
    assert web.posts == [{"path": "/todo", "user": "li2@corp", "title": LETTER.pointer}]


def test_a_gateway_that_is_silent_is_unknown_and_one_that_is_not_there_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_sink() as web:
        sms, _ = _addresses(tmp_path, web, monkeypatch)
        web.answer = "drop"
        assert send.send(sms, LETTER).state == "unknown"
        web.port = free_port()
        sms, _ = _addresses(tmp_path, web, monkeypatch)
        said: Verdict = send.send(sms, LETTER)
    assert said.state == "refused" and KEY not in said.detail


@pytest.mark.parametrize(("state", "copies"), [("DELIVRD", 0), ("UNKNOWN", 1), ("", 1)])
def test_a_copy_goes_out_only_where_the_gateway_does_not_say_that_it_has_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, copies: int
) -> None:
    with web_sink() as web:
        sms, _ = _addresses(tmp_path, web, monkeypatch)
        web.answer, web.answers["/status"] = (
            (200, b'{"result":{"code":0}}'),
            (200, b'{"state":"%s"}' % state.encode()),
        )
        assert send.send(sms, replace(LETTER, again=True)).state == "sent"
    assert [post["extno"] for post in web.posts if post["path"] == "/status"] == [LETTER.notice_id]
    sent = [post["msg"] for post in web.posts if post["path"] == "/send"]
    assert len(sent) == copies and all("重发" in msg for msg in sent)


def test_a_number_that_is_none_and_a_secret_that_is_not_set_are_problems_without_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_sink() as web:
        _addresses(tmp_path, web, monkeypatch)
        book = a_book(tmp_path, dedent(CHANNELS).replace("PORT", str(web.port)))
        assert len(book.of("zhang1")) == 1
        assert any("第2个地址应为 sms:号码" in problem for problem in book.problems)
        os.environ.pop("SMS_KEY")
        book = a_book(tmp_path, dedent(CHANNELS).replace("PORT", str(web.port)))
    assert any("网关“sms”用到的 env:SMS_KEY，环境变量没有设置" in problem for problem in book.problems)
    assert [one.channel for one in book.of("li2")] == ["eml"]
    assert KEY not in str(book)


@given(st.binary(max_size=60))
def test_no_body_of_chance_is_ever_taken_for_a_yes(body: bytes) -> None:
    class Answer:
        content, ok, status_code = body, True, 200
        headers: dict[str, str] = {}

    described = gateway.Answers(field="code", accepted="0")
    one = gateway.Gateway("sms", "sms", "http://x", {}, False, {}, described)
    assert gateway._read(Answer(), one, []).state != "sent"  # type: ignore[arg-type]
