"""Delivery to a real mail server: a summary inside, a pointer outside, a red run for what is unsent."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from duban.errors import Unsent
from tests.sinks import MailSink, mail_sink
from tests.walk import days

DAY = date(2019, 7, 1)


def _channels(site: Path, sink: MailSink, **more: list[str]) -> None:
    people = {"li2": ["li2@hb.example.gov.cn"], "zhang1": ["zhang1@elsewhere.example.com"], **more}
    path = site / "channels.yaml"
    told = {"inside_domains": ["hb.example.gov.cn"], "mail": sink.url, "people": people}
    path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    path.chmod(0o600)


def _texts(sink: MailSink) -> dict[str, tuple[str, str]]:
    return {str(m["To"]).split("<")[-1].rstrip(">"): (str(m["Subject"]), m.get_content()) for m in sink.mails}


def test_inside_mail_carries_the_summary_and_outside_mail_a_pointer_and_nothing_else(
    stored_site: Path,
) -> None:
    with mail_sink() as sink:
        _channels(stored_site, sink)
        days.tick(stored_site, DAY)
        days.tick(stored_site, DAY)
        found = _texts(sink)
        assert len(sink.mails) == 2
    subject, summary = found["li2@hb.example.gov.cn"]
    assert "环评、监测领域整改情况" in subject
    assert "整改事项7项，逾期4项（新增2项）" in summary and "HP-01-1 " in summary
    subject, pointer = found["zhang1@elsewhere.example.com"]
    assert subject == "督办系统提醒"
    assert pointer.strip().startswith("您有督办事项待办理，请登录内网督办系统查看。通知编号DB-")
    assert "HP-" not in pointer and "逾期" not in pointer and "环评" not in pointer


def test_everyone_else_is_tried_and_the_run_ends_failed_when_one_address_is_refused(site: Path) -> None:
    with mail_sink() as sink:
        _channels(site, sink, sun5=["nobody@hb.example.gov.cn"])
        with pytest.raises(Unsent, match="1份未送达"):
            days.tick(site, DAY)
        assert {m.rcpt_tos[0] for m in sink.envelopes} == {
            "li2@hb.example.gov.cn",
            "zhang1@elsewhere.example.com",
        }
    with mail_sink() as sink:
        _channels(site, sink)
        days.tick(site, DAY)
    assert len(list((site / "state" / "outbox").rglob("*-sun5.eml"))) == 1


def test_on_trial_everything_goes_to_the_steward(site: Path) -> None:
    text = (site / "site.yaml").read_text("utf-8").replace("mode: live", "mode: trial")
    (site / "site.yaml").write_text(text, "utf-8")
    days.tick(site, DAY)
    names = {f.stem.rsplit("-", 1)[1] for f in (site / "state" / "outbox").rglob("*.eml")}
    assert names == {"han15"}
