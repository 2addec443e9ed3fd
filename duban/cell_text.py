"""What a cell says once width, blanks and Chinese numerals are folded."""

import re
import unicodedata

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]+")
QUOTES = re.compile(r"[“”\"'‘’「」『』《》]")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
NUMERAL = "[零〇○一二三四五六七八九十两百]"
YEAR_WORDS = re.compile(r"[零〇○一二三四五六七八九]{4}(?=年)")
COUNTED = re.compile(NUMERAL + r"+(?=个?(?:月|季|年|日|号|天|周|星期|工作日))")


def fold(text: str) -> str:
    """Half width, no blanks, no quotes, no invisible characters, Arabic numbers, no final stop."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = QUOTES.sub("", plain).strip("。.,;:、，；：")
    plain = YEAR_WORDS.sub(lambda m: "".join(str(DIGITS[c]) for c in m[0]), plain)
    return COUNTED.sub(lambda m: str(number(m[0])), plain)


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
