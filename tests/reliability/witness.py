"""What the sinks saw, read as its reader would, and held against what had to be told."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from tests.reliability.lives import LABELS, Key
from tests.sinks import MailSink, WebSink

LINE = re.compile(r"^\d+．(U\d+-\d+-\d+) .*，(绿色|黄色|红色)，新）", re.MULTILINE)
REACHED = re.compile(r"^\d+．(U\d+-\d+-\d+)（[^，）]*，(绿色|黄色|红色)", re.MULTILINE)
AGAIN = re.compile(r"(U\d+-\d+-\d+)（[^，）]*，(绿色|黄色|红色)，第\d+轮）")
SIGNED = re.compile(r"(\d{4})年(\d+)月(\d+)日(?:　联系电话\S+)?　编号(DB-\S+)")
NUMBER = re.compile(r"DB-[0-9A-Z-]+")
Said = tuple[str, str, int, date | None]
LEVELS = {label: level for level, label in LABELS.items()}


@dataclass(frozen=True)
class Seen:
    """One mail that arrived: to whom, of which day, and what in it is said to be new (item, level)."""

    number: str
    person: str
    on: date | None
    copy: bool
    new: frozenset[tuple[str, int]]
    owes: bool


def letters(post: MailSink) -> list[Seen]:
    """Every mail of which the whole text arrived, in order."""
    return [_read(mail, str(mail["To"].addresses[0].username)) for mail in post.mails]


def written(site: Path) -> list[Seen]:
    """Every letter that lies in the outbox on this machine; its file's name says whose it is."""
    files = sorted((site / "state" / "outbox").rglob("*.eml"))
    return [_read(message_from_bytes(f.read_bytes(), policy=policy.default), f.stem[11:]) for f in files]


def said(mails: list[Seen]) -> set[Said]:
    """Who was told of what as new on which day."""
    return {(one.person, code, level, one.on) for one in mails for code, level in one.new}


def wanted(due: dict[Key, date]) -> set[Said]:
    """The same of what has to be told."""
    return {(person, code, level, on) for (person, code, _, level, _), on in due.items()}


def _read(mail: Any, person: str) -> Seen:
    text = str(mail.get_body(("plain",)).get_content())
    day = SIGNED.search(text)
    new = {*LINE.findall(text), *REACHED.findall(text), *AGAIN.findall(text)}
    return Seen(str(mail["Message-ID"]).split(".")[0].strip("<"), person,
                date(int(day[1]), int(day[2]), int(day[3])) if day else None, "重发" in str(mail["Subject"]),
                frozenset((code, LEVELS[label]) for code, label in new), "〔业务责任〕" in text)  # fmt: skip


def pointers(web: WebSink) -> Counter[tuple[str, str]]:
    """By person and notice, how often a pointer came by the second way."""
    found: Counter[tuple[str, str]] = Counter()
    for post in web.posts:
        found[(str(post["path"]).strip("/"), str(NUMBER.search(str(post))[0]))] += 1  # type: ignore[index]
    return found


@dataclass(frozen=True)
class Verdicts:
    """What the checker found; ``told`` is how many duties the mails and pointers bear out."""

    missed: list[tuple[Key, date]]
    unmarked: dict[str, int]
    extra: list[tuple[str, str, int, date | None]]
    told: int
    notices: int
    copies: int
    by_pointer: int


def check(post: MailSink, web: WebSink, due: dict[Key, date], pointed_on: dict[str, date]) -> Verdicts:
    """No duty without a mail of its day that names it as new (or that day's pointer by the second way), no mail
    twice without its mark, nothing said to be new that was not due that day to that person.

    ``pointed_on``: on which day each notice's pointer came.
    """
    mails = letters(post)
    heard = said(mails)
    second = {(person, pointed_on[number]) for person, number in pointers(web)}
    unsaid = [(key, on) for key, on in due.items() if (key[0], key[1], key[3], on) not in heard]
    missed = [(key, on) for key, on in unsaid if (key[0], on) not in second]
    plain = Counter(one.number for one in mails if not one.copy)
    return Verdicts(missed, {n: c for n, c in plain.items() if c > 1}, sorted(heard - wanted(due), key=str),
                    len(due) - len(missed), len({one.number for one in mails} | set(pointed_on)),
                    sum(one.copy for one in mails), len(unsaid) - len(missed))  # fmt: skip
