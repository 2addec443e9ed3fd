"""Reads what is typed for each person (逐人地址): what is no good is reported, and the rest goes on."""

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from duban.disclosure.classes import Klass, Says, Secrecy, Table, most
from tasks.channels import gateway, mail
from tasks.channels.address import Address, outbox_of

GATED = re.compile(r"[^\s,;{}]{3,80}")
MAIL_ADDRESS = re.compile(r"[^@\s/:<>,;]+@[^@\s/:<>,;]+\.[^@\s/:<>,;]+")


def resolved(text: str) -> str | None:
    """What is meant: the text itself, or what stands in the environment under env:NAME."""
    return os.environ.get(text[4:]) if text.startswith("env:") else text


@dataclass
class Reader:
    """What is allowed at this site; ``problems`` are the sentences a steward should hear."""

    file: str
    outbox: Path
    server: mail.Server | None
    inside: frozenset[str]
    allowed: Table
    letters: bool
    only: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    gateways: dict[str, gateway.Gateway] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def addresses(self, person: str, name: str, typed: tuple[str, ...]) -> tuple[Address, ...]:
        """A person's ways in order; at the least the outbox on this machine, never none."""
        found: dict[str, Address] = {}
        for number, text in enumerate(typed, 1):
            try:
                address = self._address(person, name, text)
                found[address.key] = address
            except ValueError as fault:
                self.problems.append(f"{self.file}：{name}（{person}）第{number}个地址{fault}")
        if any(one.klass != "robot" for one in found.values()):
            return tuple(found.values())
        lack = "只有群机器人" if found else "没有可用的地址" if typed else "没有地址"
        also = "机器人只发公开内容，其他" if found else ""
        self.problems.append(f"{name}（{person}）在 {self.file} 中{lack}，{also}通知只写入本机发件箱，"
                             "应补上邮箱或其他地址")  # fmt: skip
        return (*found.values(), outbox_of(person, name, self.outbox))

    def _address(self, person: str, name: str, typed: str) -> Address:
        text = resolved(typed)
        if not text:
            raise ValueError(f"为 {typed}，环境变量没有设置")
        if text == "eml":
            return outbox_of(person, name, self.outbox)
        if MAIL_ADDRESS.fullmatch(text):
            if self.server is None:
                raise ValueError("是邮箱，却没有填写 mail（发信服务器）")
            return self._mail(person, name, text, self.server)
        scheme, _, rest = text.partition(":")
        if scheme in self.gateways:
            return self._gated(person, name, self.gateways[scheme], rest)
        if scheme.lower() in mail.SCHEMES:
            server, named = mail.read_url(text)
            if len(named) != 1:
                raise ValueError("应正好有一个收件人（to=…）")
            return self._mail(person, name, named[0], server)
        return self._service(person, name, text)

    def _service(self, person: str, name: str, text: str) -> Address:
        # Loaded late, as is all of apprise: most runs have nothing to do with it.
        from tasks.channels import service

        channel, account = service.scheme(text), service.account(text)
        klass: Klass = "own_chat" if service.host(text) in self.private else service.klass(channel)
        return Address(person, name, channel, _key(text), self._says(klass), text, account=_key(account),
                       klass=klass, public=self._says(klass, "public"), closed=self._says(klass, "restricted"))  # fmt: skip

    def _gated(self, person: str, name: str, one: gateway.Gateway, to: str) -> Address:
        if not GATED.fullmatch(to):
            raise ValueError(f"应为 {one.name}:号码，如 {one.name}:13800000000")
        return Address(person, name, one.name[:20], _key(f"{one.name}:{to}"), self._says("third_party"), to,
                       account=_key(one.url), public=self._says("third_party", "public"), gateway=one)  # fmt: skip

    def _mail(self, person: str, name: str, to: str, server: mail.Server) -> Address:
        domain = to.rpartition("@")[2].lower()
        if self.only and domain not in self.only | self.inside:
            raise ValueError("是单位以外的邮箱，不在 only_domains 允许的范围内")
        klass: Klass = "own_mail" if domain in self.inside else "third_party"
        return Address(person, name, "mail", _key(f"mail:{to.lower()}"), self._says(klass), to, server,
                       klass=klass, public=self._says(klass, "public"), closed=self._says(klass, "restricted"))  # fmt: skip

    def _says(self, klass: Klass, secrecy: Secrecy = "internal") -> Says:
        said = self.allowed[klass][secrecy]
        return (
            most(said, "letter") if klass == "own_mail" and self.letters and secrecy != "restricted" else said
        )


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
