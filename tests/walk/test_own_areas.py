"""An item that the roster lists under an area of its own goes to who is in charge of that, and follows an edit."""

from datetime import date
from pathlib import Path

from desk.checking import _found
from tasks.fresh import read_fresh
from tasks.site import load
from tests.walk import days


def test_an_item_of_another_area_goes_to_its_leader_and_follows_the_roster(site: Path) -> None:
    roster = site / "roster.yaml"
    plain = roster.read_text("utf-8")
    listed = plain.replace("  - 大气\n", "  - {name: 大气, items: [HP-01-1]}\n")
    assert listed != plain
    roster.write_text(listed, "utf-8")
    first, later = date(2019, 6, 20), date(2019, 6, 21)
    days.tick(site, first)
    assert _led(site) == {("business", "deputy-air"), ("conduct", "deputy-air")}
    assert days.items(site, first).loc["HP-01-1", "areas"] == ["大气"]
    # Put back, it is the unit's leader who hears of what stands; nothing of it starts again.
    roster.write_text(plain, "utf-8")
    days.tick(site, later)
    assert _led(site) == {
        (line, post) for line in ("business", "conduct") for post in ("deputy-air", "deputy-eia")
    }
    assert set(days.rows(site).query("item == 'HP-01-1' and level == 2")["round"]) == {1}
    assert "HP-01-1" in days.notices(site, later)["li2"]


def test_check_names_an_item_the_roster_lists_and_nobody_has(site: Path) -> None:
    roster = site / "roster.yaml"
    text = roster.read_text("utf-8").replace("  - 大气\n", "  - {name: 大气, items: [HP-01-1, HP-99-9]}\n")
    roster.write_text(text, "utf-8")
    loaded = load(site)
    found = list(_found(loaded, read_fresh(loaded, date(2019, 7, 1)), date(2019, 7, 1)))
    assert [row for row in found if row[5] == "item_unknown"] == [
        ("roster.yaml", "大气", "另属事项", "HP-99-9", "没有这一编号的事项，编号可用 duban items 查看", "item_unknown")]  # fmt: skip


def _led(site: Path) -> set[tuple[str, str]]:
    rows = days.rows(site).query(
        "item == 'HP-01-1' and role == 'leader_in_charge' and notice_id == notice_id"
    )
    return set(rows[["line", "post"]].itertuples(index=False, name=None))
