"""Items with a number (量化目标): 信访总量同比下降10%, 完成整治12处, 压减至5件以内.

A number is read only where its words say which way it counts. What they leave open (several
numbers, a fall from no stated base, a round figure) is read, not certain, and asked; the office may
set the number itself, and what it set stands.
"""

import re
from dataclasses import asdict, dataclass, replace
from typing import Literal

import pandas as pd

from duban import target_words as w
from duban.cell_text import fold, number
from duban.frames import SHARE, TEXT, YES, Schema

Direction = Literal["at_least", "at_most", "down_by", "up_by", "count"]
DIRECTIONS: tuple[Direction, ...] = ("at_least", "at_most", "down_by", "up_by", "count")
TIME = re.compile(w.TIME)
# One row an item that promises a number. base_value: where the fall or rise starts, if it is known;
# words: the clause it stands on; note: why it is asked; set_by: who of the office set it, or "".
TARGETS = Schema("targets", {"code": TEXT, "direction": TEXT, "value": SHARE, "unit": TEXT, "base_value": SHARE,
                             "words": TEXT, "certain": YES, "note": TEXT, "set_by": TEXT})  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What a measure promises: at least, at most, less or more by, or a count of ``value`` ``unit``."""

    direction: Direction
    value: float
    unit: str
    words: str
    base_value: float | None = None
    certain: bool = True
    note: str = ""


@dataclass(frozen=True)
class Amount:
    """A number with its unit in a folded text, and the clause around it."""

    value: float
    unit: str
    before: str
    after: str
    clause: str
    doubt: str

    @property
    def timed(self) -> bool:
        """Whether it is a span of time, which promises something only behind 压缩至, 不超过 and the like."""
        return bool(TIME.fullmatch(self.unit))


def read_target(text: str) -> Target | None:
    """The number a measure promises, or None where it promises none."""
    found = amounts(text)
    starts = [a for a in found if w.FROM.search(a.before) and w.ONTO.match(a.after)]
    read = [t for a in found if a not in starts and (t := _target(a))]
    different = {(t.direction, t.value, t.unit): t for t in reversed(read)}
    if not read:
        return None
    if len(different) > 1:
        said = "、".join(dict.fromkeys(t.words for t in read))
        return _doubted(read[0], f"写有{len(different)}个数（{said}），应指明以哪一个为准")
    return _with_base(read[0], starts[0].value if len(starts) == 1 else None)


def read_targets(items: pd.DataFrame, set_by_office: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give TARGETS of ``items`` (code, measure); rows of TARGETS the office set stand before them."""
    read = {text: target for text in items["measure"].drop_duplicates() if (target := read_target(text))}
    found = items[items["measure"].isin(list(read))]
    facts = pd.DataFrame([asdict(read[text]) for text in found["measure"]], index=found.index)
    rows = TARGETS.cast(facts.assign(code=found["code"], set_by="")) if len(found) else TARGETS.frame()
    if set_by_office is None or set_by_office.empty:
        return rows.reset_index(drop=True)
    kept = rows[~rows["code"].isin(set_by_office["code"])]
    return TARGETS.cast(pd.concat([kept, TARGETS.cast(set_by_office)] if len(kept) else [set_by_office],
                                  ignore_index=True))  # fmt: skip


def amounts(text: str) -> list[Amount]:
    """Every number with a meaning of its own in a text: no dates, ordinals or names of standards."""
    plain = _arabic(fold(text))
    # Same length, so that places in the one are places in the other.
    masked = w.NO_PROMISE.sub(lambda m: "\ue000" * len(m[0]), plain)
    return [_amount(match, plain) for match in w.VALUE.finditer(masked)]


def _arabic(plain: str) -> str:
    plain = w.HUNDREDTHS.sub(lambda m: f"{_number(m[1]):g}%", plain)
    plain = w.TENTHS.sub(lambda m: f"{10 * number(m[1])}%", plain)
    return w.COUNTED.sub(lambda m: str(number(m[1])), plain)


def _number(text: str) -> float:
    return float(text.replace(",", "")) if text[0].isdigit() else float(number(text))


def _amount(match: re.Match[str], plain: str) -> Amount:
    start = max((m.end() for m in w.CLAUSE.finditer(plain, 0, match.start())), default=0)
    end = w.CLAUSE.search(plain, match.end())
    before, after = plain[start : match.start()], plain[match.end() : end.start() if end else len(plain)]
    unit = match["u"] or match["n_unit"] or ""
    round_ = w.ABOUT_BEFORE.search(before) or w.ABOUT_AFTER.match(after) or re.search("[余多]", unit)
    doubt = "写的是一个范围，暂按前一个数计" if match["to"] else "写的是约数" if round_ else ""
    return Amount(_number(match["n"]), re.sub("[余多]|^个(?=.)", "", unit), before, after,
                  plain[start : end.start() if end else len(plain)], doubt)  # fmt: skip


def _target(a: Amount) -> Target | None:
    each = w.EACH.search(a.before)
    found = None if each and a.unit in w.OFTEN else _direction(a)
    if found is None:
        return None
    direction, doubt = found
    doubts = (a.doubt, doubt, "是每期或每个的数，全程的目标没有写明" if each else "",
              "" if a.unit else "没有写明单位")  # fmt: skip
    note = "；".join(d for d in doubts if d)
    return Target(direction, a.value, a.unit, a.clause, None, not note, note)


def _direction(a: Amount) -> tuple[Direction, str] | None:
    """Which way a number counts, and what is unsure about that; None where no word says so."""
    for direction in ("down_by", "up_by", "at_least", "at_most"):
        if w.BEFORE[direction].search(a.before):
            return direction, ""
    if a.timed or not a.unit:
        return None
    for direction, words in w.AFTER.items():
        if words.match(a.after):
            return direction, ""  # type: ignore[return-value]
    if a.unit in {"%", "‰"} and w.FRACTION.search(a.before):
        worse = w.WORSE.search(a.before)
        return ("at_most", "是不低于还是不高于没有写明") if worse else ("at_least", "")
    if w.DONE_BY.search(a.before) or w.DONE_BY.search(a.after):
        return ("at_least" if a.unit in {"%", "‰"} else "count"), ""
    return None


def _with_base(target: Target, base: float | None) -> Target:
    """A fall or rise is counted from something: 同比, 较上年, 由20件; where nothing is named it is asked."""
    if target.direction not in {"down_by", "up_by"} or base is not None or w.BASE.search(target.words):
        return replace(target, base_value=base)
    return _doubted(target, "以什么为基数没有写明（同比、环比，还是较某年）")


def _doubted(target: Target, doubt: str) -> Target:
    note = "；".join(n for n in (target.note, doubt) if n)
    return replace(target, certain=False, note=note)
