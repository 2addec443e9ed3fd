"""One attempt to tell a system: signed, to the machine the site allows, believed only when it says 2xx.

Signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature), so that a receiver needs no code
of ours to check it.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from duban.errors import DubanError
from duban.hooks.settings import Hook
from tasks.channels.letter import Verdict
from tasks.sources.hosts import InnerAddress, Pinned
from tasks.sources.secret import resolved

SECONDS, LEAST_SECRET = 10.0, 24
NOT_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, InnerAddress)


@dataclass(frozen=True)
class Place:
    """Where a system listens and what it knows us by; both stay out of every sentence."""

    url: httpx.URL = field(repr=False)
    secret: bytes = field(repr=False)


class Unfit(DubanError):
    """The settings of a system cannot be used: nothing is sent to it, nothing is lost."""


def place_of(hook: Hook) -> Place:
    """The address and the secret. Raises Unfit, SourceFailed where either cannot be used."""
    where = f"对外推送“{hook.name}”"
    try:
        url = httpx.URL(resolved(hook.url, where))
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or url.userinfo or url.host not in hook.hosts:
        raise Unfit(f"{where}：地址应以 https:// 或 http:// 开头，不含口令，且主机在 hosts 之列")
    return Place(url, _secret(resolved(hook.secret, where), where))


def _secret(text: str, where: str) -> bytes:
    try:
        made = (
            base64.b64decode(text.removeprefix("whsec_"), validate=True)
            if text.startswith("whsec_")
            else text.encode()
        )
    except binascii.Error:
        made = b""
    if len(made) < LEAST_SECRET:
        raise Unfit(f"{where}：签名密钥应不少于{LEAST_SECRET}字节，或为 whsec_ 开头的 base64")
    return made


def signature(secret: bytes, event: str, moment: int, body: bytes) -> str:
    """What proves that a body is ours, and of that moment."""
    made = hmac.new(secret, f"{event}.{moment}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


def send(place: Place, event: str, body: str, number: int) -> Verdict:
    """Make one attempt; whatever goes wrong is a verdict, never an error."""
    moment, content = int(datetime.now(UTC).timestamp()), body.encode()
    headers = {"content-type": "application/json; charset=utf-8", "user-agent": "duban", "webhook-id": event,
               "webhook-timestamp": str(moment), "webhook-signature": signature(place.secret, event, moment, content),
               "duban-attempt": str(number)}  # fmt: skip
    try:
        with httpx.Client(transport=Pinned(), timeout=SECONDS, follow_redirects=False) as client, \
                client.stream("POST", place.url, headers=headers, content=content) as answer:  # fmt: skip
            return _judged(answer.status_code)
    except NOT_LEFT:
        return Verdict("refused", "连不上对方，未发出")
    except httpx.HTTPError as fault:
        said = "超时" if isinstance(fault, httpx.TimeoutException) else "连接中断"
        return Verdict("unknown", f"已发出，没有答复（{said}）")


def _judged(status: int) -> Verdict:
    if 200 <= status < 300:
        return Verdict("sent", f"对方已接受（HTTP {status}）")
    if status >= 500:
        return Verdict("unknown", f"已发出，对方出错（HTTP {status}）")
    return Verdict("refused", f"对方拒收（HTTP {status}）")
