"""One way to one person (地址), and the book of all of them: what may be said there, and in which order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from duban.disclosure.classes import Klass, Says, Secrecy, Told, least
from tasks.channels import mail

if TYPE_CHECKING:
    from tasks.channels.gateway import Gateway


@dataclass(frozen=True)
class Address:
    """One way to one person. ``key`` stands for it in the store, where the address never goes.

    ``channel`` is ``eml`` (``target`` is the outbox folder), ``mail`` (``target`` is a mail address, sent
    through ``server``), a gateway's own name (``gateway``, ``target`` a number) or the scheme of an apprise
    URL (``target``). ``says`` is the most it may say of what is 内部; ``public`` of what is 公开, ``closed``
    of what is 受限. ``account`` is what a provider counts its limits by, as a digest.
    """

    person: str
    name: str
    channel: str
    key: str
    says: Says
    target: str = field(repr=False)
    server: mail.Server | None = field(default=None, repr=False)
    account: str = ""
    klass: Klass = "third_party"
    public: Says | None = None
    closed: Says = "pointer"
    gateway: "Gateway | None" = field(default=None, repr=False)

    def may(self, secrecy: Secrecy) -> Says:
        """The most that a notice of this level may say here; of 受限 never more than that it is there."""
        if secrecy == "restricted":
            return self.says if self.klass == "own_page" else least(self.says, self.closed)
        return self.public or self.says if secrecy == "public" else self.says

    @property
    def secrets(self) -> list[str]:
        """Every part of the address that must not show up in what a channel answered."""
        own = self.gateway.secrets if self.gateway else ()
        return [part for part in re.split(r"[/?&=:@#,]+", unquote(self.target)) if len(part) > 5] + list(own)


@dataclass(frozen=True)
class Book:
    """Every person's addresses; ``problems`` are the sentences a steward should hear.

    ``together``: each address is used, not only the first that works. ``quiet``: channels on which no
    copy follows an unclear end. ``desk``: who hears of what reached nobody (值班), in the end by the
    outbox on this machine. ``hours``: from when on a day a person wants to be told.
    """

    addresses: Mapping[str, tuple[Address, ...]]
    outbox: Path
    problems: tuple[str, ...] = ()
    together: bool = False
    quiet: frozenset[str] = frozenset()
    desk: frozenset[str] = frozenset()
    hours: Mapping[str, time] = field(default_factory=dict)

    def of(self, person: str) -> tuple[Address, ...]:
        """Give the ways to a person: at the least the outbox on this machine, never none."""
        return self.addresses.get(person) or (outbox_of(person, person, self.outbox),)

    def open_to(self, person: str, secrecy: Told = "internal") -> tuple[Address, ...]:
        """Give the ways a notice of this level may take: at the least the outbox on this machine."""
        known = self.of(person)
        level: Secrecy = "restricted" if secrecy == "alone" else secrecy
        open_ = tuple(a for a in known if a.may(level) != "never")
        open_ = tuple(a for a in open_ if secrecy != "alone" or a.klass != "third_party")
        return open_ or (outbox_of(person, known[0].name, self.outbox),)

    def first(self, person: str, secrecy: Told = "internal") -> tuple[Address, ...]:
        """Give the ways a notice takes at first."""
        ways = self.open_to(person, secrecy)
        return ways if self.together else ways[:1]

    def order(self, person: str, secrecy: Told = "internal") -> tuple[Address, ...]:
        """Give every way there is for a notice of this level, in the order they are tried."""
        known = self.open_to(person, secrecy)
        last = person in self.desk and not any(a.channel == "eml" for a in known)
        return (*known, outbox_of(person, known[0].name, self.outbox)) if last else known

    def find(self, person: str, key: str) -> Address | None:
        """Give the address of a person that the store knows by ``key``, if it still is one."""
        ways = (*self.of(person), outbox_of(person, self.of(person)[0].name, self.outbox))
        mine = (*self.order(person), *self.order(person, "public"), *self.order(person, "restricted"),
                *self.order(person, "alone"))  # fmt: skip
        return next((a for a in ways if a.key == key and a in mine), None)

    def only_here(self, person: str) -> bool:
        """Whether what is restricted alone reaches a person by this machine only: then somebody has to telephone."""
        elsewhere = any(a.channel != "eml" for a in self.of(person))
        return elsewhere and all(a.channel == "eml" for a in self.order(person, "alone"))

    def waiting(self, at: time) -> frozenset[str]:
        """Who wants to be told later than that hour of the day."""
        return frozenset(person for person, hour in self.hours.items() if at < hour)


def outbox_of(person: str, name: str, outbox: Path) -> Address:
    """The outbox on this machine: inside, so that it says all."""
    return Address(person, name, "eml", "eml", "letter", str(outbox), klass="own_page")
