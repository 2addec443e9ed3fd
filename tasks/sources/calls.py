"""What came of calling one source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from duban.errors import DubanError
from duban.grid import Delivery


@dataclass(frozen=True)
class Calls:
    """What one call brought.

    ``deliveries`` are new, oldest day first; ``refused`` says in one sentence each what could
    not be used; ``seen`` are the digests that were known already, or came twice;
    ``tagged`` gives the digest a live source's ETag stands for.
    """

    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[DubanError, ...] = ()
    seen: tuple[str, ...] = ()
    tagged: Mapping[str, str] = field(default_factory=dict)


def sifted(found: Iterable[Delivery], refused: Iterable[DubanError], known: frozenset[str]) -> Calls:
    """Sort what was found by day and set aside what is known; of equal content the first stands."""
    found = list(found)
    tagged = {one.tag: one.digest for one in found if one.tag}
    new: dict[str, Delivery] = {}
    seen: list[str] = []
    for one in sorted(found, key=lambda d: d.day_on):
        if one.digest in known or one.digest in new:
            seen.append(one.digest)
        else:
            new[one.digest] = one
    return Calls(tuple(new.values()), tuple(refused), tuple(seen), tagged)
