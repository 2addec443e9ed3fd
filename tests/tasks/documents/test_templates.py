"""Templates: those that ship are as drawn, an office's own wins, and none leaves a blank where it errs."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document

from duban.documents.fields import Picture, fields_of, said
from duban.errors import Refused
from tasks.context import open_site
from tasks.documents.drawn.all import PAPERS, drawn
from tasks.documents.drawn.guide import with_tables
from tasks.documents.filled import filled, opened, refuse_unfit, source_of
from tasks.documents.templates import SHIPPED, template_of
from tests.conftest import ROOT
from tests.tasks.documents.reading import lines

CHINESE = re.compile("[㐀-鿿]")


@dataclass(frozen=True)
class Row:
    code: str = said("编号", "编号")


@dataclass(frozen=True)
class Paper:
    title: str = said("标题", "标题")
    rows: tuple[Row, ...] = said("事项", "事项")
    chart: Picture | None = said("图", "图")


PAPER = Paper("题", (Row("HP-01-1"), Row("HP-01-2")), None)


def a_template(*texts: str) -> bytes:
    doc, out = Document(), io.BytesIO()
    for text in texts:
        doc.add_paragraph(text)
    doc.save(out)
    return out.getvalue()


def test_the_templates_that_ship_are_those_drawn_and_fit_their_documents() -> None:
    for (language, name), content in drawn().items():
        assert (SHIPPED / language / f"{name}.docx").read_bytes() == content, name
        refuse_unfit(opened(content, name), name, PAPERS[name][0])


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_the_english_templates_are_all_english(name: str) -> None:
    paper = opened((SHIPPED / "en" / f"{name}.docx").read_bytes(), name)
    words = re.sub(r"<[^>]+>|\{[{%].*?[%}]\}", "", source_of(paper))
    assert not CHINESE.search(words)


def test_the_guide_lists_every_field_of_every_document() -> None:
    guide = (ROOT / "docs" / "documents.md").read_text("utf-8")
    assert with_tables(guide, {name: fields_of(facts) for name, (facts, _) in PAPERS.items()}) == guide
    assert guide.count("| `编号` | `number` |") == 1


def test_no_field_has_the_name_of_something_a_mapping_can_do() -> None:
    # In a template {{ row.items }} would be that, not the field.
    for facts, _ in PAPERS.values():
        every = [one for field in fields_of(facts).values() for one in (field, *(field.rows or {}).values())]
        assert not {one.name for one in every} & set(dir({}))


def test_a_field_goes_by_its_chinese_or_its_english_name_and_lists_by_rows() -> None:
    template = a_template(
        "{{ 标题 }}/{{ title }}", "{% for 行 in 事项 %}{{ 行.编号 }}={{ 行.code }} {% endfor %}"
    )
    assert lines(filled(template, "t", PAPER)) == ["题/题", "HP-01-1=HP-01-1 HP-01-2=HP-01-2 "]


def test_what_an_item_says_is_text_and_never_a_field_or_markup() -> None:
    text = "<w:p/> & {{ 标题 }} {% x %} \x0b“=1+1”"
    assert lines(filled(a_template("{{ 标题 }}"), "t", Paper(text, (), None))) == [text.replace("\x0b", "")]


@pytest.mark.parametrize(("text", "said_of_it"), [
    ("{{ 题目 }}", "模板“t”里没有“题目”这样的字段，应为：标题、事项、图"),
    ("{% for 行 in 事项 %}{{ 行.问题 }}{% endfor %}", "没有“行.问题”这样的字段"),
    ("{% if 无此 %}{% endif %}", "没有“无此”这样的字段"),
    ("{{ 标题.长 }}", "没有“标题.长”这样的字段"),
    ("{{ 标题 }", "字段写法有误"),
    ("{% for 行 in 事项 %}{{ 行.编号 }}", "字段写法有误"),
    ("{% set 标题 = 1 %}", "字段写法有误"),
    ("{{ ''.__class__.__mro__ }}", "模板“t”"),
    ("{{ 标题|nothing }}", "模板“t”"),
])  # fmt: skip
def test_a_wrong_field_is_one_clear_sentence_and_never_a_blank(text: str, said_of_it: str) -> None:
    with pytest.raises(Refused) as refusal:
        filled(a_template("前文", text), "t", PAPER)
    assert said_of_it in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_field_that_stands_only_where_a_loop_is_empty_is_found_all_the_same() -> None:
    template = a_template("{% for 行 in 事项 %}{{ 行.问题 }}{% endfor %}")
    with pytest.raises(Refused, match="行.问题"):
        filled(template, "t", Paper("题", (), None))


def test_a_field_in_a_header_is_checked_and_filled_as_well() -> None:
    doc, out = Document(), io.BytesIO()
    doc.sections[0].header.paragraphs[0].text = "{{ 页眉 }}"
    doc.save(out)
    with pytest.raises(Refused, match="没有“页眉”"):
        filled(out.getvalue(), "t", PAPER)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="打不开，应为 Word 或 WPS 另存的 .docx 文件"):
        filled(content, "t", PAPER)


def test_an_office_puts_its_own_template_in_the_place_of_ours(site: Path) -> None:
    at = open_site(str(site))
    assert template_of(at.loaded, "slip")[1] == (SHIPPED / "zh" / "slip.docx").read_bytes()
    (site / "templates").mkdir()
    (site / "templates" / "slip.docx").write_bytes(a_template("{{ 编号 }}"))
    assert template_of(at.loaded, "slip") == ("templates/slip.docx", a_template("{{ 编号 }}"))


def test_a_document_has_no_clock_in_it() -> None:
    one = filled(a_template("{{ 标题 }}"), "t", PAPER)
    with zipfile.ZipFile(io.BytesIO(one)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
