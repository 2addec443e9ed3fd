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

from tasks.channels.codes import LONGEST_SECONDS, PASSING, ROBOTS, TOO_MANY, WAIT_HEADERS, WAIT_SECONDS, Codes
from tasks.channels.letter import Verdict, without

Exchange = requests.Response | requests.RequestException
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
        return broken(last)
    if fault := server_fault(last):
        return fault
    if channel in ROBOTS and not last.is_redirect:
        return coded(last, ROBOTS[channel], secrets)
    if not last.ok or last.is_redirect:
        return _no(last)
    said = "已接受" if accepted else "拒收"
    return Verdict("sent" if accepted else "refused", f"对方{said}（HTTP {last.status_code}）")


def server_fault(answer: requests.Response) -> Verdict | None:
    """What the status alone says, whatever the body: a server in trouble, or one that is asked too often."""
    if answer.status_code >= 500:
        return Verdict("unknown", f"已发出，对方出错（HTTP {answer.status_code}）")
    if answer.status_code == TOO_MANY:
        return Verdict("refused", f"对方限制发送频率（HTTP {TOO_MANY}）", wait_seconds=_asked(answer))
    return None


def asked_to_wait(answer: requests.Response) -> int:
    """How long a refusal asks to be left alone, 0 where it does not say."""
    return _asked(answer) if any(name in answer.headers for name in WAIT_HEADERS) else 0


def _no(answer: requests.Response) -> Verdict:
    final = 400 <= answer.status_code < 500 and answer.status_code not in PASSING
    return Verdict("refused", f"对方拒收（HTTP {answer.status_code}）", for_good=final)


def _asked(answer: requests.Response) -> int:
    """How long the other side wants to be left alone, in whole seconds; a minute where it does not say."""
    said = next((answer.headers[name] for name in WAIT_HEADERS if name in answer.headers), "")
    return min(max(int(said), 1), LONGEST_SECONDS) if said.isdecimal() else WAIT_SECONDS


def broken(fault: requests.RequestException) -> Verdict:
    """What it means that no answer came: whether anything can have left."""
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


def parsed(answer: requests.Response) -> Any:
    """The JSON of an answer, None where it is none or says one name twice."""
    try:
        return json.loads(answer.content, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def coded(answer: requests.Response, codes: Codes, secrets: list[str]) -> Verdict:
    """Believe only a body we know: every code that it carries must be the number 0."""
    body = parsed(answer)
    found = [body[n] for n in codes.names if n in body] if isinstance(body, dict) else []
    known = bool(found) and all(type(code) is int for code in found)
    wrong = next((code for code in found if code), 0) if known else 0
    if wrong:
        words = next((str(body[name]) for name in WORDS if body.get(name)), "")
        return Verdict("refused", f"对方拒收（{wrong} {without(secrets, words)}）",
                       for_good=wrong in codes.for_good, wait_seconds=codes.limited.get(wrong, 0))  # fmt: skip
    if not answer.ok:
        return _no(answer)
    return Verdict("sent", "对方已接受（0）") if known else Verdict("unknown", "已发出，对方的答复读不懂")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; one name said twice is no answer."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found
