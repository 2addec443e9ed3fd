"""G05: a refusal inside HTTP 200 is a refusal, and a body nobody knows is never taken for a yes."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apprise import NotificationManager

from tasks.channels import send, service
from tasks.channels.addresses import Address
from tasks.channels.letter import Verdict
from tests.conftest import ROOT
from tests.sinks import WebSink, web_sink
from tests.tasks.channels.test_send import LETTER, ROBOTS

with Path(ROOT / "tests" / "data" / "provider_bodies.csv").open(encoding="utf-8", newline="") as _file:
    BODIES = list(csv.DictReader(_file))
CODE = {"wecombot": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code"}


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebSink]:
    """A web server that the robots take for their provider's."""
    with web_sink() as sink:
        kinds, here = NotificationManager(), f"http://127.0.0.1:{sink.port}"
        monkeypatch.setattr(kinds["wecombot"], "notify_url", here + "/wecom?key={key}")
        monkeypatch.setattr(service.SignedOnce, "notify_url", here + "/ding?access_token={token}")
        monkeypatch.setattr(kinds["feishu"], "notify_url", here + "/feishu/{token}/")
        monkeypatch.setattr(kinds["lark"], "notify_url", here + "/lark/")
        yield sink


def _answered(web: WebSink, kind: str, status: int, body: bytes, **headers: str) -> Verdict:
    web.answer, web.headers = (status, body), {k.replace("_", "-"): v for k, v in headers.items()}
    return send.send(Address("li2", "李二", kind, "k", "pointer", ROBOTS[kind]), LETTER)


@pytest.mark.parametrize("kind", CODE)
def test_g05_every_known_body_is_what_its_provider_means_by_it(web: WebSink, kind: str) -> None:
    mine = [row for row in BODIES if row["channel"] == kind]
    assert len(mine) >= 60
    for row in mine:
        said = _answered(web, kind, int(row["status"]), row["body"].encode())
        expected = (row["state"], row["for_good"] == "yes", int(row["wait_seconds"] or 0))
        assert (said.state, said.for_good, said.wait_seconds) == expected, row


@pytest.mark.parametrize("kind", CODE)
def test_g05_flipping_the_code_flips_the_verdict(web: WebSink, kind: str) -> None:
    for row in BODIES:
        if row["channel"] != kind or row["status"] != "200" or row["state"] == "unknown":
            continue
        body: dict[str, Any] = json.loads(row["body"])
        names = [name for name in (CODE[kind], "StatusCode") if name in body]
        flipped = {**body, **dict.fromkeys(names, 45678 if row["state"] == "sent" else 0)}
        said = _answered(web, kind, 200, json.dumps(flipped).encode())
        assert said.state == ("refused" if row["state"] == "sent" else "sent"), row


@pytest.mark.parametrize("kind", CODE)
def test_g05_how_a_body_is_packed_changes_nothing(web: WebSink, kind: str) -> None:
    yes, no = (json.dumps({CODE[kind]: code, "msg": "整改"}, ensure_ascii=False) for code in (0, 45678))
    for text, state in ((yes, "sent"), (no, "refused")):
        assert _answered(web, kind, 200, gzip.compress(text.encode()), Content_Encoding="gzip").state == state
        assert _answered(web, kind, 200, text.encode("utf-8-sig")).state == state
        assert _answered(web, kind, 200, text.encode(), Content_Type="text/html; charset=gbk").state == state
    assert _answered(web, kind, 200, yes.encode("gbk")).state == "unknown"
    assert (
        _answered(web, kind, 200, gzip.compress(yes.encode())[:15], Content_Encoding="gzip").state
        == "unknown"
    )


@pytest.mark.parametrize(("headers", "seconds"), [
    ({"Retry_After": "7"}, 7), ({"x_ogw_ratelimit_reset": "12"}, 12), ({"Retry_After": "99999"}, 3600),
    ({"Retry_After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60), ({"Retry_After": "-5"}, 60), ({}, 60)])  # fmt: skip
def test_g05_a_provider_that_asks_for_a_pause_gets_it(
    web: WebSink, headers: dict[str, str], seconds: int
) -> None:
    said = _answered(web, "feishu", 429, b"", **headers)
    assert (said.state, said.wait_seconds, said.for_good) == ("refused", seconds, False)
