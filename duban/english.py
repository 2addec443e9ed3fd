"""Our own sentences in English, for sites whose ``language`` is en: what readers, tracking and rules have
said in Chinese, sentence by sentence, the cells they quote as they are.

A sentence that is not known here stays as it is. Kept facts (signals, problems) stay Chinese in the
store, so that a site may change its language.
"""

import re
from calendar import month_name
from functools import lru_cache

from duban.english_cells import CELLS
from duban.english_office import OFFICE

OURS = frozenset("xgs")
DAY = re.compile(r"(1[0-2]|[1-9])月(?:(\d{1,2})日)?")
PLACE = re.compile(r"\\\{(\w)\\\}")
JOINED = re.compile("；")
Phrase = tuple[re.Pattern[str], str]


@lru_cache(maxsize=20_000)
def in_english(said: str) -> str:
    """A sentence of ours in English; cells, names and what people typed stand in it as they are."""
    for pattern, words in _phrases():
        if found := pattern.fullmatch(said):
            return words.format(
                **{
                    k: in_english(v.removeprefix("，")) if k in OURS else v
                    for k, v in found.groupdict().items()
                }
            )
    if found := DAY.fullmatch(said):
        return " ".join(filter(None, [found[2], month_name[int(found[1])]]))
    parts = JOINED.split(said)
    return "; ".join(in_english(part) for part in parts) if len(parts) > 1 else said


@lru_cache(maxsize=1)
def _phrases() -> tuple[Phrase, ...]:
    return tuple((_pattern(said), words) for said, words in (OFFICE | CELLS).items())


def _pattern(said: str) -> re.Pattern[str]:
    """A sentence with its places: n, m, k hold a number, d, e a day, x, g, s more of ours, others a text."""
    return re.compile(PLACE.sub(lambda m: f"(?P<{m[1]}>{WORDS.get(m[1], TEXT)})", re.escape(said)), re.DOTALL)


TEXT = ".*?"
WORDS = {"n": r"[\d.]+", "m": r"[\d.]+", "k": r"[\d.]+", "d": r"\d{4}-\d\d?-\d\d?", "e": r"\d{4}-\d\d?-\d\d?"}
