"""Values of a database or an interface as text: exact, and fit to be stored."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

# NUL cannot be stored by PostgreSQL, half a surrogate pair by nothing at all.
UNFIT = re.compile("[\ud800-\udfff]")
LONGEST_EXACT = 1e15  # beyond it a float no longer tells whole numbers apart


def clean(text: str) -> str:
    """Text without NUL; half a surrogate pair shows as U+FFFD, which a reader will question."""
    return UNFIT.sub("\ufffd", text.replace("\0", ""))


def decoded(content: bytes) -> str:
    """Bytes of a text column: UTF-8, else GB18030. Raises UnicodeDecodeError."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def shown(value: Any) -> str:
    """A single value as text. Raises TypeError for what is not one value (a list, an object)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return clean(decoded(bytes(value))).rstrip()
    if isinstance(value, (list, tuple, dict, set)):
        raise TypeError(type(value).__name__)
    return clean(_figure_or_day(value)).rstrip()


def _figure_or_day(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LONGEST_EXACT else repr(value)
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    return str(value)


def digest_of(cells: Sequence[Sequence[str]]) -> str:
    """SHA-256 of a table with a heading, whatever the order of its columns and rows."""
    heading, *rows = cells
    order = sorted(range(len(heading)), key=heading.__getitem__)
    content = [[heading[i] for i in order], *sorted([row[i] for i in order] for row in rows)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
