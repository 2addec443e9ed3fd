"""What a person is asked about the register (整改方案) and the ledgers that report on it."""

from typing import Any

import pandas as pd

from duban.frames import records
from duban.scene import Scene

# {item}, {before} and {after} as tracking found them; {due}: the date that goes on counting.
PLAN_ASKED = {
    "unreported": "{item} 整改方案列入，台账未报，待补报",
    "register_differs": "{item} 台账{after}，整改方案为{before}，以整改方案为准，请核",
    "unplanned": "{item} 不在整改方案中，照常跟踪，请核",
    "register_moved": "{item} 整改方案时限由{before}改为{after}，未附延期批准，仍按{due}计",
    "register_dropped": "{item} 整改方案新版不再列入，照常督办，请核",
    "reported_twice": "{item} 两份台账都报了这一事项，按先报的台账计，请核",
}
PLAN_ASKED_EN = {
    "unreported": "{item} is in the approved plan, no ledger reports it",
    "register_differs": "{item}: the ledger has {after}, the approved plan {before}; the plan counts, please check",
    "unplanned": "{item} is not in the approved plan; it is tracked all the same, please check",
    "register_moved": "{item}: the plan's date went from {before} to {after} without an approved extension, {due} counts",
    "register_dropped": "{item} is no longer in the plan's new version; it goes on, please check",
    "reported_twice": "{item} is reported in two ledgers; the first one counts, please check",
}  # fmt: skip
WORDS = {"时限": "date ", "责任领导": "leader "}


def plan_asked(
    items: pd.DataFrame, changes: pd.DataFrame, zh: bool = True
) -> list[tuple[dict[str, Any], str]]:
    """Each change a person is asked about, with its sentence; what was reported since is left out."""
    due = {r["code"]: r["due_on"] for r in records(items[["code", "due_on"]])}
    missing = set(items.loc[items["missing_on"].notna(), "code"])
    asked = changes[changes["kind"].isin(list(PLAN_ASKED))]
    asked = asked[asked["kind"].ne("unreported") | asked["item"].isin(missing)]
    said = PLAN_ASKED if zh else PLAN_ASKED_EN
    return [(one, said[one["kind"]].format(item=one["item"], due=f"{due[one['item']]:%Y-%m-%d}",
                                           **{w: _plain(one[w], zh) for w in ("before", "after")}))
            for one in records(asked) if one["item"] in due]  # fmt: skip


def plan_questions(scene: Scene) -> list[str]:
    """The steward's lines about the register since the last notices."""
    return [said for _, said in plan_asked(scene.items, scene.news, scene.site.language == "zh")]


def unreported(scene: Scene) -> set[str]:
    """Items of the register that are missing because no ledger has reported them yet."""
    return set(scene.news.loc[scene.news["kind"].eq("unreported"), "item"])


def still(scene: Scene, changes: pd.DataFrame) -> pd.DataFrame:
    """Changes without those of items that were unreported and are reported now."""
    missing = scene.items.loc[scene.items["missing_on"].notna(), "code"]
    return changes[changes["kind"].ne("unreported") | changes["item"].isin(missing)]


def _plain(text: str, zh: bool) -> str:
    out = " ".join(str(text).split())
    for word, english in WORDS.items():
        out = out if zh or not out.startswith(word) else english + out.removeprefix(word)
    return out
