"""An act asked for where nobody signs in (请求行为): what may be asked, until when it stands, who is reminded.

A form in Prefect has one shared password behind it. What is asked there is a request and acts by nothing but a
person's confirmation on the desk. It holds codes, a day, a level: the reason is the confirming person's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

import pandas as pd

from duban.chase import OWED
from duban.errors import Refused
from duban.frames import ANY, DAY, TEXT, WHOLE, Schema
from duban.typed import Typed
from duban.workdays import Calendar

Kind = Literal["accept", "return", "write_off", "extend", "reopen", "hand_over", "judge", "silence", "release",
               "correct", "accept_delivery", "refuse_delivery"]  # fmt: skip
# The act as a form calls it; in the order a person looks for it.
ActName = Literal["验收", "退回", "销号", "延期", "更正时限", "暂停提示", "审签", "评定级别", "重新打开", "岗位交接", "采用暂缓的报送",
                  "退回暂缓的报送"]  # fmt: skip
KINDS: Mapping[str, Kind] = dict(zip(get_args(ActName), (
    "accept", "return", "write_off", "extend", "correct", "silence", "release", "judge", "reopen", "hand_over",
    "accept_delivery", "refuse_delivery"), strict=True))  # fmt: skip
NAMES: Mapping[str, str] = {kind: name for name, kind in KINDS.items()}
# What a day means for each act that takes one; a new deadline may be left out at a reopening.
DAY_OF = {"extend": "to", "correct": "due", "silence": "until", "hand_over": "from_on", "reopen": "due"}
DAY_ZH = {
    "extend": "新的时限",
    "correct": "正确的时限",
    "silence": "暂停到的日期",
    "hand_over": "任职起始日",
    "reopen": "新的时限",
}
REQUESTS = Schema("requests", {"id": WHOLE, "kind": TEXT, "item": TEXT, "post": TEXT, "detail": ANY,
                               "asked_on": DAY, "via": TEXT, "run": TEXT, "expires_on": DAY})  # fmt: skip
FORM = "请求行为"


class Asked(Typed):
    """What a form says: the act, what it is about (an item, a post or a held delivery), a day, a level."""

    act: ActName
    item: str = ""
    post: str = ""
    delivery: int | None = None
    day: date | None = None
    level: int | None = None

    @property
    def kind(self) -> Kind:
        """The act's code."""
        return KINDS[self.act]


@dataclass(frozen=True)
class Known:
    """What a request may be about: codes of items that are not restricted, posts, numbers of held deliveries."""

    items: Collection[str]
    posts: Collection[str]
    held: Collection[int] = field(default_factory=frozenset)


def check(asked: Asked, known: Known) -> None:
    """Raise Refused, in one sentence, where the act lacks something, has too much, or is about nothing known."""
    about = {"hand_over": "post", "accept_delivery": "delivery", "refuse_delivery": "delivery"}.get(
        asked.kind, "item"
    )
    wanted = (
        {about}
        | ({"day"} if asked.kind in DAY_OF else set())
        | ({"level"} if asked.kind == "judge" else set())
    )
    may_lack = {"day"} if asked.kind == "reopen" else set()
    for name, words in _words(asked.kind).items():
        given = getattr(asked, name) not in ("", None)
        if given and name not in wanted:
            raise Refused(f"{FORM}“{asked.act}”：不需要{words}，应留空")
        if not given and name in wanted - may_lack:
            raise Refused(f"{FORM}“{asked.act}”：缺少{words}")
    _refuse_unknown(asked, known)


def _words(kind: str) -> dict[str, str]:
    day = f"日期（{DAY_ZH[kind]}）" if kind in DAY_ZH else "日期"
    return {"item": "事项编号", "post": "岗位", "delivery": "报送编号", "day": day, "level": "级别"}


def _refuse_unknown(asked: Asked, known: Known) -> None:
    if asked.item and asked.item not in known.items:
        raise Refused(f"{FORM}“{asked.act}”：没有编号为“{asked.item}”的事项，应为督办看板上的编号")
    if asked.post and asked.post not in known.posts:
        raise Refused(
            f"{FORM}“{asked.act}”：没有岗位“{asked.post}”，应为{'、'.join(sorted(known.posts))}之一"
        )
    if asked.delivery is not None and asked.delivery not in known.held:
        raise Refused(f"{FORM}“{asked.act}”：{asked.delivery}号报送不在暂缓采用之列")


def expiry(asked_on: "pd.Series[Any]", calendar: Calendar, within_workdays: int) -> "pd.Series[Any]":
    """The last day on which each request stands."""
    last: pd.Series[Any] = calendar.limit_days(asked_on.astype(DAY), within_workdays).astype(DAY)
    return last


def requests_owed(requests: pd.DataFrame, units: Mapping[Any, str], steward: Any, above: Any) -> pd.DataFrame:
    """Give OWED of open REQUESTS: the steward's from the day after they were asked, who stands ``above`` copied from
    the second reminder on. ``units`` by item; ``steward`` and ``above`` are tenures, or None in a vacancy.
    """
    held = {name: getattr(steward, key, "") for name, key in
            (("tenure", "key"), ("post", "post"), ("person", "person"))}  # fmt: skip
    up = {f"above_{name}": getattr(above, key, "") for name, key in
          (("tenure", "key"), ("post", "post"), ("person", "person"))}  # fmt: skip
    return OWED.cast(requests.assign(
        target=requests["id"].astype(TEXT), unit=requests["item"].map(units).fillna("").astype(TEXT),
        limit_on=requests["asked_on"], why=requests["kind"], kind="request", copy_from=2, **held, **up))  # fmt: skip
