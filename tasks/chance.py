"""Numbers of chance (随机编号) for what is restricted: no gap in the others' numbers says that there is any."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any


def of_chance(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with ids below nought, which no sequence of a database ever gives."""
    return [{**row, "id": -secrets.randbelow(10**9) - 1} for row in rows]
