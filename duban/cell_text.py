"""What a cell says once width, blanks and Chinese numerals are folded."""

import re
import unicodedata

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]+")
QUOTES = re.compile(r"[“”\"'‘’「」『』《》]")
# ① would fold to a bare 1 and stand before the month as its first digit.
BULLETS = re.compile(r"[\u2460-\u249b\u2776-\u2793●◆■▲★•]")
# The blank between a day and its time of day parts two numbers.
CLOCK_NEXT = re.compile(r"(?<=\d)\s+(?=\d{1,2}:\d\d)")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
NUMERAL = "[零〇○一二三四五六七八九十两百]"
UNIT = r"(?:个?半?个?(?:月|季|年|日|号|天|周|星期|礼拜|工作日|自然日|日历日|小时)|个(?:有效)?工作)"
YEAR_WORDS = re.compile(r"(?<!\d)[零〇○Oo0-9一二三四五六七八九]{4}(?=年)")
TWO_MONTHS = re.compile(r"两(?=月)")
COUNTED = re.compile(NUMERAL + rf"+(?={UNIT}|[-—–~至到]{NUMERAL}+{UNIT}|、{NUMERAL}+季)")


def fold(text: str) -> str:
    """Half width, no blanks, no quotes, no invisible characters, Arabic numbers, no final stop."""
    plain = unicodedata.normalize("NFKC", BULLETS.sub(";", text))
    plain = CLOCK_NEXT.sub("T", plain)
    plain = QUOTES.sub("", INVISIBLE.sub("", plain)).strip("。.,;:、，；：")
    plain = YEAR_WORDS.sub(_year, plain)
    plain = TWO_MONTHS.sub("2个", plain)
    return COUNTED.sub(lambda m: str(number(m[0])), plain)


def _year(found: re.Match[str]) -> str:
    return "".join("0" if c in "Oo" else str(DIGITS.get(c, c)) for c in found[0])


def number(words: str) -> int:
    """三十一 -> 31; digits in a row (二五) are read as written."""
    if "十" not in words and "百" not in words:
        return int("".join(str(DIGITS[c]) for c in words))
    total, digit = 0, None
    for char in words:
        if char in DIGITS:
            digit = DIGITS[char]
        else:
            unit = 10 if char == "十" else 100
            total, digit = total + (1 if digit is None else digit) * unit, None
    return total + (digit or 0)
