"""The pack, the reports, the forms and the ledger: figures that add up and are traced, the same bytes, nothing hidden."""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from duban import tables as t
from duban.errors import Refused
from duban.figures import CLASSES
from tasks.context import Context, open_site
from tasks.documents.filled import filled
from tasks.documents.forms import form_document
from tasks.documents.head import head_facts
from tasks.documents.ledger import whole_ledger
from tasks.documents.pack import make_pack, pack_document, pack_facts
from tasks.documents.readers import OFFICE, reader_of
from tasks.documents.reporting import PAPERS, Paper, report_document
from tasks.documents.reports import notice_facts, report_facts
from tasks.documents.standing import Stand, stand_of
from tasks.documents.templates import template_of
from tests.tasks.documents.reading import lines, text

MONDAY = date(2019, 7, 1)
WEEK_BEFORE = date(2019, 6, 24)


def opened(site: Path) -> Context:
    return open_site(str(site), MONDAY)


def changed(site: Path, code: str, **to: Any) -> None:
    with opened(site).engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == code).values(**to))


@pytest.fixture(scope="session")
def stand(told: Path) -> Stand:
    """How the told site stands for the office; made once, only read."""
    return stand_of(opened(told), OFFICE)


@pytest.fixture(scope="session")
def pack(told: Path) -> list[str]:
    """The pack of the told site, read back."""
    return lines(pack_document(opened(told), OFFICE, WEEK_BEFORE))


# --- figures --------------------------------------------------------------------------------


def test_a_figure_is_how_many_items_its_list_names_and_the_classes_are_the_whole(stand: Stand) -> None:
    f = stand.figures
    for name in (*CLASSES, "total", "immediate", "standing", "missing", "doubtful"):
        assert f[name].value == len(set(f[name].codes)), name
    assert sum(f[c].value for c in CLASSES) == f["total"].value == len(stand.items) == 22
    assert set(f["late"].codes) == {"ENT-01", "ENT-04", "HP-01-1", "HP-01-3", "HP-03-2"}


@pytest.mark.parametrize("paper", ["report", "head", "bulletin"])
def test_every_number_in_brackets_is_a_row_of_the_annex_with_that_value(copied: Path, paper: Paper) -> None:
    site = (
        (copied / "site.yaml")
        .read_text()
        .replace("ladder: jiangjin", "ladder: jiangjin\ndocuments: {bulletin: true}")
    )
    (copied / "site.yaml").write_text(site)
    said = lines(report_document(opened(copied), OFFICE, paper)[1])
    start = next(n for n, line in enumerate(said) if line.startswith("附件"))
    rows = [line.split(" | ") for line in said[start:]]
    annex = {row[0]: row[2] for row in rows if len(row) == 5 and row[0].isdecimal()}
    marked = re.findall(r"([\d.]+%?)[项个次份件]?(?:到期)?\D{0,1}〔(\d+)〕", " ".join(said[:start]))
    assert len(marked) >= 4
    assert [(n, value) for value, n in marked] == [(n, annex[n]) for _, n in marked]


def test_the_tables_of_leaders_and_units_add_up_to_the_whole(stand: Stand) -> None:
    facts = pack_facts(stand, WEEK_BEFORE)
    for groups in (facts.leaders, facts.units):
        assert sum(int(g.total) for g in groups) == int(facts.total)
        assert sum(int(g.late) for g in groups) == int(facts.late)
        assert all(int(g.total) == len(re.findall(r"[A-Z]+-[\d-]+", g.codes)) for g in groups)
    assert [g.name for g in facts.leaders] == ["副局长 李二", "副局长 王三", "副局长 赵四"]
    assert sum(int(g.business) for g in facts.units) == int(facts.business) == stand.figures["business"].value
    assert sum(int(g.conduct) for g in facts.leaders) == int(facts.conduct)


