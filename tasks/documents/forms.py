"""An item's forms (销号申请表、会审表) filled in from its whole file."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from duban.documents.forms import Body, Evidence, Form, Review
from duban.documents.grouped import leaders_of
from duban.documents.pack import Line
from duban.documents.phrases import OUTCOME, WORDS, said
from duban.errors import Refused
from duban.frames import day
from duban.item import ITEMS
from duban.viewing import Visitor
from duban.wording import long_day
from tasks.context import Context
from tasks.documents.filled import filled
from tasks.documents.templates import template_of
from tasks.documents.writing import file_name
from tasks.excused import excused
from tasks.pages.dossier import Dossier, dossier

Kind = Literal["write-off", "review"]
FORM_ZH: dict[Kind, str] = {"write-off": "销号申请表", "review": "会审表"}


def form_document(at: Context, one: Visitor, kind: Kind, code: str) -> tuple[str, bytes]:
    """What the form is called as a file, and the .docx.

    Raises Refused where there is no such item, or it is not so far: no claim of done to apply with, no review
    begun to judge.
    """
    found = dossier(at, one, code)
    if found is None:
        raise Refused(f"没有编号为“{code}”的事项，编号可用 duban items 查看")
    if kind == "write-off" and found.item["claim"] != "done" and not day(found.item["settled_on"]):
        raise Refused(f"{code}还没有申报完成，不能申请销号，应先在台账中申报完成并附佐证")
    if kind == "review" and not found.reviews:
        raise Refused(f"{code}还没有送验，没有可会审的申报，应先申报完成并附佐证")
    name, template = template_of(at.loaded, kind)
    title = FORM_ZH[kind] if at.loaded.site.language == "zh" else kind
    # A file's name says nothing of a restricted item.
    shown = "" if found.entry.restricted else code
    return file_name(title, shown or "R", at.today.isoformat()), filled(
        template, name, form_facts(at, one, found)
    )


def form_facts(at: Context, one: Visitor, found: Dossier) -> Form:
    """All that both forms say of an item."""
    site, item, language = at.loaded.site, found.item, at.loaded.site.language
    none = WORDS[language]["none"]
    signals = found.signals if one.in_office else ()
    return Form(
        organisation=site.organisation, office=site.from_office, inspection=site.inspection.name,
        day=long_day(at.today, language), code=found.entry.code, finding=found.entry.finding, measure=found.entry.measure,
        unit=found.entry.unit, assist=item["assist"] or none, leader=_leader(at, item), person=item["person"] or none,
        due=_day(item["due_on"], language), assessed=_day(item["assessed_on"], language),
        claimed=_day(item["suspended_on"], language), progress=item["progress"] or none, late=_late(at, found),
        evidence=tuple(Evidence(str(n), str(e["evidence"]), _day(e["from_on"], language))
                       for n, e in enumerate(found.evidence, 1)),
        reviews=tuple(_review(n, r, language) for n, r in enumerate(found.reviews, 1)),
        signals=tuple(Line(f"{_day(s['on'], language)} {s['detail']}") for s in signals if s["state"] == "open"),
        bodies=tuple(Body(name) for name in site.documents.reviewers),
    )  # fmt: skip


def _day(on: Any, language: str) -> str:
    found = day(on) if on is not None else None
    return long_day(found, language) if found else WORDS[language]["none"]


def _leader(at: Context, item: Mapping[str, Any]) -> str:
    title, names = {p.id: p.title for p in at.loaded.roster.posts}, at.loaded.names
    words = WORDS[at.loaded.site.language]
    found = leaders_of(at.loaded.roster, pd.Series([str(item["areas"])]), at.today, at.loaded.site.language,
                       lambda post, person: f"{title[post]} {names.get(person, person) or words['vacant']}")  # fmt: skip
    return str(found.iloc[0])


def _late(at: Context, found: Dossier) -> str:
    """The days late that count: delay by reviewers, vacancy or the system is left out."""
    row = ITEMS.frame([found.item])
    return said(at.loaded.site.language, "counted", n=int(excused(at).days_late(row, at.day).iloc[0]))


def _review(number: int, one: Mapping[str, Any], language: str) -> Review:
    none = WORDS[language]["none"]
    return Review(str(number), _day(one["from_on"], language), _day(one["to_on"], language),
                  OUTCOME[language].get(str(one["outcome"]), none), str(one["evidence"]) or none)  # fmt: skip
