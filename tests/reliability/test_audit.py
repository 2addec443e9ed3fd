"""G31: the audit trail cannot be altered unnoticed."""

import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from duban import tables as t
from duban.journal.chain import faults, linked
from duban.journal.checkpoints import Checkpoint
from tasks.context import Context, open_site
from tasks.database import open_store, reads
from tasks.journal.checking import entries_of, journal_findings
from tasks.journal.checkpoints import keep_checkpoint
from tasks.journal.writing import head, note
from tests.reliability.journals import act, by_hand, copied_store
from tests.reliability.rig import FORKS, ROUNDS
from tests.walk import days

DUBAN = Path(sys.executable).with_name("duban")
TODAY = date(2019, 7, 1)
# What else a column may be made to say, in both databases' SQL.
OTHERWISE = {
    "site": "'elsewhere'", "number": "number + 100", "on": "'2019-07-02'", "at": "'2019-07-02 08:00:00'",
    "kind": "'answer'", "facts": "'{\"act\": \"write_off\"}'", "rows": "'{}'",
    "previous": f"'{'1' * 64}'", "hash": f"'{'2' * 64}'",
}  # fmt: skip


def _opened(site: Path, count: int = 5) -> Context:
    at = open_site(str(site), TODAY)
    act(at, count)
    return at


def test_g31_each_column_that_is_changed_is_found(stored_site: Path) -> None:
    at = _opened(stored_site)
    assert journal_findings(at) == ()
    assert set(OTHERWISE) == {column.name for column in t.journal.columns}
    for column, value in OTHERWISE.items():
        before = _journal(at.engine)
        by_hand(at.engine, f'update journal set "{column}" = {value} where number = 3')
        found = journal_findings(at)
        assert any("第3条" in one or "第4条" in one for one in found), (column, found)
        _put_back(at.engine, before)
        assert journal_findings(at) == ()


def test_g31_swapped_deleted_inserted_and_renumbered_entries_are_found(stored_site: Path) -> None:
    at = _opened(stored_site)
    before = _journal(at.engine)
    swap = [f"update journal set number = {to} where number = {of}" for of, to in ((2, 90), (3, 2), (90, 3))]
    insert = ("insert into journal select site, number + 100, \"on\", at, kind, facts, rows, previous, hash "
              "from journal where number = 3")  # fmt: skip
    closed = ["delete from journal where number = 3",
              *(f"update journal set number = {n} where number = {n + 1}" for n in range(3, 6))]  # fmt: skip
    for statements in (swap, ["delete from journal where number = 3"], [insert], closed):
        by_hand(at.engine, *statements)
        assert journal_findings(at), statements
        _put_back(at.engine, before)


