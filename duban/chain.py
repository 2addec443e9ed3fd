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
from duban.recusal import barred_from
from duban.roster import ENDLESS, RANK, Post, Role, Roster, Tenure

# own: "" for a unit as it stands; for items with areas of their own (分管领域) or with persons
# concerned (回避) a key that such items carry.
# Who is told for a unit (and, for handlers, a name in the ledger) in a role on a line, and the
# days [from_on, to_on] on which that is so. note: why it is not the post one would expect.
ANSWERING = Schema("answering", {
    "unit": TEXT, "handler": TEXT, "line": TEXT, "role": TEXT, "rank": WHOLE, "post": TEXT,
    "person": TEXT, "tenure": TEXT, "from_on": DAY, "to_on": DAY, "note": TEXT, "own": TEXT,
})  # fmt: skip
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)
AND, OR = "、", "|"
NOBODY: frozenset[str] = frozenset()
OUTSIDE: tuple[Role, ...] = ("discipline", "inspection_office", "steward")


def answering(roster: Roster, handlers: Iterable[tuple[str, str]],
              reporters: Iterable[str] = (), barred: frozenset[str] = NOBODY) -> pd.DataFrame:  # fmt: skip
    """Give ANSWERING for every unit of the roster, for unit "" (not on the roster), and for
    each (unit, handler's name) that a ledger has; reporters are posts, keyed by their id.

    ``barred`` are persons concerned: nothing reaches them, and no note says so.
    """
    rows: list[dict[str, object]] = []
    for unit in ["", *(u.name for u in roster.units)]:
        rows += _unit_rows(roster, unit, barred)
    for unit, name in handlers:
        rows += _spread(roster, unit, "business", "handler", _handler_chains(roster, unit, name),
                        name, barred)  # fmt: skip
    for post in reporters:
        rows += _spread(roster, f"reporter:{post}", "business", "reporter",
                        [[roster.post(post), *_above(roster, "")]], "", barred)  # fmt: skip
    return ANSWERING.frame(rows)


def with_owners(items: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """Items with ``own``: the key of those whose chain is not simply their unit's."""
    usual = items["unit"].map({u.name: AND.join(u.areas) for u in roster.units}).fillna("")
    areas = items["areas"].where(items["areas"].ne(usual) & items["unit"].ne(""), "")
    barred = barred_from(items, roster)
    plain = areas.eq("") & barred.eq("")
    return items.assign(own=(areas + OR + barred).where(~plain, "").astype(TEXT))


def who_answers(roster: Roster, items: pd.DataFrame, reporters: Iterable[str] = ()) -> pd.DataFrame:
    """Give ANSWERING for those items (unit, person, reporter, own), and for every unit of the roster."""
    plain = set(zip(items["unit"], items["person"], strict=True))
    rows = [answering(roster, plain, reporters)]
    for own, mine in items[items["own"] != ""].groupby("own"):
        areas, _, barred = str(own).partition(OR)
        case = _with_areas(roster, set(mine["unit"]), tuple(filter(None, areas.split(AND))))
        found = answering(case, set(zip(mine["unit"], mine["person"], strict=True)),
                          set(mine["reporter"]) - {""}, frozenset(barred.split(AND)))  # fmt: skip
        rows.append(found.assign(own=own))
    return ANSWERING.cast(pd.concat(rows, ignore_index=True))


def _with_areas(roster: Roster, units: set[str], areas: tuple[str, ...]) -> Roster:
    """The roster as if those units belonged to an item's own areas; areas unknown change nothing."""
    known = tuple(a.name for a in roster.areas if a.name in areas)
    changed = [u.model_copy(update={"areas": known}) if known and u.name in units else u
               for u in roster.units]  # fmt: skip
    return roster.model_copy(update={"units": tuple(changed)})


def _unit_rows(roster: Roster, unit: str, barred: frozenset[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for line in ("business", "conduct"):
        for role, chains in _chains(roster, unit, line).items():
            rows += _spread(roster, unit, line, role, chains, "", barred)
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
            handler: str, barred: frozenset[str]) -> list[dict[str, object]]:  # fmt: skip
    rank = RANK.get(role, 9 if role in OUTSIDE else 2)
    last = _instead(roster, barred)
    return [{"unit": unit, "handler": handler, "line": line, "role": role, "rank": rank, **span}
            for chain in chains for span in _spans(roster, [*chain, *last], role, handler, barred)]  # fmt: skip


def _instead(roster: Roster, barred: frozenset[str]) -> list[Post]:
    """Who is told when a person concerned was the last of the chain."""
    if not barred:
        return []
    named = [roster.post(one.instead) for one in roster.recusals if one.person in barred and one.instead]
    return [*named, *roster.with_role("inspection_office"), *roster.with_role("steward")]


def _spans(roster: Roster, chain: list[Post], role: str, handler: str,
           barred: frozenset[str]) -> list[dict[str, object]]:  # fmt: skip
    ids = {p.id for p in chain}
    turns = {FIRST} | {d for t in roster.tenures if t.post in ids for d in (t.from_on, _after(t))}
    starts = sorted(d for d in turns if FIRST <= d <= LAST)
    ends = [s - timedelta(days=1) for s in starts[1:]] + [LAST]
    return [{"from_on": a, "to_on": b, **_holder(roster, chain, a, role, handler, barred)}
            for a, b in zip(starts, ends, strict=True)]  # fmt: skip


def _after(tenure: Tenure) -> date:
    return ENDLESS if tenure.to_on >= LAST else tenure.to_on + timedelta(days=1)


def _holder(roster: Roster, chain: list[Post], day: date, role: str, handler: str,
            barred: frozenset[str]) -> dict[str, object]:  # fmt: skip
    notes: list[str] = []
    if handler and barred & {p.id for p in roster.people if handler in (p.name, *p.aliases)}:
        # Nobody is asked to pass anything on to the person concerned.
        role = ""
    for post in chain:
        tenure = roster.holder(post.id, day)
        if tenure is not None and tenure.person in barred:
            continue
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
