"""The pages that Prefect shows: the same whether or not one more, restricted, item is there."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tasks.artifacts.pages import PAGES, pages_of
from tasks.context import open_site
from tests.walk import days, plan_site

FIRST, LATER, QUIET, LAST = date(2024, 2, 5), date(2024, 3, 4), date(2024, 3, 11), date(2024, 4, 1)
HEADING = "事项编号,反馈问题,整改措施,责任单位,责任领导,责任人,整改时限,完成情况,整改进展,佐证材料,密级"
SITE = plan_site.SITE.replace('register: {kind: csv, path: "inbox/*/整改方案.csv"}\n', "")
OPEN = [
    [
        "A-1",
        "问题一",
        "措施甲：修订值班办法",
        "接访科",
        "乙二",
        "丙三",
        "2024-03-01",
        "正在整改",
        "已起草",
        "",
        "",
    ],
    [
        "A-2",
        "问题一",
        "措施乙：公开办理结果",
        "接访科",
        "乙二",
        "丙三",
        "2024-03-20",
        "已完成",
        "已公开",
        "公开件.pdf",
        "",
    ],
    ["A-3", "问题二", "措施丙：建立回访台账", "网信科", "乙二", "戊五", "尽快", "正在整改", "在办", "", ""],
    [
        "A-4",
        "问题三",
        "措施丁：清理积案四十件",
        "接访科",
        "乙二",
        "丙三",
        "2024-06-30",
        "正在整改",
        "清理十件",
        "",
        "",
    ],
]
CANARY = "金丝雀核查事项"
# The one more, in every state that some page counts.
CLOSED = {
    "soon": ["Z-9", CANARY, f"{CANARY}措施", "网信科", "乙二", "戊五", "2024-03-31", "正在整改", CANARY, "", "受限"],
    "late": ["Z-9", CANARY, f"{CANARY}措施", "接访科", "乙二", "丙三", "2024-02-20", "正在整改", CANARY, "", "受限"],
    "unread": ["Z-9", CANARY, f"{CANARY}措施", "网信科", "乙二", "戊五", "2024-13-45", "正在整改", CANARY, "", "受限"],
    "done": ["Z-9", CANARY, f"{CANARY}措施", "网信科", "乙二", "戊五", "2024-03-05", "已完成", CANARY, f"{CANARY}.pdf", "受限"],
    "alone": ["Z-9", CANARY, f"{CANARY}措施", "信息科", "乙二", "", "2024-02-20", "", CANARY, "", "受限"],
}  # fmt: skip
NIGHTLY = pytest.mark.nightly


def a_site(folder: Path, *closed: list[str]) -> tuple[Path, dict[date, dict[str, str]]]:
    """A site told on some days, and its pages on the last two; ``closed`` stand in its ledger beside the others,
    and vanish from the last.
    """
    site = plan_site.make(folder)
    (site / "site.yaml").write_text(SITE, "utf-8")
    for day, more in ((FIRST, closed), (LATER, closed), (LAST, ())):
        moved = [[*OPEN[3][:8], f"截至{day}清理中", *OPEN[3][9:]]]
        plan_site.deliver(site, day, "接访科", HEADING, *OPEN[:3], *moved, *more)
    days.tick(site, FIRST, QUIET)
    quiet = pages(site, QUIET)
    days.tick(site, LAST)
    return site, {QUIET: quiet, LAST: pages(site, LAST)}


def pages(site: Path, on: date) -> dict[str, str]:
    at = open_site(str(site), on)
    return {page.kind: page.markdown for page in pages_of(replace(at, today=on))}


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[date, dict[str, str]]]:
    return a_site(tmp_path_factory.mktemp("without") / "site")


@pytest.mark.parametrize(
    "state", ["soon", *(pytest.param(one, marks=NIGHTLY) for one in CLOSED if one != "soon")]
)
def test_one_more_item_that_is_restricted_changes_no_page(
    state: str, without: tuple[Path, dict[date, dict[str, str]]], tmp_path: Path
) -> None:
    site, found = a_site(tmp_path / "site", CLOSED[state])
    assert bool(days.items(site, LAST).loc["Z-9", "missing"])
    if state == "soon":
        # Somebody was told of it, and of nothing else.
        alone = set(days.notices(site, QUIET)) - set(days.notices(without[0], QUIET))
        assert alone == {"e"}
    assert found == without[1] and set(found[LAST]) == set(PAGES)
    said = "".join(text for kinds in found.values() for text in kinds.values())
    assert CANARY not in said and "Z-9" not in said


def test_no_page_holds_a_text_or_a_name(without: tuple[Path, dict[date, dict[str, str]]]) -> None:
    said = "".join(without[1][LAST].values())
    for words in ("措施甲", "问题一", "已起草", "公开件", "尽快", "乙二", "丙三"):
        assert words not in said
    for words in ("A-1", "接访科", "红色", "http://127.0.0.1:8420/items/A-1"):
        assert words in said


def test_pages_are_in_english_where_the_site_is(without: tuple[Path, dict[date, dict[str, str]]]) -> None:
    at = open_site(str(without[0]), LAST)
    english = replace(
        at, loaded=replace(at.loaded, site=at.loaded.site.model_copy(update={"language": "en"}))
    )
    said = {page.kind: page.markdown for page in pages_of(english)}
    assert "awaiting acceptance" in said["board"] and "Whose turn" in said["questions"]
    assert "Delivery: " in said["sent"] and "Told tomorrow" in said["tomorrow"]
