"""The draft of the report of whoever answers for all of it (主要负责人组织落实情况报告): what is on record, counted."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from duban import tables as t
from duban.documents.counted import Figure, annex
from duban.documents.grouped import groups
from duban.documents.reports import HeadReport
from duban.documents.standing_words import RECORDED
from duban.wording import long_day
from tasks import store
from tasks.database import reads
from tasks.documents.reports import superior
from tasks.documents.standing import Stand, by_leader, counts_in_words
from tasks.facts import acts_of
from tasks.sheets import sheets

SHOWN = ("total", "written_off", "late", "rate", "business", "conduct")


def head_facts(stand: Stand) -> HeadReport:
    """All of the head's report; whatever concerns only items its reader may not see is not in it."""
    at, site, language = stand.at, stand.at.loaded.site, stand.language
    post = at.loaded.roster.with_role("principal")[0]
    held = at.loaded.roster.holder(post.id, at.today)
    of = _recorded(stand, held.person if held else "")
    words = counts_in_words(stand)
    facts: dict[str, Any] = {
        "organisation": site.organisation, "superior": superior(stand), "inspection": site.inspection.name,
        "feedback": long_day(site.inspection.feedback_on, language), "day": long_day(at.today, language),
        "head": stand.shown(post.id, held.person if held else ""), **{name: words[name] for name in SHOWN},
        **{name: str(one.value) for name, one in of.items()},
        "leaders": groups(stand.items, stand.items["leaders"], stand.owed_by(by_leader(stand)), language),
        "figures": annex(stand.figures, language, of.values()),
    }  # fmt: skip
    return HeadReport(**facts)


def _recorded(stand: Stand, head: str) -> dict[str, Figure]:
    """What is on record of the rectification as the head led it, each with what it is counted of."""
    codes = set(map(str, stand.items["code"]))
    rows = store.rows(stand.at.engine, stand.at.site, t.escalation.c.notice_id.is_not(None))
    rows = rows[rows["item"].isin(codes)]
    mine = rows[rows["person"].eq(head)]
    asks = store.asks(stand.at.engine, stand.at.site)
    asks = asks[asks["id"].isin(rows["ask"])]
    papers = sheets(stand.at.engine, stand.at.site)
    keys = papers["month"] + " " + papers["person"].map(stand.at.loaded.names).fillna(papers["person"])
    named = (
        asks["month"]
        + " "
        + asks["unit"]
        + " "
        + asks["person"].map(stand.at.loaded.names).fillna(asks["person"])
    )
    found: dict[str, Iterable[Any]] = {
        "told": mine["notice_id"], "reached": mine["item"], "asked": named, "answered": named[asks["id"].isin(_answered(stand))],
        "sheets": keys, "confirmed": keys[papers["confirmed_on"].notna()], "talks": _talks(stand, codes),
        "extensions": _acts(stand, "extend", codes), "reopenings": _acts(stand, "reopen", codes),
    }  # fmt: skip
    return {name: _figure(name, values) for name, values in found.items()}


def _figure(name: str, values: Iterable[Any]) -> Figure:
    """A figure of what is listed, each once but acts, of which an item may have several."""
    listed = [str(v) for v in values]
    kept = tuple(sorted(listed) if name in ("extensions", "reopenings", "talks") else sorted(set(listed)))
    zh, en, formula = RECORDED[name]
    return Figure(name, zh, en, formula, kept, len(kept))


def _answered(stand: Stand) -> set[str]:
    a = t.answer.c
    query = select(a.ask).where(
        a.site == stand.at.site, a.ask != "", a.kind == "response", a.on <= stand.at.today
    )
    with reads(stand.at.engine) as conn:
        return set(conn.scalars(query))


def _talks(stand: Stand, codes: set[str]) -> list[str]:
    """Talks held, by day, form and archive number; one about items none of which may be seen is left out."""
    k = t.talk.c
    query = select(k.on, k.form, k.archive, k["items"]).where(
        k.site == stand.at.site, k.on.is_not(None), k.on <= stand.at.today
    )
    with reads(stand.at.engine) as conn:
        found = conn.execute(query.order_by(k.on, k.id)).all()
    return [f"{r[0]} {r[1]} {r[2]}" for r in found if not r[3] or codes & set(r[3])]


def _acts(stand: Stand, kind: str, codes: set[str]) -> list[str]:
    return [str(a["item"]) for a in acts_of(stand.at, kind) if a["item"] in codes]
