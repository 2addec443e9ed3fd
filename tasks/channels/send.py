"""One attempt (一次送达): one letter, one address, through apprise, with one honest verdict."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins.base import NotifyBase

from duban.disclosure.outward import fitted
from tasks.channels import eml, gateway, mail, service
from tasks.channels.address import Address
from tasks.channels.apps import InPerson
from tasks.channels.hush import hush
from tasks.channels.letter import Letter, Verdict
from tasks.channels.witness import exchanges, judge

TIMEOUT_SECONDS = 15.0
# One channel at a time: apprise would begin a thread for each letter.
ALONE = AppriseAsset(async_mode=False)
Hand = Callable[[str, str], Verdict]


class OfOurs(NotifyBase):  # type: ignore[no-untyped-call]
    """A channel of our own under apprise, which asks for yes or no: the verdict is kept here."""

    service_name: Any = "duban"
    secure_protocol: Any = "duban"
    title_maxlen = body_maxlen = 10_000_000

    def __init__(self, hand: Hand) -> None:
        """``hand`` takes title and text and makes the attempt."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.hand = hand
        self.verdict = Verdict("unknown", "渠道没有给出结果")

    def url(self, *_: Any, **__: Any) -> str:
        """Say what apprise shows of this channel."""
        return "duban://"

    def send(self, body: str, title: str = "", *_: Any, **__: Any) -> bool:
        """Make the attempt."""
        self.verdict = self.hand(title, body)
        return self.verdict.state == "sent"


def send(address: Address, letter: Letter) -> Verdict:
    """Send one letter to one address, once; whatever goes wrong is a verdict, never an error."""
    hush()
    says = address.may(letter.level)
    if says == "never":
        return Verdict("refused", "该渠道不得发送此类内容，未发出", for_good=True)
    if letter.again and address.gateway is not None:
        known = gateway.has_it(address.gateway, address.target, letter.notice_id)
        if known is not None:
            return known
    bears = "sms" if address.gateway and address.gateway.kind == "sms" else address.channel
    title, text = (fitted(bears, words) for words in letter.said(says))
    try:
        channel = _channel(address, letter.within(says))
    except ValueError as fault:
        return Verdict("refused", f"地址{fault}")
    post = Apprise()
    post.add(channel)
    with exchanges() as seen:
        result = post.notify(body=text, title=title, body_format=NotifyFormat.TEXT)
    if isinstance(channel, (OfOurs, InPerson)):
        return channel.verdict
    return judge(address.channel, bool(result), seen, address.secrets)


def _channel(address: Address, letter: Letter) -> NotifyBase:
    own = address.gateway is not None or address.channel in ("eml", "mail")
    channel = OfOurs(_hand(address, letter)) if own else service.make(address.target)
    if isinstance(channel, InPerson):
        channel.handle = letter.message_id
    # One attempt, now and here: apprise would wait between letters, follow a server that sends
    # it elsewhere (and lose the letter on the way), and let an optional address fail in silence.
    channel.asset = ALONE
    channel.request_rate_per_sec = 0
    channel.redirects = channel.optional = False
    channel.socket_connect_timeout = channel.socket_read_timeout = TIMEOUT_SECONDS
    return channel


def _hand(address: Address, letter: Letter) -> Hand:
    who, target = address.name, address.target
    if address.gateway is not None:
        return partial(gateway.hand, address.gateway, target, letter.notice_id)
    if address.server is None:
        return partial(eml.write, Path(target), address.person, who, letter)
    return partial(mail.hand, address.server, target, who, letter)
