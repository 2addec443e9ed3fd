"""One attempt, one honest verdict: tried against real servers that misbehave."""

import base64
import hashlib
import hmac
import io
import logging
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from apprise import NotificationManager

from tasks.channels import mail, send, service
from tasks.channels.addresses import Address
from tasks.channels.letter import Letter, Says, Verdict
from tests.sinks import PASSWORD, MailSink, WebSink, free_port, mail_sink, self_signed, web_sink

KEY = "R0b0tKey9f8e"
LETTER = Letter(
    notice_id="DB-7K3Q-9M", title="督办通知：3项整改事项逾期", body="各事项如下：\n  HP-01-2 补办环评手续",
    summary="3项，最急HP-01-2", pointer="您有督办事项待办理。通知编号 DB-7K3Q-9M",
    sent_at=datetime(2019, 6, 3, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")), again=False,
    message_id="<DB-7K3Q-9M.7@duban>", sender="市生态环境局整改办公室")  # fmt: skip
ROBOTS = {"wecombot": f"wecombot://{KEY}", "dingtalk": f"dingtalk://{KEY}",
          "feishu": f"feishu://{KEY}", "lark": f"lark://{KEY}"}  # fmt: skip
YES = {"wecombot": b'{"errcode":0,"errmsg":"ok"}', "dingtalk": b'{"errcode":0,"errmsg":"ok"}',
       "feishu": b'{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
       "lark": b'{"code":0,"data":{},"msg":"success"}'}  # fmt: skip
NO = {"wecombot": b'{"errcode":45009,"errmsg":"api freq out of limit"}',
      "dingtalk": b'{"errcode":310000,"errmsg":"keywords not in content"}',
      "feishu": b'{"code":19024,"msg":"Key Words Not Found"}',
      "lark": b'{"code":9499,"msg":"Bad Request"}'}  # fmt: skip


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 1.0)
    monkeypatch.setattr(send, "TIMEOUT_SECONDS", 1.0)


@pytest.fixture
def smtp() -> Iterator[MailSink]:
    """A mail server."""
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebSink]:
    """A web server that the robots take for their provider's."""
    with web_sink() as sink:
        kinds = NotificationManager()
        here = f"http://127.0.0.1:{sink.port}"
        monkeypatch.setattr(kinds["wecombot"], "notify_url", here + "/wecom?key={key}")
        monkeypatch.setattr(service.SignedOnce, "notify_url", here + "/ding?access_token={token}")
        monkeypatch.setattr(kinds["feishu"], "notify_url", here + "/feishu/{token}/")
        monkeypatch.setattr(kinds["lark"], "notify_url", here + "/lark/")
        yield sink


def by_mail(sink: MailSink, to: str = "li2@hb.example.gov.cn", says: Says = "summary") -> Address:
    """Make an address at a mail server."""
    return Address("li2", "李二", "mail", "k", says, to, mail.read_url(sink.url)[0])


def by_url(url: str) -> Address:
    """Make an address of any other channel."""
    return Address("li2", "李二", service.scheme(url), "k", "pointer", url)


def in_outbox(folder: Path, person: str = "li2") -> Address:
    """Make the built-in address."""
    return Address(person, "李二", "eml", "eml", "letter", str(folder))


# --- the built-in outbox ------------------------------------------------------------------


