"""The chases of a letter (催办) that stand in no other line, in the order of what they are about."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from duban.frames import day, records
from duban.letter import ChaseLine
from duban.scene import Scene
from duban.wording import short

OWN = ("business", "conduct")


def chases_of(scene: Scene, person: str) -> pd.DataFrame:
    """What a person is to be told of chases today."""
    return scene.chases[scene.chases["person"].eq(person)]


def chase_lines(scene: Scene, person: str) -> Iterable[ChaseLine]:
    """A person's chases but those of its own answers, which stand with the item or the ask."""
    mine = chases_of(scene, person)
    mine = mine[mine["copy"] | ~mine["kind"].isin(OWN)]
    owed = scene.owed[["kind", "target", "post", "person", "limit_on"]].rename(
        columns={"post": "owing_post", "person": "owing"})  # fmt: skip
    facts = scene.items[["code", "measure", "suspended_on", "missing_on"]].rename(columns={"code": "item"})
    late = scene.late[["target", "source", "since_on", "detail", "post"]].rename(columns={"post": "reporter"})
    named = mine.merge(owed, on=["kind", "target"]).merge(facts, how="left", on="item")
    named = named.merge(late, how="left", on="target")
    for one in records(named.sort_values(["kind", "limit_on", "item", "unit"], kind="stable")):
        yield _line(scene, one)


def _line(scene: Scene, one: dict[str, Any]) -> ChaseLine:
    if one["kind"] == "ledger":
        return _ledger(scene, one)
    owing = scene.roster.person(one["owing"]).name
    title = scene.roster.post(one["owing_post"]).title
    who = f"{owing}（{title}）" if scene.site.language == "zh" else f"{owing} ({title})"
    measure = "" if pd.isna(one["measure"]) else short(one["measure"])
    since = {"review": one["suspended_on"], "missing": one["missing_on"]}.get(one["kind"])
    return ChaseLine(one["kind"], one["item"], measure, one["unit"], one["why"], int(one["number"]),
                     bool(one["copy"]), who, day(one["limit_on"]), day(since) if since is not None else None)  # fmt: skip


def _ledger(scene: Scene, one: dict[str, Any]) -> ChaseLine:
    post = scene.roster.post(one["reporter"])
    held = scene.roster.holder(post.id, scene.today.date())
    who = f"{scene.roster.person(held.person).name}（{post.title}）" if held else f"{post.title}岗位空缺"
    own = one["post"] == post.id
    return ChaseLine("ledger", "", "", one["unit"], one["why"], int(one["number"]), bool(one["copy"]), who,
                     day(one["limit_on"]), day(one["since_on"]), one["source"], own,
                     one["detail"] if own else "")  # fmt: skip
