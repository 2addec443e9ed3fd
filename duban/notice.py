"""Few notices (督办通知): who hears today, of what, on what ground; one letter to one person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from duban.chased import chase_lines, chases_of
from duban.decided import concerned
from duban.disclosure.seen import closed_codes, hidden, seen, stand_in
from duban.doubts import doubts, told_today
from duban.figures import figures, near_days
from duban.frames import TEXT, day
from duban.handover import hand_overs
from duban.item import running
from duban.letter import Changed, Held, Letter
from duban.lines import ask_lines, business_lines, reached
from duban.officers import asked_of, hears_of, passed_lines
from duban.overseen import is_monthly, overseen
from duban.recusal import reaching
from duban.roster import RANK
from duban.scene import Scene
from duban.wording import joined


def letters(scene: Scene) -> list[Letter]:
    """Today's letters, one to each person with something new; nothing new, nothing sent."""
    scene, asked = _unbarred(scene), asked_of(scene)
    fresh = told_today(scene)
    gone = scene.rows[scene.rows["state"].eq("settled") & scene.rows["notice_id"].notna()
                      & scene.rows["settled_notice_id"].isna() & scene.holds(scene.rows["tenure"])]  # fmt: skip
    others = _reporters(scene) | _discipline(scene) | _asked(scene) | {*asked, *scene.passed["officer"]}
    people = {*fresh["person"], *gone["person"], *scene.chases["person"], *_in_office(scene), *others} - {""}
    decided = concerned(scene) - people
    made = [replace(_letter(scene, person, fresh[fresh["person"] == person], gone[gone["person"] == person]),
                    questions=asked.get(person, ())) for person in sorted(people | decided)]  # fmt: skip
    return [one for one in made if one.changed or one.person in people]


def _unbarred(scene: Scene) -> Scene:
    """The scene without what would reach a person concerned (回避); what would reach an office that may not
    read it (受限) goes to whoever stands in.
    """
    rows, chases, corrections = (reaching(one, scene.items, scene.roster)
                                 for one in (scene.rows, scene.chases, scene.corrections))  # fmt: skip
    return replace(scene, rows=rows, chases=_passed_on(scene, chases), corrections=corrections)


def _passed_on(scene: Scene, chases: pd.DataFrame) -> pd.DataFrame:
    closed = closed_codes(scene)
    if not closed or not chases["item"].isin(closed).any():
        return chases
    to = [stand_in(scene, code) if code in closed and code in hidden(scene, person) else person
          for code, person in zip(chases["item"], chases["person"], strict=True)]  # fmt: skip
    return chases.assign(person=pd.Series(to, index=chases.index, dtype=TEXT))


def _in_office(scene: Scene) -> set[str]:
    """Who was told something wrong and still holds a post; a former holder hears no more."""
    return {p for p in scene.corrections["person"] if _posts(scene, p)}


def _reporters(scene: Scene) -> set[str]:
    return {hears_of(scene, n) for n in scene.ledgers if doubts(scene, n)}


def _asked(scene: Scene) -> set[str]:
    """Whoever has a duty sheet to confirm or a dispute to decide."""
    return {one.person for one in scene.sheets} | {one.person for one in scene.disputes}


def _discipline(scene: Scene) -> set[str]:
    """A list once a month, and what is serious at once."""
    holders = {_holder(scene, p.id) for p in scene.roster.with_role("discipline")} - {""}
    return {h for h in holders if is_monthly(scene, h) or any(True for _ in overseen(seen(scene, h), h))}


def _holder(scene: Scene, post: str) -> str:
    tenure = scene.roster.holder(post, scene.today.date())
    return tenure.person if tenure else ""


def _posts(scene: Scene, person: str) -> list[Any]:
    held = [p for p in scene.roster.posts if _holder(scene, p.id) == person]
    return sorted(held, key=lambda p: -max([RANK.get(r, 0) for r in p.roles] or [0]))


