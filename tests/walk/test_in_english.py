"""A site in English: no letter holds Chinese beside names, titles, what items and cells say, and fixed terms."""

import re
import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from desk.listing import notices_now
from duban.board_english import board_in_english
from tasks.context import Context, open_site
from tasks.reports import brief_of, day_board
from tests.walk import days
from tests.walk.test_acts import DUBAN

WALK = date(2019, 6, 3), date(2019, 6, 20), date(2019, 7, 1), date(2019, 7, 15)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
TERMS = ("事项编号", "年", "底")


def names(at: Context) -> Iterable[str]:
    """What is called as it is called in any language: the site's own names and labels."""
    loaded = at.loaded
    yield from (
        loaded.site.organisation,
        loaded.site.from_office,
        loaded.site.inspection.name,
        loaded.ladder.name,
    )
    yield from (one.label for one in loaded.ladder.levels)
    yield from (source.name for source in loaded.site.sources)
    yield from (post.title for post in loaded.roster.posts)
    yield from (one.name for one in (*loaded.roster.units, *loaded.roster.areas, *loaded.roster.people))


def beside(text: str, known: Iterable[str]) -> list[str]:
    """The Chinese in a text that is neither quoted nor known."""
    text = re.sub(r'"[^"]*"', "", text)
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "")
    return CHINESE.findall(text)


def test_the_letters_of_an_english_site_are_english(site: Path) -> None:
    typed = (site / "site.yaml").read_text("utf-8").replace("language: zh", "language: en")
    (site / "site.yaml").write_text(typed, "utf-8")
    days.tick(site, *WALK)
    at = open_site(str(site), WALK[-1])
    said = notices_now(at)
    assert set(said["on"]) == set(WALK) and len(said) > 30
    known = {*names(at), *days.items(site, WALK[-1])["measure"], *TERMS}
    for one in said.to_dict("records"):
        assert beside(f"{one['title']}\n{one['body']}", known) == [], one["body"]
    letters = days.notices(site, date(2019, 7, 1))
    for words in (
        "I. Business: please move the rectification forward",
        "II. Party conduct: please do what your post requires",
        'HP-01-2: the ledger\'s date went from "2019.7.15" to "2019年8月15日" without an approved extension',
        "(环评科, due 30 June, 1 day late, 红色, new). Claimed done without evidence, so the clock runs on. "
        "You were told of it at 黄色 on 20 June; no answer has come. Please name the evidence or the remedy, "
        "who is responsible and by when, and answer by 8 July.",
    ):
        assert words in letters["li2"], words
    assert "Signal 3: HP-01-3 fell back from done (on 2019-07-01 from" in letters["han15"]
    day = brief_of(at)
    assert beside(day, known) == [] and "Awaiting acceptance" in day and "Ledgers: 4 due, 4 received" in day
    shown = board_in_english(day_board(at)[0]).to_csv()
    assert beside(shown, known) == [] and "awaiting acceptance" in shown
    told = subprocess.run(
        [DUBAN, "tick", site, "--today", "2019-07-15"], capture_output=True, text=True, check=True
    )
    assert beside(told.stdout.replace(str(site), ""), known) == [] and "Told today, " in told.stdout


def test_a_letter_names_so_many_lines_the_new_ones_first_and_counts_the_rest(site: Path) -> None:
    typed = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(typed + "settings: {letter_lines: 5}\n", "utf-8")
    days.tick(site, date(2019, 6, 20), date(2019, 7, 15))
    steward, handed = (days.notices(site, date(2019, 7, 15))[who] for who in ("han15", "wang3"))
    assert "\n5．" in steward and "\n6．" not in steward
    business = handed.partition("一、业务责任")[2].partition("二、党风")[0]
    assert "\n5．" in business and "\n6．" not in business
    assert re.search(r"另有\d+项，请登录督办台查看。", business)
    assert business.index("，新）") < business.index("\n2．")
