"""What a web service really answered, whatever an apprise channel made of it.

apprise says yes to a robot that refuses inside an HTTP 200, and no alike to a server that said
no and to one that fell silent with the letter in its hands. So what is answered while a letter
is being sent is kept aside here, and judged.
"""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from tasks.channels.letter import Verdict, without

Exchange = requests.Response | requests.RequestException
# Under these names a robot says in its answer whether it took the message: 0 is yes.
CODES = {"wecombot": ("errcode",), "dingtalk": ("errcode",), "feishu": ("code", "StatusCode"),
         "lark": ("code", "StatusCode")}  # fmt: skip
WORDS = ("errmsg", "msg", "StatusMessage")
_seen: ContextVar[list[Exchange] | None] = ContextVar("seen", default=None)


@contextmanager
def exchanges() -> Iterator[list[Exchange]]:
    """Collect what web services answer inside this block, in order."""
    found: list[Exchange] = []
    token = _seen.set(found)
    try:
        yield found
    finally:
        _seen.reset(token)


def _witnessed(self: requests.Session, request: requests.PreparedRequest,
               **options: Any) -> requests.Response:  # fmt: skip
    seen = _seen.get()
    try:
        response = _send(self, request, **options)
    except requests.RequestException as fault:
        if seen is not None:
            seen.append(fault)
        raise
    if seen is not None:
        seen.append(response)
    return response


# Each channel makes a session of its own: this is the one place that all of them pass.
_send = requests.Session.send
requests.Session.send = _witnessed  # type: ignore[method-assign]


def judge(channel: str, accepted: bool, seen: list[Exchange], secrets: list[str]) -> Verdict:
    """Say how an attempt ended, from what apprise believes and what was really answered."""
    if not seen:
        return Verdict("sent", "渠道已接受") if accepted else Verdict("unknown", "渠道没有说明结果")
    last = seen[-1]
    if isinstance(last, requests.RequestException):
        return _broken(last)
    if last.status_code >= 500:
        return Verdict("unknown", f"已发出，对方出错（HTTP {last.status_code}）")
    if not last.ok or last.is_redirect:
        return Verdict("refused", f"对方拒收（HTTP {last.status_code}）")
    if channel in CODES:
        return _robot(last, CODES[channel], secrets)
    said = "已接受" if accepted else "拒收"
    return Verdict("sent" if accepted else "refused", f"对方{said}（HTTP {last.status_code}）")


def _broken(fault: requests.RequestException) -> Verdict:
    cause = fault.args[0] if fault.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    untrusted = any(isinstance(a, ssl.SSLCertVerificationError)
                    for a in (reason.args if reason else ()))  # fmt: skip
    if untrusted or isinstance(reason, (NewConnectionError, ConnectTimeoutError)):
        return Verdict("refused", "连不上对方，未发出")
    # An address that cannot be used is a ValueError to requests.
    if isinstance(fault, ValueError) and not isinstance(fault, requests.JSONDecodeError):
        return Verdict("refused", "地址写法有误，未发出")
    said = "超时" if isinstance(fault, requests.Timeout) else "连接中断"
    return Verdict("unknown", f"已发出，没有答复（{said}）")


def _robot(answer: requests.Response, names: tuple[str, ...], secrets: list[str]) -> Verdict:
    """Believe only a body we know: every code that it carries must be the number 0."""
    try:
        body = json.loads(answer.content)
    except ValueError:
        body = None
    found = [body[n] for n in names if n in body] if isinstance(body, dict) else []
    if not found or any(type(code) is not int for code in found):
        return Verdict("unknown", "已发出，对方的答复读不懂")
    wrong = next((code for code in found if code), 0)
    if wrong:
        words = next((str(body[name]) for name in WORDS if body.get(name)), "")
        return Verdict("refused", f"对方拒收（{wrong} {without(secrets, words)}）")
    return Verdict("sent", "对方已接受（0）")
