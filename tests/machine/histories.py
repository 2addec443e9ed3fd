"""Generated histories: many items' lives under one policy and one roster, drawn from one number.

A life is what stands of an item on each day: claims that suspend it, returns, extensions, corrections,
reopenings with a relapse's level, silence, a ledger that comes late; with judgements and progress beside it.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from duban.chain import who_answers, with_owners
from duban.escalation import RELEASES
from duban.events import EVENTS
from duban.frames import DAY, TEXT, Schema
from duban.item import ITEMS
from duban.ladder import Ladder
from duban.roster import Roster
from duban.typed import parse
from tasks.site import PRESETS, parsed_yaml
from tests.duban.makers import a_roster

# A write-off that was taken back, and the day it was.
REOPENED = Schema("reopened", {"item": TEXT, "settled_on": DAY, "on": DAY})
LENGTH = 60
# A plain summer, a year's end with the Spring Festival behind it, the long October holiday.
STARTS = (date(2019, 5, 20), date(2019, 12, 10), date(2020, 8, 20), date(2023, 12, 20))
ONE = timedelta(days=1)


@dataclass
class World:
    """All that a batch of histories has in common, and the histories themselves."""

    start: date
    ladders: list[Ladder]
    edited_on: list[date]
    roster: Roster
    states: pd.DataFrame = field(default_factory=pd.DataFrame)
    who: pd.DataFrame = field(default_factory=pd.DataFrame)
    events: pd.DataFrame = field(default_factory=EVENTS.frame)
    releases: pd.DataFrame = field(default_factory=RELEASES.frame)
    reopened: pd.DataFrame = field(default_factory=REOPENED.frame)

    @property
    def days(self) -> list[date]:
        """The days of these histories."""
        return [self.start + timedelta(days=n) for n in range(LENGTH)]

    @property
    def edited(self) -> bool:
        """Whether the policy changes on the way."""
        return len(self.ladders) > 1

    def ladder_on(self, day: date) -> tuple[int, Ladder]:
        """The policy's version and the ladder of a day; put back, it is the old version again."""
        now = self.ladders[sum(day >= on for on in self.edited_on)]
        return self.ladders.index(now) + 1, now


def a_world(seed: int, count: int) -> World:
    """A policy, people, and ``count`` lives."""
    draw = random.Random(seed)
    start = draw.choice(STARTS)
    ladders = _ladders(draw)
    turns = sorted(draw.sample(range(12, 48), len(ladders) - 1))
    world = World(start, ladders, [start + timedelta(days=n) for n in turns], _people(draw, start, count))
    lives = [_life(draw, start, f"HP-{n:05}", world.ladders[0]) for n in range(count)]
    frame = ITEMS.frame(row for life in lives for row in life.rows)
    days = pd.to_datetime([row["day"] for life in lives for row in life.rows])
    frame = with_owners(frame.assign(day=days, reporter="head"), world.roster)
    world.states, world.who = frame, who_answers(world.roster, frame.drop_duplicates(["unit", "person", "own"]),
                                                 {"head"})  # fmt: skip
    world.events = EVENTS.frame(e for life in lives for e in life.events)
    world.releases = RELEASES.frame(r for life in lives for r in life.releases)
    world.reopened = REOPENED.frame(r for life in lives for r in life.reopened)
    return world


def _ladders(draw: random.Random) -> list[Ladder]:
    if draw.random() < 0.4:
        name = draw.choice(sorted(p.name for p in PRESETS.iterdir()))
        return [parse(Ladder, parsed_yaml((PRESETS / name).read_text("utf-8"), name), name)]
    one = _made(draw)
    other = _changed(draw, one)
    made = draw.choice([[one], [one], [one, other], [one, other], [one, other, one]])
    return [_ladder(plain) for plain in made]


ROLES = ("handler", "unit_head", "leader_in_charge", "principal", "inspection_office", "discipline")


