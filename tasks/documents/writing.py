"""Documents written under ``SITE/state/documents``: whole or not at all, for their owner's eyes only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.errors import Refused
from tasks.context import Context
from tasks.documents.pdf import to_pdf
from tasks.private import write_whole

NO_NAME = re.compile(r"[^\w\-〔〕（）]+")


@dataclass(frozen=True)
class Written:
    """Where documents were written, and what is to be said beside (why there is no PDF), or ""."""

    paths: tuple[Path, ...]
    note: str = ""


def file_name(*parts: str) -> str:
    """A file's name of parts, without its ending: nothing a path could stumble over."""
    return "-".join(filter(None, (NO_NAME.sub("_", part).strip("_") for part in parts)))[:80]


def write_documents(at: Context, documents: Mapping[str, bytes], pdf: bool) -> Written:
    """Write each (name without ending -> .docx), and its PDF where one is wanted and can be made."""
    folder, paths = documents_folder(at), []
    for name, content in documents.items():
        paths.append(folder / f"{name}.docx")
        write_whole(paths[-1], content)
    if not pdf or not documents:
        return Written(tuple(paths))
    try:
        printed = to_pdf(documents)
    except Refused as why:
        # The document stands; that it has no PDF is said, and stops nothing.
        return Written(tuple(paths), str(why))
    for name, content in printed.items():
        paths.append(folder / f"{name}.pdf")
        write_whole(paths[-1], content)
    return Written(tuple(paths))


def write_book(at: Context, name: str, content: bytes) -> Path:
    """Write a workbook."""
    path = documents_folder(at) / f"{name}.xlsx"
    write_whole(path, content)
    return path


def documents_folder(at: Context) -> Path:
    """Where this site's documents lie."""
    return at.loaded.folder / "state" / "documents"
