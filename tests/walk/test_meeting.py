"""The meeting pack lies ready before each dispatch meeting, and on no other day."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from flows.meeting import meeting
from tests.walk import days

JUNE = date(2019, 6, 20)


@pytest.mark.parametrize(("set_to", "today", "made"), [
    # 2019-06-24 is a Monday, the 21st the Friday before it.
    ({"weekdays": [1]}, date(2019, 6, 21), True), ({"weekdays": [1]}, date(2019, 6, 24), True),
    ({"weekdays": [1]}, JUNE, False), ({"dates": [date(2019, 6, 25)], "before_workdays": 2}, date(2019, 6, 21), True),
    ({}, date(2019, 6, 24), False)])  # fmt: skip
def test_the_pack_is_made_from_so_many_working_days_before_a_meeting_up_to_it(
    site: Path, set_to: dict[str, object], today: date, made: bool
) -> None:
    typed = yaml.safe_load((site / "site.yaml").read_text("utf-8"))
    typed["settings"] = {**typed.get("settings", {}), "meetings": set_to}
    (site / "site.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), "utf-8")
    if made and today == date(2019, 6, 24):
        days.tick(site, JUNE)
    meeting(str(site), today)
    packs = [path.name for path in (site / "state").rglob("*.docx")]
    assert packs == ([f"调度会材料-{today}.docx"] if made else [])
