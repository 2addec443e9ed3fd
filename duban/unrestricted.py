"""The day as it would be without restricted items (受限事项): what may be counted where everybody looks."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from duban.scene import LedgerNews, Scene

OF_ITEMS = ("rows", "changes", "chases", "acts", "samples", "corrections", "passed", "owed")
Place = tuple[str, str, int]  # source, sheet, row


def without_restricted(scene: Scene, places: Collection[Place] = frozenset()) -> Scene:
    """The scene without its restricted items; ``places`` are the rows that say something of one.

    An ask, and what is owed or chased of it, is left where another ground of it is.
    """
    gone = scene.items.loc[scene.items["restricted"], "code"]
    rest: dict[str, Any] = {name: frame[~frame["item"].isin(gone)]
                            for name in OF_ITEMS for frame in [getattr(scene, name)]}  # fmt: skip
    asks = scene.asks[scene.asks["id"].isin(rest["rows"]["ask"])]
    for name in ("chases", "owed"):
        frame = rest[name]
        rest[name] = frame[frame["kind"].ne("conduct") | frame["target"].isin(asks["id"])]
    ledgers = tuple(_open(one, places) for one in scene.ledgers)
    disputes = tuple(one for one in scene.disputes if one.item not in set(gone))
    asked, failed = (tuple(_silent(said, gone)) for said in (scene.asked, scene.failed))
    return replace(scene, items=scene.items[~scene.items["restricted"]], asks=asks, ledgers=ledgers,
                   disputes=disputes, asked=asked, failed=failed, **rest)  # fmt: skip


def _open(news: LedgerNews, places: Collection[Place]) -> LedgerNews:
    kept = tuple(p for p in news.problems if (news.source, p.sheet, p.row) not in places)
    return replace(news, problems=kept)


def _silent(sentences: Iterable[str], gone: "pd.Series[Any]") -> Iterable[str]:
    """The sentences that name none of those items."""
    codes = [re.compile(re.escape(str(code)) + r"(?!\d)") for code in gone]
    return (one for one in sentences if not any(code.search(one) for code in codes))
