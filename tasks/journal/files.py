"""Append-only files outside the store (库外记录): beside the site, and in a second place where one is set."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from duban.site import Site
from tasks.private import private_folder

CHECKPOINTS = "journal-checkpoints.log"


def places(folder: Path, site: Site, site_id: str) -> list[Path]:
    """The folders in which a site's files outside the store lie; the first is beside the site."""
    second = site.outside.second_place
    return [folder / "state", *([Path(second).expanduser() / site_id] if second else [])]


def append_line(path: Path, said: Mapping[str, object], *, safely: bool = True) -> None:
    """Put one line at the end of a file, in one write; ``safely``: on the disk before this returns."""
    private_folder(path.parent)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    try:
        # A line that was cut off by a crash is ended first, so that this one stands by itself.
        start = b"" if _ends_whole(path) else b"\n"
        os.write(handle, start + json.dumps(said, ensure_ascii=False).encode() + b"\n")
        if safely:
            os.fsync(handle)
    finally:
        os.close(handle)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def lines(path: Path) -> list[str]:
    """The lines of a file, each with its end; none where there is no file."""
    try:
        return path.read_text("utf-8", errors="replace").splitlines(keepends=True)
    except FileNotFoundError:
        return []
