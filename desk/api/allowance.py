"""How often one may ask (限频): so many a minute for each token, and a few wrong tokens for each address."""

import threading
import time

FORGET = 10_000


class Allowance:
    """A bucket of so many calls for each name, filled again evenly within a minute."""

    def __init__(self) -> None:
        """Everybody's bucket is full."""
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait_seconds(self, name: str, per_minute: int, now: float | None = None) -> float:
        """Take one call of a name's; 0, or how long it has to wait where none is left."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            if len(self._left) > FORGET:
                self._left = {n: kept for n, kept in self._left.items() if moment - kept[1] < 60}
            left, since = self._left.get(name, (float(per_minute), moment))
            left = min(float(per_minute), left + (moment - since) * per_minute / 60)
            self._left[name] = (left - 1 if left >= 1 else left, moment)
        return 0.0 if left >= 1 else (1 - left) * 60 / per_minute
