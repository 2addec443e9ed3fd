"""What comes after a day's letters are made is told in the next day's, once."""

import io
from datetime import date
from pathlib import Path

import openpyxl

from flows.tracking import tracking
from tasks.context import open_site
from tasks.handing import hand_in
from tests.walk import days

TODAY, NEXT, AFTER = date(2019, 7, 1), date(2019, 7, 2), date(2019, 7, 3)


def _changed(site: Path, source: str, **cells: str) -> bytes:
    """July's ledger of a department with some cells altered, as it might be handed in again that day."""
    book = openpyxl.load_workbook(site / "inbox" / "2019-07-01" / f"{source}整改台账.xlsx")
    for place, text in cells.items():
        book.active[place] = text
    if not cells:
        book.active.delete_rows(7, 4)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_ledger_handed_in_after_the_mornings_letters_is_told_in_the_next_days(stored_site: Path) -> None:
    days.tick(stored_site, TODAY)
    morning = days.notices(stored_site, TODAY)
    at = open_site(str(stored_site), TODAY)
    hand_in(at, "环评科", "补报.xlsx", _changed(stored_site, "环评科", I4="2019年11月底前"), "孙五")
    hand_in(at, "大气水信访", "补报.xlsx", _changed(stored_site, "大气水信访"), "吴七")
    tracking(str(stored_site), TODAY)
    days.tick(stored_site, TODAY)
    assert days.notices(stored_site, TODAY) == morning
    days.tick(stored_site, NEXT, AFTER)
    told, later = (days.notices(stored_site, on) for on in (NEXT, AFTER))
    moved = "HP-01-1台账时限由6月底前" if "HP-01-1台账时限由6月底前" in told["li2"] else "2019年11月底前"
    assert moved in told["li2"] and moved in told["sun5"] and moved in told["han15"]
    assert "暂缓采用" in told["wu7"] and "暂缓采用" in told["han15"]
    for who in ("li2", "sun5", "wu7", "han15"):
        assert moved not in later.get(who, "") and "暂缓采用" not in later.get(who, "")
