"""Who is reached where, and how much may be said there."""

import io
import logging
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from duban.errors import Refused
from duban.site import Confidentiality, Inspection, Settings, Site, Source
from tasks.channels.addresses import Book, open_book

PEOPLE = {"li2": "李二", "zhang1": "张一"}
MAIL = "mailtos://user:s3cret-word@smtp.hb.example.gov.cn?from=duban@hb.example.gov.cn"
SECRETS = ("s3cret-word", "R0b0t-key")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUBAN_CHANNELS", raising=False)


def a_site(mail: str = "summary") -> Site:
    """Make a site that is live."""
    return Site(
        organisation="市生态环境局",
        confidentiality=Confidentiality(confirmed_by="保密办", confirmed_on=date(2019, 5, 27)),
        inspection=Inspection(name="巡察", feedback_on=date(2019, 5, 20)),
        settings=Settings.model_validate({"mail": mail}),
        sources=(Source(name="环评科", prefix="HP", kind="excel", path="a.xlsx", reporter="h"),),
    )


def a_book(folder: Path, text: str, mode: int = 0o600, mail: str = "summary") -> Book:
    """Write a channels file and open it."""
    path = folder / "channels.yaml"
    path.write_text(dedent(text).replace("MAIL", MAIL), "utf-8")
    path.chmod(mode)
    return open_book(folder, a_site(mail), PEOPLE)


def test_without_a_file_everyone_is_reached_through_the_outbox_with_the_whole_letter(
    tmp_path: Path,
) -> None:
    book = open_book(tmp_path, a_site(), PEOPLE)
    (one,) = book.of("li2")
    assert (one.channel, one.key, one.says, one.name) == ("eml", "eml", "letter", "李二")
    assert Path(one.target) == tmp_path / "state" / "outbox"
    assert book.problems == ()


def test_mail_inside_the_organisation_says_the_summary_and_anything_outside_a_pointer(
    tmp_path: Path,
) -> None:
    book = a_book(tmp_path, """
        inside_domains: [hb.example.gov.cn]
        mail: MAIL
        people:
          li2: [li2@HB.example.gov.cn]
          zhang1: [zhang1@qq.com, "wecombot://R0b0t-key", zhang1@evil-hb.example.gov.cn,
                   zhang1@hb.example.gov.cn.evil.com]
        """)  # fmt: skip
    assert [a.says for a in book.of("li2")] == ["summary"]
    assert [(a.channel, a.says) for a in book.of("zhang1")] == [
        ("mail", "pointer"), ("wecombot", "never"), ("mail", "pointer"), ("mail", "pointer")]  # fmt: skip
    assert book.problems == ()


def test_mail_inside_says_the_letter_only_where_the_site_says_so(tmp_path: Path) -> None:
    text = """
        inside_domains: [hb.example.gov.cn]
        mail: MAIL
        people: {li2: li2@hb.example.gov.cn, zhang1: zhang1@qq.com}
        """
    book = a_book(tmp_path, text, mail="letter")
    assert [book.of(p)[0].says for p in PEOPLE] == ["letter", "pointer"]


def test_a_mail_url_of_ones_own_is_judged_by_its_recipient(tmp_path: Path) -> None:
    book = a_book(tmp_path, """
        inside_domains: [hb.example.gov.cn]
        people:
          li2: ["MAIL&to=li2@hb.example.gov.cn"]
          zhang1: ["MAIL&to=zhang1@163.com"]
        """)  # fmt: skip
    assert [book.of(p)[0].says for p in PEOPLE] == ["summary", "pointer"]
    assert book.of("li2")[0].target == "li2@hb.example.gov.cn"


@pytest.mark.parametrize("more", ["", "&to=a@x.cn,b@x.cn", "&to=a@x.cn&cc=b@x.cn",
                                  "&to=a@x.cn&bcc=b@x.cn"])  # fmt: skip
def test_an_address_that_reaches_nobody_or_several_is_not_used(tmp_path: Path, more: str) -> None:
    book = a_book(tmp_path, f"""
        people: {{li2: ["MAIL{more}"], zhang1: eml}}
        """)  # fmt: skip
    assert [a.channel for a in book.of("li2")] == ["eml"]
    assert "第1个地址应正好有一个收件人" in book.problems[0]


def test_a_person_without_an_address_is_reached_through_the_outbox_and_reported(
    tmp_path: Path,
) -> None:
    book = a_book(tmp_path, "people: {zhang1: eml}")
    assert [a.channel for a in book.of("li2")] == ["eml"]
    assert book.problems == ("李二（li2）在 channels.yaml 中没有地址，通知只写入本机发件箱，"
                             "应补上邮箱或其他地址",)  # fmt: skip


def test_a_name_that_nobody_bears_is_reported(tmp_path: Path) -> None:
    book = a_book(tmp_path, "people: {li2: eml, zhang1: eml, zhangl: eml}")
    assert book.problems == (
        "channels.yaml：people 中的“zhangl”不是 roster.yaml 中的人员，请核对",)  # fmt: skip


