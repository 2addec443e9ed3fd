"""The store's history (alembic): each change of ``duban.tables`` is one numbered step.

A step is ``versions/NNNN_what.py`` with the revision ``NNNN``; the highest number is the head,
so that a store can be found up to date without loading alembic.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def head() -> str:
    """The newest revision, read from the names of the files."""
    return max(p.name[:4] for p in (FOLDER / "versions").glob("[0-9]*.py"))
