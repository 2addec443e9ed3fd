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
    hand_in(at, "大气水信访", "补报.xlsx", _changed(stored_site, "大气水信访", I5="2020年底前"), "吴七")
    hand_in(at, "环评科", "补报.xlsx", _changed(stored_site, "环评科"), "孙五")
    tracking(str(stored_site), TODAY)
    days.tick(stored_site, TODAY)
    assert days.notices(stored_site, TODAY) == morning
    days.tick(stored_site, NEXT, AFTER)
    told, later = (days.notices(stored_site, on) for on in (NEXT, AFTER))
    moved = "改为“2020年底前”"
    assert moved in told["wu7"] and moved in told["han15"]
    assert "暂缓采用" in told["sun5"] and "暂缓采用" in told["han15"]
    for letter in later.values():
        assert moved not in letter and "暂缓采用" not in letter