def _made(draw: random.Random) -> dict[str, Any]:
    """A ladder of two to four levels: some days before, some after the date."""
    offsets = sorted(draw.sample(range(-20, 15), draw.randint(2, 4)))
    levels = [{"level": 2 * n, "label": f"第{n}", "when": {"days_left": -d} if d <= 0 else {"days_late": d},
               "tell": sorted(draw.sample(ROLES, draw.randint(1, 3))), "conduct": draw.random() < 0.5,
               "answer_within": draw.choice([None, 5]), "again_every": draw.choice([None, 3, 7])}
              for n, d in enumerate(offsets, 1)]  # fmt: skip
    if draw.random() < 0.3:
        levels[-1]["release"] = "office"
    if draw.random() < 0.3:
        levels[0]["when"]["judged"] = True
        levels[-1]["when"]["judged"] = True
    if draw.random() < 0.3:
        levels[0]["when"]["progress_below"] = 0.8
    return {"count": draw.choice(["days", "workdays"]), "levels": levels}


def _changed(draw: random.Random, plain: dict[str, Any]) -> dict[str, Any]:
    """An edit: every threshold moved one way, a level renamed, one taken out, one put between."""
    shift, levels = draw.choice([-4, -2, 2, 4]), [dict(one) for one in plain["levels"]]
    for one in levels:
        name, n = next((k, v) for k, v in one["when"].items() if k.startswith("days"))
        day = (n if name == "days_late" else -n) + shift
        rest = {k: v for k, v in one["when"].items() if not k.startswith("days")}
        one["when"] = {**({"days_late": day} if day > 0 else {"days_left": -day}), **rest}
        one["label"] += "改"
    what = draw.choice(["none", "drop", "add", "tell"])
    if what == "drop" and len(levels) > 2:
        levels.pop(draw.randrange(len(levels)))
    if what == "add":
        lower = levels[0]
        levels.insert(
            1, {**lower, "level": lower["level"] + 1, "tell": ["unit_head"], "when": dict(lower["when"])}
        )
    if what == "tell":
        levels[0]["tell"] = ["handler", "leader_in_charge"]
    return {**plain, "levels": levels}


def _ladder(plain: dict[str, Any]) -> Ladder:
    return parse(Ladder, plain, "made")


def _people(draw: random.Random, start: date, count: int) -> Roster:
    """Two areas, the second of some items alone; hand-over, vacancy, acting, return and recusal in the first."""
    plain = a_roster(areas=["业务", "监测"]).model_dump(by_alias=True, mode="json")
    plain["people"] += [{"id": p, "name": p} for p in ("wang", "zhao", "wei", "he")]
    plain["posts"] += [{"id": "second", "title": "总工程师", "roles": ["leader_in_charge"], "areas": ["监测"]},
                       {"id": "watch", "title": "纪检监察组组长", "roles": ["discipline"]},
                       {"id": "patrol", "title": "巡察办主任", "roles": ["inspection_office"]}]  # fmt: skip
    on, back = (start + timedelta(days=n) for n in sorted(draw.sample(range(5, 50), 2)))
    kept = [t for t in plain["tenures"] if t["post"] != "deputy"]
    first = {"post": "deputy", "person": "li", "from": "2018-01-01", "to": on}
    after: dict[str, list[dict[str, Any]]] = {
        "same": [{**first, "to": None}],
        "hand_over": [first, {"post": "deputy", "person": "wang", "from": on + ONE}],
        "vacant": [first, {"post": "deputy", "person": "wang", "from": back + ONE}],
        "acting": [first, {"post": "deputy", "person": "han", "from": on + ONE, "to": back, "acting": True},
                   {"post": "deputy", "person": "wang", "from": back + ONE}],
        "returns": [first, {"post": "deputy", "person": "wang", "from": on + ONE, "to": back},
                    {"post": "deputy", "person": "li", "from": back + ONE}],
    }  # fmt: skip
    plain["tenures"] = [*kept, *after[draw.choice(list(after))],
                        {"post": "second", "person": "zhao", "from": "2018-01-01"},
                        {"post": "watch", "person": "wei", "from": "2018-01-01"},
                        {"post": "patrol", "person": "he", "from": "2018-01-01"}]  # fmt: skip
    some = [f"HP-{n:05}" for n in range(count) if draw.random() < 0.2]
    who = draw.choice(["", "li", "zhang", "sun"])
    plain["recusals"] = [{"person": who, "items": some}] if who and some else []
    return Roster.model_validate(plain)


