"""The measures as Prometheus reads them: no unit, no person, no item, only the site's name as a label."""

from collections.abc import Mapping
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from duban.watching.health import Measures, alarms


def exposition(site: str, m: Measures) -> bytes:
    """The measures in Prometheus' text format."""
    registry = CollectorRegistry()
    for name, words, counts in (("duban_items", "Items that everybody may see, by state", m.items),
                                ("duban_escalations", "Escalations of these items, by state", m.escalations),
                                ("duban_notices", "Notices, by how they went", m.notices)):  # fmt: skip
        _by_state(registry, name, words, site, counts)
    for name, words, value in _single(m):
        if value is not None:
            Gauge(name, words, ["site"], registry=registry).labels(site).set(value)
    alarm = Gauge("duban_alarm", "1 for each cause of alarm", ["site", "cause"], registry=registry)
    for cause in alarms(m):
        alarm.labels(site, cause).set(1)
    return generate_latest(registry)


def _by_state(
    registry: CollectorRegistry, name: str, words: str, site: str, counts: Mapping[str, int]
) -> None:
    gauge = Gauge(name, words, ["site", "state"], registry=registry)
    for state, count in counts.items():
        gauge.labels(site, state).set(count)


def _single(m: Measures) -> list[tuple[str, str, float | None]]:
    return [
        ("duban_healthy", "1 where there is no cause for alarm", float(not alarms(m))),
        ("duban_missed_workdays", "Whole working days without a finished cycle", m.missed),
        ("duban_last_cycle_timestamp_seconds", "When a cycle was last finished", _seconds(m.cycle_at)),
        ("duban_last_audit_timestamp_seconds", "When the auditor last ran", _seconds(m.audit_at)),
        ("duban_audit_findings", "What the auditor found in its last run", m.found),
        ("duban_oldest_unsent_seconds", "How long the oldest notice that is due has waited", m.unsent_age or 0.0),
        ("duban_expired_lease_seconds", "How long the oldest lease has been over", m.lease_age or 0.0),
        ("duban_sources_failing", "Sources that could not be called in", m.failing),
        ("duban_ledgers_late", "Ledgers that are late", m.late),
        ("duban_source_staleness_days", "Age of the oldest source's newest word", m.stale_days),
        ("duban_restored", "1 while a restored store waits for a person", float(m.restored)),
        ("duban_journal_entries", "Entries of the journal", m.journal),
        ("duban_ping_ok", "1 where the last ping was heard", None if m.ping_ok is None else float(m.ping_ok)),
        ("duban_ping_timestamp_seconds", "When a ping was last tried", _seconds(m.ping_at)),
    ]  # fmt: skip


def _seconds(moment: datetime | None) -> float | None:
    return moment.replace(tzinfo=UTC).timestamp() if moment else None
