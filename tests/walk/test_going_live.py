"""On trial only the steward hears; the first live day tells everyone once, and nobody is missed."""

from datetime import date
from pathlib import Path

from tests.walk import days


def _mode(site: Path, mode: str) -> None:
    path = site / "site.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("mode: live", f"mode: {mode}").replace("mode: trial", f"mode: {mode}"), "utf-8"
    )


def test_what_trial_said_is_said_once_to_each_on_the_first_live_day(
    stored_site: Path, tmp_path: Path
) -> None:
    _mode(stored_site, "trial")
    days.tick(stored_site, date(2019, 6, 20), date(2019, 7, 1))
    on_trial = days.rows(stored_site)
    assert on_trial["notice_id"].notna().any()
    _mode(stored_site, "live")
    live = date(2019, 7, 2)
    days.tick(stored_site, live)
    rows = days.rows(stored_site)
    told = rows[rows["notice_on"].eq("2019-07-02") & rows["state"].eq("open")]
    # One notice a person, the highest level of each item only, every limit counted from that day.
    letters = days.notices(stored_site, live)
    assert set(told["person"]) <= set(letters)
    standing = told.groupby(["item", "person", "line"])["level"].nunique()
    assert standing.eq(1).all()
    heard_before = on_trial[on_trial["notice_id"].notna() & on_trial["state"].eq("open")]
    now = days.items(stored_site, live)
    heard_before = heard_before[heard_before["item"].isin(now.index[now["suspended_on"].isna()])]
    assert set(heard_before["item"]) <= set(told["item"])
    assert set(heard_before["person"]) <= set(told["person"])
    owed = told[told["answer_by"].notna()]
    assert len(owed) and owed["answer_by"].eq("2019-07-09").all()
    days.tick(stored_site, date(2019, 7, 3))
    later = days.rows(stored_site)
    # The day after tells only what begins on it.
    assert later.loc[later["notice_on"].eq("2019-07-03"), "on"].eq("2019-07-03").all()
