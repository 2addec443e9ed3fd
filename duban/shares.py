"""Shares (完成比例) as people write them: 80％, 约80%, 八成, 百分之八十, 三分之二, 过半."""

import re

from duban.cell_text import DIGITS, fold, number

ABOUT = r"(?:大?约|大概|近|接近|达到?|超过?|不足|不到|已|完成|整改|办结|落实|进度|进展|目前|当前|累计|总体|整体|工程|形象|率|为|:)*"
AROUND = r"(?:左右|上下|以上|以下|多|强|弱|余)?"
NUMBER = r"\d{1,3}(?:\.\d+)?"
PERCENT = re.compile(rf"{ABOUT}({NUMBER})(?:%?[-—–~至到]{NUMBER})?%{AROUND}")
TENTHS = re.compile(
    rf"{ABOUT}([一二两三四五六七八九十])(?:到[一二三四五六七八九十])?成([一二三四五六七八九半])?{AROUND}"
)
HUNDREDTHS = re.compile(rf"{ABOUT}百分之(?:([零一二三四五六七八九十百]+)|({NUMBER})){AROUND}")
PARTS = re.compile(rf"{ABOUT}([二三四五六七八九十])分之([一二两三四五六七八九]){AROUND}")
WORDS = {"过半": 50.0, "一半": 50.0, "大半": 50.0, "半数": 50.0, "全部": 100.0}


def share_of(text: str) -> float | None:
    """The share a text states in so many words, from 0 to 100; of a range its lower end.

    None where it states none; a bare number is not judged here (80 and 0.8 need their column).
    """
    plain = fold(text)
    found = PERCENT.fullmatch(plain)
    value = float(found[1]) if found else _in_words(plain)
    return value if value is not None and 0 <= value <= 100 else None


def _in_words(plain: str) -> float | None:
    if tenths := TENTHS.fullmatch(plain):
        half = 5 if tenths[2] == "半" else DIGITS[tenths[2]] if tenths[2] else 0
        return 10.0 * number(tenths[1]) + half
    if hundredths := HUNDREDTHS.fullmatch(plain):
        return float(hundredths[2] or number(hundredths[1]))
    if parts := PARTS.fullmatch(plain):
        return round(100 * number(parts[2]) / number(parts[1]), 6)
    return WORDS.get(re.sub(rf"^{ABOUT}", "", plain))
