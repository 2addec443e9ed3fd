"""The leaders' pages over a real server: the mail's link opens what its tenure answers for, and no more."""

import os
import time
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from desk.serving import serve
from desk.up import desks
from duban import tables as t
from duban.errors import Refused
from duban.talk_paper import Decision
from tasks import talks
from tasks.acts import hand_over
from tasks.context import open_site
from tasks.pages.links import link_words
from tasks.pages.standing import Standing
from tests.desk.serving import codes, form_of, link, serving
from tests.walk import days

MONDAY, EXPIRED = date(2019, 7, 1), date(2019, 7, 16)


def answered(site: Path) -> list[tuple[str, str, str, str]]:
    at = open_site(str(site), MONDAY)
    with at.engine.connect() as conn:
        rows = conn.execute(select(t.answer).order_by(t.answer.c.id)).all()
    return [(r.line, r.item or r.ask, r.kind, r.via) for r in rows]


def test_the_link_of_the_mail_opens_one_page_with_both_duties_worst_first(told: Path) -> None:
    with serving(told, MONDAY) as client:
        page = client.get(link(told, "li2", MONDAY))
    assert page.status_code == 200 and "李二同志" in page.text
    assert page.text.index("一、业务责任") < page.text.index("二、党风廉政建设责任")
    order = [page.text.index(f"/items/{c}") for c in ("HP-01-3", "ENT-04", "HP-01-1", "HP-01-2")]
    assert order == sorted(order)
    assert "HP-01-2台账时限由“2019.7.15”改为“2019年8月15日”" in page.text
    for name, said in (
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
    ):
        assert page.headers[name] == said
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_an_items_file_says_who_was_told_and_who_was_only_copied(told: Path) -> None:
    rows = days.rows(told)
    mine = rows[rows["item"].eq("HP-01-1") & rows["notice_id"].notna()]
    assert set(mine["copy"]) == {True, False}
    with serving(told, MONDAY) as client:
        page = client.get(f"{link(told, 'li2', MONDAY)}/items/HP-01-1").text
    assert page.count("（抄送）") == mine["copy"].sum()


def test_a_link_of_one_tenure_shows_nothing_of_another_alone(told: Path) -> None:
    rows = days.rows(told)
    with serving(told, MONDAY) as client:
        for person, units in {
            "li2": {"环评科", "环境监测站"},
            "sun5": {"环评科"},
            "wu7": {"大气环境科"},
        }.items():
            mine = link(told, person, MONDAY)
            items = days.items(told, MONDAY)
            heard = set(rows.loc[rows["person"].eq(person) & rows["notice_id"].notna(), "item"])
            allowed = heard | set(items.index[items["unit"].isin(units)])
            shown = codes(client.get(mine))
            assert shown and shown <= allowed
            beyond = [code for code in items.index if code not in allowed]
            for code in (*beyond[:3], *sorted(allowed)[:1]):
                assert client.get(f"{mine}/items/{code}").status_code == (200 if code in allowed else 404)


def test_every_link_that_does_not_open_gets_the_same_answer(told: Path) -> None:
    mine, other = link(told, "li2", MONDAY), link(told, "sun5", MONDAY)
    number, until, seal = mine.removeprefix("/l/").split(".")
    strange = other.removeprefix("/l/").split(".")
    tried = [f"{number}.{until}.{strange[2]}", f"{strange[0]}.{until}.{seal}", f"{number}.20190716.{seal}",
             f"{number}.{until}.{seal[:-1]}!", f"DB-ZZZZ-ZZ.{until}.{seal}", f"{number}.{until}", "x" * 4000]  # fmt: skip
    with serving(told, MONDAY) as client:
        answers = [client.get(f"/l/{one}/mine") for one in tried]
    with serving(told, EXPIRED) as client:
        answers.append(client.get(f"{mine}/mine"))
    assert {a.status_code for a in answers} == {404}
    assert len({a.text for a in answers}) == 1


def test_a_link_dies_with_the_tenure_and_not_before(copied: Path) -> None:
    mine, day = link(copied, "sun5", MONDAY), date(2019, 7, 12)
    with serving(copied, day) as client:
        assert client.get(mine).status_code == 200
        hand_over(open_site(str(copied), MONDAY), "head-eia", "沈十四", day, "韩十五", "调整分工")
        assert client.get(mine).status_code == 404
        assert client.post(f"{mine}/answer", data={"line": "business"}).status_code == 404


