"""The auditor (核查): the books of a site held against a second computation, and against each other.

It shares nothing with what opens, tells and sends; whoever changes the books behind the program's back is
found out by what no longer fits.
"""

import pandas as pd

from duban.audit_duties import duties
from duban.audited import FINDINGS, Books, Ground, found


def audit(books: Books, ground: Ground) -> pd.DataFrame:
    """Give FINDINGS: what must have been told and was not, and what the books say that cannot be."""
    parts = [
        *duties(books, ground),
        *_rows_of(books, ground),
        *_items_of(books, ground),
        *_ways_of(books, ground),
    ]
    all_of_them = [FINDINGS.cast(part) for part in parts if len(part)]
    if not all_of_them:
        return FINDINGS.frame()
    return pd.concat(all_of_them, ignore_index=True).drop_duplicates(ignore_index=True)


def _rows_of(books: Books, ground: Ground) -> list[pd.DataFrame]:
    rows = books.rows.merge(books.items[["code", "settled_on", "suspended_on", "silent_until_on", "moved_on"]]
                            .assign(now=books.items["episode"]), left_on="item", right_on="code")  # fmt: skip
    said = rows[rows["notice_id"].ne("")].merge(books.notices.rename(columns={
        "id": "notice_id", "person": "to", "on": "said_on"}), how="left", on="notice_id")  # fmt: skip
    present = rows["settled_on"].isna() & rows["episode"].eq(rows["now"])
    answers = rows["line"].ne("business") | rows["item"].isin(list(books.answered))
    let_go = rows["item"].isin(list(books.let_go))
    return [
        _untold(rows, books, ground),
        found("no such notice", said[said["to"].isna() | said["to"].ne(said["person"])], "item", "person"),
        found("told too early", said[said["said_on"] < said["on"]], "item", "person"),
        found("told and voided", said[said["state"].eq("void")], "item", "person"),
        found("ended without a reason", rows[rows["state"].eq("settled") & present & ~let_go], "item", "person"),
        found("no answer behind it", rows[rows["state"].eq("answered") & ~answers], "item", "person"),
    ]  # fmt: skip


def _untold(rows: pd.DataFrame, books: Books, ground: Ground) -> pd.DataFrame:
    """What stands open and should have been told: today to whom had no notice yet, else by the run before."""
    holds = {t.key for t in ground.roster.tenures if t.from_on <= ground.ran_on.date() <= t.to_on}
    due = rows[rows["state"].eq("open") & rows["notice_id"].eq("") & rows["release"].ne("waiting")
               & rows["settled_on"].isna() & rows["suspended_on"].isna() & rows["tenure"].isin(list(holds))
               & ~(rows["silent_until_on"] >= ground.week_ago)]  # fmt: skip
    had = books.notices.loc[books.notices["on"].eq(ground.ran_on), "person"]
    now = (due["told_on"] <= ground.ran_on) & ~due["person"].isin(had)
    known = (
        (due["moved_on"] <= ground.before) if ground.before is not None else pd.Series(False, index=due.index)
    )
    long = known & (due["told_on"] <= ground.before) if ground.before is not None else known
    return found("row not told", due[now | long], "item", "person")


def _items_of(books: Books, ground: Ground) -> list[pd.DataFrame]:
    items = books.items
    by_act = items["code"].isin(list(books.written_off)) | items["source"].isin(list(ground.reviewers))
    claimed = items["code"].isin(list(books.reviewed))
    return [
        found("written off by nobody", items[items["settled_on"].notna() & ~by_act], "code"),
        found("paused by nobody", items[items["suspended_on"].notna() & items["settled_on"].isna() & ~claimed],
               "code"),
    ]  # fmt: skip


def _ways_of(books: Books, ground: Ground) -> list[pd.DataFrame]:
    """Notices on their way: each has one, and what is said of it is borne out by its attempts."""
    ways, now = books.ways, {t.person for t in ground.roster.tenures
                             if t.from_on <= ground.ran_on.date() <= t.to_on}  # fmt: skip
    standing = ways[ways["state"].ne("void")]
    owed = books.notices[books.notices["on"] <= ground.ran_on]
    lacking = owed[~owed["id"].isin(standing["notice_id"]) & owed["person"].isin(now)]
    arrived = ways.loc[ways["state"].eq("sent"), "notice_id"]
    open_ = standing[~standing["notice_id"].isin(arrived) & ~standing["relayed"]
                     & (standing["due_on"] < (ground.before or ground.ran_on))]  # fmt: skip
    return [
        found("no way out", lacking, "id", "person"),
        found("sent without an attempt", ways[ways["state"].eq("sent") & ~ways["arrived"]], "notice_id", "person"),
        found("arrived and not kept", ways[ways["state"].ne("sent") & ways["arrived"]], "notice_id", "person"),
        found("held too long", ways[ways["state"].eq("sending") & ~ways["leased"]], "notice_id", "person"),
        found("reached nobody", open_, "notice_id", "person"),
    ]  # fmt: skip
