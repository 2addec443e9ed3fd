"""G15, G16, G17: empty is not all done, yesterday's file is not today's, and no delivery eases what is owed."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from duban.clock import newest_rounds, steps
from duban.codes import Ground
from duban.errors import DubanError
from duban.examining import examine
from duban.grid import Grid
from duban.item import running
from duban.sanity import Standing, reasons
from duban.sanity_limits import Sanity
from duban.track import apply
from tests.bad_inputs.test_mutated import (
    BOOKS,
    HOSTILE,
    JULY,
    JUNE,
    STEPS,
    came,
    damaged,
    example,
    june,
    promised,
    read,
    understood,
)
from tests.reliability.rig import ROUNDS

LEDGER = "环评科整改台账.xlsx"
Table = tuple[tuple[str, ...], ...]


def _outcome(name: str, tables: list[Grid], on: date = JULY) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """What came of a delivery (refused, held or applied), the items it left, and what was understood of it."""
    before, known = june(name)
    try:
        ledger = understood(came(name, on, tuple(tables)))
    except DubanError:
        return "refused", before.items, before.items.head(0)
    seen = examine(before.items, ledger.readings, BOOKS[name], example().units, Ground())
    as_of = pd.Timestamp(ledger.as_of_on)
    stands = Standing(pd.Timestamp(JUNE), known, owes_its_day=True)
    if reasons(seen, before.items, stands, as_of, Sanity(), ledger.problems):
        return "held", before.items, seen.rows
    done = apply(before.items, seen, source="环评科", as_of_on=as_of, terms=example().terms)
    return "applied", done.items, seen.rows


def _wide(cells: Table) -> Table:
    """Rows as wide as the widest, as every reader gives them."""
    widest = max(map(len, cells), default=0)
    return tuple((*row, *[""] * (widest - len(row))) for row in cells)


def _levels(items: pd.DataFrame, day: date) -> dict[str, int]:
    """The level on which each item stands on a day; one whose clock stands, or that is closed, on none."""
    loaded = example()
    spans = steps(
        running(items), loaded.ladder, loaded.calendar, pd.Timestamp(loaded.site.inspection.feedback_on)
    )
    now = newest_rounds(spans, loaded.ladder, loaded.calendar, pd.Timestamp(day))
    return now.groupby("code")["level"].max().to_dict()


def _table(change: object = None) -> list[Grid]:
    first, *others = read(LEDGER, JULY)
    return [Grid(first.name, _wide(change(first.cells)), header=first.header), *others]  # type: ignore[operator]


def _body(cells: Table) -> int:
    """Where the items of July's ledger begin."""
    return next(n for n, row in enumerate(cells) if any("整改措施" in cell for cell in row)) + 1


@pytest.mark.parametrize("words", [(), ("零报告",), ("本期无整改事项",), ("",)])
def test_g15_an_empty_delivery_is_refused_or_waits_and_closes_nothing(words: tuple[str, ...]) -> None:
    rows = tuple((word,) * 11 for word in words)
    outcome, items, _ = _outcome(LEDGER, _table(lambda cells: (*cells[: _body(cells)], *rows)))
    assert outcome in ("refused", "held") and items.equals(june(LEDGER)[0].items)


def test_g16_a_ledger_of_an_earlier_day_waits_and_moves_nothing() -> None:
    first, *others = read(LEDGER, JULY)
    outcome, items, _ = _outcome(LEDGER, [first, *others], date(2019, 5, 27))
    stated = [n for n, row in enumerate(first.cells) if any("填报日期" in cell for cell in row)]
    assert outcome in ("held", "refused") or stated
    assert outcome != "held" or items.equals(june(LEDGER)[0].items)
    older = tuple(
        tuple("填报日期：2019年5月27日" if "填报日期" in cell else cell for cell in row)
        for row in first.cells
    )
    if stated:
        outcome, items, _ = _outcome(LEDGER, [Grid(first.name, older, header=first.header), *others])
        assert outcome == "held" and items.equals(june(LEDGER)[0].items)


@pytest.mark.parametrize("what", ["shrunken", "grown", "mass closed", "all shifted"])
def test_g17_what_is_odd_as_a_whole_waits_for_a_person(what: str) -> None:
    def odd(cells: Table) -> Table:
        body = _body(cells)
        head, rows = cells[:body], cells[body:]
        column = {name: n for n, name in enumerate(cells[body - 1])}
        status = next(n for name, n in column.items() if "完成情况" in name or "状态" in name)
        if what == "shrunken":
            return (*head, *rows[:2])
        if what == "grown":
            extra = [tuple(f"{cell}甲{n}" if "措施" in cells[body - 1][i] else cell for i, cell in enumerate(rows[0]))
                     for n in range(120)]  # fmt: skip
            return (*head, *rows, *extra)
        if what == "mass closed":
            return (
                *head,
                *(tuple("已销号" if n == status else c for n, c in enumerate(row)) for row in rows),
            )
        due = next(n for name, n in column.items() if "时限" in name)
        return (
            *head,
            *(tuple("2019年12月31日" if n == due else c for n, c in enumerate(row)) for row in rows),
        )

    outcome, items, _ = _outcome(LEDGER, _table(odd))
    before = june(LEDGER)[0].items
    assert outcome in ("held", "refused") or what == "all shifted"
    assert (
        items.equals(before)
        or (items.set_index("code")["due_on"] <= before.set_index("code")["due_on"]).all()
    )


@settings(
    max_examples=150 if ROUNDS else 10,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(
    st.sampled_from(sorted(BOOKS)),
    STEPS,
    st.lists(st.lists(st.sampled_from(HOSTILE), max_size=11), max_size=3),
)
def test_g17_no_delivery_whatever_lowers_a_level_stops_a_clock_or_closes_an_item(
    name: str, damage: list[tuple[str, int, int, str]], lines: list[list[str]]
) -> None:
    first, *others = read(name, JULY)
    cells = (*damaged(first.cells, damage), *map(tuple, lines))
    outcome, items, rows = _outcome(name, [Grid(first.name, _wide(cells), header=first.header), *others])
    before = june(name)[0].items
    if outcome != "applied":
        assert items.equals(before)
        return
    promised(before, items, rows)
    proved = set(rows.loc[rows["claim"].eq("done") & rows["evidence"].ne("") & ~rows["quarantined"], "code"])
    for day in (JULY, date(2019, 9, 2)):
        was, now = _levels(before, day), _levels(items, day)
        lowered = {code for code, level in was.items() if now.get(code, 0) < level}
        assert lowered <= proved, (day, lowered - proved)
