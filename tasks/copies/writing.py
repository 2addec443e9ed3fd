"""Every sheet of a workbook written on: annotated, or made the form to be filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from duban.pages import Form, Page
from tasks.copies.form import prefill
from tasks.copies.paper import annotate


def write(sheets: Mapping[str, Any], pages: Sequence[Page], forms: Sequence[Form]) -> None:
    """Write on each page's sheet; where there are ``forms``, one for each page."""
    for number, page in enumerate(pages):
        if forms:
            prefill(sheets[page.name], page, forms[number])
        else:
            annotate(sheets[page.name], page)
