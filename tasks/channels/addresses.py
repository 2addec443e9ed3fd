"""Who is reached where (地址), and how much may be said there: the secret ``channels.yaml``."""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator

from duban.disclosure.classes import least, table
from duban.errors import Refused
from duban.site import Site
from duban.typed import Typed, parse
from tasks.channels import gateway, mail
from tasks.channels.address import Address, Book, outbox_of
from tasks.channels.hush import hush
from tasks.channels.reader import Reader, resolved
from tasks.site import parsed_yaml

__all__ = ["Address", "Book", "open_book"]


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Channels(Typed):
    """The whole of ``channels.yaml``. Where ``only_domains`` is given, mail goes nowhere else.

    A person's addresses are an order: the next is used where the one before fails; with ``send_to: all``
    each is used. ``hold_unclear`` names channels on which no copy follows an unclear end. ``private_hosts``
    are chats the organisation hosts itself; ``gateways`` its SMS platforms and interfaces, written as
    NAME:NUMBER in a person's list; ``hours`` from when on a day a person wants to be told.
    """

    send_to: Literal["first", "all"] = "first"
    hold_unclear: tuple[str, ...] = ()
    inside_domains: tuple[str, ...] = ()
    only_domains: tuple[str, ...] = ()
    mail: str | None = None
    private_hosts: tuple[str, ...] = ()
    gateways: dict[str, gateway.Described] = {}
    hours: dict[str, str] = {}
    people: dict[str, Annotated[tuple[str, ...], BeforeValidator(_several)]] = {}


def open_book(folder: Path, site: Site, people: Mapping[str, str]) -> Book:
    """Read who is reached where; ``people`` gives each person's name by id.

    The file is ``DUBAN_CHANNELS``, else ``channels.yaml`` in the site; without one everybody's
    notices are written to ``state/outbox``. Raises Refused where the file cannot be used.
    """
    hush()
    outbox, path = folder / "state" / "outbox", _file(folder)
    if path is None:
        return Book({p: (outbox_of(p, name, outbox),) for p, name in people.items()}, outbox)
    typed = _read(path)
    reader = _reader(path.name, outbox, typed, site)
    found = {p: reader.addresses(p, name, typed.people.get(p, ())) for p, name in people.items()}
    strangers = [f"{path.name}：people 中的“{p}”不是 roster.yaml 中的人员，请核对"
                 for p in typed.people if p not in people]  # fmt: skip
    hours, late = _hours(path.name, typed.hours, site, people)
    found, shared = _shared(found)
    return Book(found, outbox, (*reader.problems, *shared, *late, *strangers), typed.send_to == "all",
                frozenset(typed.hold_unclear), hours=hours)  # fmt: skip


def _reader(file: str, outbox: Path, typed: Channels, site: Site) -> Reader:
    inside, only, private = (frozenset(d.lower().lstrip("@") for d in listed)
                             for listed in (typed.inside_domains, typed.only_domains, typed.private_hosts))  # fmt: skip
    allowed = table(site.confidentiality.widened if site.confidentiality else ())
    reader = Reader(
        file,
        outbox,
        _server(file, typed.mail),
        inside,
        allowed,
        site.settings.mail == "letter",
        only,
        private,
    )
    for name, described in typed.gateways.items():
        try:
            reader.gateways[name] = gateway.made(name, described, resolved)
        except ValueError as fault:
            reader.problems.append(f"{file}：{fault}")
    return reader


def _hours(file: str, typed: Mapping[str, str], site: Site,
           people: Mapping[str, str]) -> tuple[dict[str, time], list[str]]:  # fmt: skip
    """From when each wants to be told: inside the window, for nobody may choose not to be."""
    first, last = (time.fromisoformat(t) for t in (site.settings.window_from, site.settings.window_to))
    found, wrong = dict[str, time](), list[str]()
    for person, text in typed.items():
        try:
            hour = time.fromisoformat(text)
        except ValueError:
            hour = time.max
        if first <= hour < last and person in people:
            found[person] = hour
        else:
            wrong.append(f"{file}：hours 中 {person} 的“{text}”用不上，应为 roster.yaml 中的人员和"
                         f"{site.settings.window_from}至{site.settings.window_to}之间的时刻，如 \"10:00\"")  # fmt: skip
    return found, wrong


def _shared(found: dict[str, tuple[Address, ...]]) -> tuple[dict[str, tuple[Address, ...]], list[str]]:
    """An address two persons share (an office's telephone) carries the pointer alone: whoever picks
    it up may not be the one meant. Sentences name the persons, never the address.
    """
    users: dict[str, list[str]] = {}
    for one in (a for ways in found.values() for a in ways if a.channel != "eml"):
        users.setdefault(one.key, []).append(one.name)
    several = {key: names for key, names in users.items() if len(names) > 1}
    kept = {person: tuple(_pointed(a) if a.key in several else a for a in ways)
            for person, ways in found.items()}  # fmt: skip
    return kept, [f"{'、'.join(names)}用的是同一个地址，只发提示语，受限事项请为各人另填地址"
                  for names in several.values()]  # fmt: skip


def _pointed(one: Address) -> Address:
    says = least(one.says, "pointer")
    return replace(one, says=says, public=least(one.public or says, "pointer"))


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
    text = resolved(typed)
    try:
        server, named = mail.read_url(text or "")
    except ValueError:
        why = "读不懂" if text else f"为 {typed}，环境变量没有设置"
        raise Refused(f"{file}：mail {why}，"
                      "应为 mailtos://用户:密码@服务器?from=发件地址") from None  # fmt: skip
    if named:
        raise Refused(f"{file}：mail 只写发信服务器，收件人应写在 people 中")
    return server
