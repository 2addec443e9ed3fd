"""Each act of the office on real items, and what the next day shows of it, on both stores.

The example site runs on 2019-06-21 and 2019-07-01; the office acts; the site runs on 2019-07-02.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select, update

from duban import tables as t
from duban.acts import Outcome
from duban.errors import Refused
from tasks import acts, store
from tasks.context import Context, open_site
from tests.conftest import ROOT
from tests.stores import new_database
from tests.walk import days

MONDAY, TUESDAY = date(2019, 7, 1), date(2019, 7, 2)
BY = ("韩十五", "核查属实")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def acted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site after the office's Monday and the run of Tuesday."""
    folder = tmp_path_factory.mktemp("acts") / "example"
    shutil.copytree(ROOT / "deployments" / "example", folder, ignore=shutil.ignore_patterns("state"))
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "postgresql":
            patch.setenv("DUBAN_STORE", new_database(request.getfixturevalue("postgres")))
        days.tick(folder, date(2019, 6, 21), MONDAY)
        _office(folder, open_site(str(folder), MONDAY))
        days.tick(folder, TUESDAY)
        yield folder


def _office(folder: Path, at: Context) -> None:
    acts.give_back(at, "HP-02-2", *BY)
    acts.accept(at, "DJ-01-1", *BY)
    acts.write_off(at, "DJ-01-1", *BY)
    acts.extend(at, "HP-01-2", *BY, date(2019, 8, 15), "李二", date(2019, 6, 28))
    acts.silence(at, "HP-01-1", *BY, date(2019, 7, 10))
    acts.correct(at, "ENT-04", *BY, date(2019, 7, 25))
    acts.correct(at, "DQ-02-1", *BY, date(2019, 7, 10))
    for act in (acts.accept, acts.write_off):
        act(at, "DQ-01-1", *BY)
    acts.reopen(at, "DQ-01-1", *BY, relapse=True, due=date(2019, 8, 30))
    with at.engine.begin() as conn:
        mine = update(t.escalation).where(t.escalation.c.item == "ENT-01", t.escalation.c.level == 3)
        conn.execute(mine.values(release="waiting"))
    acts.release(at, "ENT-01", *BY)
    _judged(folder)


def _judged(folder: Path) -> Outcome:
    """Under a ladder that has a level given by judgement."""
    text = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(text.replace("ladder: jiangjin", "ladder: judged"), "utf-8")
    (folder / "judged.yaml").write_text(
        "levels:\n  - {level: 1, label: 黄牌, when: {days_late: 1}, tell: [unit_head]}\n"
        "  - {level: 2, label: 红牌, when: {judged: true}, tell: [principal]}\n", "utf-8")  # fmt: skip
    try:
        return acts.judge(open_site(str(folder), MONDAY), "HP-02-1", *BY, 2)
    finally:
        (folder / "site.yaml").write_text(text, "utf-8")


def _item(site: Path, code: str) -> Any:
    at = open_site(str(site), TUESDAY)
    return store.items(at.engine, at.site).set_index("code").loc[code]


def _detail(site: Path, code: str, kind: str) -> Any:
    at = open_site(str(site), TUESDAY)
    with at.engine.connect() as conn:
        return conn.scalar(select(t.act.c.detail).where(t.act.c.item == code, t.act.c.kind == kind))


def _news(site: Path) -> set[tuple[str, str, str, str, str]]:
    at = open_site(str(site), TUESDAY)
    found = store.frame(at.engine, t.change, at.site, store.CHANGED)
    return {(r.item, r.kind, r.before, r.after, str(r.on.date())) for r in found.itertuples()}