@dataclass
class Life:
    """One item's state on each day, its events, the releases of its levels, and when it was reopened."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    releases: list[dict[str, Any]] = field(default_factory=list)
    reopened: list[dict[str, Any]] = field(default_factory=list)


TURNS = ("claim", "claim", "return", "return", "extend", "correct", "settle", "reopen", "silence", "read")


def _life(draw: random.Random, start: date, code: str, ladder: Ladder) -> Life:
    opened, due = start + timedelta(days=draw.randint(0, 10)), start + timedelta(days=draw.randint(-5, 45))
    unit = draw.choice(["科", "科", "科", ""])
    state: dict[str, Any] = {"code": code, "unit": unit, "areas": draw.choice(["业务", "业务", "监测"]) if unit else "",
                             "source": "科", "person": draw.choice(["孙五", "钱某"]), "kind": "dated", "due_on": due,
                             "assessed_on": due, "opened_on": opened, "read_on": opened, "episode": 1,
                             "from_level": 0, "claim": "in_progress"}  # fmt: skip
    turns = {start + timedelta(days=draw.randint(1, LENGTH - 10)): draw.choice(TURNS)
             for _ in range(draw.randint(0, 5))}  # fmt: skip
    life, top = Life(), ladder.levels[-1].level
    for n in range((opened - start).days, LENGTH):
        day = start + timedelta(days=n)
        if day in turns and _turn(draw, state, turns[day], day, top):
            life.reopened.append({"item": code, "settled_on": life.rows[-1]["settled_on"], "on": day})
        life.rows.append({**state, "day": day})
    life.events = [_event(draw, code, start, ladder) for _ in range(draw.choice([0, 0, 1, 3]))]
    episodes = range(1, state["episode"] + 1)
    life.releases = [{"item": code, "episode": e, "level": one.level, "on": start + timedelta(days=draw.randint(0, LENGTH))}
                     for one in ladder.levels if one.release and draw.random() < 0.5 for e in episodes]  # fmt: skip
    return life


def _turn(draw: random.Random, state: dict[str, Any], what: str, day: date, top: int) -> bool:
    """What happens to an item on a day; whether that is a reopening."""
    gone, waits = state.get("settled_on") is not None, state.get("suspended_on") is not None
    again = {"episode": state["episode"] + 1, "opened_on": day}
    if what == "reopen" and gone:
        state |= {"settled_on": None, "suspended_on": None, "acceptance": "",
                  "from_level": draw.choice([0, 2, top]), **again}  # fmt: skip
        return True
    if what == "silence":
        state["silent_until_on"] = day + timedelta(days=draw.randint(1, 15))
    elif not gone and what == "read":
        state["read_on"] = day
    elif not gone and what == "claim" and not waits:
        state |= {"suspended_on": day, "read_on": day, "acceptance": ""}
    elif not gone and what == "return" and waits:
        state |= {"suspended_on": None, "acceptance": "returned"}
    elif not gone and what == "extend":
        state |= {"due_on": state["due_on"] + timedelta(days=draw.randint(5, 30)), **again}
    elif not gone and what == "correct":
        state |= {"due_on": day + timedelta(days=draw.randint(-20, 5)), **again}
    elif not gone and what == "settle":
        state |= {
            "settled_on": day,
            "suspended_on": state.get("suspended_on") or day,
            "acceptance": "written_off",
        }
    return False


def _event(draw: random.Random, code: str, start: date, ladder: Ladder) -> dict[str, Any]:
    on = start + timedelta(days=draw.randint(0, LENGTH - 5))
    if draw.random() < 0.5:
        level = draw.choice([0, *(one.level for one in ladder.levels)])
        return {"code": code, "kind": "judged", "level": level, "on": on}
    return {"code": code, "kind": "progress", "ratio": draw.choice([0.4, 0.7, 0.9, 1.0]), "on": on}