def test_a_notice_in_the_outbox_opens_in_any_mail_program(tmp_path: Path) -> None:
    assert send.send(in_outbox(tmp_path), LETTER) == Verdict("sent", "已写入发件箱")
    (path,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert path.relative_to(tmp_path).as_posix() == "2019-06-03/DB-7K3Q-9M-li2.eml"
    read = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert read["Subject"] == LETTER.title
    assert read["Message-ID"] == LETTER.message_id
    assert read["Date"].datetime == LETTER.sent_at
    assert read["Date"].endswith("+0800")
    assert read["To"].addresses[0].display_name == "李二"
    assert read["From"].addresses[0].display_name == "市生态环境局整改办公室"
    assert read.get_content().splitlines() == LETTER.body.splitlines()


def test_what_is_in_the_outbox_is_for_its_owner_only(tmp_path: Path) -> None:
    send.send(in_outbox(tmp_path / "state" / "outbox"), LETTER)
    (path,) = tmp_path.rglob("*.eml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_person_whose_id_is_no_file_name_gets_a_file_in_the_outbox_all_the_same(
    tmp_path: Path,
) -> None:
    assert send.send(in_outbox(tmp_path, "../../李/二"), LETTER).state == "sent"
    (path,) = tmp_path.rglob("*.eml")
    assert path.parent == tmp_path / "2019-06-03"


def test_a_copy_in_the_outbox_replaces_the_first_and_is_marked(tmp_path: Path) -> None:
    send.send(in_outbox(tmp_path), LETTER)
    send.send(in_outbox(tmp_path), replace(LETTER, again=True))
    (path,) = tmp_path.rglob("*.eml")
    read = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert "重发" in read["Subject"] and "重发" in read.get_content()
    assert [p for p in path.parent.iterdir() if p != path] == []


def test_an_outbox_that_cannot_be_written_is_a_refusal_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "2019-06-03").write_text("在此挡路")
    verdict = send.send(in_outbox(tmp_path), LETTER)
    assert verdict.state == "refused" and "写不进发件箱" in verdict.detail


# --- mail ---------------------------------------------------------------------------------


def test_a_mail_the_server_took_is_sent_with_one_number_of_its_own(smtp: MailSink) -> None:
    assert send.send(by_mail(smtp), LETTER).state == "sent"
    (read,) = smtp.mails
    assert read.get_all("Message-ID") == [LETTER.message_id]
    assert read["Subject"] == LETTER.title
    assert read["To"].addresses[0].addr_spec == "li2@hb.example.gov.cn"
    assert read["From"].addresses[0].display_name == "市生态环境局整改办公室"
    assert read.get_content().strip() == LETTER.summary


@pytest.mark.parametrize("says", ["letter", "summary", "pointer"])
def test_no_more_is_said_than_may_be_said_there(smtp: MailSink, says: Says) -> None:
    send.send(by_mail(smtp, says=says), LETTER)
    (read,) = smtp.mails
    texts = {"letter": LETTER.body, "summary": LETTER.summary, "pointer": LETTER.pointer}
    assert read.get_content().split() == texts[says].split()
    assert (read["Subject"] == "督办系统提醒") == (says == "pointer")
    assert ("HP-01-2" in str(read) + read.get_content()) == (says != "pointer")


def test_a_copy_carries_the_same_number_and_says_that_it_is_one(smtp: MailSink) -> None:
    send.send(by_mail(smtp), LETTER)
    send.send(by_mail(smtp, says="pointer"), replace(LETTER, again=True))
    first, second = smtp.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert "重发" not in first["Subject"] + first.get_content()
    assert second["Subject"] == "【重发】督办系统提醒" and "重发" in second.get_content()


def test_a_workbook_goes_with_the_whole_letter_and_with_nothing_less(smtp: MailSink, tmp_path: Path) -> None:
    letter = replace(LETTER, attached=(("环评科_批注.xlsx", b"PK workbook"),))
    for says in ("letter", "summary", "pointer"):
        assert send.send(by_mail(smtp, says=says), letter).state == "sent"
    names = [[a.get_filename() for a in mail.iter_attachments()] for mail in smtp.mails]
    assert names == [["环评科_批注.xlsx"], [], []]
    send.send(in_outbox(tmp_path), letter)
    (path,) = (p for p in tmp_path.rglob("*.eml"))
    (workbook,) = message_from_bytes(path.read_bytes(), policy=policy.default).iter_attachments()
    assert workbook.get_content() == b"PK workbook"


@pytest.mark.parametrize(("mode", "state", "code"), [
    ("refuse", "refused", "550"), ("spam", "refused", "554"), ("busy", "refused", "451"),
    ("drop at rcpt", "refused", "未交出"), ("drop after the dot", "unknown", "没有答复"),
    ("hang after the dot", "unknown", "超时")])  # fmt: skip
def test_a_mail_that_was_not_taken_is_refused_or_unknown_but_never_sent(
    mode: str, state: str, code: str
) -> None:
    with mail_sink(mode) as sink:
        began = time.monotonic()
        verdict = send.send(by_mail(sink), LETTER)
        assert verdict.state == state and code in verdict.detail
        assert time.monotonic() - began < 5
        assert not any(s in verdict.detail for s in (PASSWORD, "li2@", "hb.example"))


