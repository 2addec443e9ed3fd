"""Every word of the pages has its English, with the same places to fill."""

import re
import string
from pathlib import Path

import jinja2

from desk.web.english import ENGLISH
from desk.web.render import OWN, render
from desk.web.words import said
from duban.grounds import ROLE_ZH
from duban.oversight import KIND_ZH as OVERSEEN
from tests.conftest import ROOT

TEMPLATES = ROOT / "desk" / "web" / "templates"
CHINESE = re.compile("[\u4e00-\u9fff]")


def strings(path: Path) -> set[str]:
    """The Chinese strings a template would say."""
    tokens = jinja2.Environment(autoescape=True).lex(path.read_text("utf-8"))
    found = {str(text)[1:-1] for _, kind, text in tokens if kind == "string"}
    return {text for text in found if CHINESE.search(text)}


def test_all_that_a_template_says_has_its_english() -> None:
    lacking = {path.name: sorted(strings(path) - set(ENGLISH)) for path in TEMPLATES.glob("*.html")}
    assert not {name: words for name, words in lacking.items() if words}


def test_no_template_says_chinese_of_its_own() -> None:
    for path in TEMPLATES.glob("*.html"):
        tokens = jinja2.Environment(autoescape=True).lex(path.read_text("utf-8"))
        assert not [text for _, kind, text in tokens if kind == "data" and CHINESE.search(str(text))], (
            path.name
        )


def test_roles_outcomes_and_sections_have_their_english() -> None:
    words = {*ROLE_ZH.values(), *OVERSEEN.values(), *OWN["delivery"].values(), *OWN["signal"].values(),
             *OWN["outcome"].values(), "待办", "事项", "报送", "岗位", "我的责任", "台账", "监督清单"}  # fmt: skip
    assert not words - set(ENGLISH)


def test_the_places_to_fill_are_the_same() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert not [zh for zh, en in ENGLISH.items() if places(zh) != places(en)]


def test_an_english_page_has_no_chinese() -> None:
    page = render("en", "problem.html", kind="link", sentence="")
    assert not CHINESE.search(page) and "The link does not open" in page
    assert said("zh", "逾期{n}天", n=3) == "逾期3天" and said("en", "逾期{n}天", n=3) == "3 days late"
