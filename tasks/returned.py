"""What goes back for each source's newest delivery, on disk: 批注件 and 预填表, written once, whole."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.dates_in_full import Read, with_dates_in_full
from duban.deadline import read_deadline
from duban.pages import Form, Page
from duban.prefilled import form_of
from duban.returned import marks_of, page_of
from duban.site import Source
from duban.wording import change_words, templates
from tasks import store
from tasks.context import Context
from tasks.copies.apart import written_on
from tasks.copies.clean import clean_book
from tasks.copies.ground import MOST_ROWS, Ground, ground_of
from tasks.copies.same import key_of, saved
from tasks.private import write_whole
from tasks.seam import task
from tasks.site import wording

MOST_ATTACHED = 8 * 2**20
ANNOTATED, PREFILLED = "批注", "预填表"
FORM = 2  # the form of our copies: another one is another copy of the same delivery


@task(name="退回批注件")
def return_copies(at: Context, source: Source) -> tuple[Path, ...]:
    """Write what goes back for a source's newest delivery: the annotated copy, and the ledger prefilled.

    Empty where nothing was delivered or nothing of it may be given back. The same facts leave the
    files that are there untouched; an older delivery is looked at again only once it was accepted.
    """
    delivery = newest(at, source.name)
    if delivery is None or _stands(at, source, delivery):
        return ()
    base = store.applied(at.engine, at.site, at.today).get(source.name)
    came = _laid(at, source, delivery)
    kept = None if base is None else came if base["id"] == delivery["id"] else _laid(at, source, base)
    paths = []
    if came is not None:
        paths.append(_written(path_of(at, source, delivery, ANNOTATED), delivery, *came, ()))
    if base is not None and kept is not None and len(kept[0].rows) <= MOST_ROWS:
        forms = _forms(at, source, *kept, base["as_of_on"].date())
        paths.append(_written(path_of(at, source, delivery, PREFILLED), base, *kept, forms))
    return tuple(paths)


def _laid(at: Context, source: Source, delivery: Any) -> tuple[Ground, tuple[Page, ...]] | None:
    """What a copy of a delivery is made of, sheet by sheet; None where nothing may be given back."""
    ground = ground_of(at, source, delivery)
    return None if ground is None else (ground, _pages(at, source, delivery, ground))


def _stands(at: Context, source: Source, delivery: Any) -> bool:
    """Whether an earlier day's copy is there and nobody accepted the delivery since."""
    path = path_of(at, source, delivery, ANNOTATED)
    return (delivery["called_on"].date() < at.today and path.is_file()
            and key_of(path.read_bytes()).endswith(_state(delivery)))  # fmt: skip


def _forms(at: Context, source: Source, ground: Ground, pages: Sequence[Page], on: date) -> list[Form]:
    """Next month's ledger, a form for each sheet of a delivery that speaks of a day."""
    mine = with_dates_in_full(_open_items(at, source), on, _reader(at))
    places = zip(ground.grids, ground.layouts, pages, strict=True)
    return [form_of(grid, layout, page, ground.rows, mine, ground.problems, number == 0)
            for number, (grid, layout, page) in enumerate(places)]  # fmt: skip


def _reader(at: Context) -> Read:
    terms = at.loaded.terms
    return lambda text, on: read_deadline(text, written=on, feedback=terms.feedback_on.date(), calendar=at.loaded.calendar,
                                          period_end_on=terms.period_end_on.date())  # fmt: skip


def _written(path: Path, delivery: Any, ground: Ground, pages: Sequence[Page], forms: Sequence[Form]) -> Path:
    """Write a copy where it says anything new: on the workbook itself, else on a clean one."""
    facts = [
        FORM,
        delivery["digest"],
        ground.content is not None,
        [asdict(p) for p in pages],
        [asdict(f) for f in forms],
    ]
    key = hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest() + _state(delivery)
    if not path.is_file() or key_of(path.read_bytes()) != key:
        on = delivery["called_on"].date()
        made = written_on(ground.content, pages, on, key, forms) if ground.content else None
        write_whole(path, made or saved(clean_book(ground.grids, pages, forms), on, key))
    return path


