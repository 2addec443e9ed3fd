"""A ledger that does not come is asked of its reporter, then further up, until a delivery is accepted."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from duban.board import brief
from duban.errors import Unsent
from duban.viewing import visitor
from tasks.context import open_site
from tasks.handing import hand_in
from tasks.pages.ledgers import health
from tasks.reports import day_of
from tests.walk import days

FIRST, ASKED, LEADER, ENDED = date(2019, 7, 1), date(2019, 8, 2), date(2019, 8, 7), date(2019, 8, 8)
SAID = "台账“环评科”"


def _augusts(site: Path) -> bytes:
    """July's ledger of one department as it stood a month later."""
    book = openpyxl.load_workbook(site / "inbox" / "2019-07-01" / "环评科整改台账.xlsx")
    book.active["K2"], book.active["J5"] = "填报日期：2019年8月8日", "已复核30份"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _said(site: Path, on: date) -> dict[str, str]:
    """What each was told of the late ledger, without the number of the line."""
    lines = (
        (who, line)
        for who, body in days.notices(site, on).items()
        for line in body.splitlines()
        if "次催办" in line
    )
    return {who: line.partition("．")[2] for who, line in lines if SAID in line}


def test_a_late_ledger_is_asked_of_its_reporter_then_of_the_leader_and_no_more_once_it_came(
    stored_site: Path,
) -> None:
    days.tick(stored_site, FIRST, ASKED)
    late = "应于8月1日前报送（上一期截至7月1日），尚未收到，第{}次催办。"
    assert _said(stored_site, ASKED) == {"sun5": SAID + late.format(1)}
    assert "台账迟报**：环评科" in brief(day_of(open_site(str(stored_site), ASKED)))
    at = open_site(str(stored_site), ASKED)
    reporter = visitor(
        at.loaded.roster, "sun5", (at.loaded.roster.holder("head-eia", ASKED),), signed_in=True
    )
    assert [(h.name, h.late_from) for h in health(at, reporter)] == [("环评科", date(2019, 8, 1))]
    # Nobody ran in between: one reminder, to everybody up to the leader of the unit.
    days.tick(stored_site, LEADER)
    whose = SAID + "（报送人孙五（环评科科长））" + late.format(2)
    assert _said(stored_site, LEADER) == {"sun5": SAID + late.format(2), "wang3": whose}
    at = open_site(str(stored_site), ENDED)
    hand_in(at, "环评科", "环评科.xlsx", _augusts(stored_site), "孙五")
    days.tick(stored_site, ENDED)
    assert not _said(stored_site, ENDED)
    assert "台账迟报**：大气水信访、人事党建、办公室" in brief(day_of(open_site(str(stored_site), ENDED)))


def test_a_source_that_cannot_be_called_in_is_asked_of_its_reporter_with_what_was_wrong(site: Path) -> None:
    typed = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(typed.replace("language: zh", "language: en"), "utf-8")
    for file in site.rglob("人事党建整改台账.csv"):
        file.unlink()
    for on in (FIRST, date(2019, 7, 2)):
        with pytest.raises(Unsent, match="1个来源未能调取"):
            days.tick(site, on)
    letter = days.notices(site, date(2019, 7, 2))["chu11"]
    assert (
        'the ledger "人事党建" could not be called in since 1 July' in letter and "没有找到任何文件" in letter
    )
