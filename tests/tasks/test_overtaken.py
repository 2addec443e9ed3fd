"""An act that comes while a ledger is being tracked is not lost to it."""

from datetime import date, datetime
from types import SimpleNamespace

import pandas as pd
from sqlalchemy import Engine, insert, select, update

from duban import tables as t
from duban.item import CHANGES, ITEMS
from tasks import store as kept
from tasks.database import write_rows
from tests.duban.makers import some_items


def _delivery(store: Engine) -> SimpleNamespace:
    row = {"site": "s", "source": "科", "origin": "o", "digest": "d", "as_of_on": date(2019, 7, 1),
           "as_of_from": "folder", "called_on": date(2019, 7, 1), "called_at": datetime(2019, 7, 1), "rows": 2,
           "state": "new", "problems": []}  # fmt: skip
    with store.begin() as conn:
        key = conn.execute(insert(t.delivery).values(row)).inserted_primary_key
    return SimpleNamespace(id=key[0], source="科", as_of_on=pd.Timestamp(2019, 7, 1))


def test_a_return_between_reading_and_saving_stands_and_the_ledgers_words_apply(store: Engine) -> None:
    claimed = ITEMS.cast(
        some_items({"claim": "done", "evidence": "a.pdf", "suspended_on": date(2019, 6, 28)}, {})
    )
    with store.begin() as conn:
        conn.execute(insert(t.item), write_rows(claimed.assign(site="s")))
    before = kept.items(store, "s")
    after = ITEMS.cast(before.assign(progress="又补了一份", read_on=pd.Timestamp(2019, 7, 1)))
    with store.begin() as conn:
        one = update(t.item).where(t.item.c.code == "HP-01-1")
        conn.execute(one.values(acceptance="returned", suspended_on=None, evidence_used="a.pdf"))
    kept.save_tracked(store, "s", _delivery(store), CHANGES.frame(), before, after, pd.Series(dtype="str"),
                      date(2019, 7, 1))  # fmt: skip
    now = kept.items(store, "s").set_index("code")
    assert (now.loc["HP-01-1", "acceptance"], now.loc["HP-01-1", "evidence_used"]) == ("returned", "a.pdf")
    assert now["suspended_on"].isna().all() and set(now["progress"]) == {"又补了一份"}
    with store.connect() as conn:
        assert conn.execute(select(t.review)).all() == []


def test_where_nobody_acted_all_that_was_tracked_is_saved(store: Engine) -> None:
    plain = ITEMS.cast(some_items({"claim": "done", "evidence": "a.pdf"}))
    with store.begin() as conn:
        conn.execute(insert(t.item), write_rows(plain.assign(site="s")))
    before = kept.items(store, "s")
    after = ITEMS.cast(before.assign(suspended_on=pd.Timestamp(2019, 7, 1)))
    kept.save_tracked(store, "s", _delivery(store), CHANGES.frame(), before, after, pd.Series(dtype="str"),
                      date(2019, 7, 1))  # fmt: skip
    assert kept.items(store, "s")["suspended_on"].notna().all()
    with store.connect() as conn:
        assert [(r.item, r.from_on, r.to_on) for r in conn.execute(select(t.review))] == [
            ("HP-01-1", date(2019, 7, 1), None)]  # fmt: skip
