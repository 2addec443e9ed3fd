"""What a visitor may see (阅看权限), as conditions on the store's items: the rule decides on each kind of item.

Ten thousand items are of a few kinds: a unit, its areas, restricted or not, and what the persons concerned
(回避) are concerned with. ``duban.viewing`` decides on the kinds; the store finds the items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import and_, case, false, literal, or_, select, true, tuple_

from duban import tables as t
from duban.chain import OUTSIDE, who_answers, with_owners
from duban.frames import TEXT, YES, Schema
from duban.viewing import Visitor, on_chain, visible
from tasks.context import Context
from tasks.database import read_frame, reads

# What decides whether an item may be seen. code: "" but for those that a recusal names.
KINDS = Schema("kinds", {"code": TEXT, "unit": TEXT, "areas": TEXT, "source": TEXT, "restricted": YES})
# The columns that may tell kinds apart, the fewest first: what they tell is looked for in as few as will do.
APART = (("restricted",), ("unit",), ("unit", "restricted"), ("unit", "areas"), ("unit", "areas", "restricted"),
         ("source", "restricted"), ("source", "unit", "areas", "restricted"))  # fmt: skip
Where = Any


@dataclass(frozen=True)
class Sight:
    """``visible``: what may be seen at all; ``mine``: what the visitor's tenures answer for."""

    visible: Where
    mine: Where


def sight(at: Context, one: Visitor) -> Sight:
    """What a visitor may see: no right is ever wider than this."""
    apart = told_apart(at)
    kinds = _kinds(at, apart)
    who = (one.person, one.keys, one.signed_in, one.office, one.restricted)
    key = ("sight", at.site, at.today, who, tuple(kinds.itertuples(index=False, name=None)))
    found: Sight = at.loaded.once(key, lambda: _sight(at, one, kinds, apart.named))
    return found


def _sight(at: Context, one: Visitor, kinds: pd.DataFrame, named: tuple[str, ...]) -> Sight:
    owned = with_owners(kinds, at.loaded.roster)
    # Handlers who hold a post were told by it; names in cells give nobody a right.
    mine = on_chain(owned, answering_now(at, owned), (), one.keys)
    always = visible(owned, mine, one, at.loaded.roster).index
    if_told = visible(owned, mine | True, one, at.loaded.roster).index
    told = _of(kinds, kinds.index.isin(if_told), named) if len(if_told) > len(always) else false()
    return Sight(or_(_of(kinds, kinds.index.isin(always), named), and_(told, t.item.c.code.in_(_told(at, one)))),
                 _of(kinds, mine.to_numpy(), named))  # fmt: skip


def answering_now(at: Context, owned: pd.DataFrame) -> pd.DataFrame:
    """ANSWERING of today for items (unit, own), whoever stands outside the chain left out; worked out once
    for a roster.
    """
    plain = owned[["unit", "own"]].drop_duplicates().assign(person="", reporter="")
    pairs = frozenset(zip(plain["unit"], plain["own"], strict=True))
    found: pd.DataFrame = at.loaded.once(("answering", at.today, pairs), lambda: _answering(at, plain))
    return found


def _answering(at: Context, plain: pd.DataFrame) -> pd.DataFrame:
    who = who_answers(at.loaded.roster, plain)
    return who[(who["from_on"] <= at.day) & (who["to_on"] >= at.day) & ~who["role"].isin(OUTSIDE)]


@dataclass(frozen=True)
class Apart:
    """What a person concerned may be concerned with beside a unit: an item (its code, "" for all others) or a
    source, each as a column; constant where no recusal names one.
    """

    code: Any
    source: Any
    named: tuple[str, ...]


def told_apart(at: Context) -> Apart:
    """Which items have to be told from others of their unit and areas."""
    named = tuple(sorted({code for r in at.loaded.roster.recusals for code in r.items}))
    by_source = any(r.sources for r in at.loaded.roster.recusals)
    i = t.item.c
    code = case((i.code.in_(named), i.code), else_="") if named else literal("")
    return Apart(code, i.source if by_source else literal(""), named)


def _kinds(at: Context, apart: Apart) -> pd.DataFrame:
    i = t.item.c
    query = select(apart.code.label("code"), i.unit, i.areas, apart.source.label("source"), i.restricted)
    with reads(at.engine) as conn:
        return read_frame(conn, query.where(i.site == at.site).distinct(), KINDS)


def _of(kinds: pd.DataFrame, chosen: Any, named: Sequence[str]) -> Where:
    """The items of the chosen kinds."""
    if chosen.all():
        return true()
    single = kinds["code"].ne("").to_numpy()
    plain = _plain(kinds[~single], chosen[~single])
    if not named:
        return plain
    codes = [str(code) for code in kinds.loc[chosen & single, "code"]]
    return or_(t.item.c.code.in_(codes), and_(plain, t.item.c.code.not_in(named)))


def _plain(kinds: pd.DataFrame, chosen: Any) -> Where:
    if not chosen.any():
        return false()
    if chosen.all():
        return true()
    columns, values = next((names, mine) for names in APART
                           for mine, others in [_values(kinds, chosen, names)] if mine.isdisjoint(others))  # fmt: skip
    cells = [t.item.c[name] for name in columns]
    return cells[0].in_([v[0] for v in values]) if len(cells) == 1 else tuple_(*cells).in_(list(values))


def _values(kinds: pd.DataFrame, chosen: Any, names: Sequence[str]) -> tuple[set[Any], set[Any]]:
    """What the chosen kinds and the others hold in these columns: apart, they alone say which are chosen."""
    rows = list(zip(*(kinds[name].tolist() for name in names), strict=True))
    return {r for r, yes in zip(rows, chosen, strict=True) if yes}, {
        r for r, yes in zip(rows, chosen, strict=True) if not yes}  # fmt: skip


def _told(at: Context, one: Visitor) -> Any:
    e = t.escalation.c
    return select(e.item).where(e.site == at.site, e.tenure.in_(one.keys), e.notice_id.is_not(None))
