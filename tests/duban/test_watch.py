"""Pages for Prefect: their words in both languages, a glance at a thousand items, nothing that could be markdown."""

import ast
import re
import string
from datetime import date
from urllib.parse import unquote

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from duban.figures import Figures
from duban.watch.board import MOST, board_page
from duban.watch.english import ENGLISH
from duban.watch.held import WHY_ZH
from duban.watch.ledgers import HEALTH, ledgers_page
from duban.watch.page import Place, plain, table
from duban.watch.tomorrow import tomorrow_page
from tests.conftest import ROOT

CHINESE = re.compile("[\u4e00-\u9fff]")
TODAY = date(2019, 7, 1)
FIGURES = Figures(1000, 1000, 3, 0, 0, 0, 20, 0, 0)


def a_place(language: str = "zh") -> Place:
    return Place("市生态环境局", TODAY, language, "http://127.0.0.1:8420")


def a_board(codes: list[str], unit: str = "环评科") -> pd.DataFrame:
    return pd.DataFrame({"编号": codes, "责任单位": unit, "时限": "2019-06-04（待核）", "逾期天数": 27, "级别": "红色",
                         "申报": "待验收", "台账日期": "2019-07-01"})  # fmt: skip


def words_said() -> set[str]:
    """Every Chinese string of the pages that is not a docstring, nor one of the board's own columns."""
    found = set()
    for path in (ROOT / "duban" / "watch").glob("*.py"):
        if path.stem == "english":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree)
                if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef))}  # fmt: skip
        inside = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
        found |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
                  and n.value not in docs and id(n) not in inside and CHINESE.search(n.value)}  # fmt: skip
    return found


def test_all_that_a_page_says_has_its_english_with_the_same_places() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert not words_said() - set(ENGLISH) - {"一二三四五六日"}
    assert not [zh for zh, en in ENGLISH.items() if places(zh) != places(en) or CHINESE.search(en)]
    assert set(WHY_ZH.values()) < set(ENGLISH)


def test_of_a_thousand_items_the_top_is_shown_and_all_are_one_link_away() -> None:
    codes = [f"HP-{n:04}" for n in range(1000)]
    said = board_page(a_place(), FIGURES, a_board(codes)).markdown
    assert [c for c in codes if f"[{c}](" in said] == codes[:MOST]
    assert "共1000项，其余在[督办台·事项](http://127.0.0.1:8420/board)" in said and len(said) < 20_000
    english = board_page(a_place("en"), FIGURES, a_board(codes, "Unit")).markdown
    assert not CHINESE.search(english.replace("市生态环境局", "").replace("红色", ""))
    assert "The 100 most pressing of 1000" in english and "(in doubt)" in english


def test_tomorrows_list_counts_posts_and_items_once_whatever_the_lines() -> None:
    rows = pd.DataFrame({"item": ["A-1", "A-1", "A-1", "A-2"], "line": ["business", "conduct", "business", "business"],
                         "level": [2, 2, 2, 3], "label": ["黄", "黄", "黄", "红"], "post": ["dep", "dep", "", "dep"],
                         "copy": [False, False, False, True], "told_on": pd.Timestamp(2019, 7, 2)})  # fmt: skip
    said = tomorrow_page(a_place(), rows, {"dep": "副局长"}, date(2019, 7, 2), date(2019, 7, 2)).markdown
    assert "2项到级，告知2个岗位" in said
    assert "| 副局长 | 1 | 1 | 1 | 红 1、黄 1 |" in said and "| 责任人 | 1 |  |  | 黄 1 |" in said
    assert said.index("[A-2]") < said.index("[A-1]")


def test_the_worst_ledger_stands_first() -> None:
    rows = [{"source": "好", "every": "month", "came": True, "standing_on": TODAY, "rows": 7, "refused": 0, "doubts": 0},
            {"source": "坏", "every": "day", "failed": True, "columns": "整改时限"},
            {"source": "缓", "every": "week", "held": True, "late_since": date(2019, 6, 20)}]  # fmt: skip
    said = ledgers_page(a_place(), HEALTH.frame(rows)).markdown
    lines = [line for line in said.splitlines() if line.startswith("| ")][2:]
    assert [line.split(" | ")[0] for line in lines] == ["| 坏", "| 缓", "| 好"]
    assert (
        "**未能调取**" in lines[0]
        and "整改时限" in lines[0]
        and "**暂缓采用**，应于2019-06-20前报" in lines[1]
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_code_and_no_name_is_markdown(code: str, unit: str) -> None:
    said = board_page(a_place(), FIGURES, a_board([code], unit)).markdown
    (line,) = [one for one in said.splitlines() if one.startswith("| [")]
    bare = re.sub(r"\\.", "", line)
    assert bare.count("|") == 8 and bare.count("](") == 1 and not re.search("[<>`*_~]", bare.split("](")[0])
    target = re.search(r"\]\(http://127\.0\.0\.1:8420/items/([^)]*)\)", bare)
    assert target and not set(target[1]) & set("/?#()<> ") and (unquote(target[1]) == code or "\\" in code)
    assert table(["a"], [[plain("x|y\nz")]]).splitlines()[-1] == r"| x\|y z |"