def test_g31_a_cut_end_and_an_older_copy_are_found_by_the_checkpoint_alone(
    stored_site: Path, store_at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = _opened(stored_site)
    older = copied_store(at, store_at, tmp_path / "older")
    act(at, 3)
    assert keep_checkpoint(at) == ()
    assert journal_findings(at) == ()
    mark = head_of(at)
    last = max(row["number"] for row in _journal(at.engine))
    by_hand(at.engine, f"delete from journal where number = {last}",
            "delete from act where id = (select max(id) from act)")  # fmt: skip
    cut = journal_findings(at)
    assert len(cut) == 1 and f"检查点记有第{last}条：末尾被截去" in cut[0]

    monkeypatch.setenv("DUBAN_STORE", older)
    copy = open_site(str(stored_site), TODAY)
    assert any("较早的备份" in one for one in journal_findings(copy))
    (stored_site / "state" / "journal-checkpoints.log").unlink()
    assert journal_findings(copy) == ()
    assert any("较早的备份" in one for one in journal_findings(copy, mark))
    copy.engine.dispose()


def head_of(at: Context) -> Checkpoint:
    with reads(at.engine) as conn:
        mark = head(conn, at.site)
    return Checkpoint(mark.number, mark.hash)


def test_g31_a_chain_written_anew_is_found_by_the_checkpoint(stored_site: Path) -> None:
    at = _opened(stored_site)
    keep_checkpoint(at)
    with reads(at.engine) as conn:
        first, *others = list(entries_of(conn, at.site))
    last, anew = first.mark, []
    for one in others:
        entry = linked(last, one.site, one.on, one.at, one.kind, {**one.facts, "act": "write_off"}, one.rows)
        last = entry.mark
        anew.append(vars(entry))
    by_hand(at.engine, "delete from journal where number > 1")
    with at.engine.begin() as conn:
        conn.execute(t.journal.insert(), anew)
        assert list(faults(entries_of(conn, at.site))) == []
    assert [one for one in journal_findings(at) if "整体重写" in one]


def test_g31_what_the_journal_vouches_for_cannot_be_changed_deleted_or_put_in_unseen(
    stored_site: Path,
) -> None:
    days.tick(stored_site, date(2019, 6, 20))
    at = _opened(stored_site, 1)
    assert journal_findings(at) == ()
    for statement, said in (
        ("update act set why = 'other' where id = 1", "行为记录1被改动"),
        ("update notice set body = 'other'", "被改动"),
        ("update reading set raw = 'other' where row = 3", "报送的读数被改动"),
        ("update delivery set as_of_on = '2019-01-01'", "号报送被改动"),
        ("delete from change", "变化记录"),
        ("update escalation set person = 'han15' where notice_id is not null", "所告知的提级记录被改动"),
        (f"insert into act (site, item, kind, \"on\", at, \"by\", why, detail) values ('{at.site}', 'HP-01-1', "
         f"'write_off', '2019-07-01', '2019-07-01 08:00:00', 'x', 'y', '{{}}')", "没有留痕"),
        ("delete from act where id = 1", "行为记录1已不在库中"),
    ):  # fmt: skip
        by_hand(at.engine, statement)
        assert any(said in one for one in journal_findings(at)), (statement, journal_findings(at))


def test_g31_the_database_itself_refuses_to_change_the_journal(stored_site: Path) -> None:
    at = _opened(stored_site, 1)
    for statement in ("update journal set kind = 'x'", "delete from journal"):
        with pytest.raises(DBAPIError, match="append-only"), at.engine.begin() as conn:
            conn.execute(text(statement))


def test_g31_what_is_rolled_back_leaves_no_entry_and_what_was_there_before_is_vouched_for(
    stored_site: Path,
) -> None:
    at = _opened(stored_site, 1)
    with pytest.raises(ZeroDivisionError), at.engine.begin() as conn:
        note(conn, at.site, TODAY, "act", {"act": [1]})
        assert 1 / 0
    act(at)
    kinds = [row["kind"] for row in _journal(at.engine)]
    assert kinds == ["begin", "act", "act"]
    by_hand(at.engine, "delete from journal")
    act(at)
    begin, entry = _journal(at.engine)
    assert sorted(begin["rows"]["act"]) == ["1", "2"] and sorted(entry["rows"]["act"]) == ["3"]


def _appends(engine: Engine, count: int) -> None:
    for number in range(count):
        with engine.begin() as conn:
            note(conn, "example", TODAY, "act", {}, number=number)


def _worker(store_at: str, count: int) -> None:
    _appends(open_store(store_at), count)


def test_g31_several_processes_write_one_chain_without_a_gap(store: Engine, store_at: str) -> None:
    workers, each = (8, 100) if ROUNDS else (3, 20)
    children = [FORKS.Process(target=_worker, args=(store_at, each)) for _ in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0] * workers
    with reads(store) as conn:
        entries = list(entries_of(conn, "example"))
    assert len(entries) == workers * each + 1
    assert list(faults(entries)) == []


def test_g31_the_command_says_each_fault_in_a_sentence_and_ends_with_1(site: Path) -> None:
    days.tick(site, TODAY)
    command = [DUBAN, "audit", site, "--today", f"{TODAY}"]
    well = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (well.returncode, well.stdout) == (0, "没有发现不符\n")
    at = open_site(str(site), TODAY)
    by_hand(at.engine, "update journal set kind = 'act' where number = 4")
    ill = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ill.returncode, ill.stdout) == (1, "留痕日志第4条：内容被改动，与其哈希不符\n")


@pytest.mark.nightly
@pytest.mark.parametrize("count", [3_000, 100_000])
def test_g31_what_writing_and_checking_cost(store: Engine, count: int) -> None:
    began = time.perf_counter()
    _appends(store, 1_000)
    writing = 1_000 / (time.perf_counter() - began)
    with store.begin() as conn:
        last, rows = head(conn, "example"), []
        for _ in range(count - 1_001):
            entry = linked(last, "example", TODAY, rows[-1]["at"] if rows else _first_at(conn), "act", {"n": 1},
                           {"act": {"1": "0" * 64}})  # fmt: skip
            last = entry.mark
            rows.append(vars(entry))
        conn.execute(t.journal.insert(), rows)
    began = time.perf_counter()
    with reads(store) as conn:
        assert list(faults(entries_of(conn, "example"))) == []
    spent = time.perf_counter() - began
    sys.stdout.write(
        f"\n{store.dialect.name}: {writing:.0f} appends/s, {count} entries verified in {spent:.2f} s\n"
    )
    assert spent < count / 2_000


def _first_at(conn: Any) -> Any:
    return conn.scalar(select(t.journal.c.at).limit(1))


def _journal(engine: Engine) -> list[dict[str, Any]]:
    with reads(engine) as conn:
        return [dict(row._mapping) for row in conn.execute(select(t.journal).order_by(t.journal.c.number))]


def _put_back(engine: Engine, rows: list[dict[str, Any]]) -> None:
    by_hand(engine, "delete from journal")
    with engine.begin() as conn:
        conn.execute(t.journal.insert(), rows)
