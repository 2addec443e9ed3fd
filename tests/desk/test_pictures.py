"""Pictures on the desk: each beside its numbers, of what the visitor may see and of nothing else."""

import re
from datetime import date
from pathlib import Path

import httpx

from duban.pictures import NAMES
from tests.desk.serving import link, serving
from tests.desk.test_office import give, inside

MONDAY = date(2019, 7, 1)


def table(page: httpx.Response, name: str) -> dict[str, list[int]]:
    """The numbers beside a picture: each row's name, and its cells."""
    part = page.text.partition(f'id="p-{name}"')[2].partition("</section>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', part, re.DOTALL)
    return {head: [int(n) for n in re.findall(r'class="num">(\d+)<', cells)] for head, cells in rows}


def figure(page: httpx.Response, name: str) -> int:
    found = re.search(rf"<dt>{name}</dt><dd>(\d+)</dd>", page.text)
    assert found
    return int(found[1])


def test_the_office_sees_four_pictures_whose_tables_add_up_to_the_board(copied: Path) -> None:
    give(copied, "韩十五")
    with inside(copied, "韩十五") as client:
        page, board = client.get("/pictures"), client.get("/board")
        assert page.text.count("<img ") == len(NAMES)
        areas, ages = table(page, "areas"), table(page, "ageing")
        assert sum(map(sum, areas.values())) == figure(board, "在办")
        assert sum(late for late, _ in ages.values()) == figure(board, "逾期")
        assert sum(map(sum, ages.values())) == figure(board, "在办") - figure(board, "申报待验收")
        for source in re.findall(r'<img src="([^"]+)"', page.text):
            drawn = client.get(source)
            assert drawn.headers["content-type"] == "image/svg+xml" and "<desc>" in drawn.text
            assert "script" not in drawn.text and "sandbox" in drawn.headers["content-security-policy"]
        assert client.get("/pictures/pie.svg").status_code == 404


def test_a_leader_sees_only_what_the_leader_answers_for_by_the_link_too(copied: Path) -> None:
    with serving(copied, MONDAY) as client:
        home = link(copied, "li2", MONDAY)
        mine, page = client.get(home), client.get(f"{home.rsplit('/', 1)[0]}/pictures" if home.endswith("/mine")
                                                  else f"{home}/pictures")  # fmt: skip
        assert set(table(page, "areas")) == {"环评", "监测"}
        assert sum(map(sum, table(page, "areas").values())) == figure(mine, "共")
        assert "赵四" not in page.text and "/pictures/ageing.svg" in mine.text
        assert client.get("/pictures").url.path == "/login"
