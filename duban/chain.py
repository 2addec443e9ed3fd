"""The chain of responsibility (责任链): who answers for a unit, on each line, on each day.

handler → unit head → leader in charge → principal (business) or secretary (conduct). A vacant
post goes to whoever acts for it, else to the next level at once; the steward is the last resort,
so that nothing ever goes to nobody.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from duban.duty import heads_of
from duban.frames import DAY, TEXT, WHOLE, Schema
from duban.roster import ENDLESS, RANK, Post, Role, Roster, Tenure

# Who is told for a unit (and, for handlers, a name in the ledger) in a role on a line, and the
# days [from_on, to_on] on which that is so. note: why it is not the post one would expect.
ANSWERING = Schema("answering", {
    "unit": TEXT, "handler": TEXT, "line": TEXT, "role": TEXT, "rank": WHOLE, "post": TEXT,
    "person": TEXT, "tenure": TEXT, "from_on": DAY, "to_on": DAY, "note": TEXT,
})  # fmt: skip
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)
OUTSIDE: tuple[Role, ...] = ("discipline", "inspection_office", "steward")


def answering(roster: Roster, handlers: Iterable[tuple[str, str]],
              reporters: Iterable[str] = ()) -> pd.DataFrame:  # fmt: skip
    """Give ANSWERING for every unit of the roster, for unit "" (not on the roster), and for
    each (unit, handler's name) that a ledger has; reporters are posts, keyed by their id.
    """
    rows: list[dict[str, object]] = []
    for unit in ["", *(u.name for u in roster.units)]:
        rows += _unit_rows(roster, unit)
    for unit, name in handlers:
        rows += _spread(roster, unit, "business", "handler", _handler_chains(roster, unit, name),
                        name)  # fmt: skip
    for post in reporters:
        rows += _spread(roster, f"reporter:{post}", "business", "reporter",
                        [[roster.post(post), *_above(roster, "")]], "")  # fmt: skip
    return ANSWERING.frame(rows)


def _unit_rows(roster: Roster, unit: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for line in ("business", "conduct"):
        for role, chains in _chains(roster, unit, line).items():
            rows += _spread(roster, unit, line, role, chains, "")
    return rows


def _chains(roster: Roster, unit: str, line: str) -> dict[str, list[list[Post]]]:
    """Per role the posts to try in turn: the one that should hear, then upward."""
    leaders, top = _leaders(roster, unit, line), _above(roster, line)
    heads = heads_of(roster, unit) if unit else ()
    chains = {
        "unit_head": [[h, *_reported(roster, h), *leaders, *top] for h in heads],
        "leader_in_charge": [[p, *top] for p in leaders],
        "principal": [[*roster.with_role("principal"), *roster.with_role("steward")]],
        "secretary": [[*roster.with_role("secretary"), *roster.with_role("steward")]],
        **{role: [[p, *roster.with_role("steward")] for p in roster.with_role(role)]
           for role in OUTSIDE},
    }  # fmt: skip
    return {r: c or [[*roster.with_role("steward")]] for r, c in chains.items() if r not in OUTSIDE
            or c}  # fmt: skip


def _leaders(roster: Roster, unit: str, line: str) -> list[Post]:
    areas = next((u.areas for u in roster.units if u.name == unit), ())
    of = roster.leader_of if line == "business" else roster.conduct_post_of
    return list(dict.fromkeys(of(area) for area in areas))


def _above(roster: Roster, line: str) -> list[Post]:
    top = roster.with_role("secretary" if line == "conduct" else "principal")
    return [*top, *roster.with_role("steward")]


def _reported(roster: Roster, post: Post) -> list[Post]:
    """The posts between a unit's head and its leader in charge, where the roster names them."""
    out: list[Post] = []
    while post.reports_to:
        post = roster.post(post.reports_to)
        out.append(post)
    return out


def _handler_chains(roster: Roster, unit: str, name: str) -> list[list[Post]]:
    """A handler who holds a post is told in it; one who holds none is reached through the head."""
    who = {p.id for p in roster.people if name and name in (p.name, *p.aliases)}
    held = {t.post for t in roster.tenures if t.person in who}
    mine = [p for p in roster.posts if p.id in held]
    near = sorted(mine, key=lambda p: (p.unit != unit, min([RANK.get(r, 9) for r in p.roles] or [9])))
    heads = _chains(roster, unit, "business")["unit_head"]
    return [[*near[:1], *heads[0]]] if near else heads


def _spread(roster: Roster, unit: str, line: str, role: str, chains: list[list[Post]],
            handler: str) -> list[dict[str, object]]:  # fmt: skip
    rank = RANK.get(role, 9 if role in OUTSIDE else 2)
    return [{"unit": unit, "handler": handler, "line": line, "role": role, "rank": rank, **span}
            for chain in chains for span in _spans(roster, chain, role, handler)]  # fmt: skip


def _spans(roster: Roster, chain: list[Post], role: str,
           handler: str) -> list[dict[str, object]]:  # fmt: skip
    ids = {p.id for p in chain}
    turns = {FIRST} | {d for t in roster.tenures if t.post in ids for d in (t.from_on, _after(t))}
    starts = sorted(d for d in turns if FIRST <= d <= LAST)
    ends = [s - timedelta(days=1) for s in starts[1:]] + [LAST]
    return [{"from_on": a, "to_on": b, **_holder(roster, chain, a, role, handler)}
            for a, b in zip(starts, ends, strict=True)]  # fmt: skip


def _after(tenure: Tenure) -> date:
    return ENDLESS if tenure.to_on >= LAST else tenure.to_on + timedelta(days=1)


def _holder(roster: Roster, chain: list[Post], day: date, role: str,
            handler: str) -> dict[str, object]:  # fmt: skip
    notes: list[str] = []
    for post in chain:
        tenure = roster.holder(post.id, day)
        if tenure is not None:
            notes += ["代理"] if tenure.acting else []
            notes += _by_name(roster, tenure, role, handler)
            return {"post": post.id, "person": tenure.person, "tenure": tenure.key,
                    "note": "；".join(notes)}  # fmt: skip
        notes.append(f"{post.title}岗位空缺{_vacant_since(roster, post, day)}")
    # The whole chain is empty: the post itself is told, the run reports it as unsent.
    return {"post": chain[-1].id, "person": "", "tenure": f"{chain[-1].id}::", "note": "；".join(notes)}


def _by_name(roster: Roster, tenure: Tenure, role: str, handler: str) -> list[str]:
    person = roster.person(tenure.person)
    own = role != "handler" or handler in (person.name, *person.aliases)
    return [] if own else [f"请转告责任人{handler}" if handler else "台账未写责任人"]


def _vacant_since(roster: Roster, post: Post, day: date) -> str:
    ended = [t.to_on for t in roster.tenures if t.post == post.id and t.to_on < day]
    return f"，自{max(ended) + timedelta(days=1)}起" if ended else ""
