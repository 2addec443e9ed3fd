"""The programs' door over real HTTP: what a token opens, what it never does, acts done once and on record."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from desk import show
from desk.cli import group
from desk.listing import items_now
from duban import tables as t
from duban.errors import Refused
from duban.scopes import SCOPES
from tasks.context import open_site
from tasks.pacing import wall
from tasks.pages.accounts import Grants, close_account, give_account
from tasks.previewed import preview_rows
from tasks.programs.tokens import Wanted, close_token, give_token, program_of
from tasks.requests import open_requests
from tests.desk.serving import serving

MONDAY = date(2019, 7, 1)
PASSWORD = "correct horse battery"  # noqa: S105
BY = ("张一", "办公系统对接")
CANARY = "金丝雀条目"


def token(site: Path, person: str, *scopes: str, grants: Grants | None = None, **more: Any) -> str:
    at = open_site(str(site), MONDAY)
    give_account(at, person, PASSWORD, grants or Grants(), *BY)
    wanted = Wanted("OA待办", person, scopes or tuple(SCOPES), more.pop("days", 30), **more)
    return give_token(at, wanted, *BY, wall())


@contextmanager
def program(site: Path, text: str) -> Iterator[httpx.Client]:
    """The door as a program reaches it."""
    with serving(site, MONDAY) as client:
        client.headers["Authorization"] = f"Bearer {text}"
        client.base_url = client.base_url.join("/api/v1/")
        yield client


def binding(site: Path) -> None:
    path = site / "site.yaml"
    path.write_text(path.read_text("utf-8").replace("desk: {", "desk: {program_acts: bind, "), "utf-8")
    if "program_acts" not in path.read_text("utf-8"):
        path.write_text(path.read_text("utf-8") + "desk: {program_acts: bind}\n", "utf-8")


def key(number: int) -> dict[str, str]:
    return {"Idempotency-Key": f"key-{number:06}"}


def recorded(site: Path, kind: str) -> list[Any]:
    a = t.act.c
    with open_site(str(site), MONDAY).engine.connect() as conn:
        return list(conn.execute(select(t.act).where(a.kind == kind).order_by(a.id)))


def test_the_lists_are_those_of_the_commands_with_the_fields_of_the_contract(copied: Path) -> None:
    at = open_site(str(copied), MONDAY)
    with program(copied, token(copied, "韩十五")) as client:
        found = client.get("items", params={"limit": 200}).json()
        assert found["rows"] == json.loads(json.dumps(show.plain(items_now(at))))
        assert found["found"] == 22 and found["as_of"] == "2019-07-01"
        late = client.get("items", params={"days_late_least": 1, "unit": "环评科", "limit": 2}).json()
        assert (len(late["rows"]), late["found"]) == (2, 3)
        rest = client.get(
            "items", params={"days_late_least": 1, "unit": "环评科", "limit": 2, "offset": 2}
        ).json()
        assert {r["code"] for r in late["rows"] + rest["rows"]} == {"HP-01-3", "HP-01-1", "HP-03-2"}
        span = {"from": "2019-07-01", "days": 20, "limit": 200}
        wanted = preview_rows(at.loaded, MONDAY, date(2019, 7, 20))
        assert client.get("preview", params=span).json()["rows"] == show.plain(wanted)[:200]
        told = client.get("escalations", params={"item": "HP-01-3", "line": "business", "limit": 200}).json()
        assert told["rows"] and {r["state"] for r in told["rows"]} <= {"open", "skipped"}
        letters = client.get("notices", params={"person": "li2"}).json()["rows"]
        assert letters and all(r["state"] == "sent" and r["escalations"] for r in letters)
        for place in ("deliveries", "ledgers", "figures", "acts"):
            assert client.get(place).status_code == 200, place
        numbers = client.get("figures").json()
        assert (
            numbers["late"] + numbers["near"] + numbers["waiting"] + numbers["on_course"] == numbers["total"]
        )


def test_a_token_opens_only_its_scopes_and_ends_by_time_by_hand_and_with_the_persons_login(
    copied: Path,
) -> None:
    text, at = token(copied, "韩十五", "read:figures"), open_site(str(copied), MONDAY)
    assert not program_of(at, text, wall() + timedelta(days=31))
    assert not program_of(at, text + "x", wall())
    with program(copied, text) as client:
        assert client.get("figures").status_code == 200
        closed = client.get("items")
        assert closed.status_code == 403 and closed.headers["content-type"] == "application/problem+json"
        assert (
            closed.json()["type"] == "urn:duban:problem:scope" and "阅看整改事项" in closed.json()["detail"]
        )
        close_token(at, text.split("_")[1], *BY, wall())
        assert client.get("figures").status_code == 401
        other = token(copied, "韩十五", "read:figures")
        client.headers["Authorization"] = f"Bearer {other}"
        assert client.get("figures").status_code == 200
        close_account(at, "韩十五", *BY)
        assert client.get("figures").status_code == 401
        del client.headers["Authorization"]
        refused = client.get("figures")
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert [r.detail.get("closed", False) for r in recorded(copied, "token")] == [False, True, False]


def test_a_token_is_known_by_a_digest_alone_and_is_given_for_somebody_with_a_login(copied: Path) -> None:
    made = CliRunner().invoke(
        group, ["login", str(copied), "韩十五", "--by", "张一", "--why", "办"], input=PASSWORD
    )
    assert made.exit_code == 0
    words = [
        "token",
        str(copied),
        "OA待办",
        "--person",
        "韩十五",
        "--scope",
        "read:items",
        "--by",
        "张一",
        "--why",
        "对接",
    ]
    given = CliRunner().invoke(group, words)
    text = given.stdout.strip()
    assert text.startswith("duban_tk") and "只显示这一次" in given.stderr
    assert text.encode() not in b"".join(p.read_bytes() for p in (copied / "state").glob("store.db*"))
    with program(copied, text) as client:
        assert client.get("items").status_code == 200
    listed = CliRunner().invoke(group, ["token", str(copied), "--format", "json"])
    (one,) = json.loads(listed.stdout)
    assert one["person"] == "han15" and one["used_at"] and text not in listed.stdout
    at = open_site(str(copied), MONDAY)
    for wanted, said in ((Wanted("OA", "李二", ("read:items",), 30), "没有个人登录"),
                         (Wanted("OA", "韩十五", ("read:all",), 30), "“read:all”不是"),
                         (Wanted("OA", "韩十五", ("read:items",), 30, restricted=True), "不含受限事项"),
                         (Wanted(" ", "韩十五", ("read:items",), 30), "名称没有写明")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            give_token(at, wanted, *BY, wall())


def test_a_program_sees_no_restricted_item_but_where_token_and_login_were_granted_them(copied: Path) -> None:
    at = open_site(str(copied), MONDAY)
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-3").values(restricted=True, measure=CANARY))
    places = ("items?limit=200", "items/HP-01-3", "escalations?limit=200", "notices?limit=200", "deliveries", "ledgers",
              "figures", "acts", "preview?from=2019-07-01&days=32&limit=200")  # fmt: skip
    tokens = {person: token(copied, person) for person in ("韩十五", "李二", "孙五", "周九")}
    cleared = token(copied, "蒋十三", grants=Grants(True, True), restricted=True)
    with program(copied, cleared) as client:
        assert client.get("items/HP-01-3").json()["measure"] == CANARY
        assert client.get("figures").json()["late"] == 5
        for person, text in tokens.items():
            client.headers["Authorization"] = f"Bearer {text}"
            said = [client.get(place) for place in places]
            assert said[1].status_code == 404, person
            assert not any(CANARY in r.text or '"HP-01-3"' in r.text or "HP-01-3（" in r.text
                           for n, r in enumerate(said) if n != 1), person  # fmt: skip


def test_an_act_names_program_and_person_and_is_done_once_however_often_it_is_asked(copied: Path) -> None:
    binding(copied)
    with program(copied, token(copied, "韩十五")) as client:
        first = client.post("items/HP-02-2/accept", json={"why": "核查属实"}, headers=key(1))
        again = client.post("items/HP-02-2/accept", json={"why": "核查属实"}, headers=key(1))
        assert first.status_code == 200, first.text
        assert (
            first.json()["item"] == "HP-02-2"
            and first.json() == again.json()
            and again.headers["idempotency-replayed"] == "true"
        )
        other = client.post("items/HP-02-2/accept", json={"why": "另一理由"}, headers=key(1))
        assert other.status_code == 409 and "已用于另一请求" in other.json()["detail"]
        fresh = client.post("items/HP-02-2/accept", json={"why": "核查属实"}, headers=key(2))
        assert fresh.status_code == 409 and "已经验收" in fresh.json()["detail"]
        assert client.post("items/HP-02-2/accept", json={"why": "核查属实"}).status_code == 422
        assert client.post("items/XX-99/accept", json={"why": "核查"}, headers=key(3)).status_code == 404
        odd = client.post("items/HP-01-2/silence", json={"why": "x", "until": "soon"}, headers=key(4))
        assert odd.status_code == 422 and "until 为“soon”，应为日期" in odd.json()["detail"]
    (act,) = recorded(copied, "accept")
    assert act.by == "韩十五（经程序“OA待办”）" and act.why == "核查属实"
    assert (
        act.detail["program"] == "OA待办"
        and act.detail["key"] == "key-000001"
        and first.json()["act"] == act.id
    )


def test_an_act_whose_answer_was_lost_is_found_in_the_journal(copied: Path) -> None:
    binding(copied)
    with program(copied, token(copied, "韩十五")) as client:
        first = client.post("items/HP-02-2/accept", json={"why": "核查属实"}, headers=key(1)).json()
        k = t.asked.c
        long_ago = wall() - timedelta(minutes=10)
        with open_site(str(copied), MONDAY).engine.begin() as conn:
            conn.execute(update(t.asked).values(status=None, body=None, begun_at=wall()))
        assert (
            "正在办理" in client.post("items/HP-02-2/accept", json={"why": "核查属实"}, headers=key(1)).text
        )
        with open_site(str(copied), MONDAY).engine.begin() as conn:
            conn.execute(update(t.asked).where(k.key == "key-000001").values(begun_at=long_ago))
        again = client.post("items/HP-02-2/accept", json={"why": "核查属实"}, headers=key(1))
        assert again.status_code == 200 and again.json()["act"] == first["act"]
    assert len(recorded(copied, "accept")) == 1


def test_a_binding_act_needs_a_person_on_the_desk_unless_the_site_says_otherwise(copied: Path) -> None:
    with program(copied, token(copied, "韩十五")) as client:
        wishes = (("items/HP-02-2/accept", {"why": "属实"}),
                  ("items/HP-01-2/extend", {"why": "工程量大", "to": "2019-08-15", "approved_by": "李二"}),
                  ("posts/head-hr/hand-over", {"why": "轮岗", "to": "shen14", "from_on": "2019-08-01"}))  # fmt: skip
        asked = [client.post(place, json=body, headers=key(n)) for n, (place, body) in enumerate(wishes)]
        assert [r.status_code for r in asked] == [202] * 3, [r.text for r in asked]
        again = client.post(wishes[0][0], json=wishes[0][1], headers=key(0))
        assert again.json() == asked[0].json() and again.json()["state"] == "asked"
        twice = client.post(wishes[0][0], json=wishes[0][1], headers=key(9))
        assert twice.status_code == 409 and "待确认，无需再提" in twice.json()["detail"]
    waiting = open_requests(open_site(str(copied), MONDAY))
    assert list(waiting["kind"]) == ["accept", "extend", "hand_over"] and set(waiting["via"]) == {"program"}
    assert list(waiting["id"]) == [r.json()["request"] for r in asked]
    assert not recorded(copied, "accept")


def test_an_answer_is_the_persons_own_and_a_ledger_goes_through_the_one_door(copied: Path) -> None:
    with program(copied, token(copied, "李二")) as client:
        (notice, *_) = client.get("notices", params={"on": "2019-07-01"}).json()["rows"]
        body = {"line": "business", "text": "由孙五每周报一次进度", "date_on": "2019-08-01"}
        done = client.post(f"notices/{notice['id']}/answer", json=body, headers=key(1))
        assert done.status_code == 200 and "已回应" in done.json()["said"], done.text
        assert client.post("notices/DB-0000-00/answer", json=body, headers=key(2)).status_code == 404
        assert client.post("items/HP-02-2/accept", json={"why": "x"}, headers=key(3)).status_code == 404
    with open_site(str(copied), MONDAY).engine.connect() as conn:
        said = conn.execute(select(t.answer.c.by, t.answer.c.via)).all()
    assert said and {tuple(r) for r in said} == {("li2（经程序“OA待办”）", "program")}
    ledger = (copied / "inbox" / "2019-07-01" / "环评科整改台账.xlsx").read_bytes()
    with program(copied, token(copied, "孙五")) as client:
        again = client.post("ledgers/HP/deliver", files={"file": ("环评科.xlsx", ledger)}, headers=key(1))
        assert again.status_code == 409 and "以前已经收到" in again.json()["detail"]
        text = (copied / "inbox" / "2019-07-01" / "人事党建整改台账.csv").read_bytes()
        assert (
            client.post("ledgers/DJ/deliver", files={"file": ("a.csv", text)}, headers=key(2)).status_code
            == 404
        )


def test_a_program_that_asks_too_often_waits_and_a_wrong_token_costs_nobody_else(copied: Path) -> None:
    path = copied / "site.yaml"
    said = path.read_text("utf-8").replace("desk: {", "desk: {program_calls_per_minute: 3, ")
    path.write_text(
        said if "program_calls" in said else said + "desk: {program_calls_per_minute: 3}\n", "utf-8"
    )
    one, other = token(copied, "韩十五"), token(copied, "李二")
    with program(copied, one) as client:
        codes = [client.get("figures").status_code for _ in range(5)]
        assert codes[:3] == [200, 200, 200] and codes[3:] == [429, 429]
        assert int(client.get("figures").headers["retry-after"]) >= 1
        client.headers["Authorization"] = "Bearer nonsense"
        assert {client.get("figures").status_code for _ in range(35)} == {401, 429}
        client.headers["Authorization"] = f"Bearer {other}"
        assert client.get("figures").status_code == 200


def test_what_is_too_long_is_turned_away_unread(copied: Path) -> None:
    with program(copied, token(copied, "韩十五")) as client:
        long = client.post("items/HP-02-2/accept", json={"why": "长" * 200_000}, headers=key(1))
        assert long.status_code == 413 and long.json()["type"].endswith("large")
        streamed = client.post("items/HP-02-2/accept", content=(b"x" for _ in range(3)), headers=key(1))
        assert streamed.status_code == 413
        assert client.get("nowhere").status_code == 404
        assert client.delete("items").status_code == 405
