"""Known weaknesses of what the lock files pin, asked of the public advisories. Run by ``make audit-deps``.

Exit 1 where a pinned package has a known weakness that is not in ``ALLOWED``. Where no database of advisories can
be reached, as in a closed network, it says that nothing was audited and fails only with ``AUDIT_STRICT=1``;
``AUDIT_OSV_URL`` names an own copy of the OSV database.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
# Advisory -> why it does not concern us, and until when that was looked at.
ALLOWED: dict[str, str] = {}


def audited(lock: str) -> list[dict[str, object]]:
    """What the auditor says of each package of a lock: its weaknesses, or why it was skipped."""
    own = os.environ.get("AUDIT_OSV_URL")
    service = ["-s", "osv", "--osv-url", own] if own else []
    done = subprocess.run([sys.executable, "-m", "pip_audit", *service, "--disable-pip", "--require-hashes", "-r", lock, "-f", "json",
                           "--progress-spinner", "off"], cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    if not done.stdout.strip():
        return []
    found: list[dict[str, object]] = json.loads(done.stdout)["dependencies"]
    return found


def weaknesses(found: list[dict[str, object]]) -> list[str]:
    """One line for each weakness that is not allowed."""
    return [f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version'}"
            for one in found for fault in one.get("vulns", ()) if fault["id"] not in ALLOWED]  # type: ignore[attr-defined] # fmt: skip


def main() -> int:
    """Audit both locks; 0 where all is well."""
    worst = 0
    for lock in LOCKS:
        found = audited(lock)
        asked = [one for one in found if "vulns" in one]
        wrong = weaknesses(asked)
        print(f"{lock}: {len(asked)} of {len(found)} packages audited, {len(wrong)} known weaknesses")  # noqa: T201
        for line in wrong:
            print(f"  {line}")  # noqa: T201
        if not asked:
            print("  no database of advisories could be reached: nothing is known of them")  # noqa: T201
        worst = max(worst, bool(wrong), bool(not asked and os.environ.get("AUDIT_STRICT")))
    return worst


if __name__ == "__main__":
    sys.exit(main())
