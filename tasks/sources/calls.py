"""What came of calling one source."""

from dataclasses import dataclass

from duban.errors import DubanError
from duban.grid import Delivery


@dataclass(frozen=True)
class Calls:
    """Deliveries, oldest first; what was refused, one sentence each; what was known already."""

    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[DubanError, ...] = ()
    seen: tuple[str, ...] = ()