def _letter(scene: Scene, person: str, fresh: pd.DataFrame, gone: pd.DataFrame) -> Letter:
    scene = seen(scene, person)
    posts = _posts(scene, person)
    kind = _kind(posts)
    mine = _scope(scene, posts, kind)
    items = scene.items[scene.items["unit"].isin(mine)] if mine is not None else scene.items
    rows = scene.rows[scene.rows["person"].eq(person) & scene.rows["state"].isin(["open", "answered"])
                      & scene.holds(scene.rows["tenure"])]  # fmt: skip
    rows = rows[rows["item"].isin(running(scene.items)["code"]) & (rows["told_on"] <= scene.today)
                & rows["release"].ne("waiting")]  # fmt: skip
    since = scene.last_told.get(person)
    roles = {r for p in posts for r in p.roles}
    wrong = scene.corrections[scene.corrections["person"].eq(person)]
    return Letter(
        person=person, name=scene.roster.person(person).name,
        post=posts[0].id if posts else "", title=posts[0].title if posts else "",
        scope=_scope_words(scene, posts, kind, mine), kind=kind,
        figures=figures(items, scene.today, near_days(scene.ladder)), since_on=since,
        changed=tuple(_changed(scene, items, since)),
        business=tuple(business_lines(scene, rows)), conduct=tuple(ask_lines(scene, rows)),
        reached=tuple(reached(scene, fresh)), chases=tuple(chase_lines(scene, person)),
        ledgers=tuple(n for n in scene.ledgers if hears_of(scene, n) == person),
        settled=tuple(sorted(set(gone["item"]))),
        questions=(), passed=tuple(passed_lines(scene, person)),
        overseen=tuple(overseen(scene, person)) if "discipline" in roles else (),
        monthly="discipline" in roles and is_monthly(scene, person),
        hand_overs=tuple(hand_overs(scene, person)),
        corrected=tuple(wrong["text"].str.rstrip("。")), correction_ids=tuple(int(i) for i in wrong["id"]),
        held=tuple(_held(scene, posts)),
        row_ids=tuple(int(i) for i in fresh["id"]),
        settled_ids=tuple(int(i) for i in gone["id"]),
        chase_ids=tuple(int(i) for i in chases_of(scene, person)["id"]),
        sheets=tuple(one for one in scene.sheets if one.person == person),
        disputes=tuple(one for one in scene.disputes if one.person == person),
    )  # fmt: skip


def _held(scene: Scene, posts: list[Any]) -> Iterable[Held]:
    for post in posts:
        tenure = scene.roster.holder(post.id, scene.today.date())
        if tenure is not None:
            yield Held(post.title, tenure.from_on, joined(post.areas, scene.site.language))


KINDS = {"principal": "principal", "secretary": "principal", "leader_in_charge": "leader",
         "discipline": "discipline", "steward": "steward"}  # fmt: skip


def _kind(posts: list[Any]) -> str:
    roles = {r for p in posts for r in p.roles}
    return next((k for r, k in KINDS.items() if r in roles), "unit")


def _scope(scene: Scene, posts: list[Any], kind: str) -> set[str] | None:
    """The units a person answers for; None is the whole organisation."""
    if kind in {"principal", "discipline", "steward"}:
        return None
    areas = {a for p in posts for a in p.areas}
    own = {p.unit for p in posts if p.unit}
    return own | {u.name for u in scene.roster.units if areas & set(u.areas)}


def _scope_words(scene: Scene, posts: list[Any], kind: str, mine: set[str] | None) -> str:
    areas = dict.fromkeys(a for p in posts for a in p.areas)
    words = list(areas) if kind == "leader" else [u.name for u in scene.roster.units
                                                 if mine is not None and u.name in mine]  # fmt: skip
    return joined(words, scene.site.language) if mine is not None else scene.site.organisation


def _changed(scene: Scene, items: pd.DataFrame, since: date | None) -> Iterable[Changed]:
    """Changes first: what is late since today, then what ledgers said, grouped by kind."""
    now = items[items["settled_on"].isna() & items["suspended_on"].isna()]
    late = now[(now["due_on"] < scene.today)
               & (now["due_on"] >= scene.today - pd.Timedelta(days=1))]  # fmt: skip
    if len(late):
        yield Changed("late_today", tuple(late["code"]))
    found = scene.changes[scene.changes["item"].isin(items["code"])]
    found = found[~found["kind"].isin(["new", "progress"])]
    found = found if since is None else found[found["on"] > pd.Timestamp(since)]
    due = items.set_index("code")["due_on"].to_dict()
    for kind, group in found.groupby("kind", sort=False):
        if kind in {
            "deadline_moved",
            "fell_back",
            "unit_moved",
            "extended",
            "reopened",
            "corrected",
            "owned",
        }:
            for one in group.itertuples():
                yield Changed(str(kind), (str(one.item),), str(one.before), str(one.after),
                              day(due[one.item]))  # fmt: skip
        else:
            yield Changed(str(kind), tuple(group["item"]))
