"""Gateways (短信网关、本单位接口): an HTTP interface described as data, under apprise as mail is.

An SMS platform of a city, an operator's MAS or an OA takes a form or JSON and answers a code. What it
means by yes is said in the description, and nothing else is taken for a yes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import requests
from pydantic import Field, model_validator

from duban.typed import Typed
from tasks.channels.letter import Verdict, without
from tasks.channels.witness import asked_to_wait, broken, parsed, server_fault

TIMEOUT_SECONDS = 15.0


class Answers(Typed):
    """How an answer is read: ``field`` leads to the code in a JSON body (dots between names), without one the
    whole text is the code. ``accepted`` fits it where it was taken (a pattern over the whole), ``final`` where
    it never will be, ``refused`` any other refusal; what fits none is unknown. ``limited``: code -> seconds to wait.
    """

    field: str = ""
    accepted: str
    refused: str = ".+"
    final: str = ""
    limited: dict[str, int] = {}

    @model_validator(mode="after")
    def _patterns(self) -> "Answers":
        for pattern in (self.accepted, self.refused, self.final):
            try:
                re.compile(pattern)
            except re.error:
                raise ValueError(f"“{pattern}”不是可用的正则表达式") from None
        if re.fullmatch(self.accepted, ""):
            raise ValueError("accepted 不应连空的答复也算作接受")
        return self


class Asking(Typed):
    """How a gateway is asked whether it took a message: by the notice's {number}; ``accepted`` means that it did."""

    url: str = Field(repr=False)
    form: dict[str, str] = Field(repr=False)
    answers: Answers


class Described(Typed):
    """A gateway as it is typed: where it is, what it is given ({to}, {text}, {number}), how it answers.

    Every value may stand in the environment (env:NAME). ``kind``: sms (the length is kept) or hook;
    ``rate``: at most so many in so many seconds.
    """

    url: str = Field(repr=False)
    kind: Literal["sms", "hook"] = "sms"
    form: dict[str, str] = Field({}, repr=False)
    body: dict[str, str] = Field({}, alias="json", repr=False)
    headers: dict[str, str] = Field({}, repr=False)
    answers: Answers
    signature: str = ""
    ask: Asking | None = None

    @model_validator(mode="after")
    def _one_body(self) -> "Described":
        if bool(self.form) == bool(self.body):
            raise ValueError("form 和 json 应填且只填一个")
        if not any("{to}" in v for v in (self.form | self.body).values()):
            raise ValueError("form 或 json 中没有 {to}，收不到人")
        return self


@dataclass(frozen=True)
class Gateway:
    """A gateway ready for use, its secrets filled in."""

    name: str
    kind: str
    url: str = field(repr=False)
    given: Mapping[str, str] = field(repr=False)
    as_json: bool
    headers: Mapping[str, str] = field(repr=False)
    answers: Answers
    signature: str = ""
    ask: "Gateway | None" = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not show up in words: each fixed value, the address and its parts."""
        fixed = [v for v in (*self.given.values(), *self.headers.values()) if "{" not in v]
        return (self.url, *re.split(r"[/?&=:@#,]+", self.url)[3:], *(v for v in fixed if len(v) > 3))


def made(name: str, typed: Described, resolved: Callable[[str], str | None]) -> Gateway:
    """Fill in what stands in the environment. Raises ValueError where a name there is not set."""

    def known(value: str) -> str:
        found = resolved(value)
        if not found:
            raise ValueError(f"网关“{name}”用到的 {value}，环境变量没有设置")
        return found

    url = known(typed.url)
    if not re.match(r"https?://[^\s/]", url):
        raise ValueError(f"网关“{name}”的 url 应以 http:// 或 https:// 开头")
    given = {key: known(value) for key, value in (typed.form or typed.body).items()}
    headers = {k: known(v) for k, v in typed.headers.items()}
    asked, ask = typed.ask, None
    if asked is not None:
        form = {k: known(v) for k, v in asked.form.items()}
        ask = Gateway(name, typed.kind, known(asked.url), form, False, headers, asked.answers)
    return Gateway(
        name, typed.kind, url, given, bool(typed.body), headers, typed.answers, typed.signature, ask
    )


def hand(gateway: Gateway, to: str, number: str, title: str, text: str) -> Verdict:
    """Give it to the gateway, once; ``number`` is the notice's own, for gateways that ask for one."""
    words = {"to": to, "text": gateway.signature + text, "number": number, "title": title}
    filled = {k: _filled(v, words) for k, v in gateway.given.items()}
    packed: dict[str, Any] = {"json": filled} if gateway.as_json else {"data": filled}
    try:
        with requests.Session() as session:
            answer = session.post(gateway.url, headers=dict(gateway.headers), timeout=TIMEOUT_SECONDS,
                                  allow_redirects=False, **packed)  # fmt: skip
    except requests.RequestException as fault:
        return broken(fault)
    return server_fault(answer) or _read(answer, gateway, [*gateway.secrets, to])


def has_it(gateway: Gateway, to: str, number: str) -> Verdict | None:
    """Ask whether a message that ended unclear was taken after all; None where it does not say that it was."""
    if gateway.ask is None:
        return None
    said = hand(gateway.ask, to, number, "", "")
    return Verdict("sent", "经查询，网关已接受此前一份") if said.state == "sent" else None


def _filled(value: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{(to|text|number|title)\}", lambda found: words[found[1]], value)


def _read(answer: requests.Response, gateway: Gateway, secrets: list[str]) -> Verdict:
    asks, code = gateway.answers, _code(answer, gateway.answers.field)
    said = without(secrets, code or "")
    if code and answer.ok and re.fullmatch(asks.accepted, code):
        return Verdict("sent", f"网关已接受（{said}）")
    if code and code in asks.limited:
        return Verdict("refused", f"网关限制发送频率（{said}）", wait_seconds=asks.limited[code])
    if code and asks.final and re.fullmatch(asks.final, code):
        return Verdict("refused", f"网关拒收（{said}）", for_good=True)
    if not answer.ok:
        return Verdict(
            "refused", f"网关拒收（HTTP {answer.status_code}）", wait_seconds=asked_to_wait(answer)
        )
    if code and (asks.field or asks.refused != ".+") and re.fullmatch(asks.refused, code):
        return Verdict("refused", f"网关拒收（{said}）")
    return Verdict("unknown", "已发出，网关的答复读不懂")


def _code(answer: requests.Response, path: str) -> str | None:
    """The code as text; None where the answer does not say one."""
    if not path:
        try:
            return answer.content.decode("utf-8").strip()
        except UnicodeDecodeError:
            return None
    found: Any = parsed(answer)
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    plain = isinstance(found, (str, int)) and not isinstance(found, bool)
    return str(found).strip() if plain else None
