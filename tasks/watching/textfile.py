"""A file for node-exporter: whole or not at all, and readable by the exporter, which is another user."""

import os
from pathlib import Path

from duban.errors import Refused
from tasks.private import write_whole


def put(path: Path, said: bytes) -> None:
    """Put the measures in a file's place. Raises Refused where it cannot be written."""
    try:
        write_whole(path, said)
        path.chmod(0o644)
    except OSError as fault:
        raise Refused(
            f"{path} 写不进（{os.strerror(fault.errno or 0)}），应为本用户可写的目录下的文件"
        ) from None
