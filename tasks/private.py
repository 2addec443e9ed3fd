"""What is for its owner alone from the moment it is there: folders 0700, files 0600, whatever the umask."""

import os
import tempfile
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make a folder, and each one above it that is missing, for its owner alone."""
    if not path.is_dir():
        if path.parent != path:
            private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    return path


def private_file(path: Path) -> None:
    """Make a file for its owner alone; one that is there already and others may read is closed to them."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077 and path.stat().st_uid == os.getuid():
            path.chmod(0o600)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole and on the disk, or not at all, for its owner's eyes only."""
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
    # The new name, too, must outlast a power cut.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
