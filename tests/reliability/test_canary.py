"""G30: nobody sees what is not theirs; G20: a person concerned neither. Canaries in every sink, export and page."""

import io
import re
import shutil
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from desk.cli import COMMANDS, group
from duban import tables as t
from duban.workdays import Calendar
from tasks.context import open_site
from tasks.reports import brief_of, day_board
from tests.conftest import ROOT
from tests.reliability import swept
from tests.reliability.canary import deliver, found
from tests.sinks import MailSink, WebSink, mail_sink, web_sink

DELIVERED = {1: "2019-06-03", 2: "2019-06-20", 3: "2019-07-01"}
LAST = date(2019, 7, 1)
# The steward, the discipline group, a leader of others, the one who reports it; at night all there are.
LOOKED = ("han15", "zhou9", "li2", "qian6")


# The office's list of all notices leaves out those that speak of something restricted.
APART = "api notices"


@dataclass
class Ran:
    """One site after its days: where it is, what its sinks took, what its log holds, what its runs said."""

    site: Path
    mail: MailSink
    web: WebSink
    log: bytes = b""
    said: list[str] = field(default_factory=list)
    seen: dict[str, dict[str, bytes]] = field(default_factory=dict)
    exported: dict[str, bytes] = field(default_factory=dict)


def _ran(folder: Path, mail: MailSink, web: WebSink, run: Sequence[date], looked: Collection[str] = (), *,
         closed: bool) -> Ran:  # fmt: skip
    site = folder / "example"
    shutil.copytree(ROOT / "deployments" / "example", site, ignore=shutil.ignore_patterns("state"))
    deliver(site, DELIVERED, closed=closed)
    swept.channels(site, mail, web)
    swept.recuse(site)
    done = Ran(site, mail, web)
    with swept.at_debug(folder / "debug.log"), pytest.MonkeyPatch.context() as patch:
        for name, value in swept.secret_sources(site).items():
            patch.setenv(name, value)
        done.said = swept.cycles(site, *run)
        people = swept.logins(site, LAST)
        done.exported = {**swept.programs(site, run[-1], "han15"), **swept.documents(site, run[-1])}
        done.seen = swept.pages(site, run[-1], [p for p in people if not looked or p in looked])
    done.log = (folder / "debug.log").read_bytes()
    return done


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """A site with restricted rows after one day, on which all three deliveries are taken in."""
    with mail_sink() as mail, web_sink() as web:
        yield _ran(tmp_path_factory.mktemp("closed"), mail, web, [LAST], LOOKED, closed=True)


def test_g30_what_is_restricted_is_told_to_its_chain_and_found_nowhere_else(ran: Ran) -> None:
    at = open_site(str(ran.site), LAST)
    written = swept.letters(ran.site)
    # The witness: the canaries did come in, and those who answer for them were told.
    assert swept.leaks(swept.tables(ran.site)).keys() & {"item", "reading"} == {"item", "reading"}
    assert found(b"".join(b"".join(one.values()) for one in [ran.seen["qian6"]]))
    others = {person: mails for person, mails in written.items() if person not in swept.CHAIN}
    outside: dict[str, Any] = {
        "log": ran.log, "said": "\n".join(ran.said).encode(), "mail": [e.content or b"" for e in ran.mail.envelopes],
        "sms": str(ran.web.posts).encode(), "brief": brief_of(at).encode(),
        "board": day_board(at)[0].to_csv().encode()}  # fmt: skip
    assert len(ran.exported) == 16 and all(ran.exported.values())
    outside |= ran.exported
    outside |= {f"letters {person}": mails for person, mails in others.items()}
    outside["subjects"] = swept.subjects([m for mails in written.values() for m in mails]).encode()
    outside |= {f"file {name}": kept for name, kept in swept.files(ran.site).items()}
    outside |= {
        f"table {name}": rows for name, rows in swept.tables(ran.site).items() if name not in swept.STORE
    }
    assert swept.leaks(outside) == {}


def test_g30_no_page_and_no_file_of_any_other_login_holds_a_word_of_it(ran: Ran) -> None:
    for person in (one for one in ran.seen if one not in swept.CHAIN):
        assert len(ran.seen[person]) >= 2, person
        assert swept.leaks(ran.seen[person]) == {}, person


@pytest.mark.parametrize("person", swept.CONCERNED)
def test_g20_nothing_of_an_item_reaches_the_one_concerned(ran: Ran, person: str) -> None:
    code = swept.CONCERNED[person]
    at = open_site(str(ran.site), LAST)
    with at.engine.connect() as conn:
        measure = conn.scalar(select(t.item.c.measure).where(t.item.c.code == code))
    words = (f"{code}（", f"{code} ", f"/items/{code}", str(measure))
    told = swept.letters(ran.site)
    assert any(found(b"".join(mails), words) for other, mails in told.items() if other != person)
    # What is made public is the same for everybody, the person concerned among them.
    pages = {
        path: page
        for path, page in ran.seen.get(person, {}).items()
        if not path.startswith("/documents/public")
    }
    mine: dict[str, Any] = {"letters": told.get(person, []), **pages}
    mine["mail"] = [
        e.content or b"" for e in ran.mail.envelopes if (e.rcpt_tos[0] or "").startswith(f"{person}@")
    ]
    assert swept.leaks(mine, words) == {}