def test_the_public_numbers_are_those_of_the_report(stand: Stand) -> None:
    notice, report = notice_facts(stand), report_facts(stand)
    value = {one.name: one.value for one in notice.lines}
    assert (value["反馈问题"], value["整改事项"]) == (report.findings, report.total)
    assert (value["整改事项 已完成整改"], value["逾期"]) == (report.written_off, report.late)
    assert f"{value['整改事项 整改完成率']}%" == report.rate


# --- golden words ---------------------------------------------------------------------------


def test_the_pack_begins_with_what_stands_where_and_what_changed(pack: list[str]) -> None:
    assert pack[:6] == [
        "市生态环境局巡察整改\n调度会材料",
        "（市生态环境局整改办公室　截至2019年7月1日）",
        "一、总体情况",
        "截至2019年7月1日，市委第三巡察组巡察反馈问题12个〔14〕，分解为整改事项22项〔1〕：已销号0项〔2〕，申报待验收6项〔3〕，"
        "逾期5项〔4〕，20日内到期4项〔5〕，按序时推进7项〔6〕。事项整改完成率0.00%〔18〕；问题全部措施均已销号的0个〔15〕，"
        "问题整改完成率0.00%〔19〕。",
        "应回应未回应：业务责任11项〔16〕，党风廉政建设责任3项〔17〕。",
        "二、2019年6月24日以来的变化",
    ]
    assert "由申报完成改报为未完成：1项：HP-01-3" in pack
    assert "副局长 李二 | 7 | 0 | 0 | 4 | 2 | 1 | 4 | 2" in pack
    assert "1 | HP-01-3 | 环评中介机构管理混乱⏎建立环评中介机构信用档案 | 环评科⏎副局长 李二 | " \
           "立行立改，6月4日到期⏎逾期27天 | 红色 | 正在整改⏎信用档案需补充 | 孙五、李二" in pack  # fmt: skip
    assert "申报待验收，超过10个工作日 | 3 | DJ-02-1、DJ-03-2、ENT-03" in pack
    assert "环评科 | 环评科科长 孙五 | 2019年7月1日 | 已报" in pack


def test_the_pack_has_four_charts(told: Path) -> None:
    facts = pack_facts(stand_of(opened(told), OFFICE), WEEK_BEFORE)
    charts = [facts.burn_down, facts.areas, facts.load, facts.ageing]
    assert all(one is not None and one.png.startswith(b"\x89PNG") for one in charts)


def test_the_report_goes_finding_by_finding(told: Path) -> None:
    said = lines(report_document(opened(told), OFFICE, "report")[1])
    begin = said.index("三、逐个问题整改情况")
    assert said[begin + 1 : begin + 5] == [
        "（一）组织建设用力不足",
        "正在整改（2项措施，已销号0项）。",
        "1．核清混岗人员底数,制定分类处置方案（DJ-01-1，人事科，分管领导副局长 赵四，6月30日到期）：申报待验收。进展：方案已报党组。",
        "2．有序解决混岗人员问题（DJ-01-2，人事科，分管领导副局长 赵四，2020年12月31日到期）：正在整改。进展：解决4人。",
    ]
    assert said[2:4] == [
        "（主送机关）：",
        "2019年5月20日，市委第三巡察组巡察向我单位反馈了意见。集中整改期至2019年7月20日。现将整改情况报告如下。",
    ]


def test_the_heads_report_says_only_what_is_on_record(told: Path) -> None:
    said = text(report_document(opened(told), OFFICE, "head")[1])
    assert "收到督办通知2份〔20〕，涉及提级告知的事项6项〔21〕。批准延期0次〔27〕" in said
    assert "向各分管领导提出党风廉政履责事项7件〔22〕，已回应0件〔23〕" in said
    facts = head_facts(stand_of(opened(told), OFFICE))
    assert facts.head == "党组书记、局长 张一"


