"""The whole walk in a real browser: everything started by one command, fired by the timetable, seen by everyone.

Set ``DUBAN_SCREENS`` to a folder to keep the screenshots.
"""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tasks.context import open_site
from tasks.orchestrator import client
from tasks.pages.accounts import Grants, give_account
from tests.conftest import ROOT
from tests.desk.serving import mail
from tests.prefect_server import artifacts
from tests.system.test_desk import DESK, PASSWORD, PHONE, enter, look, press, text

pytestmark = [pytest.mark.system, pytest.mark.nightly, pytest.mark.timeout(900)]
ASKED, CHASED, MONDAY = date(2019, 6, 20), date(2019, 6, 28), date(2019, 7, 1)


@dataclass(frozen=True)
class Up:
    """What ``make up`` said: the address of Prefect's UI and of the desk."""

    ui: str
    desk: str

    @property
    def api(self) -> httpx.Client:
        return client(f"{self.ui}/api", seconds=30.0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def made_up(site: Path, on: date, port: int) -> Iterator[Up]:
    """``make up`` on a day, until it is stopped as Ctrl-C stops it."""
    own = {**os.environ, "DUBAN_PORT": "0", "DUBAN_DESK_PORT": str(port), "PYTHONUNBUFFERED": "1",
           "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5"}  # fmt: skip
    process = subprocess.Popen(["make", "up", f"SITE={site}", f"TODAY={on}"], cwd=ROOT, env=own, text=True,
                               stdout=subprocess.PIPE, start_new_session=True)  # fmt: skip
    try:
        said = ""
        assert process.stdout
        while "督办台（" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        found = re.findall(r"http://127\.0\.0\.1:\d+", said)
        yield Up(found[0], found[1])
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


def fired(up: Up, on: date) -> None:
    """The hour of the daily run is set to every minute, as ops would in the UI; nobody starts the run."""
    with up.api as api:
        (daily,) = [d for d in api.post("/deployments/filter", json={}).json()
                    if d["entrypoint"] == "flows/daily.py:daily"]  # fmt: skip
        (morning,) = [s for s in daily["schedules"] if s["slug"] == "morning"]
        assert morning["schedule"]["cron"] == "30 8 * * *"
        at = f"/deployments/{daily['id']}/schedules/{morning['id']}"
        for cron in ("* * * * *", "30 8 * * *"):
            each = {"schedule": {"cron": cron, "timezone": "Asia/Shanghai"}}
            api.patch(at, json=each).raise_for_status()
            _ended(api, f"每日督办 example {on}")


def _ended(api: httpx.Client, name: str) -> None:
    end, runs = time.monotonic() + 240, []
    while time.monotonic() < end:
        runs = api.post("/flow_runs/filter", json={"flow_runs": {"name": {"any_": [name]}}}).json()
        if {r["state_type"] for r in runs} == {"COMPLETED"}:
            return
        time.sleep(1)
    raise AssertionError([(r["name"], r["state_name"], r["state"]["message"]) for r in runs[:20]])


def link_of(site: Path, person: str, on: date) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/l/\S+", mail(site, person, on))
    assert found, "no link in the mail"
    return found[0]


def test_from_the_timetable_to_the_offices_papers(site: Path, browser: webdriver.Chrome) -> None:
    port = free_port()
    own = site / "site.yaml"
    own.write_text(
        own.read_text("utf-8").replace("http://127.0.0.1:8420", f"http://127.0.0.1:{port}"), "utf-8"
    )
    with made_up(site, ASKED, port) as up:
        fired(up, ASKED)
        _ops_read_the_board(up, browser)
        _leader_signs_one_line(site, browser)
    with made_up(site, CHASED, port) as up:
        fired(up, CHASED)
    business, conduct = mail(site, "li2", CHASED).split("二、党风廉政建设责任")
    assert "尚未收到，第1次催办" in conduct and "尚未收到" not in business
    give_account(open_site(str(site), MONDAY), "韩十五", PASSWORD, Grants(), "张一", "办理督办")
    with made_up(site, MONDAY, port) as up:
        fired(up, MONDAY)
        _office_accepts_one_and_returns_one(up, browser)
        _office_takes_pack_ledger_and_slip(up, browser, site.parent / "taken")


def _ops_read_the_board(up: Up, browser: webdriver.Chrome) -> None:
    with up.api as api:
        board = artifacts(api)["duban-example-board"]["latest_id"]
    browser.get(f"{up.ui}/artifacts/artifact/{board}")
    WebDriverWait(browser, 60).until(lambda d: "HP-01-1" in d.find_element(By.TAG_NAME, "body").text)
    keep(browser, "board")


def _leader_signs_one_line(site: Path, browser: webdriver.Chrome) -> None:
    browser.get(link_of(site, "li2", ASKED))
    look(browser, "walk-leader", PHONE)
    browser.find_element(By.ID, "text-business").send_keys("由孙五补报佐证，每周报一次进度。")
    press(browser, "提交业务责任回应")
    assert "提交业务责任回应" not in browser.page_source and "提交党风廉政责任回应" in browser.page_source
    look(browser, "walk-signed", PHONE)


def _office_accepts_one_and_returns_one(up: Up, browser: webdriver.Chrome) -> None:
    enter(browser, httpx.URL(up.desk), "韩十五")
    look(browser, "walk-todo", DESK)
    for words, why in (("验收", "材料齐全，现场核查属实"), ("退回", "佐证与措施不符")):
        browser.find_element(By.CSS_SELECTOR, "#reviews ~ .card input[name=why]").send_keys(why)
        press(browser, words)
    assert "已验收，待销号" in text(browser)
    look(browser, "walk-accepted", DESK)


def _office_takes_pack_ledger_and_slip(up: Up, browser: webdriver.Chrome, folder: Path) -> None:
    folder.mkdir()
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    browser.get(f"{up.desk}/pictures")
    look(browser, "walk-pictures", DESK)
    browser.get(f"{up.desk}/documents")
    look(browser, "walk-papers", DESK)
    browser.find_element(By.CSS_SELECTOR, "a[href='/documents/pack/docx']").click()
    browser.find_element(By.XPATH, "//button[normalize-space()='下载台账']").click()
    browser.get(f"{up.desk}/items/HP-01-1")
    browser.find_element(By.CSS_SELECTOR, "form[action$='/slip'] button").click()
    WebDriverWait(browser, 60).until(
        lambda _: len(list(folder.glob("*.docx"))) == 2 and list(folder.glob("*.xlsx"))
    )
    assert {p.name.split("-")[0] for p in folder.iterdir()} == {"调度会材料", "整改台账", "红色预警"}
    browser.get(f"{up.desk}/documents")
    assert "督办〔2019〕1号" in text(browser)


def keep(browser: webdriver.Chrome, name: str) -> None:
    """A picture of a page that is not ours to find fault with."""
    if "DUBAN_SCREENS" in os.environ:
        assert browser.save_screenshot(str(Path(os.environ["DUBAN_SCREENS"]) / f"desk-{name}.png"))
