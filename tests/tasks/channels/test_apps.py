"""G05: application messages to one person: a yes has the provider's number, and names nobody as invalid."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tasks.channels import apps, send, service
from tasks.channels.address import Address
from tasks.channels.letter import Verdict
from tests.conftest import ROOT
from tests.sinks import WebSink, free_port, web_sink
from tests.tasks.channels.test_send import LETTER

SECRET = "AppS3cret7c2d"
URLS = {"wechat": f"wechat://ww12ab:{SECRET}@1000002/@li2", "dingwork": f"dingwork://dingkey1:{SECRET}@870001/li2",
        "feishuapp": f"feishuapp://cli_a1b2:{SECRET}@open/ou_84aad35d"}  # fmt: skip
TOKENS = {"wechat": {"errcode": 0, "access_token": "T0ken-a", "expires_in": 7200},
          "dingwork": {"errcode": 0, "access_token": "T0ken-b", "expires_in": 7200},
          "feishuapp": {"code": 0, "tenant_access_token": "T0ken-c", "expire": 7200}}  # fmt: skip
YES = {"wechat": {"errcode": 0, "msgid": "m"}, "dingwork": {"errcode": 0, "task_id": 7},
       "feishuapp": {"code": 0, "data": {"message_id": "om_1"}}}  # fmt: skip
with (ROOT / "tests" / "data" / "app_bodies.csv").open(encoding="utf-8", newline="") as _file:
    BODIES = list(csv.DictReader(_file))


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebSink]:
    """A web server that the applications take for their provider's."""
    with web_sink() as sink:
        for kind in apps.KINDS.values():
            monkeypatch.setattr(kind, "base", f"http://127.0.0.1:{sink.port}")
        monkeypatch.setattr(apps, "TIMEOUT_SECONDS", 0.5)
        apps._tokens.clear()
        yield sink


def _tell(web: WebSink, kind: str, answer: Any, **changed: Any) -> Verdict:
    web.given = json.dumps(TOKENS[kind]).encode()
    web.answers["/auth"] = (200, web.given)
    web.answer = answer
    return send.send(Address("li2", "李二", kind, "k", "pointer", URLS[kind]), replace(LETTER, **changed))


@pytest.mark.parametrize("kind", URLS)
def test_g05_every_known_body_of_an_application_is_what_its_provider_means(web: WebSink, kind: str) -> None:
    mine = [row for row in BODIES if row["channel"] == kind]
    assert len(mine) >= 9
    for row in mine:
        said = _tell(web, kind, (int(row["status"]), row["body"].encode()))
        expected = (row["state"], row["for_good"] == "yes", int(row["wait_seconds"] or 0))
        assert (said.state, said.for_good, said.wait_seconds) == expected, row


@pytest.mark.parametrize("kind", URLS)
def test_one_member_is_sent_the_bare_pointer_and_a_copy_is_the_same_to_the_provider(
    web: WebSink, kind: str
) -> None:
    for _ in range(2):
        assert _tell(web, kind, (200, json.dumps(YES[kind]).encode())).state == "sent"
    first, second = (post for post in web.posts if not post["path"].startswith("/auth"))
    assert first == second
    said = json.dumps(first, ensure_ascii=False)
    assert LETTER.pointer in said and LETTER.title not in said and "督办系统提醒" not in said
    if kind == "wechat":
        assert (first["touser"], first["enable_duplicate_check"]) == ("li2", 1)
    elif kind == "feishuapp":
        assert first["uuid"] and LETTER.message_id not in first["uuid"]


@pytest.mark.parametrize(("kind", "code"), [("wechat", 42001), ("dingwork", 40014), ("feishuapp", 99991663)])
def test_a_token_that_is_no_longer_good_is_asked_for_once_more(web: WebSink, kind: str, code: int) -> None:
    name = "code" if kind == "feishuapp" else "errcode"
    said = _tell(web, kind, (200, json.dumps({name: code}).encode()))
    assert said.state == "refused"
    sent = [post for post in web.posts if not post["path"].startswith("/auth")]
    assert len(sent) == 2 and len(web.gets) + len(web.posts) - len(sent) == 2


@pytest.mark.parametrize("kind", URLS)
def test_without_a_token_nothing_left_and_no_word_of_it_is_secret(web: WebSink, kind: str) -> None:
    web.given, web.answers["/auth"] = (
        b'{"errcode":40013,"code":10003,"errmsg":"bad %s"}' % SECRET.encode(),
        (200, b"{}"),
    )
    said = send.send(Address("li2", "李二", kind, "k", "pointer", URLS[kind]), LETTER)
    assert said.state == "refused" and "未发出" in said.detail and SECRET not in said.detail
    assert not [post for post in web.posts if not post["path"].startswith("/auth")]


@pytest.mark.parametrize("kind", URLS)
def test_g06_an_application_that_falls_silent_leaves_it_unknown_and_one_that_is_not_there_refuses(
    web: WebSink, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _tell(web, kind, "hang").state == "unknown"
    assert _tell(web, kind, "drop").state == "unknown"
    monkeypatch.setattr(apps.KINDS[kind], "base", f"http://127.0.0.1:{free_port()}")
    assert _tell(web, kind, "drop").state == "refused"


@pytest.mark.parametrize("url", [
    f"wechat://ww12ab:{SECRET}@1000002/@all", f"wechat://ww12ab:{SECRET}@1000002/@li2/@sun5",
    f"wechat://ww12ab:{SECRET}@1000002/%237", f"dingwork://dingkey1:{SECRET}@870001", "dingwork://dingkey1@870001/li2",
    f"dingwork://dingkey1:{SECRET}@870001/li2/sun5", f"feishuapp://cli_a1b2:{SECRET}@open"])  # fmt: skip
def test_an_application_is_told_of_one_member_and_never_of_everybody(url: str) -> None:
    with pytest.raises(ValueError, match="应") as refused:
        service.make(url)
    assert SECRET not in str(refused.value)
