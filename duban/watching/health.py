"""Whether a site is well (是否正常): a few measures, and the causes for alarm among them.

Counts are of items that everybody may see; that something is wrong is said whatever it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

# A notice that is due and waits longer than this within the sending window is an alarm.
UNSENT_SECONDS = 3600
# So long after its lease a worker is no longer taken to be at work.
LEASE_SECONDS = 120


@dataclass(frozen=True)
class Measures:
    """A site at one moment. Ages are in seconds, None where there is nothing of the kind.

    ``items``, ``escalations``, ``notices``: counts by state. ``missed``: whole working days without a finished
    cycle. ``cycle_on``, ``audit_on``: the business days of the last finished cycle and audit, ``cycle_at`` and
    ``audit_at`` when that was (UTC). ``lease_age``: since when the oldest row in a worker's hands is over its
    lease. ``failing``, ``late``: sources. ``stale_days``: how old the oldest source's newest word is.
    """

    today: date
    items: Mapping[str, int] = field(default_factory=dict)
    escalations: Mapping[str, int] = field(default_factory=dict)
    notices: Mapping[str, int] = field(default_factory=dict)
    missed: int = 0
    cycle_on: date | None = None
    cycle_at: datetime | None = None
    audit_on: date | None = None
    audit_at: datetime | None = None
    found: int = 0
    unsent_age: float | None = None
    in_window: bool = False
    lease_age: float | None = None
    failing: int = 0
    late: int = 0
    stale_days: int | None = None
    restored: bool = False
    journal: int = 0
    pinged: bool = False
    ping_ok: bool | None = None
    ping_at: datetime | None = None


def alarms(m: Measures) -> tuple[str, ...]:
    """The causes for alarm, by code; none where all is well. A ping that failed and a source that is late or
    away are shown and are none: the first must not ring by itself, the second rings at its reporter.
    """
    silent = m.cycle_on is not None and (m.audit_on is None or m.audit_on < m.cycle_on)
    stuck = m.in_window and m.unsent_age is not None and m.unsent_age > UNSENT_SECONDS
    return tuple(code for code, is_so in (
        ("no_cycle", m.missed > 0), ("auditor_silent", silent), ("findings", m.found > 0), ("unsent", stuck),
        ("lease", m.lease_age is not None and m.lease_age > LEASE_SECONDS), ("restored", m.restored)) if is_so)  # fmt: skip
