"""The annotated copies (批注件) on disk: one for each source's newest delivery, written once, whole."""

import hashlib
import json
import os
import re
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from duban import tables as t
from duban.pages import Page
from duban.returned import marks_of, page_of
from duban.site import Source
from duban.wording import templates
from tasks import store
from tasks.context import Context
from tasks.copies.apart import written_on
from tasks.copies.clean import clean_book, sheet_name
from tasks.copies.ground import Ground, ground_of
from tasks.copies.paper import annotate
from tasks.copies.same import key_of, saved
from tasks.seam import task
from tasks.site import wording

MOST_ATTACHED = 8 * 2**20
FORM = 1  # the form of our copies: another one is another copy of the same delivery


@task(name="退回批注件")
def return_copy(at: Context, source: Source) -> Path | None:
    """Write the annotated copy of a source's newest delivery, where it says anything new.

    None where nothing was delivered or nothing of it may be given back. The same facts leave the
    file that is there untouched.
    """
    delivery = newest(at, source.name)
    ground = None if delivery is None else ground_of(at, source, delivery)
    if ground is None:
        return None
    pages = _pages(at, source, delivery, ground)
    path, key = path_of(at, source, delivery), _key(delivery, pages, ground)
    if path.is_file() and key_of(path.read_bytes()) == key:
        return path
    on = delivery["called_on"].date()
    made = written_on(ground.content, pages, on, key) if ground.content else None
    write_whole(path, made or saved(_annotated(ground, pages), on, key))
    return path


def newest(at: Context, source: str) -> Any:
    """The delivery of a source that came last, by the day it was called in; None where there is none."""
    found = store.deliveries(at.engine, at.site, at.today, t.delivery.c.source == source,
                             t.delivery.c.called_on <= at.today)  # fmt: skip
    return None if found.empty else found.sort_values(["called_on", "as_of_on", "id"]).iloc[-1]


def path_of(at: Context, source: Source, delivery: Any) -> Path:
    """Where the copy of a delivery lies: by the day it was called in."""
    day = str(delivery["called_on"].date())
    return at.loaded.folder / "state" / "returned" / day / f"{safe(source)}_批注.xlsx"


def copies_of(at: Context, source: Source, delivery: Any) -> tuple[str, ...]:
    """What goes back with a delivery, as paths within the site; what no mail would carry stays here."""
    return tuple(str(path.relative_to(at.loaded.folder)) for path in copies_on_disk(at, source, delivery)
                 if path.stat().st_size <= MOST_ATTACHED)  # fmt: skip


def copies_on_disk(at: Context, source: Source, delivery: Any) -> tuple[Path, ...]:
    """The files made of a delivery, the annotated copy first."""
    copy = path_of(at, source, delivery)
    return tuple(path for path in (copy,) if path.is_file())


def safe(source: Source) -> str:
    """A source's name as a file can bear it."""
    plain = re.sub(r"[^\w.-]", "_", source.name).lstrip(".")
    return plain if plain == source.name else f"{plain}-{source.prefix}"


def _pages(at: Context, source: Source, delivery: Any, ground: Ground) -> tuple[Page, ...]:
    items = store.items(at.engine, at.site)
    changes = store.frame(
        at.engine, t.change, at.site, store.CHANGED, t.change.c.delivery_id == int(delivery["id"])
    )
    due = items.set_index("code")["due_on"].to_dict()
    macro = templates(wording(at.loaded)).get_template("changes.jinja").module.said  # type: ignore[attr-defined]

    def said(one: Any) -> str:
        return str(macro({**one, "codes": [one["item"]], "due_on": due[one["item"]].date()}))

    kept = changes[~changes["item"].isin(items.loc[items["restricted"], "code"])]
    columns = {g.name: lay.columns for g, lay in zip(ground.grids, ground.layouts, strict=True)}
    marks = marks_of(ground.problems, ground.rows, kept, items[items["source"].eq(source.name) & ~items["restricted"]],
                     at.loaded.units["name"], delivery["called_on"], columns, said)  # fmt: skip
    # What is about no one sheet is said on the first.
    marks = marks.assign(sheet=marks["sheet"].where(marks["sheet"].isin(columns), next(iter(columns))))
    return tuple(page_of(grid, layout, _codes(ground.rows, grid.name), marks[marks["sheet"].eq(grid.name)])
                 for grid, layout in zip(ground.grids, ground.layouts, strict=True))  # fmt: skip


def _codes(rows: pd.DataFrame, sheet: str) -> dict[int, str]:
    coded = rows[rows["sheet"].eq(sheet) & rows["item"].ne("")]
    return dict(zip(coded["row"].astype(int), coded["item"], strict=True))


def _key(delivery: Any, pages: tuple[Page, ...], ground: Ground) -> str:
    """What the copy says, in short: the same delivery and the same facts give the same key."""
    facts = [FORM, delivery["digest"], ground.content is not None, [asdict(p) for p in pages]]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _annotated(ground: Ground, pages: tuple[Page, ...]) -> Any:
    book = clean_book(ground.grids, pages)
    for page in pages:
        annotate(book[sheet_name(page.name)], page)
    return book


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