def test_an_items_forms_are_filled_in_and_leave_places_to_sign(told: Path) -> None:
    name, content = form_document(opened(told), OFFICE, "write-off", "HP-02-2")
    said = lines(content)
    assert name == "销号申请表-HP-02-2-2019-07-01"
    assert said[:6] == ["市生态环境局", "巡察整改事项销号申请表", "事项编号：HP-02-2\t填表日期：2019年7月1日",
                        "巡　　察 | 市委第三巡察组巡察", "反馈问题 | 借用环评资质承揽项目问题多发",
                        "整改措施 | 查处借用资质行为并通报"]  # fmt: skip
    assert "佐证材料 | 1．处罚决定书.pdf（2019年7月1日报送）" in said
    assert sum("签字（盖章）" in line for line in said) == 4
    review = lines(form_document(opened(told), OFFICE, "review", "HP-02-2")[1])
    assert "1 | 2019年7月1日 | — | 待验收 | 处罚决定书.pdf" in review
    assert {"纪检监察机关⏎ |   |  ", "巡察组⏎ |   |  "} <= set(review)


@pytest.mark.parametrize(("kind", "code", "said"), [
    ("write-off", "HP-01-3", "HP-01-3还没有申报完成，不能申请销号，应先在台账中申报完成并附佐证"),
    ("review", "HP-01-3", "HP-01-3还没有送验，没有可会审的申报，应先申报完成并附佐证"),
    ("review", "NO-1", "没有编号为“NO-1”的事项，编号可用 duban items 查看"),
])  # fmt: skip
def test_a_form_that_makes_no_sense_yet_is_refused_in_one_sentence(
    told: Path, kind: Any, code: str, said: str
) -> None:
    with pytest.raises(Refused) as refusal:
        form_document(opened(told), OFFICE, kind, code)
    assert str(refusal.value) == said


def test_there_is_no_bulletin_unless_the_site_asks_and_no_rank_unless_it_says_so(copied: Path) -> None:
    with pytest.raises(Refused, match="没有要求通报"):
        report_document(opened(copied), OFFICE, "bulletin")
    plain = (copied / "site.yaml").read_text()
    (copied / "site.yaml").write_text(plain + "documents: {bulletin: true}\n")
    said = text(report_document(opened(copied), OFFICE, "bulletin")[1])
    assert "（按名称排列，不排名次）" in said and "位次" not in said
    changed(copied, "ENT-02", settled_on=MONDAY)
    (copied / "site.yaml").write_text(plain + "documents: {bulletin: true, rank: true}\n")
    ranked = lines(report_document(opened(copied), OFFICE, "bulletin")[1])
    assert any(line.startswith("1 | 办公室 | 3 | 1 | 33.33%") for line in ranked)
    assert sum(line.startswith("2 | ") and "0.00%" in line for line in ranked) == 8


# --- the same, and nothing hidden -----------------------------------------------------------


@pytest.fixture(scope="session")
def everything(told: Path) -> dict[str, bytes]:
    """Every document of the told site but its slips and forms."""
    return _everything(told)


def _everything(site: Path) -> dict[str, bytes]:
    at = opened(site)
    reports = {p: report_document(at, OFFICE, p)[1] for p in PAPERS if p != "bulletin"}
    return {**reports, "ledger": whole_ledger(at, OFFICE), "pack": pack_document(at, OFFICE)}


def test_the_same_state_gives_the_same_bytes_and_one_restricted_item_more_changes_none(
    everything: dict[str, bytes], copied: Path
) -> None:
    with opened(copied).engine.begin() as conn:
        row = conn.execute(t.item.select().where(t.item.c.code == "HP-02-1")).one()._mapping
        hidden = {**row, "code": "HP-99-1", "finding": "天机甲", "measure": "天机乙", "restricted": True}
        conn.execute(t.item.insert().values(hidden))
    assert _everything(copied) == everything
    with pytest.raises(Refused, match="没有编号为“HP-99-1”的事项"):
        form_document(opened(copied), OFFICE, "review", "HP-99-1")


