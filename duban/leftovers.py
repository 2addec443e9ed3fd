"""What a cell holds beside the dates that were read in it: blanks of a form, years nobody read.

Works on folded text (:func:`duban.cell_text.fold`).
"""

import re

from duban.found import Found

# 2024年×月底前, __月__日, 某年某月: a form whose blanks were never filled in.
UNFILLED = re.compile(
    r"[_×xX*□△…某?]+(?=[年月日号季旬])|(?<=[年月])[_×xX□△]+|(?<![个每])年月(?=日|底|末|前|份?$)"
)
# 2024年4年30日, 2024月4月: one mark where another was meant.
WRONG_MARK = re.compile(
    r"(?:19|20)\d\d年\d{1,2}年(?=\d|底|末|前)|(?<!\d)(?:19|20)\d\d月|\d月\d{1,2}月\d{1,2}[日号]"
)
FOUR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d|[号字份个万元])")
# 穗府〔2024〕12号, 2021-2023年 within a bracket that numbers a document.
NUMBERED = re.compile(r"[(\[【〔](?:19|20)\d\d[)\]】〕]\d*号?")


def malformed(plain: str) -> str:
    """Why the cell's own form makes its date unreadable, or ""."""
    if UNFILLED.search(plain):
        return "年月日有空着没填的"
    return "年、月、日的位置写错" if WRONG_MARK.search(plain) else ""


def unread(plain: str, dates: list[Found]) -> str:
    """A year that belongs to no date that was read makes the reading doubtful; "" where there is none."""
    numbered = [m.span() for m in NUMBERED.finditer(plain)]
    for year in FOUR.finditer(plain):
        inside = any(d.start <= year.start() < d.end for d in dates)
        if not inside and not any(a <= year.start() < b for a, b in numbered):
            return f"“{year[0]}”没有读懂"
    return ""
