"""Signals over the days: kept once, put to the steward, closed by a person; nothing moves by them."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from duban.errors import Refused
from tasks import signals, store
from tasks.context import open_site
from tests.walk import days
from tests.walk.test_commands import duban, listed

JUNE, JULY, NEXT = date(2019, 6, 3), date(2019, 7, 1), date(2019, 7, 2)


def _kept(site: Path) -> pd.DataFrame:
    at = open_site(str(site), JULY)
    return signals.kept(at.engine, at.site)


@pytest.mark.nightly
def test_what_two_deliveries_show_is_kept_once_and_told_to_the_steward_once(stored_site: Path) -> None:
    days.tick(stored_site, JUNE, JULY, NEXT)
    found = _kept(stored_site)
    assert {("HP-01-3", "fell_back"), ("HP-03-2", "copied")} <= set(
        zip(found["item"], found["signal"], strict=True)
    )
    assert set(found["state"]) == {"open"}
    said = days.notices(stored_site, JULY)["han15"]
    assert all(f"疑点{number}：" in said for number in found["id"])
    assert "疑点" not in days.notices(stored_site, NEXT).get("han15", "")
    days.tick(stored_site, date(2019, 7, 3))
    assert _kept(stored_site).equals(found)


def test_looking_for_signals_changes_no_item_no_escalation_and_no_ask(stored_site: Path) -> None:
    days.tick(stored_site, JUNE, JULY)
    at = open_site(str(stored_site), JULY)

    def held() -> list[pd.DataFrame]:
        return [read(at.engine, at.site) for read in (store.items, store.rows, store.asks)]

    before = held()
    assert signals.find_signals(at) == 0
    for number, found in zip(_kept(stored_site)["id"], ("looked", "false_claim"), strict=False):
        signals.close_signal(at, int(number), found, "韩十五", "现场核查")  # type: ignore[arg-type]
    assert all(was.equals(now) for was, now in zip(before, held(), strict=True))


def test_a_person_closes_a_signal_and_a_false_claim_goes_to_the_discipline_list(stored_site: Path) -> None:
    days.tick(stored_site, JUNE, JULY)
    one = next(s for s in listed("signals", stored_site) if s["signal"] == "fell_back")
    assert one["item"] == "HP-01-3" and one["state"] == "open" and "改报" in one["detail"]
    words = ("--by", "韩十五", "--why", "档案未建立", "--today", "2019-07-01")
    done = duban("signals", stored_site, one["id"], "--false-claim", *words)
    assert (done.returncode, done.stdout.strip()) == (
        0,
        f"疑点{one['id']}（HP-01-3）已登记：申报不实（韩十五：档案未建立）",
    )
    again = duban("signals", stored_site, one["id"], "--looked", *words)
    assert (again.returncode, again.stderr.strip()) == (
        1, f"疑点{one['id']}（HP-01-3）已登记为“申报不实”，不能再次登记")  # fmt: skip
    assert one["id"] not in {s["id"] for s in listed("signals", stored_site)}
    assert one["id"] in {s["id"] for s in listed("signals", stored_site, "--all")}
    days.tick(stored_site, NEXT)
    told = days.notices(stored_site, NEXT)["zhou9"]
    assert "经核实申报不实1项" in told and "：韩十五：档案未建立" in told
    assert set(_kept(stored_site).query("item == 'HP-01-3'")["state"]) == {"false_claim"}


@pytest.mark.nightly
def test_a_signal_nobody_raised_and_a_finding_without_words_are_refused(site: Path) -> None:
    days.tick(site, JULY)
    at = open_site(str(site), JULY)
    with pytest.raises(Refused, match="没有编号为99的疑点"):
        signals.close_signal(at, 99, "looked", "韩十五", "核查")
    for words in (("1", "--looked"), ("1", "--looked", "--false-claim", "--by", "a", "--why", "b"),
                  ("--looked",), ("1", "--by", "a", "--why", "b")):  # fmt: skip
        assert duban("signals", site, *words).returncode == 2


def test_how_little_is_enough_is_the_offices_to_set(site: Path) -> None:
    text = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(text + "settings: {signals: {text_chars: 200}}\n", "utf-8")
    days.tick(site, JUNE, JULY)
    assert set(_kept(site)["signal"]) == {"fell_back"}
    (site / "site.yaml").write_text(text + "settings: {signals: {same_least: 1}}\n", "utf-8")
    refused = duban("signals", site)
    assert refused.returncode == 1 and "same_least 为“1”，不应小于2" in refused.stderr
