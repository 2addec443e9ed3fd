"""Few notices (督办通知): who hears today, of what, on what ground; one letter to one person."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from duban.doubts import doubts, questions, told_today
from duban.figures import figures, near_days
from duban.frames import day, records
from duban.item import days_late, running
from duban.letter import AskLine, Changed, Letter, Line, Reached
from duban.roster import RANK
from duban.scene import Scene
from duban.track import CYCLES
from duban.wording import days_words, due_words, short


def letters(scene: Scene) -> list[Letter]:
    """Today's letters, one to each person with something new; nothing new, nothing sent."""
    fresh = told_today(scene)
    gone = scene.rows[scene.rows["state"].eq("settled") & scene.rows["notice_id"].notna()
                      & scene.rows["settled_notice_id"].isna()]  # fmt: skip
    others = _reporters(scene) | _steward(scene) | _discipline(scene) | {one.person for one in scene.sheets}
    people = sorted({*fresh["person"], *gone["person"], *others} - {""})
    return [_letter(scene, person, fresh[fresh["person"] == person],
                    gone[gone["person"] == person]) for person in people]  # fmt: skip


def _reporters(scene: Scene) -> set[str]:
    noted = {n.reporter for n in scene.ledgers if doubts(scene, n)}
    return {_holder(scene, post) for post in noted}


def _steward(scene: Scene) -> set[str]:
    asked = bool(questions(scene))
    return {_holder(scene, p.id) for p in scene.roster.with_role("steward")} if asked else set()


def _discipline(scene: Scene) -> set[str]:
    """A list once a month, on the first working day a run falls on."""
    holders = {_holder(scene, p.id) for p in scene.roster.with_role("discipline")}
    month = scene.today.to_period("M")
    return {h for h in holders if h not in scene.last_told
            or pd.Timestamp(scene.last_told[h]).to_period("M") < month}  # fmt: skip


def _holder(scene: Scene, post: str) -> str:
    tenure = scene.roster.holder(post, scene.today.date())
    return tenure.person if tenure else ""


def _posts(scene: Scene, person: str) -> list[Any]:
    held = [p for p in scene.roster.posts if _holder(scene, p.id) == person]
    return sorted(held, key=lambda p: -max([RANK.get(r, 0) for r in p.roles] or [0]))


def _letter(scene: Scene, person: str, fresh: pd.DataFrame, gone: pd.DataFrame) -> Letter:
    posts = _posts(scene, person)
    kind = _kind(posts)
    mine = _scope(scene, posts, kind)
    items = scene.items[scene.items["unit"].isin(mine)] if mine is not None else scene.items
    rows = scene.rows[scene.rows["person"].eq(person) & scene.rows["state"].eq("open")]
    rows = rows[rows["item"].isin(running(scene.items)["code"]) & (rows["told_on"] <= scene.today)]
    tenure = scene.roster.holder(posts[0].id, scene.today.date()) if posts else None
    since = scene.last_told.get(person)
    return Letter(
        person=person, name=scene.roster.person(person).name,
        post=posts[0].id if posts else "", title=posts[0].title if posts else "",
        scope=_scope_words(scene, posts, kind, mine), kind=kind,
        figures=figures(items, scene.today, near_days(scene.ladder)), since_on=since,
        changed=tuple(_changed(scene, items, since)),
        business=tuple(_lines(scene, rows[rows["line"] == "business"], kind)),
        conduct=tuple(_asks(scene, rows)), reached=tuple(_reached(scene, fresh, kind)),
        ledgers=tuple(n for n in scene.ledgers if _holder(scene, n.reporter) == person),
        settled=tuple(sorted(set(gone["item"]))),
        questions=questions(scene) if kind == "steward" else (),
        overseen=tuple(_overseen(scene)) if kind == "discipline" else (),
        held_from_on=tenure.from_on if tenure else None,
        row_ids=tuple(int(i) for i in fresh["id"]),
        settled_ids=tuple(int(i) for i in gone["id"]),
        sheets=tuple(one for one in scene.sheets if one.person == person),
    )  # fmt: skip


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
    return "、".join(words) if mine is not None else scene.site.organisation


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
        if kind in {"deadline_moved", "fell_back", "unit_moved", "extended", "reopened", "corrected"}:
            for one in group.itertuples():
                yield Changed(str(kind), (str(one.item),), str(one.before), str(one.after),
                              day(due[one.item]))  # fmt: skip
        else:
            yield Changed(str(kind), tuple(group["item"]))


