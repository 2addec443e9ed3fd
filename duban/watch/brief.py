"""The brief of the day (督办日报), what changed first, with the ways on to the desk."""

from dataclasses import replace

import pandas as pd

from duban.board import Day, brief
from duban.board_english import brief_in_english
from duban.frames import TEXT
from duban.watch.page import Page, Place, plain


def brief_page(place: Place, day: Day) -> Page:
    """The page of a day's facts."""
    said = (brief if place.language == "zh" else brief_in_english)(_plain(day))
    links = place.say("{desk}　{ledger}", desk=place.to(place.say("督办台"), "/todo"),
                      ledger=place.to(place.say("整改台账"), "/board/workbook"))  # fmt: skip
    return Page("brief", place.say("督办日报"), f"{said}\n{links}\n")


def _plain(day: Day) -> Day:
    """The same day with no code, label, title or name that could be markdown."""
    rows, news, tomorrow = (_cells(one) for one in (day.rows, day.news, day.tomorrow))
    posts = {post: plain(title) for post, title in day.posts.items()}
    return replace(day, organisation=plain(day.organisation), rows=rows, news=news, tomorrow=tomorrow, posts=posts,
                   late=tuple(map(plain, day.late)))  # fmt: skip


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        **{name: frame[name].map(plain).astype(TEXT) for name in ("item", "label") if name in frame}
    )
