"""Which ways a notice of each level takes: robots, own chats, third parties; hours; who is telephoned."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from sqlalchemy import Engine, insert, select

from duban import tables as t
from duban.disclosure.classes import Widened
from tasks.channels import send
from tasks.channels.addresses import Book, open_book
from tasks.channels.dropped import drops_copies
from tasks.context import open_site
from tasks.outbox import due
from tasks.pacing import Pace
from tasks.relaying import relay
from tasks.ways import book_of, unsent
from tests.tasks.channels.test_addresses import MAIL, PEOPLE, a_site
from tests.tasks.channels.test_send import LETTER
from tests.tasks.test_outbox import NOW, SITE, START, TODAY, a_book, fill

DAY = date(2019, 7, 1)
WAYS = {"people": {"li2": ["wecombot://R0b0t-key", "mmosts://chat.hb.example.gov.cn/T0ken4chat", "sms:138", "li2@hb.example.gov.cn"],
                   "zhang1": ["sms:139"]},
        "private_hosts": ["chat.hb.example.gov.cn"], "inside_domains": ["hb.example.gov.cn"], "mail": MAIL,
        "gateways": {"sms": {"url": "http://127.0.0.1:9/", "form": {"mobile": "{to}"}, "answers": {"accepted": "0"}}}}  # fmt: skip


def _book(folder: Path, *widened: tuple[str, str], **more: object) -> Book:
    path = folder / "channels.yaml"
    path.write_text(yaml.safe_dump({**WAYS, **more}), "utf-8")
    path.chmod(0o600)
    site = a_site()
    allowed = tuple(
        Widened.model_validate({"channel": c, "says": s, "by": "钱六", "on": DAY, "why": "书面"})
        for c, s in widened
    )
    assert site.confidentiality is not None
    one = site.model_copy(
        update={"confidentiality": site.confidentiality.model_copy(update={"widened": allowed})}
    )
    return open_book(folder, one, PEOPLE)


def test_each_level_takes_the_ways_that_may_bear_it(tmp_path: Path) -> None:
    book = _book(tmp_path)
    taken = {level: [(a.channel, a.may("restricted" if level == "alone" else level)) for a in book.open_to("li2", level)]
             for level in ("public", "internal", "restricted", "alone")}  # fmt: skip
    assert taken == {
        "public": [("wecombot", "pointer"), ("mmosts", "summary"), ("sms", "pointer"), ("mail", "summary")],
        "internal": [("mmosts", "pointer"), ("sms", "pointer"), ("mail", "summary")],
        "restricted": [("mmosts", "pointer"), ("sms", "pointer"), ("mail", "pointer")],
        "alone": [("mmosts", "pointer"), ("mail", "pointer")]}  # fmt: skip
    assert [a.channel for a in book.open_to("zhang1", "alone")] == ["eml"]
    assert book.only_here("zhang1") and not book.only_here("li2")


def test_what_an_owner_widened_counts_for_what_is_internal_and_for_nothing_restricted(tmp_path: Path) -> None:
    book = _book(tmp_path, ("own_chat", "summary"), ("robot", "pointer"))
    robot, chat = book.of("li2")[:2]
    assert [robot.may(level) for level in ("public", "internal", "restricted")] == [
        "pointer",
        "pointer",
        "never",
    ]  # type: ignore[arg-type]
    assert [chat.may(level) for level in ("public", "internal", "restricted")] == [
        "summary",
        "summary",
        "pointer",
    ]  # type: ignore[arg-type]


def test_a_way_that_may_not_bear_a_notice_refuses_it_before_any_byte_leaves(tmp_path: Path) -> None:
    robot = _book(tmp_path).of("li2")[0]
    said = send.send(robot, LETTER)
    assert (said.state, said.for_good, said.detail) == ("refused", True, "该渠道不得发送此类内容，未发出")


@pytest.mark.parametrize(
    ("typed", "kept"), [("10:00", time(10)), ("07:00", None), ("17:30", None), ("noon", None)]
)
def test_an_hour_of_choice_counts_within_the_window_and_is_else_said_to_be_none(
    tmp_path: Path, typed: str, kept: time | None
) -> None:
    book = _book(tmp_path, hours={"li2": typed})
    assert book.hours.get("li2") == kept
    assert bool(kept) != any("hours" in problem for problem in book.problems)
    assert book.waiting(time(9)) == ({"li2"} if kept else frozenset()) and not book.waiting(time(10))


def test_who_wants_to_be_told_later_is_told_later_and_is_not_unsent_until_then(store: Engine) -> None:
    fill(store, a_book(2, "mailto://u:p@127.0.0.1?from=d@x.cn"))
    pace = Pace(lambda: START)
    assert len(due(store, SITE, TODAY, pace)) == 2
    assert len(due(store, SITE, TODAY, Pace(lambda: START, resting=frozenset({"p0"})))) == 1
    assert (unsent(store, SITE, TODAY), unsent(store, SITE, TODAY, ["p0"])) == ((0, 2), (0, 1))
    # The day after it is late, whatever hour was chosen.
    assert unsent(store, SITE, TODAY + timedelta(days=1), ["p0"]) == (0, 2)


@pytest.mark.parametrize(("channel", "minutes", "beside", "dropped"), [
    ("wechat", 239, False, True), ("wechat", 241, False, False), ("wechat", 1, True, False), ("feishuapp", 59, False, True),
    ("feishuapp", 61, False, False), ("dingwork", 1, False, True), ("mail", 1, False, False)])  # fmt: skip
def test_a_copy_is_unmarked_only_where_its_provider_drops_it(
    store: Engine, channel: str, minutes: int, beside: bool, dropped: bool
) -> None:
    fill(store, a_book(1, "mailto://u:p@127.0.0.1?from=d@x.cn"))
    o = t.outbox
    with store.begin() as conn:
        row = conn.execute(select(o)).one()
        conn.execute(insert(t.attempt).values(outbox_id=row.id, number=1, started_at=NOW, verdict="unknown", detail="",
                                              message_id="m", left_at=START))  # fmt: skip
        if beside:
            other = {**row._mapping, "address_key": "other", "again": True}
            conn.execute(insert(o).values({k: v for k, v in other.items() if k != "id"}))
    one = SimpleNamespace(id=row.id, site=SITE, notice_id=row.notice_id, channel=channel)
    assert drops_copies(store, one, START + timedelta(minutes=minutes)) == dropped


def test_whom_only_third_parties_reach_is_telephoned_of_what_is_there_for_something_restricted_alone(
    site: Path,
) -> None:
    path = site / "channels.yaml"
    path.write_text(yaml.safe_dump({**WAYS, "people": {"wang3": ["sms:138"]}}), "utf-8")
    path.chmod(0o600)
    at = open_site(str(site), DAY)
    row = {"site": at.site, "post": "deputy-air", "kind": "daily", "on": DAY, "title": "题", "body": "文", "summary": "提示",
           "pointer": "提示", "secrecy": "restricted", "made_at": datetime(2019, 7, 1, 8, 30), "attached": []}  # fmt: skip
    with at.engine.begin() as conn:
        conn.execute(insert(t.notice).values(id="DB-AAAA-22", person="wang3", counted=False, **row))
        conn.execute(insert(t.notice).values(id="DB-BBBB-22", person="qian6", counted=False, **row))
    later = {n: open_site(str(site), DAY + timedelta(days=n)) for n in (1, 3, 7, 8, 10)}
    assert (relay(at, book_of(at)), relay(at, book_of(at)), relay(later[1], book_of(at))) == (1, 0, 0)
    with at.engine.connect() as conn:
        told = conn.execute(select(t.notice).where(t.notice.c.kind.startswith("relay"))).one()
    # Three working days later again, until the person has looked.
    assert (relay(later[3], book_of(at)), relay(later[7], book_of(at))) == (1, 0)
    with at.engine.begin() as conn:
        conn.execute(
            insert(t.visit).values(site=at.site, person="wang3", up_to_on=DAY + timedelta(days=7), at=NOW)
        )
    assert (relay(later[8], book_of(at)), relay(later[10], book_of(at))) == (0, 0)
    assert told.person == "han15" and "王三" in told.body and "DB-AAAA-22" in told.body and not told.counted
