"""Where the desk (督办台) of a site is reached: as the site says, else where it was started on this machine."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.private import write_whole
from tasks.site import Loaded

PORT = 8420


def desk_address(loaded: Loaded) -> str:
    """The desk's address, without a slash at its end."""
    return loaded.site.desk.base_url or _noted(loaded.folder) or f"http://127.0.0.1:{PORT}"


@contextmanager
def noted(folder: Path, address: str) -> Iterator[None]:
    """Keep where the desk was started for as long as it runs."""
    note = _note(folder)
    write_whole(note, json.dumps({"address": address, "pid": os.getpid()}).encode())
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _note(folder: Path) -> Path:
    return folder / "state" / "desk.json"


def _noted(folder: Path) -> str:
    try:
        return str(json.loads(_note(folder).read_text("utf-8"))["address"])
    except (OSError, ValueError, KeyError):
        return ""
