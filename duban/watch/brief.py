"""The brief of the day (督办日报), what changed first, with the ways on to the desk."""

from dataclasses import replace

import pandas as pd

from duban.board import Day, brief
from duban.board_english import brief_in_english
from duban.frames import TEXT
from duban.watch.page import Page, Place, plain


def brief_page(place: Place, day: Day) -> Page:
    """The page of a day's facts."""
    said = (brief if place.language == "zh" else brief_in_english)(_linked(place, day))
    links = place.say("{desk}　{ledger}", desk=place.to(place.say("督办台"), "/todo"),
                      ledger=place.to(place.say("整改台账"), "/board/workbook"))  # fmt: skip
    return Page("brief", place.say("督办日报"), f"{said}\n{links}\n")


def _linked(place: Place, day: Day) -> Day:
    """The same day with each code a link, and no label, title or name that could be markdown."""
    rows, news, tomorrow = (_cells(place, one) for one in (day.rows, day.news, day.tomorrow))
    posts = {post: plain(title) for post, title in day.posts.items()}
    return replace(day, organisation=plain(day.organisation), rows=rows, news=news, tomorrow=tomorrow, posts=posts,
                   late=tuple(map(plain, day.late)))  # fmt: skip


def _cells(place: Place, frame: pd.DataFrame) -> pd.DataFrame:
    shown = {"item": place.item, "label": plain}
    return frame.assign(
        **{name: frame[name].map(say).astype(TEXT) for name, say in shown.items() if name in frame}
    )
