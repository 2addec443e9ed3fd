"""A delivery handed in that is doubtful as a whole: held, told, taken in only once a person says so."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from duban.errors import DeliveryRefused, Refused
from flows.tracking import tracking
from tasks import store
from tasks.acts.deliveries import accept_delivery, refuse_delivery
from tasks.context import Context, open_site
from tasks.handing import hand_in
from tests.walk import days

FIRST, NEXT, LAST = date(2019, 7, 1), date(2019, 7, 2), date(2019, 7, 3)


def shortened(site: Path, title: str = "") -> bytes:
    """July's ledger of one department with four rows gone."""
    book = openpyxl.load_workbook(site / "inbox" / "2019-07-01" / "环评科整改台账.xlsx")
    book.active.delete_rows(7, 4)
    if title:
        book.active["A1"] = title
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def state(at: Context, number: int) -> str:
    found = store.deliveries(at.engine, at.site, date.max).set_index("id")
    return str(found.loc[number, "state"])


def test_a_shrunken_ledger_is_held_told_and_taken_in_when_a_person_accepts_it(stored_site: Path) -> None:
    days.tick(stored_site, FIRST)
    before = days.items(stored_site, FIRST)
    at = open_site(str(stored_site), NEXT)
    number = hand_in(at, "环评科", "../../环评科.xlsx", shortened(stored_site), "孙五")
    days.tick(stored_site, NEXT)
    assert state(at, number) == "held"
    now = days.items(stored_site, NEXT)
    kept = ["claim", "due_on", "evidence", "missing", "settled_on", "suspended_on", "read_on"]
    assert now[kept].equals(before[kept])
    letters = days.notices(stored_site, NEXT)
    assert sum("少了4项" in letter for letter in letters.values()) == 2
    days.tick(stored_site, LAST)
    assert not any("少了4项" in letter for letter in days.notices(stored_site, LAST).values())
    accept_delivery(open_site(str(stored_site), LAST), number, "韩十五", "电话核实")
    tracking(str(stored_site), LAST)
    after = days.items(stored_site, LAST)
    assert state(at, number) == "applied" and int(after["missing"].sum() - before["missing"].sum()) == 4
    assert after["settled_on"].isna().all() and len(after) == len(before)
    with pytest.raises(Refused, match="已采用"):
        refuse_delivery(at, number, "韩十五", "误报")


def test_what_is_handed_in_is_kept_to_ourselves_and_a_secret_one_not_at_all(site: Path) -> None:
    days.tick(site, FIRST)
    at = open_site(str(site), NEXT)
    with pytest.raises(DeliveryRefused, match="内容没有保存"):
        hand_in(at, "环评科", "台账.xlsx", shortened(site, "秘密★3年"), "孙五")
    with pytest.raises(DeliveryRefused, match="文件类型"):
        hand_in(at, "环评科", "台账.exe", b"MZ", "孙五")
    assert not (site / "inbox" / ".handed").exists()
    hand_in(at, "环评科", "/etc/passwd.xlsx", shortened(site), "孙五")
    (kept,) = (p for p in (site / "inbox" / ".handed").rglob("*") if p.is_file())
    assert kept.name == "HP.xlsx" and kept.stat().st_mode & 0o777 == 0o600
    with pytest.raises(DeliveryRefused, match="以前已经收到"):
        hand_in(at, "环评科", "又一份.xlsx", kept.read_bytes(), "孙五")
