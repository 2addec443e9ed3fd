"""Times of day in a cell (2026-03-15T16:30:00Z, 6月30日24:00前): only the day they fall on is kept."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from duban.cell_text import BULLETS

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
STAMP = re.compile(
    r"(?<!\d)(?P<day>\d{4}([-./])\d{1,2}\2\d{1,2}(?=[\sT])|\d{4}([-./])\d{1,2}\3\d\d)[\sT]*"
    r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?(?:\[(?P<place>[A-Za-z_]+/[A-Za-z_]+)\])?(?!\d)"
)
HOUR = re.compile(
    r"(?<=[日号底末])\s*(?:上午|中午|下午|晚上?)?\s*(?!00?\s*(?::\s*00|[时点])[^前;。，,]{0,4}前)\d{1,2}\s*(?::\s*\d\d(?::\d\d)?|\s*[时点]\s*(?:\d{1,2}\s*分|整)?)(?!\d)"
    r"|(?<=[日号])\s*下班"
)
# ①, 1. or (1) before a date numbers a step; ※ keeps the steps from being a bare list of dates.
STEP = re.compile(
    r"(?:(?<=[\n;；。，,前成底末内)）])|^)[ \t]*(?:\(?\d{1,2}\)|\d{1,2}\s*[.、．])\s*(?=(?:\d{4}\s*[年.]|\d{1,2}\s*月)|[^\d\s])"
)
INCLUDED = re.compile(
    r"\(?\s*(?<!不)(?:包?\s*含|包\s*括)\s*(?:本\s*数|本\s*日|该\s*日|当\s*[日天]|\d\s*\d?\s*[日号])\s*\)?"
)
# A second date on a line of its own must not be joined to the first one's digits.
NEXT_DATE = re.compile(r"(?<=\d)\s+(?=(?:19|20)\d\d\D)")


def without_clock(text: str) -> str:
    """The text with each time of day left out; a time with a zone becomes the business zone's day.

    24:00 is the end of the day it is written with.
    """
    plain = unicodedata.normalize("NFKC", BULLETS.sub(";※", HIDDEN.sub("", text)))
    plain = INCLUDED.sub("", STEP.sub(";※", plain))
    return NEXT_DATE.sub(";", HOUR.sub("", STAMP.sub(_local_day, plain)))


def _local_day(found: re.Match[str]) -> str:
    if not found["zone"]:
        return _of_place(found) if found["place"] else found["day"]
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


def _of_place(found: re.Match[str]) -> str:
    """A local time of a named place; one that a change of clocks leaves out or gives twice is the
    first moment it can be, which ZoneInfo takes for ``fold`` 0.
    """
    try:
        local = datetime.fromisoformat(f"{found['day'].replace('/', '-').replace('.', '-')}T{found['clock']}")
        return local.replace(tzinfo=ZoneInfo(found["place"])).astimezone(BUSINESS_ZONE).date().isoformat()
    except (ValueError, KeyError, OverflowError, ZoneInfoNotFoundError):
        return found["day"]
