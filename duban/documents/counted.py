"""Figures with what is behind them (数据口径): each by one formula, with the codes of the items it counts.

Nothing else counts for a document: a value is how many items its mark leaves, so that value and list agree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.documents.fields import said
from duban.documents.standing_words import RECORDED
from duban.figures import CLASSES, class_of
from duban.public_notice import by_finding, finding_key
from duban.publication import rate, refuse_disagreement

STANDING = ("standing", "recurring")


@dataclass(frozen=True)
class Figure:
    """One figure: its name here, its words, how it is counted, and the items behind it in the order of codes."""

    name: str
    zh: str
    en: str
    formula: str
    codes: tuple[str, ...]
    value: int

    def words(self, language: str) -> str:
        """What it is called."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class FigureRow:
    """One row of the annex: a figure, its formula, and what it counts."""

    number: str = said("序号", "正文中方括号里的序号")
    name: str = said("名称", "数据的名称")
    value: str = said("数值", "数值")
    formula: str = said("口径", "怎样算出，所用的公式")
    codes: str = said("依据", "所计事项的编号，或所据各项数据的序号")


@dataclass(frozen=True)
class Counted:
    """How one figure is counted: a mark over ITEMS with ``klass`` (their class today)."""

    name: str
    zh: str
    en: str
    formula: str
    mark: Callable[[pd.DataFrame], Any]


def _class(name: str) -> Callable[[pd.DataFrame], Any]:
    return lambda items: items["klass"].eq(name)


# In the order of the annex; a class is ``duban.figures.class_of``'s.
COUNTS = (
    Counted("total", "整改事项", "items", "ITEMS：全部事项，一条措施一项", lambda i: i["klass"].notna()),
    Counted("written_off", "已销号", "written off", "class_of = written_off：已由整改办销号", _class("written_off")),
    Counted("waiting", "申报待验收", "awaiting acceptance", "class_of = waiting：申报完成并附佐证，计时暂停", _class("waiting")),
    Counted("late", "逾期", "late", "class_of = late：计时未停，时限已过", _class("late")),
    Counted("near", "临近到期", "due soon", "class_of = near：计时未停，距时限不超过规则首级天数", _class("near")),
    Counted("on_course", "按序时推进", "on course", "class_of = on_course：不属以上各类", _class("on_course")),
    Counted("immediate", "立行立改", "immediate", "kind = immediate", lambda i: i["kind"].eq("immediate")),
    Counted("immediate_done", "立行立改已销号", "immediate, written off", "kind = immediate，class_of = written_off",
            lambda i: i["kind"].eq("immediate") & i["klass"].eq("written_off")),
    Counted("standing", "长期坚持", "standing", "kind = standing、recurring", lambda i: i["kind"].isin(STANDING)),
    Counted("extended", "经批准延期", "extended", "extended ≥ 1：批准延期一次以上", lambda i: i["extended"].fillna(0).gt(0)),
    Counted("returned", "验收退回", "returned", "acceptance = returned", lambda i: i["acceptance"].eq("returned")),
    Counted("missing", "台账中不见", "gone from the ledger", "missing_on：台账中不再出现，未销号",
            lambda i: i["missing_on"].notna() & i["settled_on"].isna()),
    Counted("doubtful", "时限待核", "date in doubt", "certain = false：未销号", lambda i: ~i["certain"] & i["settled_on"].isna()),
)  # fmt: skip


def counted(items: pd.DataFrame, today: pd.Timestamp, near: int) -> dict[str, Figure]:
    """Every figure of these ITEMS by name: COUNTS, then findings and findings_done.

    Raises Refused where the classes do not add up to the whole.
    """
    marked = items.assign(klass=class_of(items, today, near)).sort_values("code", kind="stable")
    found = {one.name: _figure(one, marked) for one in COUNTS}
    refuse_disagreement("整改事项", found["total"].value, {c: found[c].value for c in CLASSES})
    return found | _findings(marked, today, near)


def _figure(one: Counted, items: pd.DataFrame) -> Figure:
    codes = tuple(str(c) for c in items.loc[one.mark(items).astype(bool), "code"])
    return Figure(one.name, one.zh, one.en, one.formula, codes, len(codes))


def _findings(items: pd.DataFrame, today: pd.Timestamp, near: int) -> dict[str, Figure]:
    """Findings, and those all of whose items are written off; behind each stand its items."""
    done = by_finding(items, today, near)
    settled = tuple(str(c) for c in items.loc[finding_key(items).isin(done.index[done]), "code"])
    return {
        "findings": Figure("findings", "反馈问题", "findings", "by_finding：文字相同的为一个问题", tuple(map(str, items["code"])), len(done)),
        "findings_done": Figure("findings_done", "已完成整改的问题", "findings done", "by_finding：全部措施均已销号",
                                settled, int(done.sum())),
    }  # fmt: skip


def rate_words(part: Figure, whole: Figure, places: int = 2) -> str:
    """Part of whole in percent, or a dash of nothing."""
    found = rate(part.value, whole.value, places)
    return "—" if found is None else f"{found}%"


def annex(figures: dict[str, Figure], language: str, more: Iterable[Figure] = ()) -> tuple[FigureRow, ...]:
    """The annex of a document: every figure with its formula and what it counts, numbered in order; then the
    rates, then ``more`` that this document alone has.
    """
    rows = [_row(n, one, language) for n, one in enumerate(figures.values(), 1)]
    names = list(figures)
    for part, whole, zh, en in RATES:
        behind = " / ".join(f"〔{names.index(name) + 1}〕" for name in (part, whole))
        rows.append(FigureRow(str(len(rows) + 1), zh if language == "zh" else en,
                              rate_words(figures[part], figures[whole]), _formula(RATE, language), behind))  # fmt: skip
    rows += [_row(n, one, language) for n, one in enumerate(more, len(rows) + 1)]
    return tuple(rows)


def _row(number: int, one: Figure, language: str) -> FigureRow:
    listed = ("、" if language == "zh" else ", ").join(one.codes)
    return FigureRow(
        str(number), one.words(language), str(one.value), _formula(one.formula, language), listed or "—"
    )


RATE = "publication.rate：两数之比，四舍五入到两位小数"


def _formula(said: str, language: str) -> str:
    """How a figure is counted; in English by what the code calls it."""
    return said if language == "zh" else said.partition("：")[0].replace("，", ", ").replace("、", ", ")


RATES = (("written_off", "total", "事项整改完成率", "items done, rate"),
         ("findings_done", "findings", "问题整改完成率", "findings done, rate"))  # fmt: skip
# The number each figure has in the annex, and so in the text.
NAMES = (
    *(one.name for one in COUNTS),
    "findings",
    "findings_done",
    "business",
    "conduct",
    "rate",
    "findings_rate",
    *RECORDED,
)
NUMBERS = {name: n for n, name in enumerate(NAMES, 1)}
