"""One item's story from the feedback to the look-back, and the timeline a leader would recognise."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import select

from duban import tables as t
from tasks import acts
from tasks.context import open_site
from tasks.database import reads
from tests.walk import days
from tests.walk.test_commands import duban

ITEM = "HP-01-1"


def _vacate(site: Path) -> None:
    """The head of the unit leaves on 2019-07-19 and nobody follows."""
    roster = site / "roster.yaml"
    text = roster.read_text("utf-8")
    held = "{post: head-eia, person: sun5, from: 2016-01-01}"
    assert held in text
    roster.write_text(text.replace(held, held[:-1] + ", to: 2019-07-19}"), "utf-8")


def _lived(site: Path) -> None:
    days.tick(site, date(2019, 6, 3), date(2019, 6, 10))
    acts.extend(open_site(str(site), date(2019, 6, 12)), ITEM, "韩十五", "招标流程需要", date(2019, 7, 10),
                "李二")  # fmt: skip
    days.tick(
        site, date(2019, 6, 13), date(2019, 7, 1), date(2019, 7, 11), date(2019, 7, 15), date(2019, 7, 16)
    )
    _vacate(site)
    days.tick(site, date(2019, 7, 22))
    office = open_site(str(site), date(2019, 7, 29))
    acts.accept(office, ITEM, "韩十五", "现场核查，办法已印发")
    acts.write_off(office, ITEM, "韩十五", "会审通过")
    days.tick(site, date(2019, 7, 30), date(2019, 10, 30))
    looked = duban("look-back", site, ITEM, "--outcome", "relapsed", "--by", "韩十五", "--why", "考核未执行",
                   "--today", "2019-10-30")  # fmt: skip
    assert looked.returncode == 0, looked.stderr
    days.tick(site, date(2019, 10, 31))


def _timeline(site: Path) -> Iterator[tuple[str, str]]:
    """(day, what happened): what was told to whom, what ledgers said, what the office decided."""
    at = open_site(str(site))
    said = days.rows(site)
    said = said[said["item"].eq(ITEM) & said["line"].eq("business") & said["notice_id"].notna()]
    for one in said.itertuples():
        name = at.loaded.names[one.person]
        yield (
            f"{one.notice_on.date()}",
            f"{one.label}第{one.round}轮 {'抄送' if one.copy else '告知'}{name}（{one.why}）",
        )
    with reads(at.engine) as conn:
        for table, day in ((t.act, t.act.c.on), (t.change, t.change.c.on)):
            for one in conn.execute(
                select(table.c.kind, day).where(table.c.site == at.site, table.c.item == ITEM)
            ):
                yield f"{one[1]}", f"{'整改办' if table is t.act else '台账'}：{one.kind}"


def test_one_item_from_the_feedback_to_the_look_back(site: Path) -> None:
    _lived(site)
    told = sorted(_timeline(site))
    for on, what in told:
        print(on, what)  # noqa: T201
    story = "\n".join(f"{on} {what}" for on, what in told)
    # A warning, an extension in time with the first date kept, and a new clock.
    assert "2019-06-10 绿色第1轮 告知孙五" in story and "2019-06-12 整改办：extend" in story
    item = days.items(site, date(2019, 10, 31)).loc[ITEM]
    assert str(item["assessed_on"].date()) == "2019-06-30"
    # Claimed done without evidence: said, and nothing stops for it.
    assert "2019-07-01 台账：claimed" in story
    assert "2019-07-11 红色第1轮 告知孙五" in story
    # The ledger is older than the date, so those above hear on the third working day after; by then the
    # successor holds the post: he inherits what stood, and the former leader hears no more.
    assert "2019-07-16 红色第1轮 告知张一" in story and "2019-07-16 红色第1轮 告知王三" in story
    assert not [on for on, what in told if "李二" in what and on > "2019-07-14"]
    assert f"{ITEM}" in days.notices(site, date(2019, 7, 15))["wang3"]
    assert "接任前" in days.notices(site, date(2019, 7, 15))["wang3"]
    # A vacant post goes up at once and says why.
    vacant = [what for on, what in told if on == "2019-07-22" and "岗位空缺，自2019-07-20起" in what]
    assert vacant and not [on for on, what in told if "孙五" in what and on > "2019-07-19"]
    # Written off by the office, told to everyone who had heard; then looked at again, relapsed, one level higher.
    assert "2019-07-29 整改办：write_off" in story
    assert f"销号告知：{ITEM}" in days.notices(site, date(2019, 7, 30))["zhang1"]
    assert "2019-10-30 整改办：reopen" in story and "2019-10-31 红色第1轮" in story
    assert (item["acceptance"], item["level"]) == (None, 3)
