"""A second site whose ledger is an HTTP API: paged, with a token, served on loopback."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from duban.errors import Unsent
from tests.walk import days

SITE = """
organisation: 某区信访局
mode: live
confidentiality: {confirmed_by: 保密办, confirmed_on: 2024-01-10}
inspection: {name: 区委第一巡察组巡察, feedback_on: 2024-01-15, limits: county_3m}
ladder: shouguang
sources:
  - name: 信访系统
    prefix: XF
    kind: http
    url: "env:PETITION_API"
    token: "env:PETITION_TOKEN"
    items: data.items
    next: data.next
    reporter: head
    every: day
    columns: {code: 编码, finding: 问题, measure: 事项, unit: 部门, person: 经办人, due: 时限, status: 状态, progress: 进展, evidence: 附件}
"""
ROSTER = """
areas: [信访]
units: [{name: 接访科, area: 信访}]
posts:
  - {id: top, title: 局长, roles: [principal]}
  - {id: deputy, title: 副局长, role: leader_in_charge, area: 信访}
  - {id: head, title: 接访科科长, role: unit_head, unit: 接访科}
  - {id: office, title: 办公室主任, role: steward}
people: [{id: a, name: 甲一}, {id: b, name: 乙二}, {id: c, name: 丙三}, {id: d, name: 丁四}]
tenures:
  - {post: top, person: a, from: 2020-01-01}
  - {post: deputy, person: b, from: 2020-01-01}
  - {post: head, person: c, from: 2020-01-01}
  - {post: office, person: d, from: 2020-01-01}
"""


def _row(code: str, due: str, status: str = "正在办理") -> dict[str, Any]:
    return {"编码": code, "问题": "来信办理不及时", "事项": f"办结来信{code}", "部门": "接访科", "经办人": "丙三",
            "时限": due, "状态": status, "进展": "", "附件": None}  # fmt: skip


@pytest.fixture
def pages() -> Iterator[list[dict[str, Any]]]:
    """What the API serves, page by page; a test may change it."""
    served: list[dict[str, Any]] = [
        {
            "data": {
                "items": [_row("XF-1", "2024年3月底前"), _row("XF-2", "3个月内")],
                "next": "/items?page=1",
            }
        },
        {"data": {"items": [_row("XF-3", "立行立改")], "next": None}},
    ]
    yield served


@pytest.fixture
def petition(tmp_path: Path, pages: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = int(self.path.partition("page=")[2] or 0)
            known = self.headers["Authorization"] == "Bearer t0ken"
            body = json.dumps(pages[page] if known else {}).encode()
            self.send_response(200 if known and pages[page] else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path / "petition"
    folder.mkdir()
    (folder / "site.yaml").write_text(SITE, "utf-8")
    (folder / "roster.yaml").write_text(ROSTER, "utf-8")
    monkeypatch.setenv("PETITION_API", f"http://127.0.0.1:{server.server_address[1]}/items")
    monkeypatch.setenv("PETITION_TOKEN", "t0ken")
    yield folder
    server.shutdown()
    server.server_close()


def test_items_of_an_api_go_up_the_ladder_like_any_other(petition: Path) -> None:
    days.tick(petition, date(2024, 3, 29), date(2024, 4, 1))
    found = days.items(petition, date(2024, 4, 1))
    assert list(found.index) == ["XF-1", "XF-2", "XF-3"]
    assert [str(d.date()) for d in found["due_on"]] == ["2024-03-31", "2024-04-15", "2024-01-30"]
    assert list(found["level"]) == [2, 0, 2]
    assert "办结来信XF-1" in days.notices(petition, date(2024, 4, 1))["b"]


def test_a_page_that_fails_changes_nothing_and_the_clocks_run_on(
    petition: Path, pages: list[dict[str, Any]]
) -> None:
    days.tick(petition, date(2024, 3, 29))
    pages[0]["data"]["items"] = [_row("XF-1", "2024年12月底前", "已销号")]
    pages[1] = {}
    with pytest.raises(Unsent):
        days.tick(petition, date(2024, 4, 1))
    found = days.items(petition, date(2024, 4, 1))
    assert len(found) == 3 and found["claim"].eq("in_progress").all()
    assert found.loc["XF-1", "level"] == 2 and found.loc["XF-1", "days_late"] == 1
