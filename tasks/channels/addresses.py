"""Who is reached where (地址), and how much may be said there: the secret ``channels.yaml``."""

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote

from pydantic import BeforeValidator

from duban.errors import Refused
from duban.site import Site
from duban.typed import Typed, parse
from tasks.channels import mail
from tasks.channels.hush import hush
from tasks.channels.letter import Says
from tasks.site import parsed_yaml

MAIL_ADDRESS = re.compile(r"[^@\s/:<>,;]+@[^@\s/:<>,;]+\.[^@\s/:<>,;]+")


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Channels(Typed):
    """The whole of ``channels.yaml``. Where ``only_domains`` is given, mail goes nowhere else.

    A person's addresses are an order: the next is used where the one before fails; with ``send_to: all``
    each is used. ``hold_unclear`` names channels on which no copy follows an unclear end.
    """

    send_to: Literal["first", "all"] = "first"
    hold_unclear: tuple[str, ...] = ()
    inside_domains: tuple[str, ...] = ()
    only_domains: tuple[str, ...] = ()
    mail: str | None = None
    people: dict[str, Annotated[tuple[str, ...], BeforeValidator(_several)]] = {}


@dataclass(frozen=True)
class Address:
    """One way to one person. ``key`` stands for it in the store, where the address never goes.

    ``channel`` is ``eml`` (``target`` is the outbox folder), ``mail`` (``target`` is a mail
    address, sent through ``server``) or the scheme of an apprise URL (``target``). ``account`` is what
    a provider counts its limits by, as a digest.
    """

    person: str
    name: str
    channel: str
    key: str
    says: Says
    target: str = field(repr=False)
    server: mail.Server | None = field(default=None, repr=False)
    account: str = ""

    @property
    def secrets(self) -> list[str]:
        """Every part of the address that must not show up in what a channel answered."""
        return [part for part in re.split(r"[/?&=:@#,]+", unquote(self.target)) if len(part) > 5]


@dataclass(frozen=True)
class Book:
    """Every person's addresses; ``problems`` are the sentences a steward should hear.

    ``together``: each address is used, not only the first that works. ``quiet``: channels on which no
    copy follows an unclear end. ``desk``: who hears of what reached nobody (值班), in the end by the
    outbox on this machine.
    """

    addresses: Mapping[str, tuple[Address, ...]]
    outbox: Path
    problems: tuple[str, ...] = ()
    together: bool = False
    quiet: frozenset[str] = frozenset()
    desk: frozenset[str] = frozenset()

    def of(self, person: str) -> tuple[Address, ...]:
        """Give the ways to a person: at the least the outbox on this machine, never none."""
        return self.addresses.get(person) or (_outbox(person, person, self.outbox),)

    def first(self, person: str) -> tuple[Address, ...]:
        """Give the ways a notice takes at first."""
        return self.of(person) if self.together else self.of(person)[:1]

    def order(self, person: str) -> tuple[Address, ...]:
        """Give every way there is to a person, in the order they are tried."""
        known = self.of(person)
        last = person in self.desk and not any(a.channel == "eml" for a in known)
        return (*known, _outbox(person, known[0].name, self.outbox)) if last else known

    def find(self, person: str, key: str) -> Address | None:
        """Give the address of a person that the store knows by ``key``, if it still is one."""
        return next((a for a in self.order(person) if a.key == key), None)


def open_book(folder: Path, site: Site, people: Mapping[str, str]) -> Book:
    """Read who is reached where; ``people`` gives each person's name by id.

    The file is ``DUBAN_CHANNELS``, else ``channels.yaml`` in the site; without one everybody's
    notices are written to ``state/outbox``. Raises Refused where the file cannot be used.
    """
    hush()
    outbox, path = folder / "state" / "outbox", _file(folder)
    if path is None:
        return Book({p: (_outbox(p, name, outbox),) for p, name in people.items()}, outbox)
    typed = _read(path)
    inside, only = (frozenset(d.lower().lstrip("@") for d in listed)
                    for listed in (typed.inside_domains, typed.only_domains))  # fmt: skip
    said: Says = "letter" if site.settings.mail == "letter" else "summary"
    reader = _Reader(path.name, outbox, _server(path.name, typed.mail), inside, said, only)
    found = {p: reader.addresses(p, name, typed.people.get(p, ())) for p, name in people.items()}
    strangers = [f"{path.name}：people 中的“{p}”不是 roster.yaml 中的人员，请核对"
                 for p in typed.people if p not in people]  # fmt: skip
    found, shared = _shared(found)
    return Book(found, outbox, (*reader.problems, *shared, *strangers), typed.send_to == "all",
                frozenset(typed.hold_unclear))  # fmt: skip