def test_returned_the_ladder_goes_on_as_if_its_clock_had_never_stopped(acted: Path) -> None:
    one = _item(acted, "HP-02-2")
    assert (one["acceptance"], one["episode"], str(one["due_on"].date())) == ("returned", 1, "2019-06-20")
    assert pd.isna(one["suspended_on"]) and one["evidence_used"] == one["evidence"] == "处罚决定书.pdf"
    mine = days.rows(acted).query("item == 'HP-02-2' and level == 3 and line == 'business'")
    mine = mine[mine["role"].ne("assisting")]
    # Red was told on 06-21; its second round fell on 06-28, while the claim was not yet made.
    assert {(int(r.round), str(r.on.date())) for r in mine.itertuples()} == {
        (1, "2019-06-21"),
        (2, "2019-06-28"),
    }
    # Who had not heard of the first round by the claim hears of the second instead.
    assert set(mine.loc[mine["round"].eq(2), "state"]) == {"open"}
    assert set(mine.loc[mine["round"].eq(2), "person"]) >= {"qian6", "wang3", "zhang1"}


def test_everyone_told_hears_of_the_write_off_and_nobody_of_an_acceptance(acted: Path) -> None:
    letters = days.notices(acted, TUESDAY)
    told = {p for i, _, _, p in days.told(acted) if i == "DJ-01-1"}
    assert told and all("销号告知：DJ-01-1已验收销号" in letters[p] for p in told)
    assert not any("销号告知" in x and "HP-02-2" in x.split("销号告知")[1] for x in letters.values())


def test_an_extension_is_a_new_clock_counted_and_the_first_date_is_kept(acted: Path) -> None:
    one = _item(acted, "HP-01-2")
    assert (str(one["due_on"].date()), str(one["assessed_on"].date()), one["extended"], one["episode"]) == (
        "2019-08-15", "2019-07-15", 1, 2)  # fmt: skip
    assert "due_moved" not in one["flags"]
    assert _detail(acted, "HP-01-2", "extend") == {
        "asked_on": "2019-06-28", "from": "2019-07-15", "to": "2019-08-15", "approved_by": "li2",
        "role": "leader_in_charge", "times": 1}  # fmt: skip
    old = days.rows(acted).query("item == 'HP-01-2' and episode == 1")
    assert set(old["state"]) <= {"settled", "void"} and set(old["settled_notice_id"].dropna()) == {"-"}
    assert ("HP-01-2", "extended", "2019-07-15", "2019-08-15", "2019-07-02") in _news(acted)
    letters = days.notices(acted, TUESDAY)
    assert not any("HP-01-2已验收销号" in letter for letter in letters.values())


def test_silence_moves_no_limit_and_the_levels_open_all_the_same(acted: Path) -> None:
    one = _item(acted, "HP-01-1")
    assert str(one["silent_until_on"].date()) == "2019-07-10" and str(one["due_on"].date()) == "2019-06-30"
    assert days.rows(acted).query("item == 'HP-01-1'")["level"].max() == 3


def test_a_wrong_date_is_set_right_and_everyone_told_of_it_is_noted(acted: Path) -> None:
    one = _item(acted, "ENT-04")
    assert (str(one["due_on"].date()), str(one["assessed_on"].date()), one["episode"]) == (
        "2019-07-25", "2019-06-25", 2)  # fmt: skip
    at = open_site(str(acted), TUESDAY)
    with at.engine.connect() as conn:
        noted = {
            r.person: r for r in conn.execute(select(t.correction).where(t.correction.c.item == "ENT-04"))
        }
    assert set(noted) == {p for i, _, _, p in days.told(acted) if i == "ENT-04"}
    said = noted["li2"].text
    assert (
        "6月21日、7月1日关于ENT-04的红色提示系时限录入有误" in said and noted["li2"].wrong_notice_id in said
    )
    assert said.endswith("时限应为2019年7月25日")


def test_a_doubtful_date_that_is_settled_is_certain_and_was_nobodys_before(acted: Path) -> None:
    one = _item(acted, "DQ-02-1")
    assert one["certain"] and str(one["due_on"].date()) == str(one["assessed_on"].date()) == "2019-07-10"
    assert "due_uncertain" not in one["flags"]


