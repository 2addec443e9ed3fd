"""Feasts that deadlines name (国庆前, “十一”之前): their day in a year."""

from datetime import date
from functools import cache

FIXED = {"元旦": (1, 1), "五一": (5, 1), "劳动": (5, 1), "七一": (7, 1), "建党": (7, 1), "八一": (8, 1),
         "建军": (8, 1), "国庆": (10, 1), "十一": (10, 1)}  # fmt: skip
LUNAR = {"春节": "Spring Festival", "清明": "Tomb-Sweeping", "端午": "Dragon Boat", "中秋": "Mid-Autumn"}
# 十一 and its like are also parts of other words: they are feasts only where the text goes on so.
FEAST = (r"(?:(?P<feast>国庆|元旦|春节|清明|端午|中秋|劳动节|建党节|建军节)(?:节|长假|假期|\d{1,3}周年)*(?:[、和及]?(?:国庆|元旦|春节|清明|端午|中秋)节?)*(?:[双两]节|假期|长假|期间)*"
         r"|(?<!第)(?<![二三四五六七八九])(?P<numbers>十一|五一|七一|八一)"
         r"(?:劳动节|建党节|建军节|国庆节|节|长假|假期|黄金周)*(?=(?:之|以)?前|之?后|期间|至|到|$|[,;、。]))")  # fmt: skip


def feast_on(name: str, year: int) -> date | None:
    """The day of a feast in ``year``; None where nobody can tell."""
    key = name[:2]
    if key in FIXED:
        return date(year, *FIXED[key])
    return _lunar(year).get(LUNAR[key])


@cache
def _lunar(year: int) -> dict[str, date]:
    import holidays

    found = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    days = {part: [d for d in found if part in (found.get(d) or "") and d.year == year]
            for part in LUNAR.values()}  # fmt: skip
    return {part: min(on) for part, on in days.items() if on}
