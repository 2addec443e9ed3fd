"""Other systems told: what a real receiver saw is what counts, whatever it answers and whoever dies."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import URL, select, update
from standardwebhooks import Webhook

from desk.cli import group
from desk.listing import items_now
from duban import tables as t
from duban.errors import DubanError
from duban.hooks.settings import Hook
from flows.delivering import delivering
from tasks import acts
from tasks.context import Context, open_site
from tasks.hooks.planning import plan
from tasks.hooks.pushing import owed, push_events, pushes
from tasks.hooks.sending import place_of, send
from tasks.pacing import wall
from tests.stores import new_database
from tests.walk import days

MONDAY = date(2019, 7, 1)
SECRET = "whsec_" + "c2VjcmV0LXdvcmQtb2YtdGhlLW9hLXN5c3RlbQ=="
BY = ("韩十五", "核查属实")


class Receiver:
    """An OA: ``answers`` what it answers to the first, the second …, 204 after them; "hang" is silence."""

    def __init__(self) -> None:
        """It takes everything."""
        self.answers: list[int | str] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.port = 0

    @property
    def told(self) -> list[dict[str, Any]]:
        """What it heard, each once, by a library of others that checks the signature."""
        heard = {h["webhook-id"]: Webhook(SECRET).verify(body, h) for h, body in self.got}
        return list(heard.values())


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that listens."""
    one, over = Receiver(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            answer = one.answers.pop(0) if one.answers else 204
            if answer == "hang":
                over.wait(20)
                return
            self.send_response(int(answer))
            if answer == 302:
                self.send_header("Location", f"http://127.0.0.1:{one.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, one.port = True, server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield one
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def hooked(site: Path, **more: Any) -> Context:
    """The site with a system to tell, opened on the day."""
    path = site / "site.yaml"
    said = yaml.safe_load(path.read_text("utf-8"))
    said["webhooks"] = [
        {"name": "OA", "url": "env:OA_URL", "secret": "env:OA_SECRET", "hosts": ["127.0.0.1"], **more}
    ]
    path.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    return open_site(str(site), MONDAY)


def write_off(at: Context, code: str) -> None:
    acts.accept(at, code, *BY)
    acts.write_off(at, code, *BY)


@pytest.fixture
def oa(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver() as one:
        monkeypatch.setenv("OA_URL", f"http://127.0.0.1:{one.port}/todo")
        monkeypatch.setenv("OA_SECRET", SECRET)
        yield one


def claimed(at: Context) -> str:
    """An item that waits for the office."""
    i = t.item.c
    query = select(i.code).where(
        i.suspended_on.is_not(None), i.settled_on.is_(None), i.acceptance != "accepted"
    )
    with at.engine.connect() as conn:
        return str(conn.scalars(query.order_by(i.code)).first())


def test_each_level_told_is_one_event_and_acts_and_answers_follow_in_codes_alone(
    copied: Path, oa: Receiver
) -> None:
    everything_once(copied, oa)


@pytest.mark.nightly
def test_the_same_is_told_from_postgresql(
    site: Path, oa: Receiver, postgres: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_STORE", new_database(postgres))
    days.tick(site, MONDAY)
    everything_once(site, oa)


def everything_once(site: Path, oa: Receiver) -> None:
    at = hooked(site)
    for _ in range(2):
        delivering(str(site), MONDAY)
    told, said = oa.told, days.rows(site)
    said = said[said["notice_id"].notna()]
    first = said.groupby(["item", "level"])["told_on"].min()
    levels = [one["data"] for one in told if one["type"] == "level_reached"]
    assert {(one["item"], one["level"]) for one in levels} == set(first[first >= "2019-07-01"].index)
    assert 0 < len(oa.got) == len(told) and len(levels) == len({one["id"] for one in levels})
    one = next(one for one in levels if one["posts"] and one["level"] == 3)
    assert one["label"] == "红色" and one["unit"] and one["link"].endswith(f"/items/{one['item']}")
    query = select(t.notice.c.id).where(t.notice.c.person == "li2").order_by(t.notice.c.on.desc())
    with at.engine.connect() as conn:
        number = str(conn.scalars(query).first())
    acts.answer(at, number, acts.Reply("business", "li2", text="每周报一次进度", via="desk"))
    write_off(at, code := claimed(at))
    delivering(str(site), MONDAY)
    acts.reopen(at, code, *BY)
    delivering(str(site), MONDAY)
    new = [(one["type"], one["data"]["item"]) for one in oa.told[len(told) :]]
    assert ("written_off", code) in new and new[-1] == ("reopened", code)
    assert {kind for kind, _ in new} == {"answered", "written_off", "reopened"}
    every, items = b"".join(body for _, body in oa.got).decode(), items_now(at)
    people = yaml.safe_load((site / "roster.yaml").read_text("utf-8"))["people"]
    texts = [*items["measure"], *items["finding"], *(p["name"] for p in people), "每周报"]
    assert not [words for words in texts if words and words in every]
    listed = CliRunner().invoke(group, ["pushes", str(site), "--format", "json"])
    assert owed(at) == 0 and {one["state"] for one in json.loads(listed.stdout)} == {"sent"}


def test_four_at_once_tell_each_event_once(copied: Path, oa: Receiver) -> None:
    at, moment = hooked(copied), wall()
    assert (first := plan(at, moment)) > 5 and plan(at, moment) == 0
    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(lambda _: push_events(at), range(4)))
    assert made == len(oa.got) == len(oa.told) == first and owed(at) == 0


def test_what_did_not_surely_arrive_comes_again_under_the_same_id_and_body(
    copied: Path, oa: Receiver
) -> None:
    at, start = hooked(copied, events=["written_off"]), wall()
    plan(at, start)
    write_off(at, "HP-02-2")
    oa.answers = [500, 404, 302, 429, 503]
    for number in range(6):
        later = start + timedelta(hours=7 * number)
        assert [push_events(at, lambda now=later: now) for _ in range(2)] == [1, 0]
        assert owed(at) == (0 if number == 5 else 1)
    assert len({h["webhook-id"] for h, _ in oa.got}) == 1 == len({body for _, body in oa.got})
    assert [h["duban-attempt"] for h, _ in oa.got] == ["1", "2", "3", "4", "5", "6"]
    (one,) = oa.told
    assert one["type"] == "written_off" and one["data"]["item"] == "HP-02-2"
    with at.engine.connect() as conn:
        ends = conn.scalars(select(t.push_attempt.c.verdict).order_by(t.push_attempt.c.number)).all()
    assert ends == ["unknown", "refused", "refused", "refused", "unknown", "sent"]


def test_silence_is_in_doubt_and_a_worker_that_died_leaves_its_event_to_the_next(
    copied: Path, oa: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.hooks.sending.SECONDS", 0.3)
    at = hooked(copied, events=["written_off"])
    plan(at, wall())
    write_off(at, "HP-02-2")
    oa.answers = ["hang"]
    began = time.monotonic()
    push_events(at)
    assert time.monotonic() - began < 5
    assert pushes(at)[0]["state"] == "unknown" and "超时" in pushes(at)[0]["detail"]
    with at.engine.begin() as conn:
        elsewhere = {
            "state": "sending",
            "token": "elsewhere.1.0.x",
            "leased_until": wall() + timedelta(seconds=30),
        }
        conn.execute(update(t.push).values(**elsewhere))
    start = wall()
    for minutes, attempts in ((0, 0), (61, 0), (130, 1)):
        later = start + timedelta(minutes=minutes)
        assert push_events(at, lambda now=later: now) == attempts
    assert pushes(at)[0]["state"] == "sent" and pushes(at)[0]["again"] and len(oa.told) == 1


def test_a_restricted_item_is_never_told_and_on_trial_nothing_leaves(copied: Path, oa: Receiver) -> None:
    at = hooked(copied)
    plan(at, wall())
    for code in ("HP-02-2", "DJ-01-1"):
        write_off(at, code)
    restricted = update(t.item).values(restricted=True)
    with at.engine.begin() as conn:
        conn.execute(restricted.where(t.item.c.code == "HP-02-2"))
    plan(at, wall())
    with at.engine.begin() as conn:
        conn.execute(restricted.where(t.item.c.code == "DJ-01-1"))
    push_events(at)
    assert not [body for _, body in oa.got if b'"DJ-01-1"' in body]
    assert not [body for _, body in oa.got if b'"HP-02-2"' in body]
    assert "void" in {one["state"] for one in pushes(at) if one["item"] == "DJ-01-1"}
    path = copied / "site.yaml"
    path.write_text(path.read_text("utf-8").replace("mode: live", "mode: trial"), "utf-8")
    assert push_events(open_site(str(copied), MONDAY)) == 0


def test_only_the_named_hosts_are_reached_and_no_machines_own_address(
    oa: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "name": "OA",
        "url": "env:OA_URL",
        "secret": "env:OA_SECRET",
        "hosts": ("127.0.0.1", "169.254.169.254"),
    }
    hook = Hook.model_validate(given)
    assert place_of(hook).url.port == oa.port and str(oa.port) not in repr(place_of(hook))
    for url in (
        "http://localhost/",
        "ftp://127.0.0.1/",
        "http://user:word@127.0.0.1/",
        "http://127.0.0.1.evil.example/",
    ):
        monkeypatch.setenv("OA_URL", url)
        with pytest.raises(DubanError, match="hosts"):
            place_of(hook)
    monkeypatch.setenv("OA_URL", "http://169.254.169.254/latest")
    assert send(place_of(hook), "evt_1", "{}", 1).state == "refused"
    monkeypatch.setenv("OA_SECRET", "shortword")
    with pytest.raises(DubanError, match="签名密钥") as fault:
        place_of(hook)
    assert "shortword" not in str(fault.value)