def _lines(scene: Scene, rows: pd.DataFrame, kind: str) -> Iterable[Line]:
    """Each item once, at its highest level and newest round for this person; new and late first."""
    if rows.empty or kind == "principal":
        return
    order = rows.sort_values(["item", "level", "round"], kind="stable")
    top = order.groupby("item").tail(1).merge(_facts(scene), left_on="item", right_on="code",
                                              suffixes=("", "_item"))  # fmt: skip
    top["fresh"] = top["notice_id"].isna()
    top["just"] = top["due_on"].between(scene.today - pd.Timedelta(days=1), scene.today, inclusive="left")
    top = top.sort_values(["just", "late", "item"], ascending=[False, False, True])
    for one in top.pipe(records):
        before = order[(order["item"] == one["item"]) & order["notice_id"].notna()
                       & (order["told_on"] < scene.today)]  # fmt: skip
        yield _line(scene, one, before)


def _facts(scene: Scene) -> pd.DataFrame:
    return scene.items.assign(late=days_late(scene.items, scene.today))


def _line(scene: Scene, one: dict[str, Any], before: pd.DataFrame) -> Line:
    today, language = scene.today.date(), scene.site.language
    due_on = day(one["due_on"]) or today
    facts = {**one, "due_on": due_on, "kind": one["kind"]}
    answer_by, last = day(one["answer_by"]), records(before.tail(1))
    return Line(
        code=one["item"], measure=short(one["measure"]), unit=one["unit_item"] or one["unit_text"],
        due=due_words(facts, language), days=days_words(due_on, today, language),
        label=one["label"], new=bool(one["fresh"]), late=due_on < today, role=one["role"],
        copy=bool(one["copy"]), kind=one["kind"], claim=one["claim"],
        proof=bool(one["evidence"]), missing_on=day(one["missing_on"]),
        earlier_on=day(last[0]["notice_on"]) if last else None,
        earlier_label=last[0]["label"] if last else "", answer_by=answer_by,
        earlier_unanswered=bool(last and not pd.isna(last[0]["answer_by"])),
        overdue_answer=bool(answer_by and answer_by < today),
        note=one["why"].partition("；")[2],
    )  # fmt: skip


def _asks(scene: Scene, rows: pd.DataFrame) -> Iterable[AskLine]:
    """The conduct asks of one leader that still have a ground whose clock runs."""
    grounds = rows[rows["line"].eq("conduct") & rows["ask"].ne("")]
    # What a cycle was closed with claims nothing for the next one.
    said = scene.items.assign(claims=scene.items["claim"].eq("done") & ~scene.items["kind"].isin(CYCLES))
    claims = said.set_index("code")["claims"]
    for ask_id, group in grounds.groupby("ask"):
        ask = scene.asks[scene.asks["id"].eq(ask_id) & scene.asks["state"].eq("open")]
        if ask.empty:
            continue
        one, codes = ask.iloc[0], tuple(sorted(set(group["item"])))
        answer_by = day(one["answer_by"])
        yield AskLine(str(one["unit"]), int(str(one["month"])[5:]), codes,
                      bool(claims[list(codes)].all()), answer_by,
                      bool(group["notice_id"].isna().any()),
                      bool(answer_by and answer_by < scene.today.date()))  # fmt: skip


def _reached(scene: Scene, fresh: pd.DataFrame, kind: str) -> Iterable[Reached]:
    if kind != "principal":
        return
    fresh = fresh[fresh["line"].eq("business")]
    led = scene.rows[scene.rows["role"].eq("leader_in_charge") & scene.rows["line"].eq("business")]
    for code, group in fresh.sort_values(["item", "level"]).groupby("item"):
        one = group.iloc[-1]
        heard = led[led["item"].eq(code) & led["level"].eq(one["level"])
                    & (led["told_on"] <= scene.today)]  # fmt: skip
        names = [scene.roster.person(p).name for p in dict.fromkeys(heard["person"]) if p]
        yield Reached(str(code), str(one["unit"]), str(one["label"]), "、".join(names),
                      bool(names), bool(one["on"] < scene.today and one["round"] == 1), int(one["round"]))  # fmt: skip


def _overseen(scene: Scene) -> Iterable[Line]:
    facts = _facts(scene)
    late = facts[facts["late"] > 0].sort_values("late", ascending=False)
    blank = {"fresh": False, "role": "discipline", "copy": True, "label": "", "answer_by": pd.NaT,
             "why": ""}  # fmt: skip
    for one in records(late):
        row = {**one, **blank, "item": one["code"], "unit_item": one["unit"]}
        yield _line(scene, row, pd.DataFrame())
