"""The published ladders: each preset told as a small story in the words of its source."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from duban.clock import newest_rounds, steps
from duban.errors import Refused
from duban.events import EVENTS, progress_events
from duban.ladder import Ladder
from duban.typed import parse
from duban.workdays import Calendar
from tasks.site import PRESETS, ladder_from, parsed_yaml
from tests.duban.makers import some_items

CALENDAR, FEEDBACK, DUE = Calendar(), date(2019, 5, 20), date(2019, 6, 30)
SHIPPED = ["guangyuan", "jiangjin", "linying", "longchang", "sanming", "shouguang", "suqian", "wuhan",
           "xian_jiwei", "xinhuang", "zhengxi"]  # fmt: skip
CLUES = Path(__file__).resolve().parents[1] / "data" / "ladders"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "ladders.md"


def preset(name: str) -> Ladder:
    return ladder_from(Path("nowhere"), name)[0]


def clue_ladder(name: str) -> Ladder:
    return parse(Ladder, parsed_yaml((CLUES / f"{name}.yaml").read_text("utf-8"), name), name)


def judged(*levels: tuple[str, int]) -> pd.DataFrame:
    return EVENTS.frame({"code": "HP-01-1", "kind": "judged", "level": n, "on": on} for on, n in levels)


def read(*percents: tuple[str, float], due_on: date = DUE) -> pd.DataFrame:
    rows = pd.DataFrame([("HP-01-1", p, pd.Timestamp(on)) for on, p in percents],
                        columns=["code", "percent", "as_of_on"])  # fmt: skip
    return progress_events(rows, some_items({"due_on": due_on}), CALENDAR, feedback_on=pd.Timestamp(FEEDBACK))


def story(ladder: Ladder, *days: str, events: pd.DataFrame | None = None, **item: object) -> list[str]:
    """Label and round on each of those days; "" for none."""
    made = some_items({"due_on": DUE, "opened_on": FEEDBACK, **item})
    spans = steps(made, ladder, CALENDAR, pd.Timestamp(FEEDBACK), events=events)
    labels, out = {one.level: one.label for one in ladder.levels}, []
    for day in days:
        now = newest_rounds(spans, ladder, CALENDAR, pd.Timestamp(day))
        told = [(labels[int(r.level)], r.round) for r in now.itertuples()]
        out += [f"{label}{n if n > 1 else ''}" for label, n in told] or [""]
    return out


def test_jiangjin_is_green_at_20_days_left_yellow_at_10_and_red_once_the_limit_is_past() -> None:
    # The worked examples of the published scheme for an item due on the last of June.
    days = ("2019-06-09", "2019-06-10", "2019-06-19", "2019-06-20", "2019-06-30", "2019-07-01")
    assert story(preset("jiangjin"), *days) == ["", "绿色", "绿色", "黄色", "黄色", "红色"]


def test_a_banks_filter_by_20_10_and_overdue_sorts_items_as_jiangjin_does() -> None:
    # The bank's ledger program only filters its list and tells nobody: it is no ladder to choose.
    shown = {-1: "红色", 0: "黄色", 10: "黄色", 11: "绿色", 20: "绿色", 21: ""}
    days = [str(DUE - pd.Timedelta(days=left))[:10] for left in shown]
    assert story(preset("jiangjin"), *days) == list(shown.values())


def test_shouguang_is_yellow_for_the_last_three_days_and_red_after() -> None:
    days = ("2019-06-26", "2019-06-27", "2019-06-30", "2019-07-01", "2019-07-08")
    assert story(preset("shouguang"), *days) == ["", "黄灯", "黄灯", "红灯", "红灯2"]


def test_xian_reminds_within_three_days_of_the_limit_and_tells_the_chain_only() -> None:
    ladder = preset("xian_jiwei")
    assert story(ladder, "2019-06-26", "2019-06-27", "2019-07-01") == ["", "黄灯", "红灯"]
    assert {r for one in ladder.levels for r in one.tell} == {"handler", "unit_head", "leader_in_charge"}
    assert "不照搬" in ladder.assumed[0]


def test_zhengxi_is_yellow_to_the_7th_day_late_orange_to_the_14th_and_red_from_the_15th() -> None:
    days = ("2019-06-30", "2019-07-01", "2019-07-07", "2019-07-08", "2019-07-14", "2019-07-15")
    assert story(preset("zhengxi"), *days) == ["", "黄色", "黄色", "橙色", "橙色", "红色"]


# From the feedback on 05-20 to 06-30 lie 28 working days: 9 by 05-31, 18 by 06-14, 23 by 06-21.
def test_wuhan_gives_a_yellow_card_below_80_percent_of_the_schedule_and_a_red_one_below_60() -> None:
    events = read(("2019-05-31", 27), ("2019-06-14", 40), ("2019-06-21", 50))
    days = ("2019-05-30", "2019-05-31", "2019-06-14", "2019-06-21", "2019-07-01")
    assert story(preset("wuhan"), *days, events=events) == ["", "", "黄牌", "黄牌", "红牌"]
    red = read(("2019-05-31", 15))
    assert story(preset("wuhan"), "2019-05-31", "2019-06-07", events=red) == ["红牌", "红牌2"]


def test_a_wuhan_project_that_caught_up_has_no_card_and_one_that_falls_back_gets_a_new_one() -> None:
    events = read(("2019-05-31", 20), ("2019-06-14", 60), ("2019-06-21", 50))
    assert story(preset("wuhan"), "2019-05-31", "2019-06-13", "2019-06-14", "2019-06-20", "2019-06-21",
                 events=events) == ["黄牌", "黄牌", "", "", "黄牌2"]  # fmt: skip


def test_xinhuang_watches_below_80_percent_and_gives_the_yellow_card_below_60() -> None:
    events = read(("2019-05-31", 22), ("2019-06-14", 30))
    assert story(preset("xinhuang"), "2019-05-31", "2019-06-14", events=events) == ["重点跟踪", "黄牌"]


def test_guangyuan_writes_specially_when_one_item_is_yellow_twice_and_red_calls_for_a_talk() -> None:
    far = date(2019, 12, 31)
    events = judged(("2019-06-28", 1), ("2019-07-31", 0), ("2019-08-30", 1), ("2019-09-30", 3))
    days = ("2019-06-27", "2019-06-28", "2019-07-31", "2019-08-29", "2019-08-30", "2019-09-30")
    assert story(preset("guangyuan"), *days, events=events, due_on=far) == [
        "", "黄牌", "", "", "黄牌两次", "红灯"]  # fmt: skip
    top = preset("guangyuan").levels[-1]
    assert (top.slip, top.release) == ("约谈通知", "office")


def test_guangyuan_a_blue_tag_is_praise_and_opens_nothing() -> None:
    assert story(preset("guangyuan"), "2019-06-28", events=judged(("2019-06-28", 0))) == [""]


def test_sanming_gives_the_next_slip_when_the_last_one_expired_and_may_start_higher() -> None:
    # Overdue from Monday 07-01: blue; five working days end on 07-08, orange the day after; its
    # five end on 07-16, red the day after.
    days = ("2019-07-01", "2019-07-08", "2019-07-09", "2019-07-16", "2019-07-17")
    assert story(preset("sanming"), *days) == ["蓝色", "蓝色", "橙色", "橙色", "红色"]
    special = judged(("2019-06-03", 3))
    assert story(preset("sanming"), "2019-06-02", "2019-06-03", events=special) == ["", "红色"]
    major = judged(("2019-06-03", 2))
    assert story(preset("sanming"), "2019-06-03", "2019-06-12", events=major) == ["橙色", "红色"]


def test_linying_has_five_papers_from_the_notice_to_accountability() -> None:
    # 告诫书 on 07-01 sets the last limit, ten working days: 07-15; 问责书 the day after.
    events = judged(("2019-06-12", 2))
    days = ("2019-05-20", "2019-06-12", "2019-06-20", "2019-07-01", "2019-07-15", "2019-07-16")
    assert story(preset("linying"), *days, events=events) == ["通知", "指导", "提醒", "告诫", "告诫", "问责"]
    last = preset("linying").levels[-1]
    assert (last.slip, last.release) == ("巡察整改问责书", "office")


def test_linying_leaves_the_guidance_out_where_no_check_found_anything() -> None:
    assert story(preset("linying"), "2019-06-12", "2019-06-20") == ["通知", "提醒"]


def test_suqian_is_blue_near_the_limit_yellow_when_behind_or_poor_and_red_until_done() -> None:
    days = ("2019-06-19", "2019-06-20", "2019-07-01", "2019-07-31")
    assert story(preset("suqian"), *days) == ["", "蓝色", "红色", "红色5"]
    behind = read(("2019-05-31", 20), ("2019-06-21", 75))
    assert story(preset("suqian"), "2019-05-31", "2019-06-20", "2019-06-21", events=behind) == [
        "黄色", "黄色", "蓝色"]  # fmt: skip
    assert story(preset("suqian"), "2019-06-05", events=judged(("2019-06-05", 2))) == ["黄色"]


def test_longchang_calls_the_head_in_after_three_reds_in_a_row() -> None:
    far = date(2019, 12, 31)
    row = judged(("2019-06-28", 2), ("2019-07-31", 2), ("2019-08-30", 2))
    days = ("2019-06-28", "2019-07-31", "2019-08-29", "2019-08-30")
    assert story(preset("longchang"), *days, events=row, due_on=far) == ["红牌", "红牌2", "红牌2", "三次红牌"]


def test_longchang_a_yellow_or_green_card_between_breaks_the_row() -> None:
    far, days = date(2019, 12, 31), ("2019-06-28", "2019-07-19", "2019-08-09", "2019-08-30")
    for between in (1, 0):
        cards = [*zip(days, (2, 2, between, 2), strict=True)]
        broken = judged(*cards, ("2019-09-20", 2), ("2019-10-11", 2))
        later = ("2019-08-30", "2019-09-20", "2019-10-10", "2019-10-11")
        assert story(preset("longchang"), *later, events=broken, due_on=far) == [
            "红牌3", "红牌4", "红牌4", "三次红牌"]  # fmt: skip


def test_longchang_an_overdue_item_shows_red_every_five_weeks_until_the_third() -> None:
    days = ("2019-07-01", "2019-08-05", "2019-09-08", "2019-09-09")
    assert story(preset("longchang"), *days) == ["红牌", "红牌2", "红牌2", "三次红牌"]


def test_kuitun_counts_a_clues_age_where_it_has_no_date_and_three_days_where_it_has() -> None:
    ladder, far = clue_ladder("kuitun"), date(2020, 5, 20)
    assert story(ladder, "2019-06-19", "2019-06-20", "2019-07-20", due_on=far) == ["", "黄色", "红色"]
    near = date(2019, 6, 10)
    assert story(ladder, "2019-06-06", "2019-06-07", "2019-06-11", due_on=near) == ["", "黄色", "红色"]


def test_changwu_is_slower_for_a_preliminary_check_than_for_a_talk() -> None:
    days, far = ("2019-06-20", "2019-07-20", "2019-08-20", "2019-11-20"), date(2020, 5, 20)
    assert story(clue_ladder("changwu_check"), *days, due_on=far) == ["蓝色", "蓝色", "黄色", "红色"]
    talk = story(clue_ladder("changwu_talk"), *days[:3], due_on=far)
    assert talk == ["蓝色", "黄色", "红色"]


def test_xingan_warns_three_two_and_one_months_before() -> None:
    days, due = ("2019-05-29", "2019-05-30", "2019-06-30", "2019-07-30"), date(2019, 8, 30)
    assert story(clue_ladder("xingan"), *days, due_on=due) == ["", "蓝色", "黄色", "红色"]


def test_xishuangbanna_goes_from_word_of_mouth_to_yellow_to_red() -> None:
    # The limit ends on Friday 06-28: a word; five working days later, 07-05, and the day after yellow.
    days, due = ("2019-06-28", "2019-07-05", "2019-07-06", "2019-07-16"), date(2019, 6, 28)
    assert story(clue_ladder("xishuangbanna"), *days, due_on=due) == ["口头提醒", "口头提醒", "黄牌", "红牌"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_preset_states_its_source_and_what_is_assumed(name: str) -> None:
    ladder = preset(name)
    assert ladder.place and ladder.source.startswith("http") and ladder.grade in "ABC"
    assert len(ladder.assumed) >= 3 and any("党风廉政" in one for one in ladder.assumed)
    assert any("重复" in one for one in ladder.assumed) and any("回应期限" in one for one in ladder.assumed)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_preset_is_ever_silent_on_a_late_item_whatever_people_judge(name: str) -> None:
    ladder = preset(name)
    for events in (None, judged(("2019-07-05", 0))):
        rounds = story(ladder, "2019-07-01", "2019-07-15", "2019-08-15", "2019-09-15", events=events)
        assert all(rounds) and len(set(rounds)) >= 3
    assert ladder.hears_of_late_items


@pytest.mark.parametrize("name", SHIPPED)
def test_every_preset_asks_both_duties_from_the_leader_in_charge_up(name: str) -> None:
    led = [one for one in preset(name).levels if {"leader_in_charge", "principal"} & set(one.tell)]
    assert led and all(one.conduct and one.answer_within for one in led)


def test_the_presets_are_these_and_those_on_clues_cannot_be_chosen() -> None:
    assert sorted(p.name.removesuffix(".yaml") for p in PRESETS.iterdir()) == SHIPPED
    for path in CLUES.iterdir():
        with pytest.raises(Refused, match="应为预设"):
            ladder_from(Path("nowhere"), path.stem)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_offices_page_says_of_every_preset_where_it_is_from_and_what_is_assumed(name: str) -> None:
    page, ladder = DOCS.read_text("utf-8"), preset(name)
    section = page.partition(f"### `{name}` ")[2].partition("\n### ")[0]
    said = [ladder.name, ladder.place, ladder.source, *ladder.assumed]
    levels = [f"| {one.level} | {one.label} | {one.when.words(ladder.count)} |" for one in ladder.levels]
    assert [words for words in (*said, *levels) if words not in section] == []


def test_the_example_ladder_on_that_page_is_one_the_program_takes() -> None:
    example = DOCS.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
    assert len(parse(Ladder, parsed_yaml(example, "ladders.md"), "ladders.md").levels) == 3
