"""Bad inputs, groups 13 and 15: addresses, and a receipt that comes late. Named by the input's id."""

from pathlib import Path

from sqlalchemy import Engine

from tasks.receipts import received
from tests.sinks import mail_sink
from tests.tasks import test_outbox as out
from tests.tasks.channels.test_addresses import a_book


def test_p02_a_holder_without_an_address_still_has_a_notice_and_the_steward_hears_of_it(
    tmp_path: Path,
) -> None:
    book = a_book(tmp_path, "people: {zhang1: eml}")
    assert [a.channel for a in book.of("li2")] == ["eml"]
    assert any("李二（li2）" in p and "没有地址" in p for p in book.problems)


def test_p11_an_address_two_persons_share_carries_the_pointer_alone(tmp_path: Path) -> None:
    book = a_book(tmp_path, """
        inside_domains: [hb.example.gov.cn]
        mail: MAIL
        people: {li2: [ban@hb.example.gov.cn, li2@hb.example.gov.cn], zhang1: BAN@hb.example.gov.cn}
        """)  # fmt: skip
    assert [a.says for a in book.of("li2")] == ["pointer", "summary"]
    assert [a.says for a in book.of("zhang1")] == ["pointer"]
    (problem,) = book.problems
    assert "李二、张一用的是同一个地址" in problem and "ban@" not in problem.lower()


def test_p12_mail_to_a_domain_that_is_not_allowed_is_refused(tmp_path: Path) -> None:
    book = a_book(tmp_path, """
        inside_domains: [hb.example.gov.cn]
        only_domains: [county.example.gov.cn]
        mail: MAIL
        people:
          li2: [li2@qq.com, li2@hb.example.gov.cn, "MAIL&to=li2@163.com"]
          zhang1: zhang1@county.example.gov.cn
        """)  # fmt: skip
    assert [a.target for a in book.of("li2")] == ["li2@hb.example.gov.cn"]
    assert [(a.target, a.says) for a in book.of("zhang1")] == [("zhang1@county.example.gov.cn", "pointer")]
    assert [("第1个" in p, "第3个" in p) for p in book.problems] == [(True, False), (False, True)]
    assert all("是单位以外的邮箱" in p and "qq" not in p and "163" not in p for p in book.problems)


def test_a07_a_receipt_that_comes_late_makes_what_was_in_doubt_sent_and_nothing_goes_again(
    store: Engine,
) -> None:
    with mail_sink() as sink:
        book = out.a_book(1, sink.url)
        out.fill(store, book)
        sink.mode = "drop after the dot"
        out.run(store, out.an_attempt(book))
        sink.mode = ""
        message = str(sink.mails[0]["Message-ID"])
        assert received(store, out.SITE, message, out.NOW)
        assert out.run(store, out.an_attempt(book)).sent == 0
        assert (out.states(store), len(sink.mails)) == ({"sent": 1}, 1)
        assert out.attempts(store) == [(1, "unknown"), (2, "sent")]
        assert not received(store, out.SITE, message, out.NOW)
        assert not any(
            received(store, out.SITE, odd, out.NOW)
            for odd in ("", "<x.1@duban>", "<DB-0000.999@duban>", "<a@b>")
        )
