"""The desk under a personal login: who comes in, who sees which page, who may act on what."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import select, update

from duban import tables as t
from duban.errors import Refused
from tasks.acts import hand_over
from tasks.context import open_site
from tasks.pages.accounts import Grants, close_account, give_account, session_visitor, sign_in
from tests.desk.serving import codes, form_of, serving
from tests.walk import days

MONDAY = date(2019, 7, 1)
PASSWORD = "correct horse battery"  # noqa: S105
CANARY = "金丝雀条目"
BY = ("张一", "办理督办")


def give(site: Path, *people: str, **grants: bool) -> None:
    for person in people:
        give_account(open_site(str(site), MONDAY), person, PASSWORD, Grants(**grants), *BY)


@contextmanager
def inside(site: Path, person: str, today: date = MONDAY) -> Iterator[httpx.Client]:
    """The desk as somebody sees it who has signed in."""
    with serving(site, today) as client:
        enter(client, person)
        yield client


def enter(client: httpx.Client, person: str) -> httpx.Response:
    client.cookies.clear()
    return login(client, person, PASSWORD)


def login(client: httpx.Client, name: str, password: str, **more: Any) -> httpx.Response:
    form = form_of(client.get("/login"))
    return client.post("/login", data={"name": name, "password": password, "form": form}, **more)


def acts(site: Path) -> list[tuple[str, str, str, str]]:
    with open_site(str(site), MONDAY).engine.connect() as conn:
        rows = conn.execute(select(t.act).where(t.act.c.kind != "login").order_by(t.act.c.id)).all()
    return [(r.item, r.kind, r.by, r.why) for r in rows]


def test_a_login_is_refused_in_one_way_and_after_five_wrong_ones_for_a_while(copied: Path) -> None:
    give(copied, "韩十五")
    at, now = open_site(str(copied), MONDAY), datetime(2019, 7, 1, 9)
    assert sign_in(at, "韩十五", PASSWORD, now)
    with serving(copied, MONDAY) as client:
        tried = [login(client, n, p)
                 for n, p in (("韩十五", "wrong"), ("没有此人", PASSWORD), ("李二", PASSWORD), ("", ""))]  # fmt: skip
        assert {r.status_code for r in tried} == {403}
        assert len({r.text.replace(form_of(r), "") for r in tried}) == 1
        elsewhere = login(client, "韩十五", PASSWORD, headers={"Origin": "https://elsewhere.example"})
        bare = client.post("/login", data={"name": "韩十五", "password": PASSWORD})
        assert (elsewhere.status_code, bare.status_code, client.cookies.get("duban")) == (403, 403, None)
    for _ in range(4):
        assert sign_in(at, "韩十五", "wrong", now) is None
    assert sign_in(at, "韩十五", PASSWORD, now + timedelta(minutes=14)) is None
    assert sign_in(at, "韩十五", PASSWORD, now + timedelta(minutes=16))


def test_a_session_ends_by_leaving_by_idleness_by_time_and_with_the_account(copied: Path) -> None:
    give(copied, "韩十五")
    at, now = open_site(str(copied), MONDAY), datetime(2019, 7, 1, 9)
    token = sign_in(at, "韩十五", PASSWORD, now) or ""
    assert session_visitor(at, token, now + timedelta(minutes=59))
    assert not session_visitor(at, token, now + timedelta(minutes=59 + 61))
    for minutes in range(30, 12 * 60, 30):
        again = session_visitor(at, token, now + timedelta(minutes=59 + minutes))
    assert not again
    with inside(copied, "韩十五") as client:
        page = client.get("/todo")
        assert page.status_code == 200
        held = client.cookies["duban"]
        assert client.post("/logout", data={"form": form_of(page)}).url.path == "/login"
        client.cookies.set("duban", held)
        assert client.get("/todo").url.path == "/login"
        enter(client, "韩十五")
        close_account(at, "韩十五", *BY)
        assert client.get("/todo").url.path == "/login"
    with pytest.raises(Refused, match="10到200个字符"):
        give_account(at, "韩十五", "short", Grants(), *BY)


def test_the_cookie_cannot_be_read_or_sent_along_from_elsewhere(copied: Path) -> None:
    give(copied, "韩十五")
    with serving(copied, MONDAY) as client:
        answer = login(client, "han15", PASSWORD, follow_redirects=False)
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=strict" in answer.headers["set-cookie"]
    kept = b"".join(p.read_bytes() for p in (copied / "state").glob("store.db*"))
    assert PASSWORD.encode() not in kept and b"$argon2id$" in kept
    assert answer.cookies["duban"].encode() not in kept


PAGES = ["/todo", "/posts", "/board", "/deliveries", "/ledgers", "/oversight", "/items/DJ-01-1"]
SEEN = {
    "韩十五": [200, 200, 200, 200, 200, 200, 200],
    "孙五": [404, 404, 404, 404, 200, 404, 404],
    "李二": [404, 404, 404, 404, 404, 404, 404],
    "周九": [404, 404, 200, 404, 404, 200, 200],
}


def test_each_sees_the_pages_of_the_own_posts_and_only_the_office_acts(copied: Path) -> None:
    give(copied, *SEEN)
    with serving(copied, MONDAY) as client:
        assert [client.get(p).url.path for p in PAGES] == ["/login"] * len(PAGES)
        for person, wanted in SEEN.items():
            enter(client, person)
            assert [client.get(p).status_code for p in PAGES] == wanted, person
            form = {"form": form_of(client.get("/mine")), "kind": "accept", "why": "属实"}
            if person != "韩十五":
                assert client.post("/items/HP-02-2/act", data=form).status_code == 404
                assert client.post("/deliveries/1", data=form).status_code == 404
    assert acts(copied) == []


def test_the_office_accepts_one_claim_and_returns_one_under_its_own_name(either: Path) -> None:
    give(either, "韩十五")
    with inside(either, "韩十五") as client:
        page = client.get("/todo")
        form = {"form": form_of(page), "by": "李二"}
        assert {"HP-02-2", "DJ-01-1"} <= codes(page)
        assert (
            client.post("/items/HP-02-2/act", data=form | {"kind": "accept", "why": " "}).status_code == 409
        )
        assert client.post("/items/HP-02-2/act", data={"kind": "accept", "why": "属实"}).status_code == 403
        assert (
            client.post("/items/HP-02-2/act", data=form | {"kind": "accept", "why": "核查属实"}).status_code
            == 200
        )
        client.post(
            "/items/DJ-01-1/act", data=form | {"kind": "return", "why": "方案未经审议", "back": "todo"}
        )
        refused = client.post("/items/HP-01-2/act", data=form | {"kind": "accept", "why": "属实"})
        assert refused.status_code == 409 and "尚未申报完成，不能验收" in refused.text
        late = client.post("/items/HP-01-2/act", data=form | {"kind": "extend", "why": "工程量大", "to": "2019-08-15",
                           "approved_by": "李二", "asked_on": "2019-06-28"})  # fmt: skip
        assert "2019-08-15" in late.text or "8月15日" in late.text
        file = client.get("/items/DJ-01-1").text
        assert "方案未经审议" in file and "申报已退回，计时照常" in file
        client.post(
            "/items/HP-01-2/act",
            data=form | {"kind": "dispute", "why": "牵头不明", "units": ["环评科", "执法支队"]},
        )
        assert "责任归属争议，待定责" in client.get("/todo").text
        client.post("/items/HP-01-2/act", data=form | {"kind": "own", "why": "党组会议定", "unit": "环评科"})
        handed = {"to": "shen14", "from_on": "2019-08-01", "why": "轮岗"}
        assert client.post("/posts/head-hr", data=form | handed).status_code == 200
        for place in ("/board?klass=late&words=%25", "/ledgers", "/oversight", "/board/workbook", "/papers"):
            assert client.get(place).status_code == 200
    assert acts(either) == [("HP-02-2", "accept", "韩十五", "核查属实"), ("DJ-01-1", "return", "韩十五", "方案未经审议"),
                            ("HP-01-2", "extend", "韩十五", "工程量大"), ("HP-01-2", "dispute", "韩十五", "牵头不明"),
                            ("HP-01-2", "own", "韩十五", "党组会议定"), ("", "hand_over", "韩十五", "轮岗")]  # fmt: skip


def test_the_board_is_filtered_and_its_figures_add_up(told: Path, copied: Path) -> None:
    give(copied, "周九")
    with open_site(str(copied), MONDAY).engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-1").values(progress="=cmd|' /C calc'!A0"))
    with inside(copied, "周九") as client:
        late = codes(client.get("/board?klass=late"))
        assert late == {"HP-01-3", "ENT-04", "ENT-01", "HP-01-1", "HP-03-2"}
        assert codes(client.get("/board?klass=late&unit=环评科&level=3")) == {"HP-01-3", "HP-01-1", "HP-03-2"}
        assert codes(client.get("/board?words=信用档案")) == {"HP-01-3"}
        assert codes(client.get("/board?words=%25")) == {"HP-01-2", "DQ-02-2"}
        assert "没有" not in client.get("/board?klass=nonsense&page=-1&level=x").text
        assert len(codes(client.get("/board"))) == 22
        book = openpyxl.load_workbook(io.BytesIO(client.get("/board/workbook?klass=late").content))
        lists = client.get("/oversight").text
    rows = list(book["整改台账"].iter_rows(min_row=3, values_only=True))
    assert [(row[0], row[13]) for row in rows] == [
        ("HP-01-3", 27),
        ("ENT-04", 6),
        ("ENT-01", 1),
        ("HP-01-1", 1),
        ("HP-03-2", 1),
    ]
    assert all(cell.data_type != "f" for row in book["整改台账"].iter_rows() for cell in row)
    assert "未经批准改动时限" in lists and "由“2019.7.15”改为“2019年8月15日”" in lists
    assert len(days.items(told, MONDAY)) == 22


def shortened(site: Path) -> bytes:
    """July's ledger of one department with four rows gone."""
    book = openpyxl.load_workbook(site / "inbox" / "2019-07-01" / "环评科整改台账.xlsx")
    book.active.delete_rows(7, 4)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_reporter_hands_in_a_ledger_it_is_held_and_the_office_takes_it_in(copied: Path) -> None:
    give(copied, "孙五", "韩十五")
    name = ("../../台账.xlsx", shortened(copied))
    with serving(copied, MONDAY) as client:
        enter(client, "孙五")
        page = client.get("/ledgers")
        assert "环评科" in page.text and "人事党建" not in page.text
        assert client.get("/ledgers/HP/annotated").content[:2] == b"PK"
        assert client.get("/ledgers/DJ/annotated").status_code == 404
        form = {"form": form_of(page)}
        assert client.post("/ledgers/DJ/upload", data=form, files={"file": name}).status_code == 404
        assert (
            client.post("/ledgers/HP/upload", data=form, files={"file": ("a.exe", b"MZ")}).status_code == 409
        )
        done = client.post("/ledgers/HP/upload", data=form, files={"file": name})
        assert done.status_code == 200 and "少了4项" in done.text and "暂缓采用" in done.text
        enter(client, "韩十五")
        held = client.get("/deliveries")
        number = held.text.split('action="/deliveries/')[1].split('"')[0]
        client.post(
            f"/deliveries/{number}", data={"form": form_of(held), "kind": "accept", "why": "电话核实"}
        )
        assert 'action="/deliveries/' not in client.get("/deliveries").text
    assert int(days.items(copied, MONDAY)["missing"].sum()) == 5


