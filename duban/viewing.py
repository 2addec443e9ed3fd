"""Who may see what (阅看权限): a tenure on the item's chain, or an explicit grant; cleared; not concerned.

A restricted item (受限) is shown only to who signed in, and then only to its own chain or where the
account was granted it. Whoever is concerned (回避) sees nothing of it by any right.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from duban.approver import posts_held
from duban.recusal import seen_by
from duban.roster import Post, Roster, Tenure


@dataclass(frozen=True)
class Visitor:
    """Somebody at the desk today: who, the tenures this visit stands on, and by which door.

    ``signed_in``: with the own password, not by a link. ``office`` and ``restricted`` are what the
    account was granted; ``until_on`` the last day of a link. Without ``chain_cleared`` (a program that was
    not granted them) not even the own chain's restricted items are open.
    """

    person: str
    name: str
    posts: tuple[Post, ...]
    tenures: tuple[Tenure, ...]
    signed_in: bool = False
    office: bool = False
    restricted: bool = False
    until_on: date | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    chain_cleared: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The tenures as escalations know them."""
        return tuple(one.key for one in self.tenures)

    @property
    def in_office(self) -> bool:
        """Whether this visitor may do the office's acts: under a personal login only."""
        return self.signed_in and (self.office or "steward" in self.roles)

    @property
    def oversees(self) -> bool:
        """Whether this visitor is of the discipline group, which reads the whole."""
        return self.signed_in and "discipline" in self.roles

    @property
    def sees_all(self) -> bool:
        """Whether the whole site is open, restricted items left out."""
        return self.in_office or self.oversees


def tenures_of(roster: Roster, person: str, day: date) -> tuple[Tenure, ...]:
    """The tenures by which a person holds posts on a day."""
    held = (roster.holder(post.id, day) for post in posts_held(roster, person, day))
    return tuple(one for one in held if one)


def still_held(roster: Roster, person: str, on: date, today: date) -> tuple[Tenure, ...]:
    """The tenures of the day of a notice that are still the same today: what its link stands on."""
    now = {one.key for one in tenures_of(roster, person, today)}
    return tuple(one for one in tenures_of(roster, person, on) if one.key in now)


def visitor(roster: Roster, person: str, tenures: tuple[Tenure, ...], *, signed_in: bool = False,
            office: bool = False, restricted: bool = False, until_on: date | None = None,
            chain_cleared: bool = True) -> Visitor:  # fmt: skip
    """A visitor with the posts and roles of these tenures."""
    posts = tuple(roster.post(one.post) for one in tenures)
    roles = frozenset(str(role) for post in posts for role in post.roles)
    if "secretary" not in roles and any(p in roster.with_role("secretary") for p in posts):
        roles |= {"secretary"}
    return Visitor(person, roster.person(person).name, posts, tenures, signed_in, office, restricted,
                   until_on, roles, chain_cleared)  # fmt: skip


def on_chain(
    items: pd.DataFrame, who: pd.DataFrame, told: Collection[str], keys: Collection[str]
) -> "pd.Series[bool]":
    """Which items (code, unit, own) a tenure of ``keys`` answers for or was told of.

    ``who`` is ANSWERING; ``told`` the items that a notice told one of the tenures of.
    """
    mine = who[who["tenure"].isin(keys)]
    pairs = set(zip(mine["unit"], mine["own"], strict=True))
    answers = [pair in pairs for pair in zip(items["unit"], items["own"], strict=True)]
    return pd.Series(answers, index=items.index, dtype=bool) | items["code"].isin(told)


def visible(items: pd.DataFrame, chain: "pd.Series[bool]", one: Visitor, roster: Roster) -> pd.DataFrame:
    """The items a visitor may see; what is not there is not counted either."""
    cleared = ~items["restricted"] | (one.restricted and one.signed_in)
    cleared |= chain & (one.signed_in and one.chain_cleared)
    open_ = items[(chain | one.sees_all) & cleared]
    return seen_by(open_, roster, one.person)
