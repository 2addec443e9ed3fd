"""A workbook saved so that the same facts are the same bytes: no clock in it, no order by chance."""

import io
import re
import zipfile
from datetime import date
from typing import Any

from openpyxl.worksheet.cell_range import MultiCellRange

from tasks.copies.balloons import placed

# The first moment a zip can name.
EPOCH = (1980, 1, 1, 0, 0, 0)
MOMENTS = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*(</dcterms:)")


class _Sorted(MultiCellRange):
    """Merged ranges written in order, where a set would give them as it likes."""

    def __iter__(self) -> Any:
        return iter(self.sorted())


def saved(book: Any, on: date, key: str) -> bytes:
    """The bytes of a workbook; ``key`` stands for the facts in it, ``on`` for its day."""
    book.properties.identifier = key
    for sheet in book.worksheets:
        sheet.merged_cells = _Sorted(sheet.merged_cells.ranges)
    first = io.BytesIO()
    book.save(first)
    drawn = {sheet.legacy_drawing: sheet for sheet in book.worksheets if sheet.legacy_drawing}
    out = io.BytesIO()
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = MOMENTS.sub(rb"\g<1>%b\2" % f"{on.isoformat()}T00:00:00Z".encode(), data)
            if name in drawn:
                data = placed(data, drawn[name])
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return out.getvalue()


def key_of(content: bytes) -> str:
    """The key a workbook was saved with, or "" where it is none of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            core = book.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return ""
    found = re.search(rb"<dc:identifier[^>]*>([0-9a-f]+)<", core)
    return found[1].decode() if found else ""
