"""Doors: what listens, to whom it opens, and what of a secret is ever written down; each on real processes."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from desk.up import server
from duban.scopes import SCOPES
from tasks.context import open_site
from tasks.orchestrator import client, rows
from tasks.pacing import wall
from tasks.pages.accounts import Grants, give_account
from tasks.programs.tokens import Wanted, give_token
from tests.conftest import ROOT
from tests.sinks import free_port

DUBAN = Path(sys.executable).with_name("duban")
MONDAY, BY = date(2019, 7, 1), ("张一", "试门")
PASSWORD = "pass-w0rd-canary"  # noqa: S105
AWAY = "0.0.0.0"  # noqa: S104 - what is refused


def said(site: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DUBAN, *words, str(site)], env={**os.environ, **more}, capture_output=True, text=True,
                          timeout=120)  # fmt: skip


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def test_neither_prefect_nor_the_desk_listens_beyond_this_machine_without_its_lock(site: Path) -> None:
    ports = free_port(), free_port()
    up = said(site, "up", DUBAN_HOST=AWAY, DUBAN_PORT=str(ports[0]), PREFECT_SERVER_API_AUTH_STRING="")
    assert (
        up.returncode == 1
        and "须先设置 PREFECT_SERVER_API_AUTH_STRING" in up.stderr
        and "反向代理" in up.stderr
    )
    desk = said(site, "desk", "--host", AWAY, "--port", str(ports[1]))
    assert desk.returncode == 1 and "base_url: https://…" in desk.stderr
    assert not any(listens(port) for port in ports)


class Desk(NamedTuple):
    """A desk in a process of its own, at its most talkative; a token and a login of it; all that it says."""

    site: Path
    asked: httpx.Client
    token: str
    heard: list[str]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    site, port = tmp_path_factory.mktemp("doors") / "example", free_port()
    shutil.copytree(ROOT / "deployments" / "example", site, ignore=shutil.ignore_patterns("state"))
    at, heard = open_site(str(site), MONDAY), list[str]()
    give_account(at, "韩十五", PASSWORD, Grants(), *BY)
    token = give_token(at, Wanted("OA", "韩十五", tuple(SCOPES), 30), *BY, wall())
    talkative = {
        "DUBAN_VERBOSE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONDEVMODE": "1",
    }
    command = [DUBAN, "desk", str(site), "--port", str(port), "--today", f"{MONDAY}"]
    process = subprocess.Popen(command, env={**os.environ, **talkative}, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)  # fmt: skip
    assert process.stdout is not None
    threading.Thread(target=lambda out: heard.extend(out), args=(process.stdout,), daemon=True).start()
    end = time.monotonic() + 60
    while not listens(port) and time.monotonic() < end:
        time.sleep(0.1)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as asked:
        yield Desk(site, asked, token, heard)
    process.terminate()
    process.wait(20)


def entered(asked: httpx.Client, **headers: str) -> tuple[httpx.Response, str]:
    """Sign in by the form; what the form carried."""
    asked.cookies.clear()
    form = asked.get("/login").text.split('name="form" value="')[1].split('"')[0]
    typed = {"name": "韩十五", "password": PASSWORD, "form": form}
    return asked.post("/login", data=typed, headers=headers), form


def test_no_token_password_session_or_link_is_written_where_the_desk_speaks_or_keeps(desk: Desk) -> None:
    link, asked = "DB-AAAA-AA.20190801." + "x" * 43, desk.asked
    headers = {"Authorization": f"Bearer {desk.token}", "Idempotency-Key": "key-canary-1"}
    assert asked.get("/api/v1/figures", headers=headers).status_code == 200
    for place in ("items", "nowhere", "items/%00"):
        asked.get(f"/api/v1/{place}", headers=headers)
    asked.post("/api/v1/items/HP-01-1/accept", headers=headers, content=b"\xff{not json")
    asked.get(f"/l/{link}/mine")
    answer, form = entered(asked)
    secrets = [desk.token, desk.token.split("_")[-1], PASSWORD, answer.cookies["duban"], link, form]
    written = "".join(desk.heard).encode() + b"".join(
        p.read_bytes() for p in (desk.site / "state").rglob("*") if p.is_file() and p.name != "desk.key")  # fmt: skip
    assert desk.heard and not [one for one in secrets if one.encode() in written]


def test_the_desk_answers_only_to_its_own_name_and_no_page_elsewhere_reads_or_acts(desk: Desk) -> None:
    asked = desk.asked
    for place in ("/login", "/api/v1/items"):
        assert asked.get(place, headers={"Host": "evil.example"}).status_code == 400
    for place in ("/login", "/api/v1/items", "/api/v1/openapi.json"):
        answer = asked.get(place, headers={"Origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
    elsewhere, _ = entered(asked, Origin="https://evil.example")
    assert elsewhere.status_code == 403 and "duban" not in elsewhere.cookies
    answer, _ = entered(asked)
    assert answer.cookies["duban"] and asked.get("/todo").status_code == 200
    # A browser's session opens no program's door.
    assert asked.get("/api/v1/items").status_code == 401


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.timeout(300)
def test_prefect_with_a_password_opens_to_nobody_without_it_and_to_no_page_of_a_browser(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_PORT", "0")
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "ops:an-0ps-word")
    with server(site, threading.Event()) as (environment, ui):
        with httpx.Client(base_url=f"{ui}/api", trust_env=False, timeout=60) as bare:
            assert bare.get("/health").status_code == 200
            assert bare.post("/flow_runs/filter", json={}).status_code in (401, 403)
            assert bare.get("/admin/settings").status_code == 401
            assert bare.get("/csrf-token?client=x").status_code == 401
            signed = {"auth": ("ops", "an-0ps-word")}
            pressed = bare.post("/flow_runs/filter", json={}, **signed)  # type: ignore[arg-type]
            assert pressed.status_code == 403 and "CSRF" in pressed.text
            evil = bare.options("/flow_runs/filter", headers={
                "Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})  # fmt: skip
            assert evil.headers.get("access-control-allow-origin") not in ("*", "https://evil.example")
        with client(environment["PREFECT_API_URL"], environment["PREFECT_API_AUTH_STRING"]) as ours:
            assert rows(ours, "/flow_runs/filter") == []
        with client(environment["PREFECT_API_URL"], "ops:wrong") as wrong:
            assert wrong.get("/admin/settings").status_code == 401
            assert wrong.post("/flow_runs/filter", json={}).status_code in (401, 403)
