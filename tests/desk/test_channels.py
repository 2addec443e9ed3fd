"""``duban channels``: who is reached how; a test notice tried once by every way, and on record."""

import json
from datetime import date
from pathlib import Path

import yaml
from click.testing import CliRunner, Result
from sqlalchemy import select

from desk.cli import group
from duban import tables as t
from tasks.context import open_site
from tests.sinks import MailSink, WebSink, mail_sink, web_sink
from tests.walk import days

DAY = date(2019, 7, 1)
SIGNED = ["--by", "韩十五", "--why", "换了手机", "--today", "2019-07-01"]


def _channels(site: Path, mail: MailSink, web: WebSink) -> None:
    sms = {"url": f"http://127.0.0.1:{web.port}/sms", "form": {"key": "S3cret-word-9", "mobile": "{to}", "msg": "{text}"},
           "answers": {"field": "errcode", "accepted": "0"}}  # fmt: skip
    told = {"inside_domains": ["hb.example.gov.cn"], "mail": mail.url, "gateways": {"sms": sms}, "hours": {"li2": "10:00"},
            "people": {"li2": ["nobody@hb.example.gov.cn", "sms:13800000000"], "zhang1": ["zhang1@hb.example.gov.cn"],
                       "sun5": ["wecombot://R0b0tKey9f8e"]}}  # fmt: skip
    path = site / "channels.yaml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    path.chmod(0o600)


def _duban(*words: str) -> Result:
    return CliRunner().invoke(group, ["channels", *words], standalone_mode=False)


def test_a_test_notice_goes_once_by_every_way_with_an_honest_verdict_and_is_on_record(site: Path) -> None:
    with mail_sink() as mail, web_sink() as web:
        _channels(site, mail, web)
        done = _duban("test", str(site), "李二", *SIGNED, "--format", "json")
        shown = {(row["channel"], row["class"]): row["state"] for row in json.loads(done.output)}
        assert shown == {("mail", "K1"): "refused", ("sms", "K3"): "sent"}
        assert isinstance(done.exception, SystemExit) and done.exception.code == 1
        (post,) = web.posts
        assert "试发" in post["msg"] and post["mobile"] == "13800000000"
        assert _duban("test", str(site), "zhang1", *SIGNED).exit_code == 0
        (sent,) = mail.mails
        assert "【试发】" in str(sent["Subject"]) and "无需办理" in sent.get_content()
        # Neither the cycle nor the duty desk makes anything of what a test did not reach.
        days.tick(site, DAY)
        assert len(web.posts) == 2 and all("试发" not in one["msg"] for one in web.posts[1:])
    at = open_site(str(site), DAY)
    with at.engine.connect() as conn:
        acts = list(
            conn.execute(
                select(t.act.c.by, t.act.c.why, t.act.c.detail).where(t.act.c.kind == "channel_test")
            )
        )
        assert [(one.by, one.why, one.detail["person"]) for one in acts] == [
            ("韩十五", "换了手机", "li2"), ("韩十五", "换了手机", "zhang1")]  # fmt: skip
        tried = conn.execute(select(t.notice.c.id).where(t.notice.c.kind.startswith("test"))).all()
        assert len(tried) == 2


def test_the_list_says_class_and_what_each_way_may_carry_and_never_an_address(site: Path) -> None:
    with mail_sink() as mail, web_sink() as web:
        _channels(site, mail, web)
        _duban("test", str(site), "李二", *SIGNED)
        said = _duban(str(site), "--format", "json", "--today", "2019-07-01")
        text = _duban(str(site), "--today", "2019-07-01").output
    rows = {(r["person"], r["channel"]): r for r in json.loads(said.stdout)}
    mail_row, sms, robot = rows["li2", "mail"], rows["li2", "sms"], rows["sun5", "wecombot"]
    assert (mail_row["class"], mail_row["internal"], mail_row["restricted"], mail_row["from"]) == (
        "K1", "summary", "pointer", "10:00")  # fmt: skip
    assert (mail_row["last"], sms["last"], sms["internal"]) == ("refused", "sent", "pointer")
    assert (robot["class"], robot["public"], robot["internal"], robot["restricted"]) == (
        "K4",
        "pointer",
        "never",
        "never",
    )
    assert rows["sun5", "eml"]["restricted"] == "letter"
    assert "孙五（sun5）在 channels.yaml 中只有群机器人" in said.stderr
    for secret in ("13800000000", "S3cret-word-9", "R0b0tKey9f8e", "nobody@"):
        assert secret not in text + said.output, secret


def test_a_test_needs_a_name_a_reason_and_somebody_of_the_roster(site: Path) -> None:
    assert _duban("test", str(site), "李二").exit_code != 0
    assert "“李四”不在花名册中" in str(_duban("test", str(site), "李四", *SIGNED).exception)
    assert open_site(str(site)).site and not list((site / "state").rglob("*.eml"))
