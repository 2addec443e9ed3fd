"""``duban check``: everything read, nothing written; each doubt and each gap listed."""

import difflib
import sys
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click
import pandas as pd

from desk import options, show
from duban.plan_words import plan_asked
from duban.reading import Ledger
from duban.roster import Roster
from duban.site import Source
from tasks.fresh import Fresh, read_fresh
from tasks.fresh_held import held_fresh, late_now
from tasks.fresh_taken import Taken, taken_fresh
from tasks.site import Loaded, load

COLUMNS = ["source", "place", "field", "found", "expected", "kind"]
HEADINGS = {"source": "来源", "place": "位置", "field": "栏目", "found": "原文", "expected": "请核",
            "kind": "类别"}  # fmt: skip
LATE_ZH = {"late": "尚未收到", "never": "从未收到", "failed": "未能调取", "refused": "收到的未能读取",
           "held": "收到的暂缓采用，尚未更正"}  # fmt: skip


@click.command()
@options.site
@options.today
@options.form
def check(site: str, today: date | None, form: str) -> None:
    """通读台账和花名册，列出读不懂、对不上的地方；不写任何内容。"""
    loaded = load(site)
    day = today or datetime.now(ZoneInfo(loaded.site.timezone)).date()
    fresh = read_fresh(loaded, day)
    found = pd.DataFrame(list(_found(loaded, fresh, day)), columns=COLUMNS)
    show.rows(found, form, HEADINGS)
    if form == "table":
        _recognised(loaded, fresh, len(found))
    for sentence in fresh.failures:
        click.echo(sentence, err=True)
    sys.exit(1 if fresh.failures else 0)


def _found(loaded: Loaded, fresh: Fresh, today: date) -> Iterable[tuple[str, ...]]:
    said = (*loaded.understood, *filter(None, (loaded.held_roster,)))
    yield from ((loaded.roster_file, "", "花名册", "", one, "roster_understood") for one in said)
    for source in loaded.site.called:
        ledger = fresh.newest(source.name)
        if ledger is None:
            continue
        for p in ledger.problems:
            yield (p.source, p.place, p.field, p.found, p.expected, p.kind)
        yield from ((source.name, "表头", h, "", "未识别的栏目，内容未采用", "heading_ignored")
                    for h in ledger.ignored)  # fmt: skip
        asked = {p.expected for p in ledger.problems if p.kind == "heading_doubt"}
        yield from (
            (source.name, "表头", "", d, "请确认", "heading_doubt") for d in ledger.doubts if d not in asked
        )
        yield from _names(loaded.roster, source, ledger)
    taken = taken_fresh(loaded, fresh.ledgers)
    yield from _planned(loaded, taken)
    yield from _elsewhere(loaded, set(taken.items["code"]))
    yield from _deliveries(loaded, fresh, taken, today)
    missing = [s for s in loaded.site.called if fresh.newest(s.name) is None]
    yield from ((s.name, "", "", "", "没有可用的台账", "ledger_missing") for s in missing)


def _elsewhere(loaded: Loaded, codes: set[str]) -> Iterable[tuple[str, ...]]:
    """Items that the roster lists under an area of their own, and no ledger or register has."""
    for area in loaded.roster.areas:
        for code in (c for c in area.items if c not in codes):
            yield (
                loaded.roster_file,
                area.name,
                "另属事项",
                code,
                "没有这一编号的事项，编号可用 duban items 查看",
                "item_unknown",
            )


def _deliveries(loaded: Loaded, fresh: Fresh, taken: Taken, today: date) -> Iterable[tuple[str, ...]]:
    """What would be held as a whole and why, and which ledgers are late."""
    for one in held_fresh(loaded, fresh, taken, today):
        yield from (
            (one.source, one.origin, "报送", f"{one.as_of_on}", why.sentence, "delivery_held")
            for why in one.why
        )
    late = late_now(loaded, today)
    for row in () if late is None else late.itertuples():
        yield (
            str(row.source),
            "",
            "报送",
            "",
            f"应于{row.limit_on:%Y-%m-%d}前报送，{LATE_ZH[str(row.cause)]}",
            "ledger_late",
        )


def _planned(loaded: Loaded, taken: Taken) -> Iterable[tuple[str, ...]]:
    """Where ledgers and the register (整改方案) do not agree, and what a new version of it takes back."""
    if loaded.site.plan is None:
        return
    changes = pd.concat(taken.changes.values(), ignore_index=True)
    for one, said in plan_asked(taken.items, changes):
        yield (
            one["source"] or loaded.site.plan.name,
            one["item"],
            "整改方案",
            one["after"],
            said,
            one["kind"],
        )


def _names(roster: Roster, source: Source, ledger: Ledger) -> Iterable[tuple[str, ...]]:
    """Names that the roster does not know, with the nearest it does; leaders that differ from it."""
    units = {n: u for u in roster.units for n in (u.name, *u.aliases)}
    people = {n for p in roster.people for n in (p.name, *p.aliases)}
    rows = ledger.readings.drop_duplicates(["unit", "leader", "person"])
    for one in rows.itertuples():
        place = f"第{one.row}行"
        if one.unit not in units:
            yield (source.name, place, "责任单位", str(one.unit_text), _nearest(str(one.unit), units),
                   "unit_unknown")  # fmt: skip
        if one.person and one.person not in people:
            yield (source.name, place, "责任人", str(one.person_text),
                   _nearest(str(one.person), people) + "，暂经单位负责人转告", "person_unknown")  # fmt: skip
        yield from _leader(roster, source, place, str(one.leader), units.get(str(one.unit)),
                           ledger.as_of_on)  # fmt: skip


def _leader(roster: Roster, source: Source, place: str, leader: str, unit: object,
            on: date) -> Iterable[tuple[str, ...]]:  # fmt: skip
    if not leader or unit is None:
        return
    areas = getattr(unit, "areas", ())
    held = [roster.holder(roster.leader_of(a).id, on) for a in areas]
    names = [roster.person(t.person).name for t in held if t]
    if names and leader not in names:
        yield (source.name, place, "责任领导", leader, f"花名册中{'、'.join(areas)}由{'、'.join(names)}分管，"
               "以花名册为准", "leader_differs")  # fmt: skip


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.4)
    return "不在花名册中" + (f"，相近的有“{near[0]}”" if near else "")


def columns_said(ledger: Ledger) -> Iterable[str]:
    """What each sheet's columns were taken for, the heading behind it where it says otherwise."""
    sheets: dict[str, list[str]] = {}
    for sheet, field, heading in ledger.recognised:
        sheets.setdefault(sheet, []).append(field if heading == field else f"{field}（{heading}）")
    for sheet, columns in sheets.items():
        yield f"  {sheet}：{'、'.join(columns)}"


def _recognised(loaded: Loaded, fresh: Fresh, doubts: int) -> None:
    for source in loaded.site.called:
        ledger = fresh.newest(source.name)
        if ledger is not None:
            click.echo(f"{source.name}：{ledger.origin}，{ledger.as_of_on}报送，识别{len(ledger.readings)}行")
            for line in columns_said(ledger):
                click.echo(line)
    click.echo(f"请核{doubts}处；责任链和两条责任线完整")
