"""What the store finds for a page is what the rules say of each item: who may see it, its class, state and level."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import insert, select, update

from duban import tables as t
from duban.chain import OUTSIDE, who_answers, with_owners
from duban.entries import at_levels, worst_first
from duban.figures import CLASSES, figures, near_days
from duban.roster import Recusal
from duban.viewing import Visitor, on_chain, tenures_of, visible, visitor
from tasks import store
from tasks.context import Context, open_site
from tasks.database import write_rows
from tasks.facts import with_reporters
from tasks.pages.board import Filters, board_of, found_by
from tasks.pages.finding import DOUBTS, of_class, on_level
from tasks.pages.seen import BRIEF, Seen, levels_of
from tests.duban.makers import some_items
from tests.walk import days

MONDAY = date(2019, 7, 1)
RECUSED = (Recusal(person="li2", items=("HP-01-2",), reason="亲属"),
           Recusal(person="zhao4", units=("办公室",), sources=("人事党建",), reason="亲属"))  # fmt: skip


@pytest.fixture
def at(stored_site: Path) -> Context:
    """The example told on one day, two items restricted, one with an area of its own."""
    days.tick(stored_site, MONDAY)
    found = open_site(str(stored_site), MONDAY)
    with found.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code.in_(["HP-01-1", "DJ-01-1"])).values(restricted=True))
        conn.execute(update(t.item).where(t.item.c.code == "HP-02-1").values(areas="党建"))
    return found


def by_the_rule(at: Context) -> Any:
    """What gives the codes one may see, and whether one answers for each, worked out item by item."""
    roster = at.loaded.roster
    items = with_owners(with_reporters(at.loaded, store.items(at.engine, at.site)), roster)
    who = who_answers(roster, items.assign(person=""))
    held = who[(who["from_on"] <= at.day) & (who["to_on"] >= at.day) & ~who["role"].isin(OUTSIDE)]

    def rule(one: Visitor) -> dict[str, bool]:
        with at.engine.connect() as conn:
            e = t.escalation.c
            told = set(conn.scalars(select(e.item).where(e.tenure.in_(one.keys), e.notice_id.is_not(None))))
        mine = items.assign(mine=on_chain(items, held, (), one.keys))
        seen = visible(mine, mine["mine"] | mine["code"].isin(told), one, roster)
        return dict(zip(seen["code"], seen["mine"], strict=True))

    return rule


# Signed in, with the office, may see restricted items.
DOORS = (
    (False, False, False),
    (True, False, False),
    (True, True, False),
    (True, False, True),
    (True, True, True),
)
PEOPLE = ("zhang1", "li2", "wang3", "zhao4", "sun5", "jiang13", "zhou9", "han15")


def test_everybody_sees_through_the_store_what_the_rule_shows_item_by_item(at: Context) -> None:
    counted = set()
    for recusals in ((), RECUSED):
        roster = at.loaded.roster.model_copy(update={"recusals": recusals})
        now = replace(at, loaded=replace(at.loaded, roster=roster))
        rule = by_the_rule(now)
        for person, (signed, office, restricted) in product(PEOPLE, DOORS):
            one = visitor(roster, person, tenures_of(roster, person, MONDAY), signed_in=signed, office=office,
                          restricted=restricted)  # fmt: skip
            seen = Seen.by(now, one)
            found = seen.items(schema=BRIEF)
            assert dict(zip(found["code"], found["mine"], strict=True)) == rule(one), (one, recusals)
            counted.add(seen.count())
    assert len(counted) > 5


def many(at: Context) -> pd.DataFrame:
    """An item for each way to stand."""
    states = product([-9, -1, 0, 9, 20, 21, None], [None, 1], [None, 1], [None, 1], ["", "accepted", "returned"],
                     [("done", ""), ("done", "通知.pdf"), ("in_progress", "")])  # fmt: skip
    rows = [{"due_on": None if due is None else MONDAY + timedelta(days=due), "settled_on": _day(settled),
             "suspended_on": _day(suspended), "missing_on": _day(missing), "acceptance": acceptance, "claim": claim,
             "evidence": evidence, "certain": due != 9, "code": f"ZZ-{n}", "unit": "环评科", "areas": "环评"}
            for n, (due, settled, suspended, missing, acceptance, (claim, evidence)) in enumerate(states)]  # fmt: skip
    with at.engine.begin() as conn:
        conn.execute(insert(t.item), write_rows(some_items(*rows).drop(columns="reporter").assign(
            site=at.site, restricted=False)))  # fmt: skip
    return store.items(at.engine, at.site)


def _day(given: Any) -> date | None:
    return MONDAY - timedelta(days=3) if given else None


def test_the_store_finds_each_class_state_and_level_as_the_rules_name_it(at: Context) -> None:
    items, near = many(at), near_days(at.loaded.ladder)
    office = visitor(at.loaded.roster, "han15", tenures_of(at.loaded.roster, "han15", MONDAY), signed_in=True,
                     restricted=True)  # fmt: skip
    seen = Seen.by(at, office)
    rows = at_levels(worst_first(items, at.day, near), levels_of(at, items["code"]))
    open_ = rows[rows["settled_on"].isna()]
    for klass in CLASSES:
        assert set(seen.items(of_class(at, klass))["code"]) == set(rows[rows["klass"].eq(klass)]["code"]), (
            klass
        )
    for state in ("missing", "returned", "unproved"):
        assert set(seen.items(DOUBTS[state])["code"]) == set(open_[open_["state"].eq(state)]["code"]), state
    assert set(seen.items(DOUBTS["uncertain"])["code"]) == set(open_[~open_["certain"]]["code"])
    for level in (0, 1, 2, 3):
        assert set(seen.items(on_level(at, level))["code"]) == set(rows[rows["level"].eq(level)]["code"]), (
            level
        )
    assert seen.figures() == figures(items, at.day, near)


def test_pages_of_the_board_together_are_the_whole_in_its_order(at: Context) -> None:
    many(at)
    office = visitor(at.loaded.roster, "han15", tenures_of(at.loaded.roster, "han15", MONDAY), signed_in=True)
    first = board_of(at, office, Filters())
    pages = [board_of(at, office, Filters(page=n)) for n in range(1, first.pages + 1)]
    listed = [e.code for page in pages for e in page.entries]
    whole = found_by(at, office, Filters())
    assert len(listed) == len(set(listed)) == first.found == len(whole)
    order = whole.set_index("code")[["klass", "days_late", "due_on"]]
    assert order.loc[listed].reset_index(drop=True).equals(order.reset_index(drop=True))
    beyond = board_of(at, office, Filters(page=99))
    assert (beyond.page, beyond.entries) == (first.pages, pages[-1].entries)
