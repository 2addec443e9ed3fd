"""Words as a channel can bear them (各渠道措辞): nobody called by an @, no markup, within the length.

Lengths: WeCom's robots and application messages count bytes (2,048), DingTalk's 20,000 bytes, Feishu's
30,000; a Chinese SMS holds 70 characters, and 67 a part where it is sent in several. Cut at a whole
character, with … where there is room for it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["bytes", "characters"]
MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")
# A blank of no width between the sign and the name: read the same, and nobody is called.
APART = "\u2060"
CALLS = re.compile(r"[@＠](?=\S)|<(?=/?at\b)|<(?=[!@#])", re.IGNORECASE)
ONE_SMS, PART_OF_SMS = 70, 67


@dataclass(frozen=True)
class Bears:
    """What one channel bears: so much of a unit, 0 for any length; ``markdown`` where signs are markup."""

    most: int = 0
    unit: Unit = "bytes"
    markdown: bool = False


CHANNELS: Mapping[str, Bears] = {
    "wecombot": Bears(2048), "wechat": Bears(2048), "dingtalk": Bears(20_000, markdown=True),
    "dingwork": Bears(2048), "feishu": Bears(30_000), "feishuapp": Bears(30_000), "lark": Bears(30_000),
    "sms": Bears(PART_OF_SMS * 4, "characters"), "mmost": Bears(16_383, "characters", markdown=True),
    "mmosts": Bears(16_383, "characters", markdown=True), "rocket": Bears(5000, "characters", markdown=True),
    "rockets": Bears(5000, "characters", markdown=True),
}  # fmt: skip


def fitted(channel: str, text: str) -> str:
    """The text as this channel bears it; mail and files bear all there is."""
    if channel in ("mail", "eml"):
        return text
    bears = CHANNELS.get(channel, Bears())
    said = uncalled(text)
    said = MARKUP.sub(r"\\\1", said) if bears.markdown else said
    return cut(said, bears.most, bears.unit) if bears.most else said


def uncalled(text: str) -> str:
    """The text with every @ and every tag that would call somebody taken apart."""
    return CALLS.sub(lambda found: found[0] + APART, text)


def cut(text: str, most: int, unit: Unit) -> str:
    """At most so many bytes or characters, whole characters only."""
    if unit == "characters":
        return text if len(text) <= most else text[: most - 1] + "…"
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - len("…".encode())].decode("utf-8", "ignore") + "…"


def sms_parts(text: str) -> int:
    """How many messages a Chinese SMS is sent and charged as."""
    return 1 if len(text) <= ONE_SMS else -(-len(text) // PART_OF_SMS)
