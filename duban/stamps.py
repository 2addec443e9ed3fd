"""Times of day in a cell (2026-03-15T16:30:00Z, 6月30日24:00前): only the day they fall on is kept."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from duban.cell_text import BULLETS

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
STAMP = re.compile(
    r"(?<!\d)(?P<day>\d{4}([-./])\d{1,2}\2\d{1,2}(?=[\sT])|\d{4}([-./])\d{1,2}\3\d\d)[\sT]*"
    r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?(?!\d)"
)
HOUR = re.compile(
    r"(?<=[日号底末])\s*(?:上午|中午|下午|晚上?)?\s*\d{1,2}\s*(?::\s*\d\d(?::\d\d)?|[时点](?:\d{1,2}分|整)?)(?!\d)"
    r"|(?<=[日号])\s*(?:下班|零点|零时)"
)
# A second date on a line of its own must not be joined to the first one's digits.
NEXT_DATE = re.compile(r"(?<=\d)\s+(?=(?:19|20)\d\d\D)")


def without_clock(text: str) -> str:
    """The text with each time of day left out; a time with a zone becomes the business zone's day.

    24:00 is the end of the day it is written with.
    """
    plain = unicodedata.normalize("NFKC", BULLETS.sub(";", text))
    return NEXT_DATE.sub(";", HOUR.sub("", STAMP.sub(_local_day, plain)))


def _local_day(found: re.Match[str]) -> str:
    if not found["zone"]:
        return found["day"]
    numbers = [int(n) for n in re.split(r"[-./:]", found["day"] + ":" + found["clock"])]
    hours, sign = re.sub(r"\D", "", found["zone"]) or "0000", found["zone"][0]
    zone = "+00:00" if sign == "Z" else f"{sign}{hours[:2]}:{hours[2:]}"
    try:
        year, month, day, hour, minute = numbers[:5]
        hour, minute = (23, 59) if hour == 24 else (hour, minute)
        moment = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}{zone}")
        return moment.astimezone(BUSINESS_ZONE).date().isoformat()
    except (ValueError, OverflowError):
        return found["day"]
