"""The reviewers' own clock (验收计时): from a claim with evidence to the return or the write-off."""

from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, Schema

# One row a time an item was with the reviewers; see the table ``review``.
REVIEW_ROWS = Schema("review rows", {"item": TEXT, "from_on": DAY, "episode": WHOLE, "to_on": DAY,
                                     "outcome": TEXT, "evidence": TEXT})  # fmt: skip


def moved_reviews(before: pd.DataFrame, after: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Give REVIEW_ROWS opened or closed where ITEMS went from ``before`` to ``after`` on a day.

    A row is known by item and ``from_on``. Accepted, it is over for the unit and closed; a return or
    a write-off that follows closes it anew, on its own day.
    """
    was = before.set_index("code").reindex(after["code"])
    now = after.set_index("code")
    began, held = now["suspended_on"], was["suspended_on"]
    known = pd.DataFrame({"outcome": _outcome(was, now), "from_on": began.fillna(held).astype(DAY)})
    moved = began.ne(held) & ~(began.isna() & held.isna()) | known["outcome"].ne(_outcome(was, was))
    # Its review ended with the write-off: a reopening does not end it again.
    moved &= was["settled_on"].isna() | began.notna()
    end = now["settled_on"].fillna(on)
    end = end.where(end >= known["from_on"], known["from_on"])
    episode = was["episode"].where(held.notna(), now["episode"])
    evidence = was["evidence"].where(began.isna(), now["evidence"])
    rows = known.assign(episode=episode, evidence=evidence, to_on=end.where(known["outcome"].ne("")))
    picked = rows[moved & rows["from_on"].notna()]
    return REVIEW_ROWS.cast(picked.rename_axis("item").reset_index())


def _outcome(was: pd.DataFrame, now: pd.DataFrame) -> "pd.Series[Any]":
    """How it ended; "" where the item is with the reviewers, or never was."""
    began, held = now["suspended_on"].notna(), was["suspended_on"].notna()
    said = now["acceptance"].fillna("")
    gone = pd.Series("fell_back", index=now.index, dtype=TEXT).mask(said.eq("returned"), "returned")
    gone = gone.mask(was["acceptance"].eq("accepted") & said.ne("returned"), "written_off")
    out = gone.where(held & ~began, "").mask(began & said.eq("accepted"), "accepted")
    ended: pd.Series[Any] = out.mask(
        began & (now["settled_on"].notna() | said.eq("written_off")), "written_off"
    )
    return ended


def excused(rows: pd.DataFrame, reopened: pd.DataFrame) -> pd.DataFrame:
    """Give REVIEWS (item, from_on, to_on) that scoring leaves out: the days after each claim up to its
    end, and those from a write-off up to the reopening (item, settled_on, on): nobody was late then.
    """
    one = pd.Timedelta(days=1)
    off = reopened.rename(columns={"settled_on": "from_on", "on": "to_on"})[["item", "from_on", "to_on"]]
    spans = pd.concat([part for part in (rows[["item", "from_on", "to_on"]], off) if len(part)] or [off])
    spans = spans.assign(from_on=spans["from_on"] + one)
    return spans[spans["to_on"].isna() | (spans["from_on"] <= spans["to_on"])].reset_index(drop=True)
