"""A department's workbook opened and written on in a process of its own, with little memory and time.

What came from outside was read by another library before; this one, too, meets it only behind limits.
"""

import base64
import dataclasses
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from duban.errors import DeliveryRefused
from duban.pages import Form, Mark, Missing, Page

ROOT = Path(__file__).resolve().parents[2]
MEMORY, SECONDS = 3 * 2**30, 120


def written_on(content: bytes, pages: Sequence[Page], on: date, key: str,
               forms: Sequence[Form] = ()) -> bytes | None:  # fmt: skip
    """The workbook with codes, comments and fills, or with ``forms`` to be filled in; None where it
    could not be opened within limits.
    """
    job = {"content": base64.b64encode(content).decode(), "on": on.isoformat(), "key": key,
           "pages": [dataclasses.asdict(p) for p in pages], "forms": [dataclasses.asdict(f) for f in forms]}  # fmt: skip
    # openpyxl takes numpy where it finds it, which costs as much to load as all the rest.
    start = (f"import sys; sys.modules['numpy'] = None; sys.path.insert(0, {str(ROOT)!r}); "
             "from tasks.copies.apart import main; main()")  # fmt: skip
    # The same order in every run, also of what a library keeps in sets.
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LD_LIBRARY_PATH"}} | {"PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run([sys.executable, "-P", "-s", "-c", start], input=json.dumps(job).encode(),
                              capture_output=True, timeout=SECONDS, env=kept, check=True)  # fmt: skip
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return done.stdout


def main() -> None:
    """Read a job from stdin, write the workbook to stdout."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    sys.stdout.buffer.write(_done(json.loads(sys.stdin.buffer.read())))


def _done(job: dict[str, Any]) -> bytes:
    from openpyxl import load_workbook

    from tasks.copies.same import saved
    from tasks.copies.writing import write

    book = load_workbook(io.BytesIO(base64.b64decode(job["content"])), rich_text=True)
    pages = [_page(typed) for typed in job["pages"]]
    refuse_unread(book, {p.name for p in pages})
    write({p.name: book[p.name] for p in pages}, pages, [_form(typed) for typed in job["forms"]])
    return saved(book, date.fromisoformat(job["on"]), job["key"])


def refuse_unread(book: Any, read: Collection[str]) -> None:
    """Raise DeliveryRefused where a sheet that was not read (a hidden one) is secret or of clues.

    Such a sheet is never written anew: the department gets a clean copy of what was read.
    """
    from duban.grid import Grid
    from duban.headings import MOST_ROWS_ABOVE
    from duban.secrecy import CLUES, holds_clues, refuse_secret

    for sheet in (s for s in book.worksheets if s.title not in read):
        cells = tuple(
            tuple("" if v is None else str(v) for v in row) for row in sheet.iter_rows(values_only=True)
        )
        grid = Grid(sheet.title, cells)
        refuse_secret(grid, MOST_ROWS_ABOVE, sheet.title)
        if holds_clues(grid, MOST_ROWS_ABOVE) or CLUES.fullmatch(sheet.title):
            raise DeliveryRefused(f"“{sheet.title}”表是问题线索")


def _form(typed: dict[str, Any]) -> Form:
    missing = tuple(Missing(**{**m, "cells": tuple(map(tuple, m["cells"]))}) for m in typed["missing"])
    pairs = {name: tuple(map(tuple, typed[name])) for name in ("texts", "open_cells", "notes")}
    return Form(**{**typed, **pairs, "missing": missing})


def _page(typed: dict[str, Any]) -> Page:
    codes = tuple((row, code) for row, code in typed["codes"])
    return Page(**{**typed, "codes": codes, "marks": tuple(Mark(**m) for m in typed["marks"])})
