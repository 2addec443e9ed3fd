"""Cards (牌): each judgement at a level, each round of it by the clock; counted, all or in a row."""

from typing import Any

import pandas as pd

from duban.counting import Counting, Days
from duban.ladder import Cards, Ladder

DAY_LONG = pd.Timedelta(days=1)


def counted(pieces: pd.DataFrame, clock_on: Days, every: int | None, days: Counting) -> pd.DataFrame:
    """Pieces with what is counted in them, over all of an item's pieces so far.

    ``earlier``: rounds begun in the pieces before, so that no round is taken for one already told.
    ``before``: cards in the pieces before. ``ticks``: whether rounds are cards here; a judgement is
    one card however often it is repeated, until the calendar (``clock_on``) has the level due as
    well; ``idle``: how many rounds passed until then.
    """
    until = pieces["end"].where(pieces["end"] <= clock_on, clock_on)
    ticks = ~pieces["given"] | (clock_on < pieces["end"])
    idle = _begun(pieces, until, pieces["given"] & ticks & (until > pieces["on"]), every, days)
    rounds = _begun(pieces, pieces["end"], pieces["row"].duplicated(keep="last"), every, days) + 1
    cards = (rounds - idle).where(ticks, 1)
    of = pieces["row"]
    return pieces[["row", "on", "end", "last"]].assign(
        earlier=rounds.groupby(of).cumsum() - rounds, before=cards.groupby(of).cumsum() - cards,
        ticks=ticks, idle=idle)  # fmt: skip


def _begun(pieces: pd.DataFrame, until: Days, which: Any, every: int | None, days: Counting) -> Any:
    """How many rounds after the first began before ``until``, in the pieces asked for."""
    out = pd.Series(0, index=pieces.index)
    if every is not None and which.any():
        out[which] = days.passed(pieces["on"][which], until[which] - DAY_LONG) // every
    return out


def after_cards(cards: Cards, pieces: pd.DataFrame, judged: pd.DataFrame, ladder: Ladder,
                days: Counting) -> pd.DataFrame:  # fmt: skip
    """From the card that makes the number full, while the level it is of holds.

    Each further judgement there opens anew.
    """
    level = next(one for one in ladder.levels if one.level == cards.level)
    every = ladder.again_every(level)
    before = pieces["before"] - _before_run(pieces, cards, judged) if cards.running else pieces["before"]
    ahead = (cards.times - 1 - before).clip(lower=0).astype(int)
    ahead = ahead.where(ahead.eq(0), ahead + pieces["idle"])
    found = pieces.assign(card=True, given=False)
    if every is None:
        return found[ahead == 0]
    can = ahead.eq(0) | pieces["ticks"]
    on = days.each_after(pieces["on"][can], ahead[can] * every)
    found = found[can].assign(on=on)
    return found[found["on"] < found["end"]]


def _before_run(pieces: pd.DataFrame, cards: Cards, judged: pd.DataFrame) -> "pd.Series[Any]":
    """How many cards lie before the unbroken row each piece belongs to.

    A row breaks where the level ceased, unless only graver judgements lay between.
    """
    new, ended = pieces["row"].ne(pieces["row"].shift()), pieces["end"].shift()
    better = _better_by(pieces, cards.level, judged)
    graver = judged.loc[judged["level"] > cards.level, ["row", "on"]].assign(graver=True)
    asked = pd.DataFrame({"row": pieces["row"].to_numpy(), "on": ended.to_numpy()})
    unbroken = asked.merge(graver, on=["row", "on"], how="left")["graver"].notna().to_numpy()
    broken = new | (pieces["on"].gt(ended) & (better.ne(better.shift()) | ~unbroken))
    return pieces["before"].where(broken).ffill()


def _better_by(pieces: pd.DataFrame, level: int, judged: pd.DataFrame) -> "pd.Series[Any]":
    """How many judgements better than ``level`` each item had by the first day of each piece."""
    seen = judged[["row", "on"]].assign(better=judged["level"].lt(level).astype(int))
    seen["better"] = seen.groupby("row")["better"].cumsum()
    order = pieces[["row", "on"]].reset_index().sort_values("on", kind="stable")
    found = pd.merge_asof(order, seen.sort_values("on"), on="on", by="row")
    return found.set_index("index")["better"].reindex(pieces.index).fillna(0)
