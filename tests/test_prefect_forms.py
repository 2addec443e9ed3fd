"""The forms on a real Prefect server: what makes no sense is refused, what is asked for waits on the desk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from tasks.artifacts.pages import PAGES
from tests.desk.serving import form_of
from tests.desk.serving import serving as desk
from tests.desk.test_office import acts, enter, give
from tests.prefect_server import artifacts, everything, press, run_form, serving
from tests.walk import days

MONDAY, SAID = "2019-07-01", "现场核查金丝雀属实"
pytestmark = [pytest.mark.slow, pytest.mark.nightly, pytest.mark.timeout(1200)]
# What Prefect itself refuses, before there is a run.
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("asking", {"act": "处分", "item": "HP-02-2"}), ("asking", {"item": "HP-02-2"}),
    ("asking", {"act": "验收", "item": "该项，已经 整改完成"}), ("asking", {"act": "验收", "item": "现场核查属实"}),
    ("asking", {"act": "评定级别", "item": "HP-02-2", "level": 100}),
    ("asking", {"act": "延期", "item": "HP-02-2", "day": "2019年7月"}),
    ("operating", {"step": "销号"}), ("operating", {"today": "2019-13-01"}), ("previewing", {"first": MONDAY}),
    ("reporting", {"report": "排名"}),
]  # fmt: skip
# What is refused in one sentence before anything was done.
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("asking", {"act": "验收", "item": "XX-9", "today": MONDAY}, "请求行为“验收”：没有编号为“XX-9”的事项，应为督办看板上的编号"),
    ("asking", {"act": "岗位交接", "post": "nobody", "day": "2019-07-15", "today": MONDAY}, "没有岗位“nobody”，应为"),
    ("asking", {"act": "验收", "item": "HP-02-2", "level": 1, "today": MONDAY}, "不需要级别，应留空"),
    ("operating", {"today": "2999-01-01"}, "业务日期2999-01-01还没有到"),
    ("previewing", {"first": MONDAY, "last": "2019-06-30"}, "截止日2019-06-30早于起始日2019-07-01"),
]  # fmt: skip


@pytest.fixture
def api(site: Path) -> Iterator[httpx.Client]:
    with serving(site) as client:
        yield client


def forms(api: httpx.Client) -> dict[str, dict[str, Any]]:
    """The parameters of each deployment, by its flow's function."""
    found = api.post("/deployments/filter", json={}).json()
    return {d["entrypoint"].split(":")[1]: d["parameter_openapi_schema"]["properties"] for d in found}


def test_forms_are_in_chinese_refuse_nonsense_and_only_ask(api: httpx.Client, site: Path) -> None:
    shown = forms(api)
    assert shown["operating"]["step"]["enum"][0] == "完整周期" and len(shown["asking"]["act"]["enum"]) == 12
    for name in ("operating", "previewing", "reporting", "asking", "daily"):
        for field in shown[name].values():
            assert not field["title"].isascii() and not field["description"].isascii(), (name, field)
    for name, typed in WRONG:
        answer = press(api, site, name, **typed)
        assert answer.status_code in (409, 422), (name, typed, answer.text)
    assert (
        api.post(
            "/flow_runs/filter", json={"flow_runs": {"state": {"type": {"not_any_": ["SCHEDULED"]}}}}
        ).json()
        == []
    )
    assert run_form(api, site, "operating", step="完整周期", today=MONDAY)["state_type"] == "COMPLETED"
    for name, typed, sentence in REFUSED:
        run = run_form(api, site, name, **typed)
        assert run["state_type"] == "FAILED" and sentence in run["state"]["message"], run["state"]
    asked = run_form(api, site, "asking", act="验收", item="HP-02-2", today=MONDAY)
    assert asked["state_type"] == "COMPLETED"
    found = artifacts(api)
    assert "[请求待确认](http://127.0.0.1:8420/todo) | 1 |" in found["duban-example-questions"]["data"]
    assert days.items(site, date(2019, 7, 1)).loc["HP-02-2", "acceptance"] is None
    _confirmed_on_the_desk(site)
    preview = run_form(api, site, "previewing", first="2019-07-02", last="2019-07-31", today=MONDAY)
    assert (
        preview["state_type"] == "COMPLETED" and "HP-01-2" in artifacts(api)["duban-example-preview"]["data"]
    )
    before = {key: one["latest_id"] for key, one in artifacts(api).items()}
    assert run_form(api, site, "reporting", report="全部", today=MONDAY)["state_type"] == "COMPLETED"
    after = {key: one["latest_id"] for key, one in artifacts(api).items()}
    assert {key for key in before if before[key] != after[key]} == {f"duban-example-{kind}" for kind in PAGES}
    items = days.items(site, date(2019, 7, 1))
    held = everything(api)
    for text in (SAID, *items["measure"], *items["finding"], *items["progress"]):
        assert not text or str(text) not in held


def _confirmed_on_the_desk(site: Path) -> None:
    """The office confirms over HTTP, in its own name and for its own reason."""
    monday = date(2019, 7, 1)
    give(site, "韩十五")
    with desk(site, monday) as client:
        enter(client, "韩十五")
        form = {"form": form_of(client.get("/todo")), "kind": "confirm", "why": SAID}
        assert client.post("/requests/1", data=form).url.path == "/todo"
    assert acts(site) == [("HP-02-2", "accept", "韩十五", SAID)]
    assert days.items(site, monday).loc["HP-02-2", "acceptance"] == "accepted"