def test_g33_no_secret_stands_in_a_log_a_table_a_file_a_page_or_a_sentence(ran: Ran) -> None:
    helped = "".join(CliRunner().invoke(group, [*name.split(), "--help"]).output for name in ("", *COMMANDS))
    said: dict[str, Any] = {"log": ran.log, "said": "\n".join(ran.said).encode(), "help": helped.encode(),
                            **{f"table {name}": rows for name, rows in swept.tables(ran.site).items()},
                            **{f"file {name}": kept for name, kept in swept.files(ran.site).items()},
                            **{f"letters {name}": kept for name, kept in swept.letters(ran.site).items()},
                            **{f"page {name}": kept for name, kept in ran.seen.items()}}  # fmt: skip
    # The witness: the mail server's and the gateway's secrets did leave for them, and both sources were tried.
    assert swept.SMS_KEY in str(ran.web.posts) and "2个来源未能调取" in "".join(ran.said)
    assert swept.leaks(said, swept.SECRETS) == {}


def _outward(ran: Ran, day: date) -> dict[str, bytes]:
    """All that those without the right can see, numbers of chance left out."""
    at = open_site(str(ran.site), day)
    told = {f"letters {person} {n}": one for person, mails in swept.letters(ran.site).items()
            if person not in swept.CHAIN for n, one in enumerate(_plain(m) for m in mails)}  # fmt: skip
    sent = [(e.rcpt_tos[0], _plain(e.content or b"")) for e in ran.mail.envelopes
            if (e.rcpt_tos[0] or "").partition("@")[0] not in swept.CHAIN]  # fmt: skip
    posts = sorted(str(post) for post in ran.web.posts)
    seen = {f"page {person} {path}": _plain(page) for person, made in ran.seen.items() if person not in swept.CHAIN
            for path, page in made.items()}  # fmt: skip
    return {**told, "mail": _masked(str(sorted(map(str, sent))).encode()), "sms": _masked("\n".join(posts).encode()), **seen,
            "brief": brief_of(at).encode(), "board": day_board(at)[0].to_csv().encode(),
            **{name: _plain(content) for name, content in ran.exported.items() if name != APART}, "said": "\n".join(ran.said).encode()}  # fmt: skip


def _plain(content: bytes) -> bytes:
    """What a reader is shown of it: the parts of a workbook or a mail, without when each was written."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            kept = sorted(name for name in book.namelist() if name != "docProps/core.xml")
            return b"\n".join(name.encode() + book.read(name) for name in kept)
    if not re.match(rb"(?:Subject|From|To|Received|Date): ", content):
        return _masked(content)
    mail = message_from_bytes(content, policy=policy.default)
    heads = "\n".join(f"{name}: {value}" for name, value in mail.items() if name != "Content-Type")
    parts = [_plain(part.get_payload(decode=True) or b"") for part in mail.walk() if not part.is_multipart()]
    return _masked(b"\n".join([heads.encode(), *parts]))


def _masked(content: bytes) -> bytes:
    """Without what is of chance or of the clock: links, numbers of notices, what forms carry, seconds."""
    for pattern, said in ((rb"/l/[\w.-]+", b"/l/#"), (rb"DB-?[0-9A-Z]{4}-[0-9A-Z]{2}(?:\.\d+)?", b"DB-#"),
                          (rb'name="form" value="[^"]+"', b"form"), (rb"(?<=\d\d:\d\d):\d\d(?= \+0800)", b""),
                          (rb"(_timestamp_seconds\S*) \S+", rb"\1 #"), (rb"(_seconds\S*) \S+", rb"\1 #")):  # fmt: skip
        content = re.sub(pattern, said, content)
    return content


def _first(one: bytes, other: bytes) -> tuple[str, str]:
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return tuple(text[max(0, at - 90) : at + 150].decode("utf-8", "replace") for text in (one, other))  # type: ignore[return-value]


QUARTER = [date(2019, 6, 3), date(2019, 8, 30)]


@pytest.mark.nightly
def test_g30_a_quarter_swept_whole_and_the_same_to_everybody_else_as_without_it(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("closed", "open")]
    for folder in folders:
        folder.mkdir()
    with mail_sink() as one, web_sink() as two, mail_sink() as three, web_sink() as four:
        made = [_ran(folder, mail, web, _quarter(), closed=closed) for folder, mail, web, closed in (
            (folders[0], one, two, True), (folders[1], three, four, False))]  # fmt: skip
    test_g30_what_is_restricted_is_told_to_its_chain_and_found_nowhere_else(made[0])
    test_g30_no_page_and_no_file_of_any_other_login_holds_a_word_of_it(made[0])
    test_g33_no_secret_stands_in_a_log_a_table_a_file_a_page_or_a_sentence(made[0])
    for person in swept.CONCERNED:
        test_g20_nothing_of_an_item_reaches_the_one_concerned(made[0], person)
    with_, without = (_outward(ran, _quarter()[-1]) for ran in made)
    assert with_.keys() == without.keys()
    assert {name: _first(with_[name], without[name]) for name in with_ if with_[name] != without[name]} == {}


def _quarter() -> list[date]:
    calendar = Calendar()
    every = (QUARTER[0] + timedelta(days=n) for n in range((QUARTER[1] - QUARTER[0]).days + 1))
    return [day for day in every if calendar.is_workday(day)]