def _shared(found: dict[str, tuple[Address, ...]]) -> tuple[dict[str, tuple[Address, ...]], list[str]]:
    """An address two persons share (an office's telephone) carries the pointer alone: whoever picks
    it up may not be the one meant. Sentences name the persons, never the address.
    """
    users: dict[str, list[str]] = {}
    for one in (a for ways in found.values() for a in ways if a.channel != "eml"):
        users.setdefault(one.key, []).append(one.name)
    several = {key: names for key, names in users.items() if len(names) > 1}
    kept = {person: tuple(replace(a, says="pointer") if a.key in several else a for a in ways)
            for person, ways in found.items()}  # fmt: skip
    return kept, [f"{'、'.join(names)}用的是同一个地址，只发提示语，受限事项请为各人另填地址"
                  for names in several.values()]  # fmt: skip


def _file(folder: Path) -> Path | None:
    named = os.environ.get("DUBAN_CHANNELS")
    path = Path(named).expanduser() if named else folder / "channels.yaml"
    if path.is_file():
        return path
    if named:
        raise Refused(f"DUBAN_CHANNELS：找不到文件 {named}，应为 channels.yaml 的路径")
    return None


def _read(path: Path) -> Channels:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise Refused(f"{path.name}：含密码，权限为 {mode:04o}，他人可以读取，"
                      f"应改为 0600（chmod 600 {path.name}）")  # fmt: skip
    try:
        typed = parsed_yaml(path.read_text("utf-8"), path.name)
        return parse(Channels, typed or {}, path.name)
    except UnicodeDecodeError:
        raise Refused(f"{path.name}：不是 UTF-8 文本，请用 UTF-8 另存") from None
    except OSError as fault:
        raise Refused(f"{path.name}：读不到（{os.strerror(fault.errno or 0)}）") from None
    except Refused as fault:
        # The sentence quotes what was found, and here that may be a password.
        raise Refused(re.sub(r"为“.*”，", "", str(fault), flags=re.DOTALL)) from None


def _server(file: str, typed: str | None) -> mail.Server | None:
    if typed is None:
        return None
    text = _resolved(typed)
    try:
        server, named = mail.read_url(text or "")
    except ValueError:
        why = "读不懂" if text else f"为 {typed}，环境变量没有设置"
        raise Refused(f"{file}：mail {why}，"
                      "应为 mailtos://用户:密码@服务器?from=发件地址") from None  # fmt: skip
    if named:
        raise Refused(f"{file}：mail 只写发信服务器，收件人应写在 people 中")
    return server


def _resolved(text: str) -> str | None:
    return os.environ.get(text[4:]) if text.startswith("env:") else text


def _outbox(person: str, name: str, outbox: Path) -> Address:
    return Address(person, name, "eml", "eml", "letter", str(outbox))


@dataclass
class _Reader:
    """Reads what is typed for each person; what is no good is reported, and the rest goes on."""

    file: str
    outbox: Path
    server: mail.Server | None
    inside: frozenset[str]
    said: Says
    only: frozenset[str] = frozenset()
    problems: list[str] = field(default_factory=list)

    def addresses(self, person: str, name: str, typed: tuple[str, ...]) -> tuple[Address, ...]:
        found: dict[str, Address] = {}
        for number, text in enumerate(typed, 1):
            try:
                address = self._address(person, name, text)
                found[address.key] = address
            except ValueError as fault:
                self.problems.append(f"{self.file}：{name}（{person}）第{number}个地址{fault}")
        if found:
            return tuple(found.values())
        lack = "没有可用的地址" if typed else "没有地址"
        self.problems.append(f"{name}（{person}）在 {self.file} 中{lack}，通知只写入本机发件箱，"
                             "应补上邮箱或其他地址")  # fmt: skip
        return (_outbox(person, name, self.outbox),)

    def _address(self, person: str, name: str, typed: str) -> Address:
        text = _resolved(typed)
        if not text:
            raise ValueError(f"为 {typed}，环境变量没有设置")
        if text == "eml":
            return _outbox(person, name, self.outbox)
        if MAIL_ADDRESS.fullmatch(text):
            if self.server is None:
                raise ValueError("是邮箱，却没有填写 mail（发信服务器）")
            return self._mail(person, name, text, self.server)
        if text.partition("://")[0].lower() in mail.SCHEMES:
            server, named = mail.read_url(text)
            if len(named) != 1:
                raise ValueError("应正好有一个收件人（to=…）")
            return self._mail(person, name, named[0], server)
        # Loaded late, as is all of apprise: most runs have nothing to do with it.
        from tasks.channels import service

        channel, account = service.scheme(text), service.account(text)
        return Address(person, name, channel, _key(text), "pointer", text, account=_key(account))

    def _mail(self, person: str, name: str, to: str, server: mail.Server) -> Address:
        domain = to.rpartition("@")[2].lower()
        if self.only and domain not in self.only | self.inside:
            raise ValueError("是单位以外的邮箱，不在 only_domains 允许的范围内")
        says = self.said if domain in self.inside else "pointer"
        return Address(person, name, "mail", _key(f"mail:{to.lower()}"), says, to, server)


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
