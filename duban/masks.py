"""Numbers of persons in free text (身份证、银行卡、手机号): shown only in part, wherever a text is shown."""

import re

GAP = r"[ \-\u2010-\u2015]?"
IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{5})((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})([0-9Xx])(?![0-9A-Za-z])"
)
OLD_IDENTITY = re.compile(
    r"(?<!\d)([1-9]\d{5})(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2})(\d)(?!\d)"
)
CARD = re.compile(rf"(?<![0-9A-Za-z])((?:\d{{4}}{GAP}){{3}}\d{{4}}(?:{GAP}\d{{1,3}})?)(?![0-9A-Za-z])")
MOBILE = re.compile(rf"(?<![0-9A-Za-z])(?:\+?86{GAP})?(1[3-9]\d){GAP}(\d{{4}}){GAP}(\d{{4}})(?![0-9A-Za-z])")
DIGITS = re.compile(r"\d{11}|\d[\d \-\u2010-\u2015]{9,}\d")


def masked(text: str) -> str:
    """The text with identity card, bank card and mobile numbers shown only at their ends."""
    if not DIGITS.search(text):
        return text
    text = IDENTITY.sub(r"\1***********\3", text)
    text = CARD.sub(_card, text)
    text = MOBILE.sub(r"\1****\3", text)
    return OLD_IDENTITY.sub(r"\1********\3", text)


def _card(found: re.Match[str]) -> str:
    """A bank card's number keeps its last four figures; other long numbers stay as they are."""
    figures = re.sub(r"\D", "", found[1])
    return f"{figures[:4]}********{figures[-4:]}" if _luhn(figures) else found[1]


def _luhn(figures: str) -> bool:
    """Whether the check figure is right (ISO/IEC 7812-1)."""
    values = [int(c) for c in reversed(figures)]
    doubled = [2 * v - 9 if v > 4 else 2 * v for v in values[1::2]]
    return (sum(values[::2]) + sum(doubled)) % 10 == 0
