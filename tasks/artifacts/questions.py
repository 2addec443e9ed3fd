"""What waits for a person, counted by kind, without a restricted item among them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.frames import DAY, TEXT, Schema
from duban.lateness import ledgers_owed
from duban.owed import answers_owed, disputes_owed, explanations_owed, look_backs_owed, office_owed
from duban.sampling import SAMPLES
from duban.watch.questions import KINDS, QUESTIONS
from tasks import store
from tasks.artifacts.watched import Watched
from tasks.chases import disputes
from tasks.database import read_frame, reads
from tasks.requests import open_requests

# One thing that waits: its kind, and the last day on which it is in time (empty: it has no limit).
ONE = Schema("one", {"kind": TEXT, "limit_on": DAY})
OF_ITEM = Schema("of item", {"item": TEXT, "source": TEXT})


def questions_of(one: Watched) -> pd.DataFrame:
    """QUESTIONS of a site today."""
    at = one.at
    found = pd.concat([*_owed(one), *_unlimited(one), _held(one)], ignore_index=True)
    over = found["limit_on"] < at.day
    groups = ONE.cast(found).assign(overdue=over.fillna(False)).groupby("kind")
    out = groups.agg(count=("kind", "size"), overdue=("overdue", "sum"), limit_on=("limit_on", "min"))
    out = out.reindex(list(KINDS)).dropna(subset="count").rename_axis("kind").reset_index()
    past = at.loaded.calendar.count_days(
        out["limit_on"].fillna(at.day).astype(DAY), pd.Series(at.day, index=out.index)
    )
    return QUESTIONS.cast(out.assign(workdays=past.where(out["limit_on"].notna())))


def _owed(one: Watched) -> Iterable[pd.DataFrame]:
    """What is owed within a limit: the same rows that are chased."""
    at, owing = one.at, one.owing
    office = office_owed(owing)
    yield answers_owed(owing)[["kind", "limit_on"]]
    yield office.assign(kind=office["kind"].mask(office["why"].eq("accepted"), "accepted"))[
        ["kind", "limit_on"]
    ]
    yield explanations_owed(owing)[["kind", "limit_on"]]
    open_ = disputes(at.engine, at.site)
    yield disputes_owed(owing, open_[open_["item"].isin(one.items["code"])])[["kind", "limit_on"]]
    samples = store.frame(at.engine, t.sample, at.site, SAMPLES, t.sample.c.due_from_on <= at.today)
    yield look_backs_owed(owing, samples[samples["item"].isin(one.items["code"])])[["kind", "limit_on"]]
    yield ledgers_owed(*one.late)[["kind", "limit_on"]]
    asked = open_requests(at)
    shown = asked[asked["item"].eq("") | asked["item"].isin(one.items["code"])]
    yield shown.assign(kind="request", limit_on=shown["expires_on"])[["kind", "limit_on"]]


def _unlimited(one: Watched) -> Iterable[pd.DataFrame]:
    """What waits without a limit: signals, likely matches."""
    codes, site = one.items["code"], one.at.site
    signals = _items(one, select(t.signal.c.item, t.signal.c.signal.label("source")).where(
        t.signal.c.site == site, t.signal.c.state == "open"))  # fmt: skip
    matches = _items(one, select(t.proposal.c.item, t.proposal.c.source).join(
        t.reading, t.reading.c.id == t.proposal.c.reading_id).where(
        t.proposal.c.site == site, t.proposal.c.state == "open", ~t.reading.c.restricted))  # fmt: skip
    for kind, found in (("signal", signals), ("match", matches)):
        mine = found[found["item"].isin(codes)]
        yield pd.DataFrame({"kind": kind, "limit_on": pd.Series(pd.NaT, index=mine.index, dtype=DAY)})


def _items(one: Watched, query: Any) -> pd.DataFrame:
    with reads(one.at.engine) as conn:
        return read_frame(conn, query, OF_ITEM)


def _held(one: Watched) -> pd.DataFrame:
    """Held deliveries, which the office is to settle within the days given to explain."""
    at = one.at
    held = store.deliveries(at.engine, at.site, at.today, t.delivery.c.state == "held")
    limit = at.loaded.calendar.limit_days(held["called_on"], at.loaded.site.settings.explain_within_workdays)
    return pd.DataFrame({"kind": "held", "limit_on": limit.astype(DAY)})
