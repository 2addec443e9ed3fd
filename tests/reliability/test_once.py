"""G02: one decision a key, whatever is repeated: deliveries, wording, channels, planners."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from duban import tables as t
from flows.scheduling import scheduling
from flows.supervising import supervising
from flows.tracking import tracking
from tasks import store
from tasks.context import open_site
from tasks.facts import policy_of
from tests.reliability.rig import FORKS, ROUNDS
from tests.sinks import mail_sink
from tests.walk import days

JUNE, MONDAY = date(2019, 6, 20), date(2019, 7, 1)
KEY = ["item", "episode", "line", "level", "round", "tenure"]
AGAIN, PLANNERS = (100, 8) if ROUNDS else (2, 3)
STORES = pytest.mark.parametrize(
    "store_at", ["sqlite", "postgresql"] if ROUNDS else ["sqlite"], indirect=True
)


def keys(site: Path) -> Counter[tuple[object, ...]]:
    """Every decision that stands, by its key."""
    return Counter(map(tuple, days.rows(site)[KEY].itertuples(index=False)))


def kept(site: Path) -> tuple[int, int, int]:
    """How many notices, ways out and asks there are."""
    at = open_site(str(site), MONDAY)
    with at.engine.connect() as conn:
        notices, ways, asks = (int(conn.scalar(select(func.count()).select_from(table)) or 0)
                               for table in (t.notice, t.outbox, t.ask))  # fmt: skip
    return notices, ways, asks


@pytest.mark.nightly
@STORES
def test_the_same_delivery_again_and_again_adds_nothing(stored_site: Path) -> None:
    days.tick(stored_site, JUNE, MONDAY)
    before, counted = keys(stored_site), kept(stored_site)
    assert before and set(before.values()) == {1}
    ledgers = [p for p in (stored_site / "inbox" / "2019-07-01").iterdir() if p.is_file()]
    assert ledgers
    for number in range(AGAIN):
        for ledger in ledgers:
            # Written anew, and once more beside it under another day: the same words each time.
            ledger.write_bytes(ledger.read_bytes())
        if number == 0:
            (stored_site / "inbox" / "2019-06-30").mkdir(exist_ok=True)
            (stored_site / "inbox" / "2019-06-30" / ledgers[0].name).write_bytes(ledgers[0].read_bytes())
        days.tick(stored_site, MONDAY)
    assert keys(stored_site) == before and kept(stored_site) == counted


@STORES
def test_other_words_and_other_channels_make_no_decision_anew(stored_site: Path) -> None:
    days.tick(stored_site, JUNE, MONDAY)
    before, counted = keys(stored_site), kept(stored_site)
    wording = stored_site / "wording"
    wording.mkdir(exist_ok=True)
    ours = Path(__file__).resolve().parents[2] / "duban" / "wording" / "zh" / "letter.jinja"
    (wording / "letter.jinja").write_text(ours.read_text("utf-8") + "\n本单位另附说明。\n", "utf-8")
    people = [one["id"] for one in yaml.safe_load((stored_site / "roster.yaml").read_text("utf-8"))["people"]]
    with mail_sink() as sink:
        channels = stored_site / "channels.yaml"
        told = {"inside_domains": ["hb.example.gov.cn"], "mail": sink.url,
                "people": {one: [f"{one}@hb.example.gov.cn"] for one in people}}  # fmt: skip
        channels.write_text(yaml.safe_dump(told), "utf-8")
        channels.chmod(0o600)
        days.tick(stored_site, MONDAY)
        assert keys(stored_site) == before and kept(stored_site) == counted and not sink.mails


def _plan(site: str, store_at: str) -> None:
    os.environ["DUBAN_STORE"] = store_at
    supervising(site, MONDAY)


@pytest.mark.parametrize("store_at", ["sqlite", "postgresql"] if ROUNDS else ["postgresql"], indirect=True)
def test_planners_at_once_decide_as_one(stored_site: Path) -> None:
    days.tick(stored_site, JUNE)
    at = open_site(str(stored_site), MONDAY)
    store.start_run(at.engine, at.site, at.today, at.now, policy_of(at)[0], at.loaded.calendar.version)
    scheduling(str(stored_site), MONDAY)
    tracking(str(stored_site), MONDAY)
    where = os.environ["DUBAN_STORE"]
    planners = [FORKS.Process(target=_plan, args=(str(stored_site), where)) for _ in range(PLANNERS)]
    for one in planners:
        one.start()
    for one in planners:
        one.join(120)
    assert {one.exitcode for one in planners} == {0}
    found, counted = keys(stored_site), kept(stored_site)
    assert len(found) > 10 and set(found.values()) == {1}
    supervising(str(stored_site), MONDAY)
    assert keys(stored_site) == found and kept(stored_site) == counted
