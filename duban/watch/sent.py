"""How notices went out (送达情况): by channel and state; what of it is due and has not arrived, by post."""

from collections.abc import Mapping

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, Schema, records
from duban.watch.page import Page, Place, page, plain, table

# One way of one notice. on: the day it is of; post: whom it is to.
WAYS = Schema(
    "ways", {"notice": TEXT, "post": TEXT, "channel": TEXT, "state": TEXT, "on": DAY, "attempts": WHOLE}
)
STATES = {"sent": "已送达", "pending": "待发", "held": "暂缓", "sending": "发送中", "unknown": "未明", "refused": "被拒",
          "dead": "被拒，不再试", "void": "作废"}  # fmt: skip
CHANNELS = {"eml": "本机发件箱", "mail": "邮件", "wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书", "lark": "Lark",
            "sms": "短信", "webhook": "回调"}  # fmt: skip
MOST = 50


def sent_page(place: Place, ways: pd.DataFrame, posts: Mapping[str, str]) -> Page:
    """The page of WAYS: today's, and what is left of earlier days."""
    today = ways[ways["on"] == pd.Timestamp(place.today)]
    sent = int(today.loc[today["state"].eq("sent"), "notice"].nunique())
    arrived = set(ways.loc[ways["state"].eq("sent"), "notice"])
    open_ = ways[~ways["notice"].isin(arrived) & ways["state"].ne("void")]
    said = place.say("今日应发{due}份，已送达{sent}份；连同以前的，未送达{left}份。", due=today["notice"].nunique(), sent=sent,
                     left=open_["notice"].nunique())  # fmt: skip
    return page(
        "sent", place, place.say("送达情况"), said, _by_channel(place, today), _unsent(place, open_, posts)
    )


def _by_channel(place: Place, today: pd.DataFrame) -> str:
    if today.empty:
        return ""
    states = [s for s in STATES if s in set(today["state"])]
    counts = pd.crosstab(today["channel"], today["state"]).reindex(columns=states, fill_value=0)
    rows = [
        [plain(_channel(place, str(name))), *(n or "—" for n in line)] for name, *line in counts.itertuples()
    ]
    return table([place.say("渠道"), *(place.say(STATES[s]) for s in states)], rows)


def _unsent(place: Place, open_: pd.DataFrame, posts: Mapping[str, str]) -> str:
    if open_.empty:
        return ""
    rows = [[plain(posts.get(str(one["post"]), str(one["post"]))), f"{one['on']:%Y-%m-%d}",
             plain(_channel(place, str(one["channel"]))), place.say(STATES[str(one["state"])]), one["attempts"]]
            for one in records(open_.sort_values(["on", "post"]).head(MOST))]  # fmt: skip
    more = place.say("以下为{m}条，共{n}条。", m=MOST, n=len(open_)) + "\n\n" if len(open_) > MOST else ""
    headings = [place.say(h) for h in ("未送达的岗位", "日期", "渠道", "状态", "已试次数")]
    return more + table(headings, rows)


def _channel(place: Place, name: str) -> str:
    return place.say(CHANNELS[name]) if name in CHANNELS else name
