"""Drafts of the reports owed (整改情况报告), the public notice's numbers and the bulletin, from one standing."""

from dataclasses import replace
from typing import Any

import pandas as pd

from duban.documents.counted import annex
from duban.documents.grouped import codes_by
from duban.documents.pack import ItemLine
from duban.documents.phrases import WORDS, counted_words, said
from duban.documents.reports import Bulletin, Finding, Notice, PublicLine, Report, UnitLine
from duban.errors import Refused
from duban.figures import near_days
from duban.frames import records
from duban.limits import LIMITS
from duban.public_notice import finding_key, public_numbers
from duban.publication import rate
from duban.wording import long_day
from tasks.documents.standing import Stand, counts_in_words
from tasks.excused import excused
from tasks.limits import dues_of


def report_facts(stand: Stand) -> Report:
    """All of the body's report, of what its reader may see."""
    site, language = stand.at.loaded.site, stand.language
    feedback, words = site.inspection.feedback_on, counts_in_words(stand)
    more = {
        name: str(stand.figures[name].value)
        for name in ("immediate", "immediate_done", "standing", "extended", "returned")
    }
    due = [one.owed.on for one in dues_of(stand.at) if one.owed.name == "整改情况报告"]
    counts = {name: value for name, value in (words | more).items() if name not in ("business", "conduct")}
    facts: dict[str, Any] = {
        "organisation": site.organisation, "superior": superior(stand), "inspection": site.inspection.name,
        "feedback": long_day(feedback, language), "day": long_day(stand.at.today, language),
        "period_end": long_day(LIMITS[site.inspection.limits].period_end_on(feedback), language),
        "report_due": long_day(due[0], language) if due else WORDS[language]["none"], **counts,
        "each": _findings(stand), "unfinished": stand.lines(stand.items[stand.items["settled_on"].isna()]),
        "figures": annex(stand.figures, language),
    }  # fmt: skip
    return Report(**facts)


def superior(stand: Stand) -> str:
    """Whom a report goes to; a place to fill in where the site does not say."""
    return stand.at.loaded.site.documents.superior or said(stand.language, "superior")


def _findings(stand: Stand) -> tuple[Finding, ...]:
    """Each finding once, in the order of its first code, with its measures."""
    rows = stand.items.sort_values("code", kind="stable")
    lines = {one.code: one for one in stand.lines(rows)}
    groups = rows.groupby(finding_key(rows), sort=False)
    return tuple(_finding(stand, counted_words(n, stand.language), group, [lines[c] for c in group["code"]])
                 for n, (_, group) in enumerate(groups, 1))  # fmt: skip


def _finding(stand: Stand, number: str, group: pd.DataFrame, lines: list[ItemLine]) -> Finding:
    done, whole = int(group["klass"].eq("written_off").sum()), len(group)
    key = "all_done" if done == whole else "part_done"
    none = WORDS[stand.language]["none"]
    text = str(group["finding"].iloc[0]) or none
    return Finding(number, text, said(stand.language, key, done=done, whole=whole), 
                   tuple(replace(one, number=str(n)) for n, one in enumerate(lines, 1)))  # fmt: skip


def notice_facts(stand: Stand) -> Notice:
    """The numbers of the public notice; each part adds up to its whole, or it is refused."""
    site, language = stand.at.loaded.site, stand.language
    found = records(public_numbers(stand.items, stand.at.day, near_days(stand.at.loaded.ladder)))
    value = {str(r["name"]): r for r in found}
    return Notice(
        organisation=site.organisation, inspection=site.inspection.name,
        feedback=long_day(site.inspection.feedback_on, language), day=long_day(stand.at.today, language),
        findings_words=_public(value, "反馈问题", language), items_words=_public(value, "整改事项", language),
        lines=tuple(_line(r, language) for r in found), figures=annex(stand.figures, language),
    )  # fmt: skip


def _public(value: dict[str, dict[str, Any]], what: str, language: str) -> str:
    whole, done, going = (value[name] for name in (what, f"{what} 已完成整改", f"{what} 正在整改"))
    found = rate(int(done["value"]), int(whole["value"]))
    shown = WORDS[language]["none"] if found is None else f"{found}%"
    return said(
        language,
        what,
        whole=int(whole["value"]),
        done=int(done["value"]),
        going=int(going["value"]),
        rate=shown,
    )


def _line(one: dict[str, Any], language: str) -> PublicLine:
    none, public = WORDS[language]["none"], WORDS[language]
    value = (
        none
        if pd.isna(one["value"])
        else f"{one['value']:g}"
        if one["unit"] != "%"
        else f"{one['value']:.2f}"
    )
    name, of = str(one["name"]), str(one["of"])
    return PublicLine(public.get(f"公布 {name}", name), value, public.get(f"公布 {one['unit']}", str(one["unit"])),
                      public.get(f"公布 {of}", of) or none)  # fmt: skip


def bulletin_facts(stand: Stand) -> Bulletin:
    """Units side by side. Raises Refused where the site asks for no bulletin."""
    site, language, f = stand.at.loaded.site, stand.language, stand.figures
    if not site.documents.bulletin:
        raise Refused("本站点没有要求通报：site.yaml 的 documents.bulletin 为 true 才生成，单位之间不作比较")
    words = counts_in_words(stand)
    return Bulletin(
        organisation=site.organisation, office=site.from_office, inspection=site.inspection.name,
        day=long_day(stand.at.today, language), total=words["total"], written_off=words["written_off"], late=words["late"],
        rate=words["rate"], ranked=site.documents.rank, units=_units(stand, site.documents.rank), figures=annex(f, language),
    )  # fmt: skip


def _units(stand: Stand, rank: bool) -> tuple[UnitLine, ...]:
    """In the order of names; where the site ranks, of rates, equal ones at the same place."""
    rows = stand.items.assign(counted=excused(stand.at).days_late(stand.items, stand.at.day))
    rows = rows.assign(done=rows["klass"].eq("written_off"), is_late=rows["klass"].eq("late"))
    table = rows.groupby("unit").agg(total=("code", "size"), done=("done", "sum"), late=("is_late", "sum"),
                                     days=("counted", "sum"))  # fmt: skip
    owed = stand.owed_by(stand.owed["unit"])
    table = table.assign(business=owed.business.reindex(table.index).fillna(0).astype(int),
                         conduct=owed.conduct.reindex(table.index).fillna(0).astype(int), share=table["done"] / table["total"])  # fmt: skip
    table = table.assign(codes=codes_by(rows["unit"], rows, stand.language))
    table = table.rename_axis("unit").reset_index().sort_values("unit")
    if rank:
        table = table.sort_values("share", ascending=False, kind="stable")
    place = (
        table["share"].rank(ascending=False, method="min").astype(int)
        if rank
        else pd.Series(range(1, len(table) + 1))
    )
    return tuple(
        UnitLine(place=str(p), name=r["unit"], total=str(r["total"]), written_off=str(r["done"]),
                 rate=f"{rate(int(r['done']), int(r['total']))}%", late=str(r["late"]), late_days=str(r["days"]),
                 business=str(r["business"]), conduct=str(r["conduct"]), codes=r["codes"])
        for p, r in zip(place, records(table), strict=True))  # fmt: skip
