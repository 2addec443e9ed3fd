"""The meeting pack (调度会材料) composed from the store and written as a document."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from duban.board_english import CHANGED
from duban.documents.counted import annex
from duban.documents.fields import Picture
from duban.documents.grouped import groups
from duban.documents.pack import Group, LedgerLine, Line, Pack, Point
from duban.documents.phrases import POINTS, WORDS, said
from duban.track import KIND_ZH
from duban.viewing import Visitor
from duban.wording import few, long_day
from tasks.context import Context
from tasks.documents.filled import filled
from tasks.documents.readers import OFFICE
from tasks.documents.standing import Stand, by_leader, counts_in_words, stand_of
from tasks.documents.templates import template_of
from tasks.documents.writing import file_name, write_documents
from tasks.pages.ledgers import Health, health
from tasks.pages.sight import sight
from tasks.pages.todo import todo
from tasks.pictures import picture_of, png
from tasks.scene import changes
from tasks.seam import task

SINCE_DAYS = 7


@task(name="调度会材料")
def make_pack(at: Context) -> Path:
    """Write the pack of the day for the office, restricted items left out; gives where its .docx is."""
    return write_documents(at, {pack_name(at): pack_document(at, OFFICE)}, pdf=True).paths[0]


def pack_name(at: Context, restricted: bool = False) -> str:
    """What a day's pack is called as a file, without its ending; one with restricted items is kept apart."""
    zh = at.loaded.site.language == "zh"
    return file_name("调度会材料" if zh else "meeting-pack", at.today.isoformat(),
                     ("含受限" if zh else "restricted") if restricted else "")  # fmt: skip


def pack_document(at: Context, one: Visitor, since: date | None = None) -> bytes:
    """The pack as a .docx; ``since``: from when on changes are told, a week where it is left out."""
    name, template = template_of(at.loaded, "pack")
    return filled(
        template, name, pack_facts(stand_of(at, one), since or at.today - timedelta(days=SINCE_DAYS))
    )


def pack_facts(stand: Stand, since: date) -> Pack:
    """All of the pack, of what its reader may see."""
    at, items, f = stand.at, stand.items, stand.figures
    site, language = at.loaded.site, stand.language
    waiting = items[items["klass"].eq("waiting")].sort_values(["suspended_on", "code"])
    facts: dict[str, Any] = {
        "organisation": site.organisation, "office": site.from_office, "inspection": site.inspection.name,
        "day": long_day(at.today, language), "since": long_day(since, language), **counts_in_words(stand),
        "changes": _changes(stand, since), "leaders": _leaders(stand), "units": _units(stand),
        "late_items": stand.lines(items[items["klass"].eq("late")]),
        "near_items": stand.lines(items[items["klass"].eq("near")]),
        "waiting_items": stand.lines(waiting, _reviewed(stand, waiting)), "points": _points(stand),
        "ledgers": tuple(_ledger(stand, one) for one in health(at, OFFICE)), "figures": annex(f, language),
        **{field: _chart(stand, name) for field, name in CHARTS.items()},
    }  # fmt: skip
    return Pack(**facts)


CHARTS = {"burn_down": "burn_down", "areas": "areas", "load": "leaders", "ageing": "ageing"}


def _chart(stand: Stand, name: str) -> Picture | None:
    """A chart of what the reader may see; of no items there is none."""
    if stand.items.empty:
        return None
    return Picture(png(picture_of(stand.at, name, sight(stand.at, stand.reader).visible)))


def _changes(stand: Stand, since: date) -> tuple[Line, ...]:
    """One line a kind: how many, and which."""
    found = changes(stand.at)
    found = found[
        (found["on"] > pd.Timestamp(since))
        & found["item"].isin(stand.items["code"])
        & found["kind"].ne("progress")
    ]
    words = KIND_ZH if stand.language == "zh" else CHANGED
    colon = "：" if stand.language == "zh" else ": "
    return tuple(Line(f"{words.get(str(kind), str(kind))}{colon}{_codes(stand, codes)}")
                 for kind, codes in found.groupby("kind", sort=False)["item"])  # fmt: skip


def _codes(stand: Stand, codes: "pd.Series[str]") -> str:
    named = sorted(set(codes))
    return said(stand.language, "seen", n=len(named), codes=few(named, stand.language))


def _leaders(stand: Stand) -> tuple[Group, ...]:
    return groups(stand.items, stand.items["leaders"], stand.owed_by(by_leader(stand)), stand.language)


def _units(stand: Stand) -> tuple[Group, ...]:
    return groups(stand.items, stand.items["unit"], stand.owed_by(stand.owed["unit"]), stand.language)


def _reviewed(stand: Stand, waiting: pd.DataFrame) -> "pd.Series[str]":
    """How long each has been with the reviewers, in working days."""
    today = pd.Series(stand.at.day, index=waiting.index)
    days = stand.at.loaded.calendar.count_days(waiting["suspended_on"], today)
    words = "送验{}个工作日" if stand.language == "zh" else "{} working days"
    return pd.Series([words.format(n) for n in days], index=waiting["code"], dtype="str")


def _points(stand: Stand) -> tuple[Point, ...]:
    """What somebody has to decide, the items of each named."""
    at, open_ = stand.at, stand.items[stand.items["settled_on"].isna()]
    waits, most = todo(at, stand.reader), at.loaded.site.settings.accept_within_workdays
    claimed = open_[open_["klass"].eq("waiting")]
    days = at.loaded.calendar.count_days(claimed["suspended_on"], pd.Series(at.day, index=claimed.index))
    of = {
        "review": list(claimed.loc[days > most, "code"]), "release": [r["item"] for r in waits.releases],
        "deadline": list(open_.loc[~open_["certain"], "code"]), "missing": list(open_.loc[open_["missing_on"].notna(), "code"]),
        "no_unit": list(open_.loc[open_["unit"].eq(""), "code"]), "dispute": [r["item"] for r in waits.disputes],
        "match": [r["item"] for r in waits.matches], "look_back": [r["item"] for r in waits.look_backs],
        "held": [r["source"] for r in waits.held],
    }  # fmt: skip
    return tuple(Point(POINTS[stand.language][kind].format(n=most), str(len(set(named))), few(sorted(set(named)), stand.language))
                 for kind, named in of.items() if named)  # fmt: skip


def _ledger(stand: Stand, one: Health) -> LedgerLine:
    at, words = stand.at, WORDS[stand.language]
    source = next(s for s in at.loaded.site.sources if s.name == one.name)
    held = at.loaded.roster.holder(source.reporter, at.today)
    state = (
        words["failed"]
        if one.fault
        else words["late"]
        if one.late_from
        else words["owed"]
        if one.owed
        else words["came"]
    )
    as_of = long_day(one.standing_on, stand.language) if one.standing_on else words["none"]
    return LedgerLine(one.name, stand.shown(source.reporter, held.person if held else ""), as_of, state)
