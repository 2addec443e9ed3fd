"""Signed links (签名链接): what a notice's link says, and whether it is one of ours.

A link names its notice and its last day; the signature also covers the site and the person told,
so that it opens nothing for anybody else. It proves who was told, not who reads: that is why it
shows what the tenure answers for and nothing more.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PATTERN = re.compile(r"(DB-[0-9A-Z]{4}-[0-9A-Z]{2,4})\.(\d{8})\.([A-Za-z0-9_-]{43})")
PURPOSE, FORM, TRIP = "duban-link-1", "duban-form-1", "duban-trip-1"


@dataclass(frozen=True)
class Link:
    """What a link says: the notice it came with, the last day it opens, its signature."""

    notice: str
    until_on: date
    signature: str


def signed(key: bytes, site: str, notice: str, person: str, on: date, days: int) -> str:
    """The link of a notice told to ``person`` on a day, good for so many days after it; the same again
    for each copy of the notice.
    """
    until = f"{on + timedelta(days=days):%Y%m%d}"
    return f"{notice}.{until}.{_signature(key, PURPOSE, site, notice, person, until)}"


def read(text: str) -> Link | None:
    """Take a link apart; None where it is none. Nothing is proved by that yet."""
    found = PATTERN.fullmatch(text)
    try:
        return Link(found[1], date.fromisoformat(found[2]), found[3]) if found else None
    except ValueError:
        return None


def is_ours(keys: Sequence[bytes], site: str, link: Link, person: str) -> bool:
    """Whether one of our keys signed this link for this person; each key takes the same time."""
    until = f"{link.until_on:%Y%m%d}"
    made = [_signature(key, PURPOSE, site, link.notice, person, until) for key in keys]
    held = [hmac.compare_digest(one, link.signature) for one in made]
    return any(held)


def form_token(key: bytes, door: str) -> str:
    """What a form must send back, so that no other page can press its button: bound to the door
    (link or session) it was shown through.
    """
    return _signature(key, FORM, door)


def sealed(key: bytes, text: str) -> str:
    """A text a browser keeps for us and may read, but not change."""
    body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{body}.{_signature(key, TRIP, body)}"


def opened(keys: Sequence[bytes], kept: str) -> str | None:
    """The text that was sealed; None where it was not by one of our keys."""
    body, _, signature = kept.partition(".")
    held = [hmac.compare_digest(_signature(key, TRIP, body).encode(), signature.encode()) for key in keys]
    if not any(held):
        return None
    return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()


def _signature(key: bytes, *parts: str) -> str:
    made = hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