def test_a_relapse_is_linked_to_its_write_off_and_starts_one_level_higher(acted: Path) -> None:
    one = _item(acted, "DQ-01-1")
    assert (one["from_level"], one["episode"], one["acceptance"]) == (3, 2, "") and pd.isna(one["settled_on"])
    assert _detail(acted, "DQ-01-1", "reopen") == {
        "settled_on": "2019-07-01",
        "from_level": 3,
        "relapse": True,
    }
    letters = days.notices(acted, TUESDAY)
    assert not any("DQ-01-1已验收销号" in letter for letter in letters.values())
    assert "DQ-01-1重新督办（前次销号日7月1日），时限8月30日" in letters["wang3"]


def test_a_slip_that_waited_is_released(acted: Path) -> None:
    at = open_site(str(acted), TUESDAY)
    with at.engine.connect() as conn:
        found = set(conn.scalars(select(t.escalation.c.release).where(t.escalation.c.item == "ENT-01",
                                                                     t.escalation.c.level == 3)))  # fmt: skip
    assert found == {"released"} and _detail(acted, "ENT-01", "release") == {"level": 3, "episode": 1}


def test_a_judgement_is_kept_with_its_level(acted: Path) -> None:
    assert _detail(acted, "HP-02-1", "judge") == {"level": 2}


def test_the_days_with_the_reviewers_are_left_out_of_scoring(acted: Path) -> None:
    at = open_site(str(acted), TUESDAY)
    found = acts.reviews(at.engine, at.site)
    spans = {(r.item, str(r.from_on)[:10], str(r.to_on)[:10]) for r in found.itertuples()}
    # Claimed on 06-03 and still there; claimed and written off within a day: nothing to leave out.
    assert ("ENT-03", "2019-06-04", "NaT") in spans
    assert not any(item in {"DJ-01-1", "HP-02-2"} for item, _, _ in spans)


REFUSED: list[tuple[str, str, tuple[Any, ...], str]] = [
    ("give_back", "HP-01-1", (), "不在验收中"),
    ("give_back", "HP-03-2", (), "周期或长期坚持事项"),
    ("accept", "DJ-01-1", (), "已于2019-07-01销号，不能再验收"),
    ("write_off", "DJ-01-1", (), "已于2019-07-01销号，不能再销号"),
    ("reopen", "HP-01-1", (), "尚未销号，无需重新打开"),
    ("extend", "HP-01-1", (date(2019, 7, 31), "张一"), "现时限2019-06-30已过"),
    ("extend", "HP-01-2", (date(2019, 12, 31), "张一"), "应由巡察办或以上批准，张一2019-07-02的岗位是：党组书记、局长"),
    ("extend", "HP-02-1", (date(2019, 8, 1), "赵四"), "应由分管领导或以上批准，赵四2019-07-02的岗位是：副局长（分管信访"),
    ("extend", "HP-02-1", (date(2019, 8, 1), "何人"), "花名册中没有人员“何人”"),
    ("extend", "DQ-01-2", (date(2019, 8, 1), "张一"), "时限待核"),
    ("judge", "HP-01-1", (3,), "没有由人评定的级"),
    ("silence", "HP-01-1", (date(2019, 8, 2),), "超过30天"),
    ("silence", "HP-01-1", (date(2019, 7, 1),), "这一天已过"),
    ("release", "HP-01-1", (), "没有等待审签的督办单"),
    ("correct", "HP-01-1", (date(2019, 6, 30),), "无需更正"),
    ("accept", "XX-9", (), "没有编号为“XX-9”的事项"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "code", "given", "sentence"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence_and_leaves_no_trace(
    acted: Path, kind: str, code: str, given: tuple[Any, ...], sentence: str
) -> None:
    at = open_site(str(acted), TUESDAY)
    before = store.frame(at.engine, t.act, at.site, store.ACTS)
    with pytest.raises(Refused, match=sentence):
        getattr(acts, kind)(at, code, *BY, *given)
    assert len(store.frame(at.engine, t.act, at.site, store.ACTS)) == len(before)


def test_an_act_without_a_name_or_a_reason_is_refused(acted: Path) -> None:
    with pytest.raises(Refused, match="都应写明"):
        acts.accept(open_site(str(acted), TUESDAY), "ENT-03", "  ", "核查属实")