def test_a_get_never_acts_and_a_form_from_elsewhere_does_nothing(copied: Path) -> None:
    mine = link(copied, "li2", MONDAY)
    with serving(copied, MONDAY) as client:
        page = client.get(mine)
        form = {
            "form": form_of(page),
            "line": "business",
            "kind": "response",
            "text": "请整改",
            "what": "HP-01-1",
        }
        for _ in range(3):
            assert client.get(f"{mine}/answer", params=form).status_code == 404
            assert client.get(f"{mine}/looked").status_code == 404
            client.head(f"{mine}/mine")
        strange = form | {"form": form_of(client.get(link(copied, "sun5", MONDAY)))}
        assert client.post(f"{mine}/answer", data=strange).status_code == 403
        assert client.post(f"{mine}/answer", data=form | {"form": ""}).status_code == 403
        for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post(f"{mine}/answer", data=form, headers=headers).status_code == 403
        assert client.get(f"{mine}/mine", headers={"Host": "elsewhere.example"}).status_code == 400
    assert answered(copied) == []


def test_one_line_is_answered_and_the_other_stays_owed(either: Path) -> None:
    site, mine = either, link(either, "li2", MONDAY)
    with serving(site, MONDAY) as client:
        form = form_of(client.get(mine))
        seen = client.post(f"{mine}/answer", data={"form": form, "line": "conduct", "kind": "seen"})
        assert "7月1日已签收" in seen.text and "<small>待回应2项</small>" in seen.text
        done = client.post(f"{mine}/answer", data={"form": form, "line": "business", "kind": "response",
                           "what": ["HP-01-1", "HP-01-3", "DQ-01-1"], "text": "由孙五补报", "date_on": "2019-07-10"})  # fmt: skip
        assert done.status_code == 200
        assert done.text.count("由孙五补报（承诺7月10日完成）") == 2
        assert 'name="what" value="HP-01-1"' not in done.text and 'name="what" value="ENT-04"' in done.text
        empty = client.post(
            f"{mine}/answer", data={"form": form, "line": "conduct", "kind": "response", "text": "无"}
        )
        assert empty.status_code == 409 and "没有选中" in empty.text
    assert sorted(answered(site)) == [
        ("business", "HP-01-1", "response", "desk"), ("business", "HP-01-3", "response", "desk"),
        ("conduct", "", "seen", "desk")]  # fmt: skip
    asked = days.rows(site)
    mine_now = asked[asked["person"].eq("li2") & asked["line"].eq("conduct")]
    assert mine_now["state"].eq("open").all()


def test_a_restricted_item_is_absent_and_not_counted_by_a_link(copied: Path) -> None:
    mine = link(copied, "li2", MONDAY)
    with serving(copied, MONDAY) as client:
        before = client.get(mine)
        at = open_site(str(copied), MONDAY)
        with at.engine.begin() as conn:
            conn.execute(update(t.item).where(t.item.c.code == "HP-01-1").values(restricted=True))
            conn.execute(
                update(t.notice).where(t.notice.c.person == "li2").values(summary=t.notice.c.pointer)
            )
        after = client.get(mine)
        assert _total(before) == _total(after) + 1
        assert "HP-01-1" in before.text and "HP-01-1" not in after.text
        assert client.get(f"{mine}/items/HP-01-1").status_code == 404
        assert client.get(f"{mine}/letter").status_code == 404
        client.post(f"{mine}/answer", data={"form": form_of(after), "line": "business", "kind": "response",
                                            "what": ["HP-01-1", "ENT-04"], "text": "照办"})  # fmt: skip
    assert [item for _, item, _, _ in answered(copied)] == ["ENT-04"]


def _total(page: httpx.Response) -> int:
    return int(page.text.split("<dt>共</dt><dd>")[1].split("<")[0])


def test_a_leader_confirms_the_own_sheet_and_registers_a_talk_that_was_held(copied: Path) -> None:
    mine, at = link(copied, "li2", MONDAY), open_site(str(copied), MONDAY)
    talk = talks.decide(at, Decision("提醒谈话", "sun5", "li2", MONDAY, "两次逾期", ("HP-01-3",))).talk
    with serving(copied, MONDAY) as client:
        assert "待确认1份" in client.get(mine).text
        page = client.get(f"{mine}/papers")
        assert "一岗双责履责月表（2019年6月）" in page.text and "提醒谈话 孙五" in page.text
        form = {"form": form_of(page)}
        other = {"tenure": "deputy-air:wang3:2016-09-01", "month": "2019-06"}
        assert client.post(f"{mine}/papers/confirm", data=form | other).status_code == 404
        own = {"tenure": "deputy-eia:li2:2018-01-01", "month": "2019-06", "added": "7月2日听取汇报"}
        assert "7月1日已确认" in client.post(f"{mine}/papers/confirm", data=form | own).text
        gone = client.post(f"{mine}/talks/{talk}", data=form | {"on": "2019-07-01", "archive": "2019-07"})
        assert gone.status_code == 200 and "提醒谈话 孙五" not in gone.text
        assert (
            client.post(f"{mine}/talks/{talk}", data=form | {"on": "2019-07-01", "archive": "x"}).status_code
            == 404
        )


