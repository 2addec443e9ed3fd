"""Application messages to one person (应用消息): WeCom, DingTalk's work notices, Feishu, under apprise.

A yes needs the provider's own number of the message beside the code; a call that succeeds for others and
names our recipient as invalid is a refusal. The same message sent again within the provider's own span is
dropped there, so that what ended unclear may be sent again unmarked.
"""

import hashlib
import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from apprise.plugins.base import NotifyBase
from apprise.plugins.wechat import NotifyWeChat

from tasks.channels.codes import APPS
from tasks.channels.letter import Verdict
from tasks.channels.witness import broken, coded, parsed, server_fault

TIMEOUT_SECONDS = 15.0
EARLIER_SECONDS = 300
# Within so many seconds the provider itself drops a second copy of the same text to the same person.
DROPS_COPIES_SECONDS = {"wechat": 14_400, "dingwork": 14_400, "feishuapp": 3600}
_tokens: dict[str, tuple[str, float]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Call:
    """One request: where, with what body, under which headers."""

    url: str
    body: dict[str, Any] | None
    headers: dict[str, str]


class InPerson(NotifyBase):  # type: ignore[no-untyped-call]
    """What the three have in common: a token first, then one message, judged by its body."""

    channel = ""
    handle = ""
    title_maxlen = 250
    url_identifier: Any
    verdict = Verdict("unknown", "渠道没有给出结果")

    def token_call(self) -> Call:
        """How a token is asked for."""
        raise NotImplementedError

    def message_call(self, token: str, text: str) -> Call:
        """How the message is handed over."""
        raise NotImplementedError

    def number_of(self, body: dict[str, Any]) -> object:
        """The provider's own number of what it took; nothing where it took nothing of ours."""
        raise NotImplementedError

    def send(self, body: str, title: str = "", *_: Any, **__: Any) -> bool:
        """Make the attempt; with a token that is no longer good, once more with a new one."""
        self.verdict, stale = self._once(body)
        if stale:
            self.verdict, _ignored = self._once(body)
        return self.verdict.state == "sent"

    def _once(self, text: str) -> tuple[Verdict, bool]:
        token = self._token()
        if isinstance(token, Verdict):
            return token, False
        try:
            answer = _asked(self.message_call(token, text))
        except requests.RequestException as fault:
            return broken(fault), False
        said = parsed(answer)
        stale = isinstance(said, dict) and said.get(APPS[self.channel].names[0]) in APPS[self.channel].stale
        if stale:
            _forget(self._account())
        return self._judged(answer, said), stale

    def _judged(self, answer: requests.Response, said: Any) -> Verdict:
        verdict = server_fault(answer) or coded(answer, APPS[self.channel], self._secrets())
        if verdict.state != "sent":
            return verdict
        unknown = Verdict("unknown", "已发出，对方没有给出消息编号")
        return self.refused_of(said) or (verdict if self.number_of(said) else unknown)

    def refused_of(self, body: dict[str, Any]) -> Verdict | None:
        """A refusal of our recipient inside a call that succeeded."""
        named = [str(body.get(name) or "") for name in ("invaliduser", "unlicenseduser", "invalid_userid")]
        return Verdict("refused", "对方查无此人或未授权", for_good=True) if any(named) else None

    def _token(self) -> str | Verdict:
        known = _tokens.get(self._account())
        if known and known[1] > time.monotonic():
            return known[0]
        try:
            answer = _asked(self.token_call())
        except requests.RequestException:
            return Verdict("refused", "取不到应用凭证，未发出")
        said = parsed(answer)
        token = next((said[n] for n in ("access_token", "tenant_access_token") if n in said), "") if isinstance(
            said, dict) else ""  # fmt: skip
        if not token or not isinstance(token, str):
            why = coded(answer, APPS[self.channel], self._secrets())
            return Verdict(
                "refused", f"取不到应用凭证，未发出（{why.detail}）", wait_seconds=why.wait_seconds
            )
        return _kept(self._account(), token, said)

    def _account(self) -> str:
        return hashlib.sha256(repr(self.url_identifier).encode()).hexdigest()

    def _secrets(self) -> list[str]:
        held = _tokens.get(self._account())
        return [str(part) for part in self.url_identifier if part] + ([held[0]] if held else [])


def _asked(call: Call) -> requests.Response:
    with requests.Session() as session:
        options: Any = {"timeout": TIMEOUT_SECONDS, "allow_redirects": False, "headers": call.headers}
        if call.body is None:
            return session.get(call.url, **options)
        return session.post(call.url, json=call.body, **options)


def _kept(account: str, token: str, said: dict[str, Any]) -> str:
    lasts = next((said[n] for n in ("expires_in", "expire") if isinstance(said.get(n), int)), 7200)
    with _lock:
        _tokens[account] = (token, time.monotonic() + max(60, lasts - EARLIER_SECONDS))
    return token


def _forget(account: str) -> None:
    with _lock:
        _tokens.pop(account, None)


class WeComApp(InPerson, NotifyWeChat):  # type: ignore[no-untyped-call]
    """wechat://CORPID:SECRET@AGENTID/@USER, to one member; the provider drops a second copy."""

    channel, base = "wechat", "https://qyapi.weixin.qq.com/cgi-bin"

    def __init__(self, **parts: Any) -> None:
        """As apprise reads the URL, with one member and no department, tag or @all."""
        super().__init__(**parts)  # type: ignore[no-untyped-call]
        if len(self.users) != 1 or self.departments or self.tag_ids or self.users[0] == "@all":
            raise ValueError("应只有一个收件人")

    def token_call(self) -> Call:
        """The application's credentials."""
        given = f"corpid={quote(self.corpid)}&corpsecret={quote(self.corpsecret)}"
        return Call(f"{self.base}/gettoken?{given}", None, {})

    def message_call(self, token: str, text: str) -> Call:
        """A text to one member, a second copy of which is dropped."""
        body = {"touser": self.users[0], "msgtype": "text", "agentid": int(self.agentid), "text": {"content": text},
                "enable_duplicate_check": 1, "duplicate_check_interval": DROPS_COPIES_SECONDS["wechat"]}  # fmt: skip
        return Call(f"{self.base}/message/send?access_token={quote(token)}", body, {})

    def number_of(self, body: dict[str, Any]) -> object:
        """The message's id."""
        return body.get("msgid")


class _Plain(InPerson):  # type: ignore[no-untyped-call]
    """KEY:SECRET@APP/USER as apprise takes any URL apart."""

    service_name: Any = "duban"

    def __init__(
        self, user: str = "", password: str = "", host: str = "", fullpath: str = "", **rest: Any
    ) -> None:
        """One recipient: the last part of the path."""
        super().__init__(**rest)  # type: ignore[no-untyped-call]
        targets = [part for part in (fullpath or "").split("/") if part]
        if not user or not password or len(targets) != 1:
            raise ValueError("应为 应用:密钥@编号/收件人，收件人只有一个")
        self.key, self.secret, self.place, self.target = user, password, host, targets[0]
        self.url_identifier = (self.channel, user, password, host)

    def url(self, *_: Any, **__: Any) -> str:
        """Say what apprise shows of this channel."""
        return f"{self.channel}://"


class DingTalkWork(_Plain):  # type: ignore[no-untyped-call]
    """dingwork://APPKEY:APPSECRET@AGENTID/USERID: a work notice (工作通知)."""

    channel, base = "dingwork", "https://oapi.dingtalk.com"
    secure_protocol: Any = "dingwork"

    def token_call(self) -> Call:
        """The application's credentials."""
        return Call(f"{self.base}/gettoken?appkey={quote(self.key)}&appsecret={quote(self.secret)}", None, {})

    def message_call(self, token: str, text: str) -> Call:
        """A text to one person; the same text on the same day is dropped."""
        body = {"agent_id": self.place, "userid_list": self.target,
                "msg": {"msgtype": "text", "text": {"content": text}}}  # fmt: skip
        return Call(
            f"{self.base}/topapi/message/corpconversation/asyncsend_v2?access_token={quote(token)}", body, {}
        )

    def number_of(self, body: dict[str, Any]) -> object:
        """The task's id."""
        return body.get("task_id")


class FeishuApp(_Plain):  # type: ignore[no-untyped-call]
    """feishuapp://APP_ID:APP_SECRET@open/OPEN_ID (or @user/USER_ID): a message of the application."""

    channel, base = "feishuapp", "https://open.feishu.cn/open-apis"
    secure_protocol: Any = "feishuapp"

    def token_call(self) -> Call:
        """The application's credentials."""
        body = {"app_id": self.key, "app_secret": self.secret}
        return Call(f"{self.base}/auth/v3/tenant_access_token/internal", body, {})

    def message_call(self, token: str, text: str) -> Call:
        """A text to one person; the same uuid within an hour is dropped."""
        body = {"receive_id": self.target, "msg_type": "text", "content": json.dumps({"text": text}, ensure_ascii=False),
                "uuid": hashlib.sha256(self.handle.encode()).hexdigest()[:40]}  # fmt: skip
        kind = "user_id" if self.place == "user" else "open_id"
        return Call(
            f"{self.base}/im/v1/messages?receive_id_type={kind}", body, {"Authorization": f"Bearer {token}"}
        )

    def number_of(self, body: dict[str, Any]) -> object:
        """The message's id."""
        data = body.get("data")
        return data.get("message_id") if isinstance(data, dict) else None


KINDS: dict[str, Any] = {"wechat": WeComApp, "dingwork": DingTalkWork, "feishuapp": FeishuApp}