def test_a_restricted_item_is_for_its_chain_signed_in_and_for_who_was_granted_it(copied: Path) -> None:
    give(copied, "韩十五", "李二", "孙五", "周九")
    give(copied, "张一", restricted=True)
    give(copied, "蒋十三", office=True, restricted=True)
    at = open_site(str(copied), MONDAY)
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-2").values(restricted=True, measure=CANARY))
        conn.execute(update(t.item).where(t.item.c.code == "DQ-02-1").values(restricted=True))
    with serving(copied, MONDAY) as client:
        for person, sees in {
            "韩十五": False,
            "周九": False,
            "李二": True,
            "孙五": True,
            "张一": True,
            "蒋十三": True,
        }.items():
            enter(client, person)
            assert client.get("/items/HP-01-2").status_code == (200 if sees else 404), person
            if person in ("韩十五", "周九", "蒋十三"):
                assert ("HP-01-2" in codes(client.get("/board"))) == sees
                assert f"<dd>{22 if sees else 20}</dd>" in client.get("/board").text
            said = [
                client.get(p)
                for p in ("/todo", "/deliveries", "/ledgers", "/oversight", "/mine", "/board?words=HP-01")
            ]
            assert sees or not any(CANARY in page.text or "HP-01-2" in page.text for page in said), person
            if person in ("韩十五", "蒋十三"):
                assert any("整改期内" in page.text for page in said) == sees
                book = openpyxl.load_workbook(io.BytesIO(client.get("/board/workbook").content))
                assert any(CANARY in str(c.value) for row in book.active.iter_rows() for c in row) == sees


def test_the_office_goes_with_the_post(copied: Path) -> None:
    give(copied, "韩十五", "沈十四")
    with inside(copied, "韩十五", date(2019, 7, 8)) as client:
        assert client.get("/todo").status_code == 200
        hand_over(open_site(str(copied), MONDAY), "office", "沈十四", date(2019, 7, 8), "张一", "调整分工")
        assert client.get("/todo").status_code == 404
        enter(client, "沈十四")
        assert client.get("/todo").status_code == 200
