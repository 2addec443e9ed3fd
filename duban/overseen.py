"""What the discipline group is told (纪检监察组): a list a month; what is serious at once; to read, not to do."""

from collections.abc import Iterable
from datetime import datetime

import pandas as pd

from duban.frames import day, records
from duban.letter import Overseen
from duban.oversight import CONFIRMED, KIND_ZH, SERIOUS, monthly_list
from duban.scene import Scene
from duban.wording import short

AT_ONCE = (*SERIOUS, "extend", "silence")
KIND_EN = {"late": "late", "top_level": "reached the top level", "relapsed": "relapsed",
           "false_claim": "claim found false", "extend": "extension approved", "silence": "notices paused",
           "deadline_moved": "date moved without approval"}  # fmt: skip


def is_monthly(scene: Scene, person: str) -> bool:
    """Whether the month's list is due: on the first working day of a month that a run falls on."""
    last = scene.last_told.get(person)
    return last is None or pd.Timestamp(last).to_period("M") < scene.today.to_period("M")


def overseen(scene: Scene, person: str) -> Iterable[Overseen]:
    """The month's list where it is due, else what is serious and new since this person last heard."""
    monthly, made = is_monthly(scene, person), scene.last_made.get(person)
    first = (
        scene.today - pd.DateOffset(months=1) if monthly or made is None else pd.Timestamp(made).normalize()
    )
    found = _list(scene, first, None if monthly else made)
    found = found if monthly else found[found["kind"].isin(AT_ONCE)]
    names = KIND_ZH if scene.site.language == "zh" else KIND_EN
    labels = {one.level: one.label for one in scene.ladder.levels}
    measures = scene.items.set_index("code")["measure"]
    for one in records(found):
        yield Overseen(one["kind"], names[one["kind"]], one["item"], short(str(measures.get(one["item"], ""))),
                       one["unit"], day(one["on"]), int(one["days_late"] or 0),
                       labels.get(int(one["level"] or 0), ""), one["detail"])  # fmt: skip


def _list(scene: Scene, first: pd.Timestamp, after: datetime | None) -> pd.DataFrame:
    """OVERSIGHT since ``first``; of that day only what came ``after`` the last letter was made.

    A level counts from the day it was first told, so that one found late is not overlooked.
    """
    acts, since = scene.acts, after.date() if after else None
    acts = acts if after is None else acts[acts["at"] >= pd.Timestamp(after)]
    told = scene.rows.groupby(["item", "episode", "level"])["told_on"].transform("min")
    rows = scene.rows.assign(on=told)
    rows = rows if since is None else rows[rows["on"] > pd.Timestamp(since)]
    looked = acts.loc[acts["kind"].eq("look_back"), "item"]
    samples = scene.samples
    if since is not None:
        samples = samples[(samples["looked_on"] > pd.Timestamp(since)) | samples["item"].isin(looked)]
    said = acts[acts["kind"].eq("false_claim")]
    false = CONFIRMED.cast(said.assign(detail=said["by"] + "：" + said["why"]))
    return monthly_list(scene.items, rows, acts, scene.changes, samples, false,
                        top=max(one.level for one in scene.ladder.levels), first=first, today=scene.today)  # fmt: skip
