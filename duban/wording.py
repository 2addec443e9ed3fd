"""How dates, spans and items are put into words, in the reader's language; and the templates."""

from calendar import month_name
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import jinja2

from duban.english import in_english

CYCLE_EN = {"monthly": "month", "quarterly": "quarter", "half-yearly": "half-year", "yearly": "year"}
MOST_CODES = 20
QUARTERS = "一二三四"


def templates(texts: Mapping[str, str]) -> jinja2.Environment:
    """The wording of an installation: template name -> text, an office's own over the default."""
    return _environment(tuple(sorted(texts.items())))


@lru_cache(maxsize=8)
def _environment(texts: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """Compiled once: to compile the templates costs more than to fill them in."""
    # Letters are plain text: nothing in them is ever shown as HTML.
    env = jinja2.Environment(loader=jinja2.DictLoader(dict(texts)), autoescape=False,  # noqa: S701
                             undefined=jinja2.StrictUndefined, trim_blocks=True,
                             lstrip_blocks=True)  # fmt: skip
    env.filters.update(
        day=_day,
        long_day=long_day,
        iso=date.fromisoformat,
        few=few,
        of=counted,
        month=month_words,
        english=in_english,
    )
    return env


def change_words(env: jinja2.Environment, today: date) -> Callable[[Mapping[str, Any]], str]:
    """What puts one change of one item (kind, item, before, after, due_on) into a sentence, as letters do."""
    module: Any = env.get_template("changes.jinja").make_module({"today": today})
    return lambda one: str(module.said({**one, "codes": [one["item"]]})).strip()


def policy_words(name: str, version: int, language: str = "zh") -> str:
    """A ladder and its version: 江津三色预警第1版."""
    return f"{name}第{version}版" if language == "zh" else f"{name}, version {version}"


def few(codes: Sequence[str], language: str = "zh") -> str:
    """Codes in a row: HP-01-1、HP-01-2; of very many the first, and how many there are."""
    zh = language == "zh"
    named = ("、" if zh else ", ").join(codes[:MOST_CODES])
    rest = len(codes) - MOST_CODES
    return named if rest <= 0 else f"{named}等{len(codes)}项" if zh else f"{named} and {rest} more"


def counted(number: int, word: str) -> str:
    """A count with its English word: 1 item, 2 items."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def month_words(month: date | str | int, language: str = "zh") -> str:
    """A month (a day of it, 2019-06, or 6): 2019年6月, 6月; June 2019, June."""
    text = f"{month:%Y-%m}" if isinstance(month, date) else str(month)
    year, _, number = text.rpartition("-")
    if language == "zh":
        return f"{year}年{int(number)}月" if year else f"{int(number)}月"
    return " ".join(filter(None, [month_name[int(number)], year]))


def joined(names: Iterable[str], language: str = "zh") -> str:
    """Names in a row: 李二、王三, or with commas."""
    return ("、" if language == "zh" else ", ").join(names)


def day_words(on: date, language: str = "zh", today: date | None = None) -> str:
    """7月1日, or 1 July; with its year where that is not the year of ``today``."""
    if today and today.year != on.year:
        return long_day(on, language)
    return f"{on.month}月{on.day}日" if language == "zh" else f"{on.day} {on:%B}"


@jinja2.pass_context
def _day(context: jinja2.runtime.Context, on: date, language: str = "zh") -> str:
    """A day in a letter: the letter's own ``today`` says which year goes without saying."""
    return day_words(on, language, context.get("today"))


def long_day(on: date, language: str = "zh") -> str:
    """2019年7月1日, or 1 July 2019."""
    full = f"{on.year}年{on.month}月{on.day}日"
    return full if language == "zh" else f"{on.day} {on:%B} {on.year}"


def due_words(item: Mapping[str, Any], language: str = "zh", today: date | None = None) -> str:
    """An item's date as its kind is spoken of: 二季度；立行立改，6月4日到期；6月30日到期.

    A date of another year than that of ``today`` has its year.
    """
    on: date = item["due_on"]
    zh = language == "zh"
    doubt = "" if item["certain"] else ("，时限待核" if zh else ", date in doubt")
    if item["kind"] == "recurring":
        return cycle_words(on, item["cycle"], zh, today) + doubt
    day = day_words(on, language, today)
    words = {"immediate": f"立行立改，{day}到期" if zh else f"immediate, due {day}",
             "standing": f"长期坚持，{day}复核" if zh else f"standing, review due {day}"}  # fmt: skip
    return words.get(item["kind"], f"{day}到期" if zh else f"due {day}") + doubt


def cycle_words(end_on: date, cycle: str, zh: bool = True, today: date | None = None) -> str:
    """The cycle that ends on a day: 二季度, 6月, 上半年, 2019年度; 2018年四季度 of another year."""
    if not zh:
        return f"{CYCLE_EN[cycle]} to {day_words(end_on, 'en', today)}"
    year = f"{end_on.year}年" if today and today.year != end_on.year and cycle != "yearly" else ""
    quarter, half = QUARTERS[(end_on.month - 1) // 3], "上半年" if end_on.month <= 6 else "下半年"
    named = {"quarterly": f"{quarter}季度", "half-yearly": half, "yearly": f"{end_on.year}年度"}
    return year + named.get(cycle, f"{end_on.month}月{end_on.day}日这一期")


def days_words(due_on: date, today: date, language: str = "zh") -> str:
    """逾期1天、今日到期、还有14天."""
    left = (due_on - today).days
    if language != "zh":
        return (f"{-left} days late" if left < -1 else "1 day late" if left else "due today"
                ) if left <= 0 else f"{counted(left, 'day')} left"  # fmt: skip
    return f"逾期{-left}天" if left < 0 else f"还有{left}天" if left else "今日到期"


def inherited_words(due_on: date, today: date, from_on: date, language: str = "zh") -> str:
    """How many of the days late were before whoever reads this took the post over (任期), if any."""
    days = min((from_on - due_on).days - 1, (today - due_on).days)
    if days <= 0:
        return ""
    return f"，其中接任前{days}天不计入您" if language == "zh" else f", {days} of them before you took over"


def short(text: str, most: int = 30) -> str:
    """A title of at most ``most`` characters, on one line."""
    one = " ".join(text.split())
    return one if len(one) <= most else one[: most - 1] + "…"
