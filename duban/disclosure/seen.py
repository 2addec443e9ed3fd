"""The scene as one person may see it: without what concerns that person (回避) and without restricted items
of others (受限); what may not be seen is not counted either.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from duban.recusal import hidden_from, seen_asks
from duban.scene import Scene

FRAMES = ("rows", "changes", "chases", "acts", "samples", "corrections")


def hidden(scene: Scene, person: str) -> frozenset[str]:
    """The codes of what a person may not be shown."""
    barred = hidden_from(scene.items, scene.roster, person)
    closed = closed_codes(scene)
    if not closed:
        return barred
    mine = scene.readers.loc[scene.readers["person"].eq(person), "item"]
    return barred | (closed - frozenset(mine))


def closed_codes(scene: Scene) -> frozenset[str]:
    """The codes of the restricted items."""
    return frozenset(scene.items.loc[scene.items["restricted"], "code"])


def seen(scene: Scene, person: str) -> Scene:
    """The scene without what a person may not be shown."""
    gone = hidden(scene, person)
    if not gone:
        return scene
    rest = _without(scene, gone)
    return replace(rest, asks=seen_asks(rest.asks, rest.rows, scene.roster, person))


def _without(scene: Scene, gone: Collection[str]) -> Scene:
    frames: dict[str, Any] = {name: frame[~frame["item"].isin(gone)] for name in FRAMES
                              for frame in [getattr(scene, name)]}  # fmt: skip
    passed = scene.passed[~scene.passed["item"].isin(gone)]
    owed = scene.owed[~scene.owed["item"].isin(gone)] if "item" in scene.owed.columns else scene.owed
    disputes = tuple(one for one in scene.disputes if one.item not in gone)
    return replace(scene, items=scene.items[~scene.items["code"].isin(gone)], passed=passed, owed=owed,
                   disputes=disputes, **frames)  # fmt: skip


def speaks(sentence: str, codes: Iterable[str]) -> bool:
    """Whether a sentence names one of the codes."""
    return any(code in sentence and re.search(re.escape(code) + r"(?!\d)", sentence) for code in codes)


def stand_in(scene: Scene, code: str) -> str:
    """Who hears of a restricted item in the place of an office that may not: somebody granted it, else the
    principal or the secretary; "" where nobody is left.
    """
    mine = set(scene.readers.loc[scene.readers["item"].eq(code), "person"])
    top = [tenure.person for role in ("principal", "secretary") for post in scene.roster.with_role(role)
           if (tenure := scene.roster.holder(post.id, scene.today.date()))]  # fmt: skip
    return next((one for one in (*scene.granted, *top) if one in mine and code not in hidden(scene, one)), "")
