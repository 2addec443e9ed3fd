"""A file written whole or not at all."""

import os
import tempfile
from pathlib import Path

from tasks.private import private_folder


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes only."""
    private_folder(path.parent)
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
