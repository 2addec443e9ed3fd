"""Bad inputs, group 3: headings and layout. Each test's name begins with the input's id."""

import pytest

from duban.errors import DeliveryRefused, Refused
from tests.duban.ledgers import PLAIN, delivered, item, kinds, read, rows, sheet

FULL = dict(zip(PLAIN, item(), strict=True))


def _without(*gone: str) -> list[str]:
    return [h for h in PLAIN if h not in gone]


def _cells(heading: list[str]) -> list[str]:
    return [FULL.get(h, "") for h in heading]


def test_h02_a_missing_deadline_column_refuses_the_file() -> None:
    heading = _without("整改时限")
    with pytest.raises(DeliveryRefused, match="缺少“整改时限”一列"):
        rows(_cells(heading), heading=heading)


@pytest.mark.parametrize(
    "written", ["整改\n时限", "整　改时限", "整改\u200b时限", " 整改时限\xa0", "整改\r\n时限"]
)
def test_h04_breaks_blanks_and_invisible_characters_in_a_heading_do_not_count(written: str) -> None:
    heading = [written if h == "整改时限" else h for h in PLAIN]
    assert rows(item(), heading=heading).readings["due_text"].tolist() == ["2019年6月30日"]


@pytest.mark.parametrize(
    "alias", ["完成时限", "整改期限", "办理时限", "截止时间", "计划完成时间", "时限要求"]
)
def test_h05_another_usual_name_of_a_column_is_understood_and_shown(alias: str) -> None:
    ledger = rows(item(), heading=[alias if h == "整改时限" else h for h in PLAIN])
    assert ledger.readings["certain"].tolist() == [True]
    assert ("整改台账", "整改时限", alias) in ledger.recognised


def test_h06_an_unknown_name_refuses_the_file_and_offers_the_nearest() -> None:
    with pytest.raises(DeliveryRefused, match="缺少“整改时限”一列，相近的有“整改节点”"):
        rows(item(), heading=["整改节点" if h == "整改时限" else h for h in PLAIN])


def test_h07_columns_in_another_order_are_found_by_name() -> None:
    plain = rows(item()).readings
    turned = read(delivered(sheet(PLAIN[::-1], item()[::-1]))).readings
    assert turned.drop(columns="raw").equals(plain.drop(columns="raw"))


@pytest.mark.parametrize("second", [PLAIN, ("工作任务", "责任部门", "完成时间", "进展情况", "备注")])
def test_h09_a_second_table_in_the_sheet_refuses_the_file(second: tuple[str, ...]) -> None:
    with pytest.raises(DeliveryRefused, match="第3行：又出现一行表头，同一工作表有两张表"):
        read(delivered(sheet(PLAIN, item(), second, item()[: len(second)])))


def test_h10_a_merged_heading_is_read_where_its_lower_row_is_understood_else_refused() -> None:
    upper = ["整改措施", "整改时限", "整改情况", ""]
    merged = [(0, 2, 0, 3), (0, 0, 1, 0), (0, 1, 1, 1)]
    body = ["措施", "2019年6月30日", "正在整改", ""]
    good = read(delivered(sheet(upper, ["", "", "状态", "完成日期"], body, merged=merged)))
    assert good.readings["claim"].tolist() == ["in_progress"]
    with pytest.raises(DeliveryRefused, match="缺少“完成情况”一列|没有找到台账表头"):
        read(
            delivered(sheet(["整改措施", "整改时限", "结果", ""], ["", "", "甲", "乙"], body, merged=merged))
        )


def test_h13_further_columns_are_accepted_kept_raw_and_named() -> None:
    ledger = rows((*item(), "某某谈话情况"), heading=(*PLAIN, "谈话情况"))
    assert ledger.ignored == ("谈话情况",)
    shown = ledger.readings.drop(columns="raw").astype(str).to_numpy().tolist()
    assert "某某谈话情况" not in str(shown)
    assert "某某谈话情况" in ledger.readings["raw"].iloc[0]


@pytest.mark.parametrize("heading", [
    ["反饋問題", "整改舉措施", "責任單位", "責任人", "整改時限", "整改進展", "完成情況", "佐證材料"],
    ["Problem text", "What we do", "Who", "Whom", "When", "How far", "Ready", "Proof"],
])  # fmt: skip
def test_h14_foreign_headings_are_refused_unless_the_site_names_them(heading: list[str]) -> None:
    with pytest.raises(DeliveryRefused, match="没有找到台账表头"):
        rows(item(), heading=heading)
    columns = {
        "finding": heading[0],
        "measure": heading[1],
        "unit": heading[2],
        "due": heading[4],
        "status": heading[6],
    }
    assert len(rows(item(), heading=heading, columns=columns).readings) == 1


def test_two_deadline_columns_that_disagree_are_a_question_and_never_the_later_day() -> None:
    heading = ["整改措施", "整改时限", "完成期限", "完成情况"]
    ledger = rows(["甲", "2019年9月30日", "2019年6月30日", "正在整改"], ["乙", "2019年6月30日", "2019年6月30日", "正在整改"],
                  heading=heading)  # fmt: skip
    assert ledger.readings["due_on"].dt.strftime("%m-%d").tolist() == ["06-30", "06-30"]
    assert ledger.readings["certain"].tolist() == [False, True]
    assert kinds(ledger) == ["heading_doubt", "due_uncertain"] and "都像整改时限" in ledger.doubts[0]


def test_two_status_columns_that_disagree_claim_nothing() -> None:
    heading = ["整改措施", "整改时限", "完成情况", "完成情况"]
    ledger = rows(
        ["甲", "2019年6月30日", "已完成", "正在整改"], ["乙", "2019年6月30日", "已完成", ""], heading=heading
    )
    assert ledger.readings["claim"].tolist() == ["unclear", "done"]


def test_a_site_that_names_a_row_number_as_identity_is_refused() -> None:
    with pytest.raises(Refused, match="序号不能作为编号"):
        rows(item(), heading=("序号", *PLAIN[1:]), columns={"code": "序号", "measure": "整改措施"})
