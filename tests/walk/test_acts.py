"""The office's acts: accepted, written off, and everyone who was told hears that it is over."""

import json
import sys
from datetime import date
from pathlib import Path
from subprocess import run

import pytest

from duban.errors import Refused
from tasks import acts
from tasks.context import open_site
from tests.walk import days

DUBAN = Path(sys.executable).with_name("duban")


def _act(site: Path, kind: str, code: str, on: date) -> None:
    getattr(acts, kind)(open_site(str(site), on), code, "韩十五", "核查属实")


def test_written_off_everybody_who_was_told_gets_one_line(stored_site: Path) -> None:
    days.tick(stored_site, date(2019, 6, 20), date(2019, 6, 21), date(2019, 6, 26), date(2019, 7, 1))
    _act(stored_site, "accept", "HP-02-2", date(2019, 7, 1))
    _act(stored_site, "write_off", "HP-02-2", date(2019, 7, 1))
    days.tick(stored_site, date(2019, 7, 2))
    letters = days.notices(stored_site, date(2019, 7, 2))
    for person in ("qian6", "wang3", "zhang1"):
        assert "销号告知：HP-02-2已验收销号，无需再办理" in letters[person]
    days.tick(stored_site, date(2019, 7, 3))
    later = days.notices(stored_site, date(2019, 7, 3))
    assert not any("销号告知" in letter for letter in later.values())
    assert days.items(stored_site, date(2019, 7, 3)).loc["HP-02-2", "acceptance"] == "written_off"


def test_only_a_claim_of_done_can_be_accepted_and_only_the_accepted_written_off(site: Path) -> None:
    days.tick(site, date(2019, 7, 1))
    with pytest.raises(Refused, match="尚未申报完成，不能验收"):
        _act(site, "accept", "HP-01-2", date(2019, 7, 1))
    with pytest.raises(Refused, match="尚未验收"):
        _act(site, "write_off", "HP-02-2", date(2019, 7, 1))
    with pytest.raises(Refused, match="没有编号为“XX-1”的事项"):
        _act(site, "accept", "XX-1", date(2019, 7, 1))


def test_what_is_done_and_then_standing_goes_on_under_review(site: Path) -> None:
    days.tick(site, date(2019, 6, 3))
    _act(site, "accept", "HP-01-3", date(2019, 6, 4))
    _act(site, "write_off", "HP-01-3", date(2019, 6, 4))
    found = days.items(site, date(2019, 6, 4)).loc["HP-01-3"]
    assert (found["kind"], str(found["due_on"].date()), found["episode"]) == ("standing", "2019-09-04", 2)


def test_the_command_says_who_and_why_or_is_used_wrongly(site: Path) -> None:
    days.tick(site, date(2019, 7, 1))
    wrong = run([DUBAN, "accept", site, "HP-02-2"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    right = run([DUBAN, "accept", site, "HP-02-2", "--by", "韩十五", "--why", "现场核查"],
                capture_output=True, text=True, check=False)  # fmt: skip
    assert (right.returncode, right.stdout.strip()) == (0, "HP-02-2 已验收（韩十五：现场核查）")
    listed = run([DUBAN, "items", site, "--format", "json"], capture_output=True, text=True, check=True)
    one = next(i for i in json.loads(listed.stdout) if i["code"] == "HP-02-2")
    assert one["acceptance"] == "accepted" and one["level"] == 0


def test_what_the_office_decided_is_told_on_the_next_working_day_to_unit_and_leader(site: Path) -> None:
    days.tick(site, date(2019, 7, 1))
    _act(site, "give_back", "HP-02-2", date(2019, 7, 1))
    days.tick(site, date(2019, 7, 2))
    letters = days.notices(site, date(2019, 7, 2))
    assert "较上次变化：HP-02-2验收退回，视同计时从未停止" in letters["qian6"]
    assert {who for who, letter in letters.items() if "验收退回" in letter} >= {"qian6", "wang3"}
    days.tick(site, date(2019, 7, 3))
    assert not any("验收退回" in letter for letter in days.notices(site, date(2019, 7, 3)).values())
