"""The duty sheets (履责月表): which posts' there are, of which month, and which the leaders have confirmed."""

from collections.abc import Mapping

import pandas as pd

from duban.frames import records
from duban.watch.page import Page, Place, page, plain, table

MOST = 100


def duty_page(place: Place, sheets: pd.DataFrame, posts: Mapping[str, str]) -> Page:
    """The page of duty sheets (tenure, month, made_on, confirmed_on), newest first; a tenure's key begins with its post."""
    title = place.say("履责月表")
    if sheets.empty:
        return page("duty", place, title, place.say("还没有履责月表；每月第一个工作日生成上月的。"))
    said = place.say("共{n}份，待本人确认{m}份。", n=len(sheets), m=int(sheets["confirmed_on"].isna().sum()))
    rows = [[one["month"], plain(posts.get(post, post)), f"{one['made_on']:%Y-%m-%d}", _confirmed(place, one["confirmed_on"])]
            for one in records(sheets.head(MOST)) for post in [str(one["tenure"]).partition(":")[0]]]  # fmt: skip
    more = place.say("以下为{m}份，共{n}份。", m=MOST, n=len(sheets)) if len(sheets) > MOST else ""
    return page(
        "duty",
        place,
        title,
        said,
        more,
        table([place.say(h) for h in ("月份", "岗位", "生成", "确认")], rows),
    )


def _confirmed(place: Place, on: pd.Timestamp) -> str:
    return place.say("待确认") if pd.isna(on) else f"{on:%Y-%m-%d}"
