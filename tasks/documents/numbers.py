"""The highest number each series of slips has reached (发号), kept beside the store as well: a store that was
restored from a backup does not know what was printed since, and gives none of those numbers again.
"""

import json
import os
from pathlib import Path

from tasks.context import Context
from tasks.private import private_file, private_folder

Series = tuple[str, int]


def highest(at: Context, series: Series) -> int:
    """The highest number of a series and year that is on record here, 0 where there is none."""
    path = _path(at)
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    # A power cut may have left half of the last line.
    said = [json.loads(line) for line in lines if line.endswith("]")]
    return max((number for kind, year, number in said if (kind, year) == series), default=0)


def keep(at: Context, series: Series, number: int) -> None:
    """Put a number on record, on the disk before it is printed."""
    path = _path(at)
    private_folder(path.parent)
    private_file(path)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps([*series, number]) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _path(at: Context) -> Path:
    return at.loaded.folder / "state" / "slip-numbers.jsonl"
