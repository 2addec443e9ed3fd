"""Every act of the office by its form on the desk, over HTTP: who and why, refused in one sentence, on the item's file."""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import select, update

from duban import tables as t
from tasks import acts as by_command
from tasks.context import open_site
from tasks.samples import draw_samples
from tests.desk.serving import form_of
from tests.desk.test_office import MONDAY, acts, enter, give, inside
from tests.walk.test_edited_ladder import NEW

OFFICE = "韩十五"
DRAWN = date(2019, 10, 8)
# Act, item, what the form says beside the reason, what the item's page says of it afterwards.
ACTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("silence", "HP-01-1", {"until": "2019-07-05"}, "暂停提示"),
    ("correct", "HP-01-3", {"due": "2019-07-10"}, "7月10日"),
    ("judge", "HP-01-2", {"level": "2"}, "评定"),
    ("target", "HP-01-2", {"direction": "at_least", "value": "20", "unit": "%"}, "不低于 20 %"),
    ("accept", "HP-02-2", {}, "已验收，待销号"),
    ("write_off", "HP-02-2", {}, "已销号"),
    ("reopen", "HP-02-2", {"due": "2019-08-31", "relapse": "yes"}, "8月31日"),
    ("return", "DJ-01-1", {}, "申报已退回，计时照常"),
    ("extend", "HP-01-2", {"to": "2019-08-15", "approved_by": "李二", "asked_on": "2019-06-28"}, "8月15日"),
]


def act(client: httpx.Client, form: str, kind: str, code: str, **typed: Any) -> httpx.Response:
    return client.post(f"/items/{code}/act", data={"form": form, "kind": kind, **typed})


def test_every_act_on_an_item_is_recorded_with_who_and_why_and_shows_on_its_file(copied: Path) -> None:
    give(copied, OFFICE)
    (copied / "ladder.yaml").write_text(NEW.replace("days_left: 15", "days_left: 10"), "utf-8")
    said = (copied / "site.yaml").read_text("utf-8").replace("ladder: jiangjin", "ladder: ladder.yaml")
    (copied / "site.yaml").write_text(said, "utf-8")
    with inside(copied, OFFICE) as client:
        form = form_of(client.get("/todo"))
        for n, (kind, code, typed, shown) in enumerate(ACTS):
            before = acts(copied)
            assert act(client, form, kind, code, why=" ", **typed).status_code == 409, kind
            assert act(client, "none", kind, code, why="属实", **typed).status_code == 403, kind
            assert acts(copied) == before
            done = act(client, form, kind, code, why=f"理由{n}", **typed)
            assert done.status_code == 200, (kind, done.text[-900:])
            page = client.get(f"/items/{code}").text
            assert f"理由{n}" in page and OFFICE in page and shown in page, kind
    assert [(one[0], one[1]) for one in acts(copied)] == [(code, kind) for kind, code, _, _ in ACTS]


@pytest.mark.parametrize(("kind", "typed", "said"), [
    ("silence", {"until": "7月5日"}, "暂停到的日期应为日期"), ("judge", {"level": "x"}, "级别“x”不是数字"),
    ("judge", {"level": "2"}, "没有由人评定的级"), ("write_off", {}, "尚未验收"), ("reopen", {}, "尚未销号"),
    ("release", {}, "没有等待审签的督办单"), ("look_back", {"outcome": "kept"}, "不在回头看名单中"),
    ("target", {"direction": "at_least", "value": "nan", "unit": "%"}, "目标数“nan”不是数"),
    ("target", {"direction": "sideways", "value": "1", "unit": "%"}, "应写明方向和计量单位"),
])  # fmt: skip
def test_what_cannot_be_done_is_refused_in_one_sentence_and_nothing_is_recorded(
    office_site: Path, open_office: httpx.Client, kind: str, typed: dict[str, str], said: str
) -> None:
    form = form_of(open_office.get("/todo"))
    refused = act(open_office, form, kind, "HP-01-2", why="试一试", **typed)
    assert refused.status_code == 409 and said in refused.text, refused.text[-600:]
    assert acts(office_site) == []


