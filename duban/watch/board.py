"""The board (督办看板): how many items stand where, and those that press most; the others are on the desk."""

import pandas as pd

from duban.figures import Figures
from duban.frames import records
from duban.letters import parts
from duban.watch.page import Page, Place, page, plain, table

# A page is read at a glance: of a thousand items it has so many, and a link to all of them.
MOST = 100
COLUMNS = ("编号", "责任单位", "时限", "逾期天数", "级别", "申报", "台账日期")


def board_page(place: Place, figures: Figures, rows: pd.DataFrame) -> Page:
    """The page of the board's ``rows`` (``duban.board.board``), worst first."""
    said = place.say(
        "在办{n}项：{parts}", n=figures.total, parts=place.joined(parts(figures, place.language))
    )
    shown = [[place.item(str(one["编号"])), *(plain(_said(place, one[c])) for c in COLUMNS[1:])]
             for one in records(rows.head(MOST))]  # fmt: skip
    more = (
        "以下为最急的{m}项，共{n}项，其余在{desk}。"
        if len(rows) > MOST
        else "共{n}项，可筛选、可下载：{desk}。"
    )
    desk = place.to(place.say("督办台·事项"), "/board")
    return page("board", place, place.say("督办看板"), said, _levels(place, rows),
                place.say(more, m=MOST, n=len(rows), desk=desk),
                table([place.say(c) for c in COLUMNS], shown) if shown else "")  # fmt: skip


def _said(place: Place, value: object) -> str:
    """A cell's words; what is nobody's word but ours is translated."""
    text = str(value) if value else "—"
    for words in ("（待核）", "待核", "未启动", "在办", "部分完成", "申报完成", "待验收", "台账中不见"):
        if text.endswith(words):
            return text.removesuffix(words) + place.say(words)
    return text


def _levels(place: Place, rows: pd.DataFrame) -> str:
    """How many items stand on each level, that of the most pressing first."""
    there = rows[rows["级别"].ne("—")].groupby("级别", sort=False).size()
    named = [f"{plain(label)} {count}" for label, count in there.items()]
    return place.say("按级别：{levels}", levels=place.joined(named)) if named else ""
