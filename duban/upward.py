"""The next post up (上一级岗位) of whoever owes something: whom a chase is copied to."""

from collections.abc import Collection, Iterable
from datetime import date

from duban.duty import heads_of
from duban.roster import Post, Roster, Tenure


def next_up(roster: Roster, post_id: str, unit: str, line: str, on: date,
            barred: Collection[str] = ()) -> Tenure | None:  # fmt: skip
    """Who stands next above a post for a unit on a line; a vacant post is passed, and so is one that
    the same person, or one of the ``barred`` (回避), holds. None above whoever stands highest.
    """
    own = roster.holder(post_id, on)
    for post in _above(roster, post_id, unit, line):
        held = roster.holder(post.id, on)
        if post.id != post_id and held is not None and (
            own is None or held.person != own.person) and held.person not in barred:  # fmt: skip
            return held
    return None


def _above(roster: Roster, post_id: str, unit: str, line: str) -> Iterable[Post]:
    post = roster.post(post_id)
    top = roster.with_role("secretary" if line == "conduct" else "principal")
    if post in top:
        return
    seen = {post_id}
    while post.reports_to and post.reports_to not in seen:
        post = roster.post(post.reports_to)
        seen.add(post.id)
        yield post
    if post_id in {h.id for h in heads_of(roster, unit)}:
        yield from _leaders(roster, unit, line)
    yield from top


def _leaders(roster: Roster, unit: str, line: str) -> Iterable[Post]:
    areas = next((u.areas for u in roster.units if u.name == unit), ())
    of = roster.leader_of if line == "business" else roster.conduct_post_of
    return dict.fromkeys(of(area) for area in areas)


def exempt(roster: Roster) -> frozenset[str]:
    """The posts that owe no answer: principal and secretary are told, and asked by nobody."""
    return frozenset(p.id for p in (*roster.with_role("principal"), *roster.with_role("secretary")))