def _state(delivery: Any) -> str:
    return "a" if delivery["state"] == "applied" else "0"


def newest(at: Context, source: str) -> Any:
    """The delivery of a source that came last, by the day it was called in; None where there is none."""
    return newest_of(at, t.delivery.c.source == source).get(source)


def newest_of(at: Context, *where: Any) -> dict[str, Any]:
    """The delivery that came last of each source that has any, by the source's name."""
    found = store.deliveries(at.engine, at.site, at.today, t.delivery.c.called_on <= at.today, *where)
    last = found.sort_values(["called_on", "as_of_on", "id"]).groupby("source").tail(1)
    return {str(one["source"]): one for _, one in last.iterrows()}


def path_of(at: Context, source: Source, delivery: Any, what: str) -> Path:
    """Where the copy of a delivery lies: by the day it was called in."""
    day = str(delivery["called_on"].date())
    return at.loaded.folder / "state" / "returned" / day / f"{safe(source)}_{what}.xlsx"


def copies_of(at: Context, source: Source, delivery: Any) -> tuple[str, ...]:
    """What goes back with a delivery, as paths within the site; what no mail would carry stays here."""
    return tuple(str(path.relative_to(at.loaded.folder)) for path in copies_on_disk(at, source, delivery)
                 if path.stat().st_size <= MOST_ATTACHED)  # fmt: skip


def copies_on_disk(at: Context, source: Source, delivery: Any) -> tuple[Path, ...]:
    """The files made of a delivery, the annotated copy first."""
    paths = (path_of(at, source, delivery, what) for what in (ANNOTATED, PREFILLED))
    return tuple(path for path in paths if path.is_file())


def safe(source: Source) -> str:
    """A source's name as a file can bear it."""
    plain = re.sub(r"[^\w.-]", "_", source.name).lstrip(".")
    return plain if plain == source.name else f"{plain}-{source.prefix}"


def _pages(at: Context, source: Source, delivery: Any, ground: Ground) -> tuple[Page, ...]:
    changes = store.frame(
        at.engine, t.change, at.site, store.CHANGED, t.change.c.delivery_id == int(delivery["id"])
    )
    changed = store.items(at.engine, at.site, t.item.c.code.in_(
        select(t.change.c.item).where(t.change.c.site == at.site, t.change.c.delivery_id == int(delivery["id"]))))  # fmt: skip
    due = changed.set_index("code")["due_on"].to_dict()
    words = change_words(templates(wording(at.loaded)), delivery["called_on"].date())

    def said(one: Any) -> str:
        return words({**one, "due_on": due[one["item"]].date()})

    kept = changes[~changes["item"].isin(changed.loc[changed["restricted"], "code"])]
    columns = {g.name: lay.columns for g, lay in zip(ground.grids, ground.layouts, strict=True)}
    marks = marks_of(ground.problems, ground.rows, kept, _open_items(at, source),
                     at.loaded.units["name"], delivery["called_on"], columns, said)  # fmt: skip
    # What is about no one sheet is said on the first.
    marks = marks.assign(sheet=marks["sheet"].where(marks["sheet"].isin(columns), next(iter(columns))))
    return tuple(page_of(grid, layout, _codes(ground.rows, grid.name), marks[marks["sheet"].eq(grid.name)])
                 for grid, layout in zip(ground.grids, ground.layouts, strict=True))  # fmt: skip


def _open_items(at: Context, source: Source) -> pd.DataFrame:
    """The ITEMS of a source that everybody may read."""
    return store.items(at.engine, at.site, t.item.c.source == source.name, ~t.item.c.restricted)


def _codes(rows: pd.DataFrame, sheet: str) -> dict[int, str]:
    coded = rows[rows["sheet"].eq(sheet) & rows["item"].ne("")]
    return dict(zip(coded["row"].astype(int), coded["item"], strict=True))
