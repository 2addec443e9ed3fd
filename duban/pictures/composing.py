"""Counts put into pictures: titles, the sentence that says what is to be seen, the parts of each bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban.pictures.burning import burning, marks
from duban.pictures.picture import Picture, Series
from duban.pictures.standing import AGES, WAITING, by_age, by_area, by_leader, spread
from duban.pictures.words import worded
from duban.wording import long_day


@dataclass(frozen=True)
class Scene:
    """What every picture of a day says: the day, the ladder's labels by level, the language."""

    today: date
    feedback_on: date
    labels: Mapping[int, str]
    language: str

    def say(self, key: str, **facts: object) -> str:
        """Words in the scene's language; ``day`` is always known."""
        return worded(self.language, key, day=long_day(self.today, self.language), **facts)

    @property
    def parts(self) -> tuple[Series, ...]:
        """The parts of a bar: no level, each level, with the reviewers."""
        top = max(self.labels, default=1)
        levels = [
            Series(str(n), self.say("level", label=label), n / top)
            for n, label in sorted(self.labels.items())
        ]
        return (
            *reversed(levels),
            Series("0", self.say("none"), 0.0),
            Series(WAITING, self.say("waiting"), None),
        )


def burn_picture(scene: Scene, items: pd.DataFrame, burn: pd.DataFrame) -> Picture:
    """BURN of ITEMS as two lines."""
    today = pd.Timestamp(scene.today)
    total = len(burning(items))
    now = burn[burn["name"].eq(today)].iloc[0]
    beside = int((items["settled_on"].isna() & ~items.index.isin(burning(items).index)).sum())
    sentence = scene.say("said_burn_down", total=total, left=int(now["left"]), planned=int(now["planned"]),
                         apart=scene.say("apart", n=beside) if beside else "")  # fmt: skip
    series = (Series("planned", scene.say("planned"), 0.0), Series("left", scene.say("left"), 1.0))
    return Picture("burn_down", scene.say("burn_down"), sentence, "lines", scene.say("on"), burn, series,
                   scene.today, marks(burn, today))  # fmt: skip


def area_picture(scene: Scene, rows: pd.DataFrame) -> Picture:
    """OPEN items by area, each bar in its levels."""
    named = rows.assign(areas=rows["areas"].where(rows["areas"].ne(""), scene.say("no_area")))
    wide = spread(by_area(named), ["name"], [s.column for s in scene.parts])
    reached = int(rows["level"].gt(0).sum())
    sentence = scene.say("said_areas" if len(rows) else "said_none", total=len(rows), reached=reached)
    return _bars(scene, "areas", "area", wide, sentence)


def leader_picture(scene: Scene, rows: pd.DataFrame, who: pd.DataFrame) -> Picture:
    """What each leader in charge answers for (ANSWERING with ``name``), a bar for each line."""
    load = by_leader(rows, who)
    most = load[load["line"].eq("business")].groupby("name")["items"].sum().sort_values(ascending=False)
    wide = spread(load, ["name", "line"], [s.column for s in scene.parts])
    order = {name: place for place, name in enumerate(most.index)}
    wide = wide.assign(place=wide["name"].map(order).fillna(len(order))).sort_values(
        ["place", "name", "line"]
    )
    lines = wide["line"].map({line: scene.say(line) for line in ("business", "conduct")})
    named = (
        wide.assign(name=wide["name"] + " " + lines).drop(columns=["line", "place"]).reset_index(drop=True)
    )
    if most.empty:
        return _bars(scene, "leaders", "leader", named, scene.say("said_none"))
    top = scene.say("top", name=most.index[0], n=int(most.iloc[0]))
    return _bars(scene, "leaders", "leader", named,
                 scene.say("said_leaders", n=wide["name"].nunique(), top=top))  # fmt: skip


def age_picture(scene: Scene, rows: pd.DataFrame) -> Picture:
    """OPEN items by how late they are, or how long they have."""
    counts = by_age(rows)
    names = [*(_span(scene, low, high) for low, high in AGES), scene.say("no_date")]
    late = pd.Series([*(low is not None and low > 0 for low, _ in AGES), False])
    wide = pd.DataFrame({"name": names, "late": counts.where(late, 0), "left": counts.where(~late, 0)})
    series = (Series("late", scene.say("is_late"), 1.0), Series("left", scene.say("in_time"), 0.0))
    since = (scene.today - scene.feedback_on).days
    sentence = scene.say("said_ageing", total=len(rows), late=int(rows["klass"].eq("late").sum()),
                         waiting=int(rows["klass"].eq("waiting").sum()), n=since)  # fmt: skip
    if rows.empty:
        wide, sentence = wide.head(0), scene.say("said_none")
    return Picture(
        "ageing", scene.say("ageing"), sentence, "bars", scene.say("span"), wide, series, scene.today
    )


def _span(scene: Scene, low: int | None, high: int | None) -> str:
    if high is None:
        return scene.say("late_over", n=(low or 0) - 1)
    if low is None:
        return scene.say("left_over", n=-high - 1)
    if low > 0:
        return scene.say("late", a=low, b=high)
    return scene.say("left_in", a=-low) if high == 0 else scene.say("left_from", a=-high, b=-low)


def _bars(scene: Scene, name: str, heading: str, wide: pd.DataFrame, sentence: str) -> Picture:
    return Picture(
        name, scene.say(name), sentence, "bars", scene.say(heading), wide, scene.parts, scene.today
    )
