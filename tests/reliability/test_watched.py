"""G27: the auditor's own silence is noticed, from outside this machine and by whoever looks."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select, update

from duban import tables as t
from duban.errors import Unsent
from duban.journal.checkpoints import Checkpoint
from tasks import store
from tasks.context import open_site
from tasks.database import reads
from tasks.journal.checking import journal_findings
from tasks.watching.ping import last_ping
from tests.conftest import ROOT
from tests.desk.serving import serving
from tests.sinks import web_sink
from tests.walk import days

MONDAY, TUESDAY = date(2019, 7, 1), date(2019, 7, 2)
OUTSIDE = (
    "\noutside: {ping: 'env:DUBAN_TEST_PING', token: 'env:DUBAN_TEST_TOKEN', checkpoint_post: discipline}\n"
)


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example site with a ping that nobody hears, a monitor's token and a post that gets the checkpoints,
    run on one day.
    """
    folder = tmp_path_factory.mktemp("watched") / "example"
    shutil.copytree(ROOT / "deployments" / "example", folder, ignore=shutil.ignore_patterns("state"))
    with (folder / "site.yaml").open("a", encoding="utf-8") as file:
        file.write(OUTSIDE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUBAN_TEST_TOKEN", "monitor")
        patch.setenv("DUBAN_TEST_PING", "http://127.0.0.1:9/ping/secret")
        days.tick(folder, MONDAY)
        yield folder


@pytest.fixture
def watched(monday: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(monday, tmp_path / "example"))


def _gauge(text: str, name: str) -> list[float]:
    return [float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(f"{name}{{")]


def test_g27_a_good_cycle_pings_with_counts_only_and_where_the_auditor_stops_the_ping_stops_and_the_page_alarms(
    watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_sink() as web:
        monkeypatch.setenv("DUBAN_TEST_PING", f"http://127.0.0.1:{web.port}/ping/secret")
        days.tick(watched, MONDAY)
        assert web.posts == [{"path": "/ping/secret", "items": "22", "late": "5", "notices": "15"}]
        with serving(watched, MONDAY) as desk:
            well = desk.get("/healthz")
            said = well.json()
            assert (well.status_code, said["status"], said["alarms"]) == (200, "ok", [])
            assert (
                said["auditor"]["on"] == said["last_cycle"]["on"] == f"{MONDAY}"
                and said["ping"]["ok"] is True
            )
            metrics = desk.get("/metrics").text
            assert _gauge(metrics, "duban_healthy") == [1.0] and _gauge(metrics, "duban_audit_findings") == [
                0.0
            ]
            assert sum(_gauge(metrics, "duban_items")) == 22 and sum(_gauge(metrics, "duban_notices")) == 15

        at = open_site(str(watched), TUESDAY)
        store.start_run(at.engine, at.site, TUESDAY, at.now, 1, "")
        store.end_run(at.engine, at.site, TUESDAY, at.now)
        with serving(watched, TUESDAY) as desk:
            ill = desk.get("/healthz")
            assert (ill.status_code, ill.json()["alarms"]) == (503, ["auditor_silent"])
            assert 'duban_alarm{cause="auditor_silent",site="example"} 1.0' in desk.get("/metrics").text
        with serving(watched, date(2019, 7, 4)) as desk:
            assert desk.get("/healthz").json()["alarms"] == ["no_cycle", "auditor_silent"]
        assert len(web.posts) == 1


def test_g27_a_run_with_a_finding_does_not_ping_and_a_ping_that_fails_fails_no_run_and_is_shown(
    watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_site(str(watched), MONDAY)
    failed = last_ping(at)
    assert failed is not None and (failed.ok, failed.said) == (False, "ConnectError")
    assert "secret" not in (watched / "state" / "ping.json").read_text("utf-8")
    with serving(watched, MONDAY) as desk:
        health = desk.get("/healthz")
        assert health.status_code == 200 and health.json()["ping"]["ok"] is False
        assert _gauge(desk.get("/metrics").text, "duban_ping_ok") == [0.0]
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-1").values(settled_on=MONDAY))
    with web_sink() as web:
        monkeypatch.setenv("DUBAN_TEST_PING", f"http://127.0.0.1:{web.port}/ping")
        with pytest.raises(Unsent, match="核查发现"):
            days.tick(watched, MONDAY)
        assert web.posts == []


def test_the_days_checkpoint_reaches_its_post_once_and_can_be_held_against_the_journal(watched: Path) -> None:
    at = open_site(str(watched), MONDAY)
    with reads(at.engine) as conn:
        (title,) = conn.scalars(select(t.notice.c.title).where(t.notice.c.kind == "checkpoint"))
    (letter,) = [one for one in _letters(watched) if "duban audit" in one]
    found = re.search(r"--checkpoint (\d+):([0-9a-f]{64})", letter)
    assert found is not None and title.startswith(f"【留痕检查点】第{found[1]}条")
    assert journal_findings(at, Checkpoint(int(found[1]), found[2])) == ()
    assert journal_findings(at, Checkpoint(int(found[1]), "0" * 64)) != ()
    lines = (watched / "state" / "journal-checkpoints.log").read_text("utf-8").splitlines()
    assert json.loads(lines[-1])["site"] == at.site and len(lines) == 1


def _letters(site: Path) -> list[str]:
    paths = (site / "state" / "outbox").rglob("*.eml")
    bodies = [message_from_bytes(path.read_bytes(), policy=policy.default).get_body() for path in paths]
    return [str(body.get_content()) for body in bodies if body is not None]


def test_only_this_machine_or_the_monitors_token_reads_more_than_that_the_desk_is_alive(
    watched: Path,
) -> None:
    text = (watched / "site.yaml").read_text("utf-8")
    (watched / "site.yaml").write_text(
        re.sub(r"http://127\.0\.0\.1:8420", "https://duban.example.gov.cn", text), "utf-8"
    )
    with serving(watched, MONDAY) as desk:
        assert (desk.get("/healthz").text, desk.get("/metrics").status_code) == ("ok", 404)
        wrong, right = ({"Authorization": f"Bearer {token}"} for token in ("other", "monitor"))
        assert (
            desk.get("/healthz", headers=wrong).text,
            desk.get("/metrics", headers=wrong).status_code,
        ) == ("ok", 404)
        assert desk.get("/healthz", headers=right).json()["status"] == "ok"
        said = desk.get("/metrics", headers=right).text
        assert "duban_items" in said and not [n for n in ("li2", "李二", "环评科", "HP-01-1") if n in said]
