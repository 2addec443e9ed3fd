"""A restricted item becomes 内部: one proposes, another confirms under the own login, on the desk or by command."""

import html
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import select, update

from desk.cli import group
from duban import tables as t
from tasks.context import open_site
from tests.desk.serving import form_of
from tests.desk.test_office import PASSWORD, give, inside

MONDAY, ITEM = date(2019, 7, 1), "HP-01-1"
WHY = ["--why", "已经公开", "--today", "2019-07-01"]


def _restrict(site: Path) -> None:
    at = open_site(str(site), MONDAY)
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == ITEM).values(restricted=True))
        conn.execute(update(t.reading).where(t.reading.c.item == ITEM).values(restricted=False))


def _restricted(site: Path) -> bool:
    at = open_site(str(site), MONDAY)
    with at.engine.connect() as conn:
        return bool(conn.scalar(select(t.item.c.restricted).where(t.item.c.code == ITEM)))


def _lower(site: Path, *words: str, password: str = "") -> Result:
    return CliRunner().invoke(
        group, ["lower", str(site), *words], input=password + "\n", standalone_mode=False
    )


def test_by_command_a_second_person_confirms_with_the_own_password(copied: Path) -> None:
    _restrict(copied)
    give(copied, "zhang1", "han15", restricted=True)
    assert "等待另一人确认" in _lower(copied, ITEM, "--by", "韩十五", *WHY).output
    assert ITEM in _lower(copied, "--today", "2019-07-01").output
    for by, password, said in (("张一", "wrong", "口令不对"), ("韩十五", PASSWORD, "不能由本人确认")):
        refused = _lower(copied, ITEM, "--confirm", "--by", by, *WHY, password=password)
        assert said in str(refused.exception) and _restricted(copied)
    done = _lower(copied, ITEM, "--confirm", "--by", "张一", *WHY, password=PASSWORD)
    assert "已降为内部" in done.output and not _restricted(copied)
    at = open_site(str(copied), MONDAY)
    with at.engine.connect() as conn:
        acts = [
            (one.kind, one.by) for one in conn.execute(select(t.act).order_by(t.act.c.id)) if one.item == ITEM
        ]
    assert acts[-2:] == [("lower_ask", "韩十五"), ("lower", "张一")]


def test_what_its_ledger_still_marks_is_not_lowered(copied: Path) -> None:
    _restrict(copied)
    at = open_site(str(copied), MONDAY)
    with at.engine.begin() as conn:
        conn.execute(update(t.reading).where(t.reading.c.item == ITEM).values(restricted=True))
    assert "仍标为受限" in str(_lower(copied, ITEM, "--by", "韩十五", *WHY).exception)
    assert _restricted(copied)


def test_on_the_desk_the_one_who_proposed_is_offered_no_confirmation(copied: Path) -> None:
    _restrict(copied)
    give(copied, "han15", "jiang13", office=True, restricted=True)

    def press(person: str, kind: str) -> str:
        with inside(copied, person) as client:
            page = client.get(f"/items/{ITEM}")
            answer = client.post(
                f"/items/{ITEM}/act", data={"form": form_of(page), "kind": kind, "why": "已经公开"}
            )
            return html.unescape(page.text + answer.text)

    assert "提出降为内部" in press("han15", "lower_ask") and _restricted(copied)
    again = press("han15", "lower")
    assert "您已提出降为内部，应由另一人确认" in again and "确认降为内部" not in again and _restricted(copied)
    assert "韩十五提出：已经公开" in press("jiang13", "lower") and not _restricted(copied)
