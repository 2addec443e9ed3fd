"""What a cell says once width, blanks and Chinese numerals are folded."""

import re
import unicodedata

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]+")
QUOTES = re.compile(r"[“”\"'‘’「」『』《》]")
# ① would fold to a bare 1 and stand before the month as its first digit.
BULLETS = re.compile(r"[\u2460-\u249b\u2776-\u2793●◆■▲★•]")
FIRST_MONTH = re.compile(r"(?<![公纪])元月")
# The blank between a day and its time of day parts two numbers.
CLOCK_NEXT = re.compile(r"(?<=\d)\s+(?=\d{1,2}:\d\d)")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
# Bankers' numerals, and the Roman ones of quarters (NFKC has made Ⅲ three letters).
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
ROMAN = re.compile(r"(?<![A-Za-z])(I{1,3}|IV)(?=季)")
QUARTERS = re.compile(r"([一二三四])([一二三四])(?=季度?)")
NUMERAL = "[零〇○一二三四五六七八九十两百]"
UNIT = r"(?:个?半?个?(?:月|季|年|日|号|天|周|星期|礼拜|工作日|自然日|日历日|小时)|个(?:有效)?工作)"
YEAR_WORDS = re.compile(r"(?<!\d)[零〇○Oo0-9一二三四五六七八九]{4}(?=年)")
TWO_MONTHS = re.compile(r"两(?=月)")
COUNTED = re.compile(NUMERAL + rf"+(?={UNIT}|[-—–~至到]{NUMERAL}+{UNIT}|、{NUMERAL}+季)")


def fold(text: str) -> str:
    """Half width, no blanks, no quotes, no invisible characters, Arabic numbers, no final stop."""
    plain = CLOCK_NEXT.sub("T", unicodedata.normalize("NFKC", BULLETS.sub(";", text)))
    plain = QUOTES.sub("", INVISIBLE.sub("", plain)).strip("。.,;:!、，；：")
    plain = ROMAN.sub(lambda m: str(("I", "II", "III", "IV").index(m[1]) + 1), plain)
    plain = plain.translate(FORMAL).replace("廿", "二十").replace("卅", "三十")
    plain = FIRST_MONTH.sub("1月", QUARTERS.sub(r"\1、\2", plain))
    plain = YEAR_WORDS.sub(_year, plain)
    plain = TWO_MONTHS.sub("2个", plain)
    return COUNTED.sub(_counted, plain)


def _counted(found: re.Match[str]) -> str:
    # 2019-2021三年: two numbers side by side must not become one.
    apart = ";" if found.start() and found.string[found.start() - 1].isdigit() else ""
    return apart + str(number(found[0]))


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