@pytest.fixture(scope="module")
def office_site(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The told site once more, for refusals and downloads, which change nothing."""
    folder = Path(shutil.copytree(told, tmp_path_factory.mktemp("office") / "example"))
    give(folder, OFFICE)
    return folder


@pytest.fixture(scope="module")
def open_office(office_site: Path) -> Iterator[httpx.Client]:
    with inside(office_site, OFFICE) as client:
        yield client


def test_a_slip_that_waits_is_signed_and_waits_no_more(copied: Path) -> None:
    give(copied, OFFICE)
    e = t.escalation.c
    with open_site(str(copied), MONDAY).engine.begin() as conn:
        conn.execute(
            update(t.escalation).where(e.item == "ENT-01", e.state == "open").values(release="waiting")
        )
    with inside(copied, OFFICE) as client:
        page = client.get("/todo")
        assert "督办单待审签" in page.text
        assert act(client, form_of(page), "release", "ENT-01", why="同意", back="todo").status_code == 200
        assert "督办单待审签" not in client.get("/todo").text
        assert "审签" in client.get("/items/ENT-01").text
    assert acts(copied) == [("ENT-01", "release", OFFICE, "同意")]


def test_a_look_back_that_finds_a_relapse_reopens_the_item(copied: Path) -> None:
    give(copied, OFFICE)
    at = open_site(str(copied), MONDAY)
    by_command.accept(at, "HP-02-2", OFFICE, "核查属实")
    by_command.write_off(at, "HP-02-2", OFFICE, "核查属实")
    assert draw_samples(open_site(str(copied), DRAWN)) == 1
    with inside(copied, OFFICE, DRAWN) as client:
        page = client.get("/todo")
        assert "登记复查结果" in page.text
        act(
            client, form_of(page), "look_back", "HP-02-2", why="又有借用资质", outcome="relapsed", back="todo"
        )
        assert "登记复查结果" not in client.get("/todo").text
        assert "又有借用资质" in client.get("/items/HP-02-2").text
    assert [one[1] for one in acts(copied)] == ["accept", "write_off", "look_back", "reopen"]


def test_signals_are_looked_into_one_found_sound_and_one_false(copied: Path) -> None:
    give(copied, OFFICE, "李二")
    with inside(copied, OFFICE) as client:
        page = client.get("/todo")
        numbers = [part.split('"')[0] for part in page.text.split('action="/signals/')[1:]]
        assert len(numbers) >= 2
        for number, kind in zip(numbers, ("looked", "false_claim"), strict=False):
            form = {"form": form_of(page), "kind": kind, "why": f"核查{kind}"}
            assert client.post(f"/signals/{number}", data=form).status_code == 200
            assert client.post(f"/signals/{number}", data=form).status_code == 404
        left = client.get("/todo").text
        assert all(f'action="/signals/{n}"' not in left for n in numbers[:2])
        enter(client, "李二")
        form = {"form": form_of(client.get("/mine")), "kind": "looked", "why": "本人"}
        assert client.post(f"/signals/{numbers[-1]}", data=form).status_code == 404
    assert {(kind, why) for _, kind, _, why in acts(copied)} == {("looked", "核查looked"),
                                                                ("false_claim", "核查false_claim")}  # fmt: skip


def reworded(site: Path) -> bytes:
    """July's ledger of one source with one measure in other words."""
    text = (site / "inbox" / "2019-07-01" / "人事党建整改台账.csv").read_bytes().decode("gb18030")
    rows = list(csv.reader(io.StringIO(text)))
    head = next(n for n, row in enumerate(rows) if any("整改措施" in cell for cell in row))
    column = next(n for n, cell in enumerate(rows[head]) if "整改措施" in cell)
    rows[head + 1][column] = rows[head + 1][column] + "并上墙公布"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def test_a_likely_match_is_settled_and_a_held_delivery_refused(copied: Path) -> None:
    give(copied, OFFICE)
    with inside(copied, OFFICE) as client:
        form = {"form": form_of(client.get("/ledgers"))}
        sent = client.post(
            "/ledgers/DJ/upload", data=form, files={"file": ("人事党建整改台账.csv", reworded(copied))}
        )
        assert sent.status_code == 200
        page = client.get("/todo")
        number = page.text.split('action="/matches/')[1].split('"')[0]
        settled = client.post(f"/matches/{number}", data={**form, "kind": "same", "why": "经与报送人核对"})
        assert settled.status_code == 200 and 'action="/matches/' not in client.get("/todo").text
        assert (
            client.post(f"/matches/{number}", data={**form, "kind": "same", "why": "再来"}).status_code == 404
        )
        book = openpyxl.load_workbook(copied / "inbox" / "2019-07-01" / "环评科整改台账.xlsx")
        book.active.delete_rows(7, 4)
        short = io.BytesIO()
        book.save(short)
        client.post(
            "/ledgers/HP/upload", data=form, files={"file": ("环评科整改台账.xlsx", short.getvalue())}
        )
        held = client.get("/deliveries").text.split('action="/deliveries/')[1].split('"')[0]
        assert (
            client.post(f"/deliveries/{held}", data={**form, "kind": "refuse", "why": ""}).status_code == 409
        )
        assert (
            client.post(f"/deliveries/{held}", data={**form, "kind": "refuse", "why": "漏了四行"}).status_code
            == 200
        )
        assert 'action="/deliveries/' not in client.get("/deliveries").text
    with open_site(str(copied), MONDAY).engine.connect() as conn:
        assert conn.scalar(select(t.delivery.c.state).where(t.delivery.c.id == int(held))) == "refused"
    assert [(kind, why) for _, kind, _, why in acts(copied)] == [
        ("match", "经与报送人核对"),
        ("refuse_delivery", "漏了四行"),
    ]


def test_the_prefilled_ledger_is_downloaded_and_holds_the_items_codes(open_office: httpx.Client) -> None:
    found = open_office.get("/ledgers/HP/prefilled")
    assert found.status_code == 200 and "attachment" in found.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(found.content))
    cells = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert {"HP-01-1", "HP-01-2", "HP-03-2"} <= cells
