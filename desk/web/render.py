"""Pages put into HTML in the site's language; everything shown is escaped."""

from datetime import date, datetime
from functools import cache
from typing import Any

import jinja2
import pandas as pd

from desk.explaining import CHASE_ZH
from desk.show import CHINESE
from desk.targets import DIRECTION_ZH
from desk.web.words import said
from duban import wording
from duban.grounds import ROLE_ZH
from duban.track import KIND_ZH
from tasks.acts.deliveries import STATES as DELIVERY_ZH
from tasks.signals import STATE_ZH as SIGNAL_STATE_ZH

OWN = {"direction": DIRECTION_ZH, "delivery": DELIVERY_ZH, "signal": SIGNAL_STATE_ZH, "chase": CHASE_ZH,
       "outcome": {"accepted": "已验收", "returned": "已退回", "fell_back": "改报未完成", "written_off": "已销号"}}  # fmt: skip


@cache
def environment(language: str) -> jinja2.Environment:
    """The templates for one language."""
    env = jinja2.Environment(loader=jinja2.PackageLoader("desk.web"), autoescape=True,
                             undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    env.globals.update(_=lambda words, **facts: said(language, words, **facts), language=language, role_zh=ROLE_ZH,
                       change_zh=KIND_ZH)  # fmt: skip
    env.filters.update(
        day=lambda on: wording.day_words(_day(on), language) if _there(on) else "",
        long_day=lambda on: wording.long_day(_day(on), language) if _there(on) else "",
        iso=lambda on: _day(on).isoformat() if _there(on) else "",
        # A workbook's day is a moment at midnight; a person reads the day.
        cell=lambda text: str(text).removesuffix(" 00:00:00"),
        twice=lambda names: [(name, name) for name in names],
        code=lambda value, of: said(language, _chinese(value, of)),
    )  # fmt: skip
    return env


def render(language: str, template: str, **facts: Any) -> str:
    """One page."""
    return environment(language).get_template(template).render(**facts)


def _chinese(value: Any, of: str) -> str:
    """What a person reads in place of a code."""
    own = OWN.get(of) or CHINESE.get(of, {})
    return own.get(str(value), KIND_ZH.get(str(value), ROLE_ZH.get(str(value), str(value))))


def _there(on: Any) -> bool:
    return on is not None and not pd.isna(on)


def _day(on: Any) -> date:
    if isinstance(on, (pd.Timestamp, datetime)):
        return on.date()
    return on if isinstance(on, date) else date.fromisoformat(str(on))
