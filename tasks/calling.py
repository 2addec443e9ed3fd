"""One trip to one source; the readers decide nothing, they hand over text."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from duban.site import Source
from tasks.seam import task
from tasks.sources import Calls, call_in


@task(name="调取台账", retries=2, retry_delay_seconds=2)
def call_in_source(source: Source, folder: Path, today: date, known: frozenset[str],
                   tagged: Mapping[str, str]) -> Calls:  # fmt: skip
    """Call in what is new in one source; a read may be tried again, it changes nothing."""
    return call_in(source, folder, today, known, tagged)
