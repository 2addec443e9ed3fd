"""What is new for the steward beside ledgers and people, one sentence each: signals, look-backs drawn,
numbers, what a newer calendar moved, sources that could be called in again.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from duban.frames import day
from duban.sampling import WHY_ZH
from tasks import samples, signals
from tasks.context import Context
from tasks.failing import back_again
from tasks.figures import changes_since, doubtful_targets, problems_since, stale_sources
from tasks.limits import near_or_passed
from tasks.recounts import provisional, recounted

MOST = 20


def asked(at: Context, since: date | None) -> tuple[str, ...]:
    """What came up after ``since`` (the last notices), or at all where there were none."""
    after = pd.Timestamp(since) if since else pd.Timestamp.min
    return (*_signals(at, after), *_look_backs(at, after), *_numbers(at, after), *recounted(at, since),
            *provisional(at, since), *near_or_passed(at, since), *stale_sources(at, since), *back_again(at, since))  # fmt: skip


def _numbers(at: Context, after: pd.Timestamp) -> Iterable[str]:
    """Targets that a person must settle, and figures that could not be used."""
    news = changes_since(at, after)
    yield from doubtful_targets(at, frozenset(news.loc[news["kind"].isin(["new", "unreported"]), "item"]))
    yield from problems_since(at, after)


def _signals(at: Context, after: pd.Timestamp) -> Iterable[str]:
    found = signals.kept(at.engine, at.site)
    new = found[found["state"].eq("open") & (found["on"] > after) & (found["on"] <= at.day)]
    yield from (signals.sentence(one) for _, one in new.head(MOST).iterrows())
    if len(new) > MOST:
        yield f"另有新疑点{len(new) - MOST}条，见 duban signals"


def _look_backs(at: Context, after: pd.Timestamp) -> Iterable[str]:
    found = samples.samples(at.engine, at.site)
    new = found[found["outcome"].eq("") & (found["drawn_on"] > after)]
    yield from (f"回头看：{r.item}（{r.unit}，{day(r.settled_on)}销号，{WHY_ZH[str(r.why)]}），"
                f"请在{day(r.due_from_on)}至{day(r.due_to_on)}之间复查" for r in new.itertuples())  # fmt: skip
