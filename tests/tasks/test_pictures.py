"""Pictures as they are drawn: PNG for paper, SVG for a page, with a font that has every character."""

import re
from datetime import date
from pathlib import Path

import pytest
from matplotlib.ft2font import FT2Font
from sqlalchemy import update

from duban import tables as t
from duban.pictures.words import ZH
from tasks.context import Context, open_site
from tasks.pictures import NAMES, picture, picture_of, svg
from tasks.pictures.drawn import FONT
from tests.walk import days

MONDAY = date(2019, 7, 1)
DOTS = re.compile(rb"\x89PNG\r\n\x1a\n....IHDR(....)(....)", re.DOTALL)


def test_every_picture_is_drawn_for_paper_and_for_a_page(site: Path) -> None:
    days.tick(site, MONDAY)
    at = open_site(str(site), MONDAY)
    for name in NAMES:
        drawn = picture_of(at, name)
        found = DOTS.match(picture(at, name))
        assert found and int.from_bytes(found[1]) == 1600
        page = svg(drawn).decode()
        assert f"<title>{drawn.title}</title>" in page and f"<desc>{drawn.sentence}</desc>" in page
        assert "Microsoft YaHei" in page and "Duban Sans" not in page
        assert all(one.label in page for one in drawn.series)


def test_what_is_restricted_is_neither_drawn_nor_counted(stored_site: Path) -> None:
    days.tick(stored_site, MONDAY)
    at = open_site(str(stored_site), MONDAY)
    whole = totals(at)
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-1").values(restricted=True))
    assert totals(at) == {**whole, "环评": whole["环评"] - 1}


def totals(at: Context) -> dict[str, int]:
    """How many open items each area has, as the picture's table says."""
    told = picture_of(at, "areas").told()
    return {area: sum(map(int, numbers)) for area, numbers in told}


def test_a_name_that_is_none_of_the_pictures_is_an_error(stored_site: Path) -> None:
    at = open_site(str(stored_site), MONDAY)
    with pytest.raises(KeyError):
        picture(at, "pie")


def test_the_shipped_font_has_every_word_and_every_name_of_the_example(site: Path) -> None:
    has = FT2Font(str(FONT)).get_charmap()
    words = "".join(ZH.values()) + (site / "roster.yaml").read_text("utf-8") + "红橙黄蓝绿白0123456789喆镕堃"
    assert {c for c in words if not c.isspace() and ord(c) not in has} == set()