def test_a_server_that_is_not_there_is_a_refusal(smtp: MailSink) -> None:
    lost = replace(mail.read_url(smtp.url)[0], port=free_port())
    verdict = send.send(replace(by_mail(smtp), server=lost), LETTER)
    assert verdict.state == "refused" and "信未交出" in verdict.detail


def test_a_server_that_never_says_hello_is_a_refusal() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        sink = MailSink()
        sink.port = silent.getsockname()[1]
        verdict = send.send(by_mail(sink), LETTER)
    assert verdict == Verdict("refused", "发信服务器用不上，信未交出（超时）")


def test_a_wrong_password_is_a_refusal_that_does_not_repeat_it(smtp: MailSink) -> None:
    wrong = replace(mail.read_url(smtp.url)[0], password="wr0ng-word")
    verdict = send.send(replace(by_mail(smtp), server=wrong), LETTER)
    assert verdict.state == "refused" and "535" in verdict.detail
    assert "wr0ng-word" not in verdict.detail and smtp.mails == []


def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_letter(
    tmp_path: Path,
) -> None:
    with mail_sink(tls=self_signed(tmp_path)) as sink:
        url = sink.url.replace("mailto:", "mailtos:").replace("insecure", "starttls")
        address = replace(by_mail(sink), server=mail.read_url(url)[0])
        verdict = send.send(address, LETTER)
        assert verdict.state == "refused" and "CERTIFICATE_VERIFY_FAILED" in verdict.detail
        assert sink.mails == []
        trusted = replace(by_mail(sink), server=mail.read_url(url + "&verify=no")[0])
        assert send.send(trusted, LETTER).state == "sent"


def test_a_server_url_is_read_as_apprise_reads_it() -> None:
    server, named = mail.read_url("mailtos://me:p%40ss@smtp.hb.cn:465?mode=ssl&from=d@hb.cn")
    assert (server.host, server.port, server.mode) == ("smtp.hb.cn", 465, "ssl")
    assert (server.user, server.password, server.sender, named) == ("me", "p@ss", "d@hb.cn", [])
    assert mail.read_url("mailtos://me:p@qq.com")[0].host == "smtp.qq.com"
    assert mail.read_url("mailtos://u:p@smtp.hb.cn?from=d@hb.cn&to=a@b.cn")[1] == ["a@b.cn"]


# --- robots -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_that_says_nought_took_the_pointer_and_no_more(web: WebSink, kind: str) -> None:
    web.answer = (200, YES[kind])
    assert send.send(by_url(ROBOTS[kind]), LETTER) == Verdict("sent", "对方已接受（0）")
    (post,) = web.posts
    said = (post.get("text") or post.get("content"))  # fmt: skip
    text = said.get("content") or said.get("text")
    assert "督办系统提醒" in text and LETTER.pointer in text
    assert "HP-01-2" not in str(post)


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_refusal_inside_http_200_is_a_refusal(web: WebSink, kind: str) -> None:
    web.answer = (200, NO[kind])
    verdict = send.send(by_url(ROBOTS[kind]), LETTER)
    assert verdict.state == "refused"
    assert any(code in verdict.detail for code in ("45009", "310000", "19024", "9499"))


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize("body", [
    b"", b"ok", b"<html>login</html>", b"[]", b"0", b"null", b'{"errmsg":"ok"}', b'{"errcode":"0"}',
    b'{"errcode":false,"code":false}', b'{"errcode":null,"code":null}', b'{"errcode":0.0,"code":0.0}',
    b'{"code":0,"StatusCode":"0","errcode":"0"}', b"\xff\xfe{}", b'{"errcode":0'])  # fmt: skip
def test_an_answer_that_nobody_knows_is_never_taken_for_a_yes(web: WebSink, kind: str, body: bytes) -> None:
    web.answer = (200, body)
    assert send.send(by_url(ROBOTS[kind]), LETTER).state == "unknown"


def test_two_codes_that_disagree_are_a_refusal(web: WebSink) -> None:
    web.answer = (200, b'{"StatusCode":0,"code":19001,"msg":"param invalid"}')
    assert send.send(by_url(ROBOTS["feishu"]), LETTER).state == "refused"


