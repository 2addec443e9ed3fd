"""Every other way there is (企业微信, 钉钉, 飞书, webhook …): an apprise URL for one recipient."""

from typing import Any
from urllib.parse import unquote_plus

from apprise import NotificationManager
from apprise.plugins import url_to_dict
from apprise.plugins.base import NotifyBase
from apprise.plugins.dingtalk import NotifyDingTalk

from duban.disclosure.classes import Klass
from tasks.channels.apps import KINDS

NOT_READ = "读不懂，应为邮箱、eml 或 apprise 的地址，如 wecombot://…"


class SignedOnce(NotifyDingTalk):
    """DingTalk with a signature that is quoted once; apprise's own is quoted twice, and fails."""

    def get_signature(self) -> tuple[str, str]:
        """Give the moment and the bare signature: the sender quotes it."""
        moment, signature = super().get_signature()  # type: ignore[no-untyped-call]
        return moment, unquote_plus(signature)


def make(url: str) -> NotifyBase:
    """Make the channel of an apprise URL; ValueError, without a word of it, where it is none."""
    parts = _parts(url)
    kind: Any = {"dingtalk": SignedOnce, **KINDS}.get(parts["schema"]) or _kind(parts["schema"])
    try:
        made: NotifyBase = kind(**parts)
    except (TypeError, ValueError, AttributeError):
        raise ValueError(NOT_READ) from None
    # apprise would try again by itself, and counts each try as a recipient.
    made.retry = 0
    if len(made) > 1:
        raise ValueError("应只有一个收件人")
    return made


def scheme(url: str) -> str:
    """Name the channel of an apprise URL, tried by making it once; ValueError as ``make``."""
    make(url)
    return str(_parts(url)["schema"])[:20]


def account(url: str) -> str:
    """What a provider counts by: who posts where, whatever else the URL says. Secret, as the URL is."""
    made: Any = make(url)
    return f"{_parts(url)['schema']}:{made.url_identifier}"


# Their message lands where several read it; posts open to all are robots as well.
GROUPS = frozenset({"wecombot", "dingtalk", "feishu", "lark", "slack", "discord", "msteams", "workflow", "workflows",
                    "gchat", "flock", "guilded", "ryver", "twist", "webex", "wxteams", "zulip", "mmost", "mmosts", "rocket",
                    "rockets", "matrix", "matrixs", "irc", "ircs", "humhub", "humhubs", "qq", "kook", "synology",
                    "synologys", "zoom", "nctalk", "nctalks", "chime", "spike", "stackfield", "revolt", "fluxer",
                    "fluxers", "line", "groupme", "viber", "mastodon", "mastodons", "toot", "toots", "misskey", "misskeys",
                    "tweet", "twitter", "x", "bsky", "bluesky", "reddit", "dapnet", "aprs", "pushplus", "wecom"})  # fmt: skip


def klass(channel: str) -> Klass:
    """Group robots apart from what a third party brings to one person."""
    return "robot" if channel in GROUPS else "third_party"


def host(url: str) -> str:
    """The host that an apprise URL names, "" where it names none."""
    return str(_parts(url).get("host") or "").lower()


def _parts(url: str) -> dict[str, Any]:
    parts: dict[str, Any] | None = None
    schema = url.partition("://")[0].lower()
    if schema in KINDS and schema != "wechat":
        parts = NotifyBase.parse_url(url, verify_host=False)
    elif "://" in url:
        parts = url_to_dict(url, secure_logging=True)  # type: ignore[no-untyped-call]
    if not parts:
        raise ValueError(NOT_READ)
    return parts


def _kind(schema: str) -> Any:
    manager: Any = NotificationManager()  # type: ignore[no-untyped-call]
    return manager[schema]
