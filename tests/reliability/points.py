"""The points of a cycle at which a process is killed, found by watching one: each place in the code that
changes the store, commits, or writes a file, and each first step after a commit.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event

from flows.daily import daily
from tasks.database import open_store
from tests.conftest import ROOT
from tests.reliability.rig import FORKS, KILLED, die

# Doors that everything goes through: the place is who came through them.
DOORS = {"tasks/database.py", "tasks/connecting.py", "tasks/private.py", "tasks/journal/writing.py",
         "tasks/journal/files.py", "tasks/journal/rows.py"}  # fmt: skip
ROOMS = ("tasks/", "flows/", "duban/")
WRITING = os.O_WRONLY | os.O_RDWR
CHANGES = ("insert", "update", "delete")


def _place() -> str:
    """Where in the code this is: the innermost line of ours that is no door."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(f"{ROOT}/"):
            short = name[len(str(ROOT)) + 1 :]
            if short.startswith(ROOMS) and short not in DOORS:
                return f"{short}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


class Watch:
    """Says each point as it is reached, before what happens there happens."""

    def __init__(self, engine: Engine, folder: str, reached: Callable[[str], None]) -> None:
        """``folder``: whose files count; ``reached`` gets the point's name."""
        self.folder, self.reached, self.committed = folder, reached, ""
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)
        sys.addaudithook(self._file)

    def _statement(self, _c: Any, _k: Any, statement: str, *_: Any) -> None:
        if self.committed:
            after, self.committed = self.committed, ""
            self.reached(f"after commit {after}")
        if statement.lower().startswith(CHANGES):
            table = next((word for word in statement.split() if word.lower() not in ("insert", "into", "update", "delete",
                                                                                    "from")), "")  # fmt: skip
            self.reached(f"change {table} {_place()}")

    def _commit(self, _: Any) -> None:
        place = _place()
        self.reached(f"commit {place}")
        self.committed = place

    def _file(self, name: str, given: tuple[Any, ...]) -> None:
        if name == "open" and isinstance(given[2], int) and given[2] & WRITING and self._ours(given[0]):
            self.reached(f"open {_place()}")
        elif name in ("os.rename", "os.remove", "os.link") and self._ours(given[0]):
            self.reached(f"{name} {_place()}")

    def _ours(self, path: Any) -> bool:
        return (
            isinstance(path, (str, os.PathLike))
            and str(path).startswith(self.folder)
            and "store.db" not in str(path)
        )


def cycle(site: str, store_at: str, day: date, dies_at: str, list_to: str) -> None:
    """One cycle in a process of its own: killed at a point, or writing down each point it comes to."""
    os.environ["DUBAN_STORE"], os.environ["DUBAN_ENGINE"] = store_at, "plain"
    found: list[str] = []

    def reached(point: str) -> None:
        if dies_at and point == dies_at:
            die()
        found.append(point)

    engine = open_store(store_at)
    Watch(engine, site, reached)
    daily(site, day)
    if list_to:
        Path(list_to).write_text("\n".join(dict.fromkeys(found)), "utf-8")
    os._exit(0)


def run(site: Path, store_at: str, day: date, dies_at: str = "", list_to: str = "") -> bool:
    """Whether a cycle was killed at that point; False where it never came there."""
    child = FORKS.Process(target=cycle, args=(str(site), store_at, day, dies_at, list_to))
    child.start()
    child.join(250)
    assert child.exitcode is not None, "hangs"
    assert child.exitcode in (0, KILLED), child.exitcode
    return child.exitcode == KILLED


@contextmanager
def stored_at(address: str) -> Iterator[None]:
    """The store of every site is this one."""
    before = os.environ.get("DUBAN_STORE")
    os.environ["DUBAN_STORE"] = address
    try:
        yield
    finally:
        if before is None:
            del os.environ["DUBAN_STORE"]
        else:
            os.environ["DUBAN_STORE"] = before
