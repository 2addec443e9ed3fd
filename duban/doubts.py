"""What needs a person's eye: the reporter's list, the steward's, and what is to be told today."""

import pandas as pd

from duban.frames import day
from duban.item import running
from duban.plan_words import plan_questions, still, unreported
from duban.scene import LedgerNews, Scene
from duban.wording import day_words


def told_today(scene: Scene) -> pd.DataFrame:
    """The escalations due to be told by today and not told yet, of items whose clock runs; what waits
    for the office's release is told to nobody.
    """
    rows = scene.rows[scene.rows["state"].eq("open") & scene.rows["notice_id"].isna()
                      & scene.rows["release"].ne("waiting") & (scene.rows["told_on"] <= scene.today)]  # fmt: skip
    return rows[rows["item"].isin(running(scene.items)["code"])]


def doubts(scene: Scene, news: LedgerNews) -> tuple[str, ...]:
    """What a source's reporter is asked about, one entry each; empty where nothing is."""
    return tuple(p.sentence for p in news.problems) + tuple(
        str(code) for frame in (ledger_changes(scene, news.source).rename(columns={"item": "code"}),
                                unproved(scene, news.source)) for code in frame["code"])  # fmt: skip


def unproved(scene: Scene, source: str) -> pd.DataFrame:
    """Recurring items of a source whose cycle has ended with no new evidence in the ledger."""
    items = scene.items[scene.items["source"].eq(source) & scene.items["kind"].eq("recurring")]
    return items[(items["due_on"] < scene.today) & items["missing_on"].isna() & items["settled_on"].isna()]


def ledger_changes(scene: Scene, source: str) -> pd.DataFrame:
    """What a source's reporter is asked to look at again, beside cells that could not be read."""
    kinds = ["deadline_moved", "vanished", "claimed", "claimed_again", "unit_moved", "written_off_by_department",
             "fell_back", "register_differs", "unreported", "reported_twice"]  # fmt: skip
    return still(scene, scene.news[scene.news["source"].eq(source) & scene.news["kind"].isin(kinds)])


def _day(value: object) -> str:
    on = day(value)
    return day_words(on) if on else "待定"


def _decided(scene: Scene) -> list[str]:
    """Papers that newly wait for 审签, and what was decided since the last notices: pauses, disputes."""
    since = pd.Timestamp.min if scene.since is None else pd.Timestamp(scene.since)
    rows = scene.rows[
        scene.rows["release"].eq("waiting") & scene.rows["told_on"].between(since, scene.today, "right")
    ]
    said = [f"{r.item} {r.label}督办单待审签（duban release）" for r in
            rows.drop_duplicates(["item", "episode", "level"]).itertuples()]  # fmt: skip
    made = max(scene.last_made.values(), default=None)
    acts = scene.acts if made is None else scene.acts[scene.acts["at"] >= pd.Timestamp(made)]
    words = {"silence": "已暂停提示", "dispute": "责任归属有争议，待定责"}
    return said + [f"{r.item} {words[str(r.kind)]}（{r.by}：{r.why}）" for r in
                   acts[acts["kind"].isin(words)].itertuples()]  # fmt: skip


def questions(scene: Scene) -> tuple[str, ...]:
    """What has nobody else, or needs a person: the steward's list, only when something is new."""
    open_ = scene.items[scene.items["settled_on"].isna()]
    seen = set(scene.news["item"])
    new = open_[open_["code"].isin(seen)]
    doubtful = new[~new["certain"]]
    lost = new[new["missing_on"].notna() & ~new["code"].isin(unreported(scene))]
    strange = new[new["unit"].eq("")]
    said = [f"{r.code} 时限“{str(r.due_text).strip()}”需核定，暂按{_day(r.due_on)}计" for r in
            doubtful.itertuples()]  # fmt: skip
    said += [f"{r.code} 在台账中不再出现，待核实" for r in lost.itertuples()]
    said += [f"{r.code} 责任单位“{r.unit_text}”不在花名册中" for r in strange.itertuples()]
    moved = scene.news[scene.news["kind"].eq("deadline_moved")]
    said += [f"{r.item} 台账时限由“{str(r.before).strip()}”改为“{str(r.after).strip()}”，无延期批准"
             for r in moved.itertuples()]  # fmt: skip
    said += _decided(scene)
    vacant = sorted({n for w in told_today(scene)["why"] for n in str(w).split("；")[1:] if "空缺" in n})
    return (*scene.failed, *said, *plan_questions(scene), *vacant, *scene.asked)
