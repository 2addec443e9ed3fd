"""G03, G19: what one way cannot do goes on by the next, then through others, then to the duty desk."""

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import yaml

from duban.errors import Unsent
from duban.ways_on import Way, lost, next_way
from tests.sinks import MailSink, mail_sink, web_sink
from tests.walk import days

DAY = date(2019, 7, 1)


@pytest.mark.parametrize(("ways", "next_one", "in_vain"), [
    ([Way("a", "pending", 0, 0, False)], None, False),
    ([Way("a", "refused", 2, 0, False)], None, False),
    ([Way("a", "refused", 3, 0, False)], "b", False),
    ([Way("a", "refused", 1, 0, True)], "b", False),
    ([Way("a", "dead", 1, 0, False)], "b", False),
    ([Way("a", "unknown", 0, 1, False)], None, False),
    ([Way("a", "unknown", 0, 2, False)], "b", False),
    ([Way("a", "unknown", 0, 1, False, "hold")], None, True),
    ([Way("a", "dead", 1, 0, False), Way("b", "pending", 0, 0, False)], None, False),
    ([Way("a", "dead", 1, 0, False), Way("b", "dead", 1, 0, False)], None, True),
    ([Way("a", "dead", 1, 0, False), Way("b", "unknown", 0, 1, False, "hold")], None, True)])  # fmt: skip
def test_g03_the_next_way_comes_when_one_had_its_chance_and_never_while_it_may_still_do_it(
    ways: list[Way], next_one: str | None, in_vain: bool
) -> None:
    assert next_way(ways, ["a", "b"]) == next_one
    assert lost(ways, ["a", "b"]) == in_vain


def _channels(site: Path, sink: MailSink, **people: list[str]) -> None:
    path = site / "channels.yaml"
    path.touch(0o600)
    told = {"inside_domains": ["hb.example.gov.cn"], "mail": sink.url, "people": people}
    path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")


def _outbox(site: Path, person: str) -> list[str]:
    """What was written on this machine for a person: subject and text."""
    found = sorted((site / "state" / "outbox").rglob(f"*-{person}.eml"))
    mails = [message_from_bytes(p.read_bytes(), policy=policy.default) for p in found]
    return [f"{m['Subject']}\n{m.get_body(('plain',)).get_content()}" for m in mails]  # type: ignore[union-attr]


def test_g03_a_mail_server_that_refuses_for_good_leaves_nobody_untold(site: Path) -> None:
    with mail_sink() as sink, web_sink() as web:
        web.answer = (200, b"")
        _channels(site, sink, li2=["nobody@hb.example.gov.cn", f"json://127.0.0.1:{web.port}/li2"],
                  sun5=["nobody@hb.example.gov.cn", "eml"])  # fmt: skip
        days.tick(site, DAY)
        days.tick(site, DAY)
        assert sink.mails == []
    (post,) = web.posts
    assert post["title"] == "督办系统提醒" and "HP-" not in str(post)
    assert len(_outbox(site, "sun5")) == 1


def test_g19_whom_no_way_reaches_is_told_by_the_next_post_up_and_the_duty_desk_hears_why(site: Path) -> None:
    with mail_sink() as sink:
        _channels(site, sink, sun5=["nobody@hb.example.gov.cn"], li2=["li2@hb.example.gov.cn"],
                  han15=["nobody@hb.example.gov.cn"])  # fmt: skip
        for _ in range(2):
            with pytest.raises(Unsent, match="1份未送达"):
                days.tick(site, DAY)
        asked = [m for m in sink.mails if "代为转告" in str(m["Subject"])]
    (mail,) = asked
    assert "li2@" in str(mail["To"]) and "孙五的督办通知未能送达本人" in mail.get_content()
    (desk,) = [text for text in _outbox(site, "han15") if "代为转告" in text]
    assert "孙五：7月1日的通知" in desk and "550" in desk and "nobody@" not in desk
    assert "HP-" not in desk