def test_whoever_is_cleared_gets_restricted_items_and_no_file_names_one(copied: Path) -> None:
    from tasks.pages.accounts import Grants, give_account

    changed(copied, "HP-02-2", restricted=True)
    at = opened(copied)
    give_account(at, "韩十五", "correct horse battery", Grants(True, True), "韩十五", "受限授权")
    cleared = reader_of(at, True, "韩十五")
    assert "HP-02-2" in text(report_document(at, cleared, "report")[1])
    assert "HP-02-2" not in text(report_document(at, cleared, "public")[1])
    name, content = form_document(at, cleared, "write-off", "HP-02-2")
    assert "HP-02" not in name and "HP-02-2" in text(content)
    assert "HP-02-2" not in text(report_document(at, OFFICE, "report")[1])


# --- the workbook, the files ----------------------------------------------------------------


def _cells(book: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(book)).worksheets[0].iter_rows()]


def test_the_ledger_holds_every_item_and_a_units_only_its_own(told: Path) -> None:
    at = opened(told)
    whole, unit = _cells(whole_ledger(at, OFFICE)), _cells(whole_ledger(at, OFFICE, "环评科"))
    assert whole[0][0] == "市生态环境局整改台账　截至2019-07-01　共22项" and len(whole) == 24
    assert {row[0] for row in unit[2:]} < {row[0] for row in whole[2:]} and len(unit) == 8
    figures = load_workbook(io.BytesIO(whole_ledger(at, OFFICE))).worksheets[1]
    assert [figures.cell(6, n).value for n in (2, 3)] == ["逾期", 5]
    with pytest.raises(Refused, match="花名册中没有责任单位“财务科”"):
        whole_ledger(at, OFFICE, "财务科")


def test_no_cell_of_the_ledger_is_a_formula_whatever_it_says(copied: Path) -> None:
    for start in "=+-@":
        changed(copied, "HP-01-1", measure=f'{start}HYPERLINK("http://x","y")', progress=f"{start}1+1")
        book = load_workbook(io.BytesIO(whole_ledger(opened(copied), OFFICE)))
        typed = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        mine = [
            c for row in book.worksheets[0].iter_rows() for c in row if str(c.value or "").startswith(start)
        ]
        assert not typed and len(mine) >= 2 and all(cell.quotePrefix for cell in mine)


def test_the_pack_is_a_file_for_its_owner_alone(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    path = make_pack(opened(copied))
    assert path.name == "调度会材料-2019-07-01.docx" and path.stat().st_mode & 0o777 == 0o600
    assert {p.name for p in path.parent.iterdir()} == {path.name}


def test_a_site_with_no_items_still_has_a_pack(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = text(pack_document(open_site(str(site), date(2019, 5, 27)), OFFICE))
    assert "反馈问题0个〔14〕，分解为整改事项0项〔1〕" in said and "事项整改完成率—〔18〕" in said


@pytest.mark.nightly
def test_in_english_every_word_of_ours_is_english(copied: Path) -> None:
    site = (copied / "site.yaml").read_text().replace("language: zh", "language: en")
    (copied / "site.yaml").write_text(site)
    at = opened(copied)
    one = stand_of(at, OFFICE)
    theirs = set("".join([*one.items[["finding", "measure", "unit", "progress", "code"]].astype(str).to_numpy().ravel(),
                          at.loaded.site.from_office, at.loaded.site.inspection.name,
                          *(p.title for p in at.loaded.roster.posts), *at.loaded.names.values(),
                          *(s.name for s in at.loaded.site.sources), *(level.label for level in at.loaded.ladder.levels)]))  # fmt: skip
    name, template = template_of(at.loaded, "pack")
    for content in (filled(template, name, pack_facts(one, WEEK_BEFORE)), report_document(at, OFFICE, "report")[1],
                    report_document(at, OFFICE, "head")[1], report_document(at, OFFICE, "public")[1]):  # fmt: skip
        left = set(re.findall("[㐀-鿿]", text(content))) - theirs
        assert not left
