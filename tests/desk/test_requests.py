"""What was asked for in Prefect: it waits on the desk, acts by nothing but a person's press, and ends."""

from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select, update

from duban import tables as t
from duban.errors import Refused
from flows.asking import asking
from tasks.artifacts.pages import pages_of
from tasks.context import open_site
from tasks.requests import open_requests
from tests.desk.serving import form_of
from tests.desk.test_office import MONDAY, acts, give, inside
from tests.walk import days

WHY = "现场核查属实"


@pytest.fixture
def own(stored_site: Path) -> Path:
    """A site of one's own that was told on a day, on each store."""
    days.tick(stored_site, MONDAY)
    return stored_site


def states(site: Path) -> list[tuple[str, str, str, str]]:
    with open_site(str(site), MONDAY).engine.connect() as conn:
        rows = conn.execute(select(t.request).order_by(t.request.c.id)).all()
    return [(r.kind, r.state, r.decided_by, r.why) for r in rows]


def test_a_request_is_done_in_the_name_of_who_confirms_it(own: Path) -> None:
    give(own, "韩十五")
    number = asking(str(own), "验收", item="HP-02-2", today=MONDAY)
    assert not acts(own) and days.items(own, MONDAY).loc["HP-02-2", "acceptance"] is None
    with inside(own, "韩十五") as client:
        page = client.get("/todo")
        assert (
            "Prefect 中提出的请求" in page.text
            and f"/requests/{number}" in page.text
            and "不知何人" in page.text
        )
        form = {"form": form_of(page), "kind": "confirm"}
        assert client.post(f"/requests/{number}", data={**form, "why": " "}).status_code == 409
        assert states(own) == [("accept", "open", "", "")] and not acts(own)
        done = client.post(f"/requests/{number}", data={**form, "why": WHY})
        assert done.url.path == "/todo" and f"/requests/{number}" not in done.text
        assert client.post(f"/requests/{number}", data={**form, "why": WHY}).status_code == 404
    assert acts(own) == [("HP-02-2", "accept", "韩十五", WHY)]
    assert states(own) == [("accept", "done", "韩十五", WHY)]
    assert days.items(own, MONDAY).loc["HP-02-2", "acceptance"] == "accepted"


@pytest.mark.nightly
def test_each_act_with_what_it_needs_is_done_as_from_its_own_form(copied: Path) -> None:
    give(copied, "韩十五")
    to, site = date(2019, 7, 30), str(copied)
    asking(site, "暂停提示", item="HP-01-1", day=date(2019, 7, 5), today=MONDAY)
    asking(site, "延期", item="HP-01-2", day=to, today=MONDAY)
    asking(site, "岗位交接", post="head-eia", day=date(2019, 7, 15), today=MONDAY)
    asking(site, "更正时限", item="DQ-02-1", day=to, today=MONDAY)
    with inside(copied, "韩十五") as client:
        form = {"form": form_of(client.get("/todo")), "kind": "confirm", "why": WHY}
        for number, more in ((1, {}), (2, {"approved_by": "张一"}), (3, {"person": "shen14"}), (4, {})):
            assert client.post(f"/requests/{number}", data={**form, **more}).url.path == "/todo", number
    assert [(item, kind) for item, kind, _, _ in acts(copied)] == [
        ("HP-01-1", "silence"), ("HP-01-2", "extend"), ("", "hand_over"), ("DQ-02-1", "correct")]  # fmt: skip
    items = days.items(copied, MONDAY)
    assert {str(items.loc[code, "due_on"].date()) for code in ("HP-01-2", "DQ-02-1")} == {"2019-07-30"}


def test_what_cannot_be_done_is_said_and_still_waits_until_it_is_declined(copied: Path) -> None:
    give(copied, "韩十五", "李二")
    number = asking(str(copied), "销号", item="HP-01-1", today=MONDAY)
    with inside(copied, "韩十五") as client:
        form = {"form": form_of(client.get("/todo")), "why": "材料不全"}
        refused = client.post(f"/requests/{number}", data={**form, "kind": "confirm"})
        assert refused.status_code == 409 and "尚未验收" in refused.text
        assert f"/requests/{number}" in client.get("/todo").text
        client.post(f"/requests/{number}", data={**form, "kind": "decline"})
        assert f"/requests/{number}" not in client.get("/todo").text
    assert states(copied) == [("write_off", "declined", "韩十五", "材料不全")] and not acts(copied)
    with inside(copied, "李二") as client:
        form = {"form": form_of(client.get("/mine")), "why": WHY, "kind": "confirm"}
        other = asking(str(copied), "验收", item="HP-02-2", today=MONDAY)
        assert client.post(f"/requests/{other}", data=form).status_code == 404
    assert states(copied)[-1][1] == "open"


@pytest.mark.nightly
def test_of_two_who_press_at_once_one_acts(own: Path) -> None:
    give(own, "韩十五")
    number = asking(str(own), "暂停提示", item="HP-01-1", day=date(2019, 7, 5), today=MONDAY)
    answers: list[int] = []
    with inside(own, "韩十五") as client:
        form = {"form": form_of(client.get("/todo")), "kind": "confirm", "why": WHY}
        pressing = [Thread(target=lambda: answers.append(client.post(f"/requests/{number}", data=form).status_code))
                    for _ in range(3)]  # fmt: skip
        for one in pressing:
            one.start()
        for one in pressing:
            one.join()
    assert len(acts(own)) == 1 and sorted(answers)[0] == 200 and set(answers) <= {200, 404, 409}


@pytest.mark.nightly
def test_nothing_is_asked_for_a_restricted_item_and_what_became_one_is_counted_nowhere(copied: Path) -> None:
    at = open_site(str(copied), MONDAY)
    asking(str(copied), "验收", item="HP-02-2", today=MONDAY)
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code.in_(["HP-02-2", "DJ-01-1"])).values(restricted=True))
    with pytest.raises(Refused, match="没有编号为“DJ-01-1”的事项"):
        asking(str(copied), "验收", item="DJ-01-1", today=MONDAY)
    (page,) = pages_of(at, ["questions"])
    assert "请求待确认" not in page.markdown and len(open_requests(at)) == 1


@pytest.mark.nightly
def test_asked_again_it_is_said_so_and_by_the_same_run_it_is_kept_once(copied: Path) -> None:
    first = asking(str(copied), "验收", item="HP-02-2", today=MONDAY)
    with pytest.raises(Refused, match=f"同样的请求（{first}号）已在督办台待确认"):
        asking(str(copied), "验收", item="HP-02-2", today=MONDAY)
    assert len(states(copied)) == 1