@pytest.mark.parametrize("typed", [
    "li2@", "nonsense", "nonsense://x", "wecombot://", "wecombot://R0b0t-key%00!",
    "dingtalk://", "mailto://", "http://", "env:NOT_SET_ANYWHERE", "slack://R0b0t-key"])  # fmt: skip
def test_a_bad_address_is_reported_without_its_words_and_the_good_ones_are_kept(
    tmp_path: Path, typed: str
) -> None:
    book = a_book(tmp_path, f"""
        mail: MAIL
        people: {{li2: ["{typed}", "li2@hb.example.gov.cn"], zhang1: eml}}
        """)  # fmt: skip
    assert [a.channel for a in book.of("li2")] == ["mail"]
    (problem,) = book.problems
    assert problem.startswith("channels.yaml：李二（li2）第1个地址")
    assert not any(secret in problem for secret in SECRETS)


@pytest.mark.parametrize("typed", ["wecombot://R0b0t-key%00!", "nonsense://R0b0t-key", "lark://!"])
def test_reading_a_bad_address_logs_nothing_of_it(tmp_path: Path, typed: str) -> None:
    # Not caplog: that one listens even where nobody else would hear.
    heard, root = logging.StreamHandler(io.StringIO()), logging.getLogger()
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    logging.getLogger("apprise").propagate = True
    root.addHandler(heard)
    try:
        a_book(tmp_path, f"people: {{li2: '{typed}', zhang1: eml}}")
    finally:
        root.removeHandler(heard)
    assert heard.stream.getvalue() == ""


def test_an_address_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER", MAIL)
    monkeypatch.setenv("ZHANG1", "wecombot://R0b0t-key")
    book = a_book(tmp_path, """
        mail: env:SERVER
        people: {li2: li2@hb.example.gov.cn, zhang1: [env:ZHANG1]}
        """)  # fmt: skip
    assert [book.of(p)[0].channel for p in PEOPLE] == ["mail", "wecombot"]
    assert book.of("li2")[0].server.password == "s3cret-word"  # type: ignore[union-attr]


def test_the_store_gets_a_key_that_is_not_the_address(tmp_path: Path) -> None:
    book = a_book(tmp_path, """
        mail: MAIL
        people: {li2: li2@hb.example.gov.cn, zhang1: ["wecombot://R0b0t-key"]}
        """)  # fmt: skip
    keys = [book.of(p)[0].key for p in PEOPLE]
    assert all(len(k) == 64 and set(k) <= set("0123456789abcdef") for k in keys)
    assert book.find("li2", keys[0]) == book.of("li2")[0]
    assert book.find("li2", keys[1]) is None
    assert not any(secret in repr(book) for secret in (*SECRETS, "li2@hb"))


def test_the_same_address_twice_is_one_way(tmp_path: Path) -> None:
    book = a_book(tmp_path, """
        mail: MAIL
        people: {li2: [li2@hb.example.gov.cn, LI2@hb.example.gov.cn], zhang1: eml}
        """)  # fmt: skip
    assert len(book.of("li2")) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(Refused, match=f"channels.yaml：含密码，权限为 {mode:04o}.*chmod 600"):
        a_book(tmp_path, "people: {}", mode)


@pytest.mark.parametrize(("text", "match"), [
    ("mial: MAIL", "mial"),
    ("people: ['MAIL']", "people"),
    ("mail: ['MAIL']", "mail"),
    ("people: {li2: {to: 'MAIL'}}", "li2"),
    ("mail: MAIL&to=x@hb.example.gov.cn", "收件人应写在 people 中"),
    ("mail: wecombot://R0b0t-key", "mail 读不懂"),
    ("mail: env:NOT_SET_ANYWHERE", "mail 为 env:NOT_SET_ANYWHERE，环境变量没有设置"),
    ("people: {li2: eml, li2: 'MAIL'}", "写了两次"),
    ("people: {li2: 'MAIL", "YAML"),
    ("- MAIL", "channels.yaml"),
])  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_without_its_secrets(
    tmp_path: Path, text: str, match: str
) -> None:
    with pytest.raises(Refused, match=match) as refusal:
        a_book(tmp_path, text)
    assert not any(secret in str(refusal.value) for secret in SECRETS)
    assert "\n" not in str(refusal.value)


def test_the_file_may_lie_elsewhere_and_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "secret.yaml"
    monkeypatch.setenv("DUBAN_CHANNELS", str(elsewhere))
    with pytest.raises(Refused, match="DUBAN_CHANNELS：找不到文件"):
        open_book(tmp_path, a_site(), PEOPLE)
    elsewhere.write_text("people: {li2: 'wecombot://R0b0t-key', zhang1: eml}")
    elsewhere.chmod(0o600)
    assert open_book(tmp_path, a_site(), PEOPLE).of("li2")[0].channel == "wecombot"
