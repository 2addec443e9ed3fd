"""Tomorrow's list (明日告知): which posts will be told of what if nothing moves, as ``duban preview`` says."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from duban.watch.page import Page, Place, page, plain, table

MOST = 100


def tomorrow_page(place: Place, rows: pd.DataFrame, posts: Mapping[str, str], first: date, last: date,
                  kind: str = "tomorrow") -> Page:  # fmt: skip
    """The page of a preview's ``rows`` (item, line, level, label, post, copy, told_on) told in [first, last].

    ``posts`` gives each post's title. A row without a post is told to a handler, who has none.
    """
    title = place.say("明日告知" if kind == "tomorrow" else "告知预览")
    days = f"{first}" if first == last else f"{first} – {last}"
    if rows.empty:
        return page(kind, place, title, place.say("{days}：若无变化，无人到级，无人告知。", days=days))
    items = rows["item"].nunique()
    head = place.say("{days}：若无变化，{items}项到级，告知{posts}个岗位。", days=days, items=items,
                     posts=rows.loc[~rows["copy"], "post"].nunique())  # fmt: skip
    named = rows.assign(
        title=rows["post"].map(posts).fillna(rows["post"]).where(rows["post"].ne(""), place.say("责任人"))
    )
    more = place.say("以下为{m}项，共{n}项，其余见 duban preview。", m=MOST, n=items) if items > MOST else ""
    return page(kind, place, title, head, _by_post(place, named), more, _by_item(place, named),
                place.say("事项全文在{desk}。", desk=place.to(place.say("督办台·事项"), "/board")))  # fmt: skip


def _by_post(place: Place, rows: pd.DataFrame) -> str:
    """Each post: how many items it is told of and copied on, on which line, at which levels."""
    out = []
    for title, mine in rows.groupby("title", sort=False):
        told = mine[~mine["copy"]]
        out.append((told["item"].nunique(), [
            plain(title), told.loc[told["line"].eq("business"), "item"].nunique() or "",
            told.loc[told["line"].eq("conduct"), "item"].nunique() or "",
            mine.loc[mine["copy"], "item"].nunique() or "", _levels(place, mine)]))  # fmt: skip
    ordered = [row for _, row in sorted(out, key=lambda one: -one[0])]
    return table([place.say(w) for w in ("岗位", "业务责任", "党风廉政责任", "抄送", "级别")], ordered)


def _levels(place: Place, rows: pd.DataFrame) -> str:
    top = (
        rows.sort_values("level", ascending=False).drop_duplicates("item").groupby("label", sort=False).size()
    )
    return plain(place.joined(f"{label} {count}" for label, count in top.items()))


def _by_item(place: Place, rows: pd.DataFrame) -> str:
    """Each item, the highest level first: its level, who is told and who copied."""
    shown = []
    order = rows.groupby("item")["level"].max().sort_values(ascending=False, kind="stable").index[:MOST]
    kept = rows[rows["item"].isin(order)]
    groups = dict(tuple(kept.groupby("item")))
    for code in order:
        mine = groups[code]
        days = place.joined(f"{d:%m-%d}" for d in sorted(mine["told_on"].unique()))
        shown.append([place.item(str(code)), plain(mine.sort_values("level")["label"].iloc[-1]), days,
                      _titles(place, mine[~mine["copy"]]["title"]), _titles(place, mine[mine["copy"]]["title"])])  # fmt: skip
    return table([place.say(w) for w in ("编号", "级别", "告知日", "告知", "抄送")], shown)


def _titles(place: Place, titles: Iterable[str]) -> str:
    return plain(place.joined(dict.fromkeys(titles))) or "—"
