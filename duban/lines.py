"""What stands in a letter, line by line: items of the business line, conduct asks, what was reached."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from duban.frames import day, records
from duban.handover import inherited
from duban.item import days_late
from duban.letter import AskLine, Line, Reached
from duban.scene import Scene
from duban.track import CYCLES
from duban.upward import exempt
from duban.wording import days_words, due_words, inherited_words, joined, short

TOP_ROLES = ("principal", "secretary")


def business_lines(scene: Scene, rows: pd.DataFrame) -> Iterable[Line]:
    """Each item once, at its highest level and newest round for this person; new and late first.

    Where they are too many for a letter, all that is new stands before the rest. What a principal
    is told as such stands in the list of what was reached (``reached``).
    """
    rows = rows[rows["line"].eq("business") & ~rows["role"].isin(TOP_ROLES)]
    if rows.empty:
        return
    order = rows.sort_values(["item", "level", "round"], kind="stable")
    top = order.groupby("item").tail(1).merge(facts_of(scene), left_on="item", right_on="code",
                                              suffixes=("", "_item"))  # fmt: skip
    top = top.merge(_limits(scene, order), how="left", on="item").merge(
        _chases(scene, rows), how="left", left_on=["item", "tenure"], right_on=["target_item", "tenure"]
    )
    top = top.merge(_earlier(scene, order), how="left", on="item")
    top["fresh"] = top["notice_id"].isna() & ~inherited(scene, top)
    top["just"] = top["due_on"].between(scene.today - pd.Timedelta(days=1), scene.today, inclusive="left")
    first = ["just", "fresh", "late"] if len(top) > scene.site.settings.letter_lines else ["just", "late"]
    top = top.sort_values([*first, "item"], ascending=[*(False for _ in first), True])
    for one in records(top):
        yield _line(scene, one)


def _earlier(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """By item the last of what was said before today: on which day, at which level, whether unanswered."""
    told = rows[rows["notice_id"].notna() & (rows["told_on"] < scene.today)].groupby("item").tail(1)
    unanswered = told["state"].eq("open") & told["answer_by"].notna()
    return pd.DataFrame({"item": told["item"], "earlier_on": told["notice_on"],
                         "earlier_label": told["label"], "earlier_unanswered": unanswered})  # fmt: skip


def _limits(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """By item the oldest unanswered limit of its highest level: what a later level did not supersede."""
    top = rows[rows["level"].eq(rows.groupby("item")["level"].transform("max"))]
    owed = top[top["state"].eq("open") & ~top["post"].isin(exempt(scene.roster))]
    return owed.groupby("item")["answer_by"].min().rename("limit_on").reset_index()


def _chases(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """The chases of these rows' own answers: number, and who is copied."""
    mine = scene.chases[scene.chases["kind"].eq("business") & ~scene.chases["copy"]
                        & scene.chases["person"].isin(rows["person"])]  # fmt: skip
    named = mine.assign(copied=mine["target"].map(copied_names(scene)).fillna(""))
    return named[["item", "tenure", "number", "copied"]].rename(columns={"item": "target_item"})


def copied_names(scene: Scene) -> dict[str, str]:
    """Who is copied with each chase told today: target -> names."""
    copies = scene.chases[scene.chases["copy"]]
    names = copies["person"].map({p.id: p.name for p in scene.roster.people}).fillna("")
    return {
        str(k): str(v)
        for k, v in names.groupby(copies["target"]).agg(lambda n: joined(n, scene.site.language)).items()
    }


def facts_of(scene: Scene) -> pd.DataFrame:
    """The items with how many days late each is (late)."""
    return scene.items.assign(late=days_late(scene.items, scene.today))


def _line(scene: Scene, one: dict[str, Any]) -> Line:
    """One item's line from its row."""
    today, language = scene.today.date(), scene.site.language
    due_on = day(one["due_on"]) or today
    answer_by, earlier_on = day(one["limit_on"]), day(one["earlier_on"])
    answered = day(one["answered_at"]) if one["state"] == "answered" else None
    return Line(
        code=one["item"], measure=short(one["measure"]), unit=one["unit_item"] or one["unit_text"],
        due=due_words({**one, "due_on": due_on}, language, today), days=_days(scene, due_on, one["tenure"]),
        label=one["label"], new=bool(one["fresh"]), late=due_on < today, role=one["role"],
        copy=bool(one["copy"]), kind=one["kind"], claim=one["claim"],
        proof=bool(one["evidence"]), missing_on=day(one["missing_on"]),
        earlier_on=earlier_on, earlier_label=one["earlier_label"] if earlier_on else "",
        earlier_unanswered=bool(earlier_on and one["earlier_unanswered"]), answer_by=answer_by,
        overdue_answer=bool(answer_by and answer_by < today), answered_on=answered,
        chase=_number(one["number"]), chase_copied=_text(one["copied"]),
        note=one["why"].partition("；")[2],
    )  # fmt: skip


def _days(scene: Scene, due_on: date, tenure: str) -> str:
    """How late an item is, and how much of that was before the tenure of whoever reads it."""
    today, language = scene.today.date(), scene.site.language
    begun = next((t.from_on for t in scene.roster.tenures if t.key == tenure), due_on)
    return days_words(due_on, today, language) + inherited_words(due_on, today, begun, language)


def _number(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def ask_lines(scene: Scene, rows: pd.DataFrame) -> Iterable[AskLine]:
    """The conduct asks of one leader that still have a ground whose clock runs."""
    grounds = rows[rows["line"].eq("conduct") & rows["ask"].ne("")]
    # What a cycle was closed with claims nothing for the next one.
    said = scene.items.assign(claims=scene.items["claim"].eq("done") & ~scene.items["kind"].isin(CYCLES))
    claims = said.set_index("code")["claims"]
    chased = scene.chases[~scene.chases["copy"]].set_index("target")["number"].to_dict()
    copied = copied_names(scene)
    for ask_id, group in grounds.groupby("ask"):
        ask = scene.asks[scene.asks["id"].eq(ask_id) & scene.asks["state"].eq("open")]
        if ask.empty:
            continue
        one, codes = ask.iloc[0], tuple(sorted(set(group["item"])))
        answer_by = None if one["post"] in exempt(scene.roster) else day(one["answer_by"])
        yield AskLine(str(one["unit"]), int(str(one["month"])[5:]), codes,
                      bool(claims[list(codes)].all()), answer_by,
                      bool(group["notice_id"].isna().any()),
                      bool(answer_by and answer_by < scene.today.date()),
                      int(chased.get(ask_id, 0)), copied.get(str(ask_id), ""))  # fmt: skip


def reached(scene: Scene, fresh: pd.DataFrame) -> Iterable[Reached]:
    """What a principal is told as such: each item once, with the leaders who hear of it too."""
    fresh = fresh[fresh["line"].eq("business") & fresh["role"].isin(TOP_ROLES)]
    if fresh.empty:
        return
    led = scene.rows[scene.rows["role"].eq("leader_in_charge") & scene.rows["line"].eq("business")
                     & (scene.rows["told_on"] <= scene.today) & scene.rows["person"].ne("")]  # fmt: skip
    heard = led.groupby(["item", "level"])["person"].unique().to_dict()
    top = fresh.sort_values(["item", "level"]).groupby("item").tail(1)
    for one in records(top.sort_values(["level", "item"], ascending=[False, True])):
        names = [scene.roster.person(p).name for p in heard.get((one["item"], one["level"]), ())]
        yield Reached(one["item"], one["unit"], one["label"], joined(names, scene.site.language), bool(names),
                      bool(one["on"] < scene.today and one["round"] == 1), one["round"])  # fmt: skip
