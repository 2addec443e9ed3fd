"""Channel classes (渠道类别 K0–K4) × levels (公开、内部、受限): the most that a notice may say there.

The table the 保密办 confirms before a site goes live. A data owner may widen what 内部 says, up to a
ceiling, never 受限. What stands nowhere is denied. Sources: 党政机关 rules on chats forbid even name and
number of what is not public there; the contract lets outside channels carry the pointer and no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import model_validator

from duban.typed import Typed

Secrecy = Literal["public", "internal", "restricted"]
# A notice that is there for something restricted and for nothing else is told apart.
Told = Literal["public", "internal", "restricted", "alone"]
Klass = Literal["own_page", "own_mail", "own_chat", "third_party", "robot"]
Says = Literal["never", "pointer", "summary", "letter"]
Table = Mapping[Klass, Mapping[Secrecy, Says]]

SECRECIES: tuple[Secrecy, ...] = ("public", "internal", "restricted")
LEAST_FIRST: tuple[Says, ...] = ("never", "pointer", "summary", "letter")


@dataclass(frozen=True)
class Class:
    """One class: its number, what it is, what each level may say there, and how far 内部 may be widened."""

    code: str
    zh: str
    en: str
    public: Says
    internal: Says
    restricted: Says
    ceiling: Says


CLASSES: Mapping[Klass, Class] = {
    "own_page": Class("K0", "内网督办台和本机发件箱", "the desk and the outbox on this machine",
                      "letter", "letter", "letter", "letter"),
    "own_mail": Class("K1", "本单位邮件服务器、本单位域名", "the organisation's own mail server and domain",
                      "summary", "summary", "pointer", "letter"),
    "own_chat": Class("K2", "本单位自建即时通信", "a chat the organisation hosts itself",
                      "summary", "pointer", "pointer", "summary"),
    "third_party": Class("K3", "第三方应用消息（到人）、短信、单位以外的邮箱", "third parties in person, SMS, outside mail",
                         "pointer", "pointer", "pointer", "pointer"),
    "robot": Class("K4", "群机器人", "group robots", "pointer", "never", "never", "pointer"),
}  # fmt: skip


class Widened(Typed):
    """What a data owner allowed in writing: a class may say this much of 内部; who, when and why."""

    channel: Klass
    says: Says
    by: str
    on: date
    why: str

    @model_validator(mode="after")
    def _within(self) -> "Widened":
        ceiling = CLASSES[self.channel].ceiling
        if LEAST_FIRST.index(self.says) > LEAST_FIRST.index(ceiling):
            raise ValueError(f"{self.channel} 的 says 为“{self.says}”，最宽只能到 {ceiling}")
        return self


def table(widened: Iterable[Widened] = ()) -> Table:
    """What each class may say of each level at a site; only 内部 is ever widened, and public with it."""
    made: dict[Klass, dict[Secrecy, Says]] = {
        name: {"public": one.public, "internal": one.internal, "restricted": one.restricted}
        for name, one in CLASSES.items()}  # fmt: skip
    for one in widened:
        mine = made[one.channel]
        mine["internal"] = most(mine["internal"], one.says)
        mine["public"] = most(mine["public"], one.says)
    return made


def most(one: Says, other: Says) -> Says:
    """The one that says more."""
    return max(one, other, key=LEAST_FIRST.index)


def least(one: Says, other: Says) -> Says:
    """The one that says less."""
    return min(one, other, key=LEAST_FIRST.index)


def highest(levels: Iterable[Secrecy]) -> Secrecy:
    """The level of what several levels stand in; 内部 where nothing says."""
    return max(levels, key=SECRECIES.index, default="internal")