def test_dingtalk_is_signed_as_its_provider_checks_it(web: WebSink) -> None:
    secret = "SEC000f9e8d7c6b5a"
    web.answer = (200, YES["dingtalk"])
    assert send.send(by_url(f"dingtalk://{quote(secret, safe='')}@{KEY}"), LETTER).state == "sent"
    query = parse_qs(urlsplit(web.posts[0]["path"]).query)
    moment, signed = query["timestamp"][0], query["sign"][0]
    right = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(signed) == right


def test_the_key_is_not_repeated_when_the_provider_repeats_it(web: WebSink) -> None:
    web.answer = (200, f'{{"errcode":93000,"errmsg":"invalid webhook {KEY}"}}'.encode())
    verdict = send.send(by_url(ROBOTS["wecombot"]), LETTER)
    assert verdict == Verdict("refused", "对方拒收（93000 invalid webhook ***）", for_good=True)


# --- webhooks, and whatever else apprise can reach ----------------------------------------


@pytest.mark.parametrize(("answer", "state"), [
    ((200, b""), "sent"), ((204, b""), "sent"), ((302, b""), "refused"), ((400, b""), "refused"),
    ((403, b""), "refused"), ((404, b""), "refused"), ((429, b""), "refused"),
    ((500, b""), "unknown"), ((502, b""), "unknown"), ((503, b""), "unknown"),
    ("hang", "unknown"), ("drop", "unknown")])  # fmt: skip
@pytest.mark.parametrize("kind", ["json", "wecombot"])
def test_what_the_web_server_did_is_what_is_reported(
    web: WebSink, kind: str, answer: tuple[int, bytes] | str, state: str
) -> None:
    if kind == "wecombot" and isinstance(answer, tuple) and answer[0] < 300:
        # An answer without a body says nothing of a robot.
        answer = (answer[0], YES["wecombot"] if answer[0] == 200 else b"")
        state = "sent" if answer[0] == 200 else "unknown"
    web.answer = answer
    url = f"json://127.0.0.1:{web.port}/hook" if kind == "json" else ROBOTS[kind]
    verdict = send.send(by_url(url), LETTER)
    assert verdict.state == state, verdict
    assert len(web.posts) == 1


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "nowhere.duban.invalid"])
def test_a_web_server_that_cannot_be_reached_is_a_refusal(host: str) -> None:
    verdict = send.send(by_url(f"json://{host.format(port=free_port())}/"), LETTER)
    assert verdict == Verdict("refused", "连不上对方，未发出")


def test_one_attempt_is_one_attempt_whatever_the_address_asks_for(web: WebSink) -> None:
    web.answer = (500, b"")
    url = f"json://127.0.0.1:{web.port}/?retry=3&wait=0.1&optional=yes"
    assert send.send(by_url(url), LETTER).state == "unknown"
    assert len(web.posts) == 1


@pytest.mark.parametrize("kind", ROBOTS)
def test_attempts_do_not_wait_for_each_other(web: WebSink, kind: str) -> None:
    web.answer = (200, YES[kind])
    began = time.monotonic()
    for _ in range(3):
        assert send.send(by_url(ROBOTS[kind]), LETTER).state == "sent"
    assert time.monotonic() - began < 2


def test_other_users_of_the_same_library_are_not_disturbed(web: WebSink) -> None:
    import requests

    assert requests.post(f"http://127.0.0.1:{web.port}/", data="{}", timeout=5).ok
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{free_port()}/", timeout=5)


# --- secrets ------------------------------------------------------------------------------


def test_at_the_most_talkative_nothing_secret_is_logged(web: WebSink) -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    # The mail server of this test speaks in the same process.
    handler.addFilter(lambda record: record.name != "mail.log")
    root, was = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        with mail_sink("refuse") as smtp:
            send.send(by_mail(smtp), LETTER)
        for answer in ((200, NO["wecombot"]), (403, b""), "drop"):
            web.answer = answer
            send.send(by_url(ROBOTS["wecombot"]), LETTER)
    finally:
        root.removeHandler(handler)
        root.setLevel(was)
    said = heard.getvalue()
    assert not any(s in said for s in (KEY, PASSWORD, "li2@", LETTER.pointer, LETTER.summary))


def test_an_address_does_not_show_itself() -> None:
    shown = repr(by_url(ROBOTS["wecombot"])) + repr(mail.read_url(MailSink().url)[0])
    assert KEY not in shown and PASSWORD not in shown