def test_a_ledgers_cell_is_shown_as_text_whatever_it_holds(copied: Path) -> None:
    mine = link(copied, "li2", MONDAY)
    with open_site(str(copied), MONDAY).engine.begin() as conn:
        conn.execute(
            update(t.item)
            .where(t.item.c.code == "HP-01-1")
            .values(measure="<img src=x onerror=alert(1)>{{ 7*7 }}")
        )
    with serving(copied, MONDAY) as client:
        for page in (client.get(mine), client.get(f"{mine}/items/HP-01-1")):
            assert (
                "<img src=x" not in page.text and "&lt;img src=x onerror=alert(1)&gt;{{ 7*7 }}" in page.text
            )


def test_what_changed_stands_until_it_was_looked_at(copied: Path) -> None:
    mine = link(copied, "li2", MONDAY)
    with serving(copied, MONDAY) as client:
        page = client.get(mine)
        assert "HP-03-2新逾期" in page.text
        assert "无变化" in client.post(f"{mine}/looked", data={"form": form_of(page)}).text


def test_no_address_or_a_trial_no_link_and_a_link_of_before_does_not_open_on_trial(
    copied: Path, site: Path
) -> None:
    own = site / "site.yaml"
    own.write_text(own.read_text("utf-8").replace("http://127.0.0.1:8420", ""), "utf-8")
    number = link(copied, "li2", MONDAY).removeprefix("/l/").partition(".")[0]
    assert link_words(open_site(str(site), MONDAY), number, "li2", MONDAY) == ""
    mine, yaml = link(copied, "li2", MONDAY), copied / "site.yaml"
    yaml.write_text(yaml.read_text("utf-8").replace("mode: live", "mode: trial"), "utf-8")
    with serving(copied, MONDAY) as client:
        assert client.get(mine).status_code == 404
    assert link_words(open_site(str(copied), MONDAY), number, "li2", MONDAY) == ""


def test_a_folder_that_somebody_breaks_leaves_the_last_good_one_standing(copied: Path) -> None:
    standing, roster = Standing(copied, MONDAY), copied / "roster.yaml"
    good = roster.read_text("utf-8")
    roster.write_text(good.replace("secretary, title", "nobody, titel", 1), "utf-8")
    assert standing.at().loaded.names["li2"] == "李二" and "roster.yaml" in standing.fault
    roster.write_text(good.replace("name: 李二", "name: 李二二"), "utf-8")
    assert standing.at().loaded.names["li2"] == "李二二" and standing.fault == ""


def test_the_store_holds_no_link(told: Path) -> None:
    seal = link(told, "li2", MONDAY).rpartition(".")[2]
    kept = list((told / "state").glob("store.db*"))
    assert kept and all(seal.encode() not in p.read_bytes() for p in kept)
    assert (told / "state" / "desk.key").stat().st_mode & 0o777 == 0o600


def test_up_starts_the_desk_of_each_site_ends_it_and_logs_no_link(
    told: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DUBAN_VERBOSE", "1")
    mine = link(told, "li2", MONDAY)
    with desks([told], os.environ) as ((address, process),):
        for _ in range(300):
            try:
                assert httpx.get(f"{address}/healthz").json()["store"] == "ok"
                break
            except httpx.TransportError:
                time.sleep(0.1)
        httpx.get(f"{address}{mine}/mine")
        assert process.poll() is None
    assert process.poll() is not None
    said = "".join(capfd.readouterr())
    assert "督办台：http://127.0.0.1" in said and mine.rpartition(".")[2] not in said


def test_the_desk_is_not_served_beyond_this_machine_where_passwords_could_be_read(told: Path) -> None:
    with pytest.raises(Refused, match="加密的反向代理"):
        serve(told, "0.0.0.0", 0, MONDAY)  # noqa: S104
