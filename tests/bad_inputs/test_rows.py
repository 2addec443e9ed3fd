"""Bad inputs, group 8: row identity and duplicates. Each test's name begins with the input's id."""

import pytest

from duban.reading import Ledger
from duban.suspicious import held_back, suspicions
from tests.bad_inputs.test_cells import UNITS, taken
from tests.duban.ledgers import PLAIN, item, kinds, rows

LINKED = ("事项编号", "上级编号", *PLAIN)


def linked(*pairs: tuple[str, str]) -> Ledger:
    return rows(
        *((code, parent, *item(整改措施=f"措施{n}")) for n, (code, parent) in enumerate(pairs)),
        heading=LINKED,
    )


def test_r02_the_same_item_twice_with_different_status_holds_both_and_stays_open() -> None:
    ledger = rows(item(), item(完成情况="已完成", 佐证材料="通知.pdf"))
    assert ledger.readings["quarantined"].tolist() == [True, True] and kinds(ledger) == ["row_clashes"] * 2
    done = taken(ledger)
    assert len(done.items) == 1 and done.items["suspended_on"].isna().all()


@pytest.mark.parametrize(
    "written", ["环评科、执法支队；监测站", "环评科\n执法支队\n监测站", "环评科，执法支队/监测站"]
)
def test_r04_several_units_in_a_cell_are_one_that_leads_and_others_that_assist(written: str) -> None:
    row = rows(item(责任单位=written)).readings.iloc[0]
    assert (row["unit"], row["assist"]) == ("环评科", "执法支队、监测站")


def test_r05_a_unit_not_on_the_roster_is_held_with_the_nearest_name_and_the_old_one_answers() -> None:
    before, after = rows(item()), rows(item(责任单位="环境评价科"))
    known = taken(before).items
    coded = after.readings.assign(code=known["code"].iloc[0])
    found = suspicions(known, coded, UNITS)
    assert found["kind"].tolist() == ["unit_unknown"] and "环评科" in found["expected"].iloc[0]
    assert held_back(coded, found)["quarantined"].tolist() == [True]
    assert taken(before, after).items["unit"].tolist() == ["环评科"]


def test_r05_a_new_item_of_an_unknown_unit_is_not_lost() -> None:
    ledger = rows(item(责任单位="环境评价科"))
    coded = ledger.readings.assign(code="HP-09-1")
    found = suspicions(taken(rows(item(整改措施="另一"))).items, coded, UNITS)
    assert found["quarantine"].tolist() == [False] and len(taken(ledger).items) == 1


def test_r06_an_unknown_person_does_not_keep_the_row_out() -> None:
    ledger = rows(item(责任人="查无此人"))
    assert not ledger.readings["quarantined"].any() and taken(ledger).items["unit"].tolist() == ["环评科"]


def test_r07_a_parent_that_does_not_exist_holds_the_row() -> None:
    ledger = linked(("WT-01", ""), ("WT-02", "WT-01"), ("WT-03", "WT-99"))
    assert ledger.readings["quarantined"].tolist() == [False, False, True] and kinds(ledger) == [
        "parent_missing"
    ]


@pytest.mark.parametrize("pairs", [
    [("A-1", "A-1")], [("A-1", "A-2"), ("A-2", "A-1")], [("A-1", "A-2"), ("A-2", "A-3"), ("A-3", "A-1")],
])  # fmt: skip
def test_r08_codes_that_point_at_each_other_hold_their_rows_and_no_others(
    pairs: list[tuple[str, str]],
) -> None:
    ledger = linked(*pairs, ("B-1", ""), ("B-2", "B-1"), ("B-3", pairs[0][0]))
    held = ledger.readings["quarantined"].tolist()
    assert held == [True] * len(pairs) + [False] * 3
    assert kinds(ledger) == ["parent_cycle"] * len(pairs)


def test_r08_a_long_chain_is_no_cycle() -> None:
    chain = linked(("A-0", ""), *((f"A-{n}", f"A-{n - 1}") for n in range(1, 40)))
    assert not kinds(chain)
    ring = linked(*((f"A-{n}", f"A-{(n + 1) % 37}") for n in range(37)))
    assert kinds(ring) == ["parent_cycle"] * 37


def test_r10_an_item_handed_to_another_department_by_the_sender_alone_stays_where_it_was() -> None:
    done = taken(rows(item()), rows(item(责任单位="监测站")))
    assert done.items["unit"].tolist() == ["环评科"] and "unit_moved" in set(done.changes["kind"])
