"""Whom time alone will tell (推演): the same as a cycle on every day, without going through the days.

What is told of an item changes only where a level or a round of it begins, a silence or a wait ends, or a
post changes hands; between those days a cycle finds nothing new. Few items are gone through day by day all
the same: those told under another policy, and those in whose chain one person answers in two tenures.
"""

import pandas as pd

from duban.addressed import answer_by, answer_within, asked_for, held_by, worded
from duban.clock import steps
from duban.escalation import ESCALATIONS, RELEASES, SAID, Rules, replay, told_in_episode, unreleased
from duban.events import EVENTS
from duban.frames import DAY, looked_up
from duban.stretches import cut, every_round, newest_on, stretches
from duban.wishes import PLACE, inherited, wishes_of

# What decides, as numbers, for each row of whom a level asks (``of``): texts are put to it at the end.
SLIM = ["of", "place", "level", "from_level", "copy", "rank", "within", "earlier", "level_on", "begin", "end",
        "earliest", "from_on", "to_on"]  # fmt: skip
STRENGTH = ["shown_on", "told_on", "owes_none", "copy", "rank"]
TIMED = {"on": DAY, "told_on": DAY, "round": "int64"}
LONG_AGO = pd.Timestamp(1990, 1, 1)


def ahead(items: pd.DataFrame, who: pd.DataFrame, said: pd.DataFrame, rules: Rules,
          first: pd.Timestamp, last: pd.Timestamp, *, events: pd.DataFrame | None = None,
          releases: pd.DataFrame | None = None) -> pd.DataFrame:  # fmt: skip
    """Give the ESCALATIONS told in [first, last] if nothing moves; writes and remembers nothing."""
    events = EVENTS.frame() if events is None else events
    releases = RELEASES.frame() if releases is None else releases
    told = SAID.cast(said.reindex(columns=list(SAID.columns)))
    told = told[told["notice_id"].notna()]
    now = told_in_episode(items, told)
    slow = set(now.loc[now["policy_id"].ne(rules.policy), "item"])
    begin = rules.calendar.roll_days(pd.Series([first], dtype=DAY)).iloc[0]
    plain = items[~items["code"].isin(slow)].reset_index(drop=True)
    parts = [_asked(plain, who, rules, begin, last, events, releases, waiting) for waiting in (False, True)]
    slow |= {code for part in parts for code in _two_tenures(part)}
    parts = [_numbered(part[~part["code"].isin(slow)]) for part in parts]
    found = [_put_together(parts[0], _told(parts[0], now, told, rules), rules),
             _put_together(parts[1], _waiting(parts[1], rules), rules),
             _walked(items[items["code"].isin(slow)], who, said, rules, first, last, events, releases)]  # fmt: skip
    full = [one for one in found if len(one)]
    return pd.concat(full, ignore_index=True) if len(full) > 1 else (full or found)[0]


def _walked(items: pd.DataFrame, who: pd.DataFrame, said: pd.DataFrame, rules: Rules, first: pd.Timestamp,
            last: pd.Timestamp, events: pd.DataFrame, releases: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """The few that are gone through day by day."""
    rows = items.reset_index(drop=True)
    days = ((day, rows, events, releases) for day in pd.date_range(first, last) if len(rows))
    return replay(days, who, said, rules)


def _asked(items: pd.DataFrame, who: pd.DataFrame, rules: Rules, first: pd.Timestamp, last: pd.Timestamp,
           events: pd.DataFrame, releases: pd.DataFrame, waiting: bool) -> pd.DataFrame:  # fmt: skip
    """Whom each level asks for over which days: ``from_level`` is the level that asks."""
    held = unreleased(items, rules.ladder, releases)
    mine = items[items["code"].isin(held["code"])] if waiting else items
    spans = steps(mine, rules.ladder, rules.calendar, rules.feedback_on, events=events,
                  hidden=None if waiting else held)  # fmt: skip
    stood = stretches(spans, first, last)
    stood = stood.merge(held, on=["code", "level"]) if waiting else stood
    own = wishes_of(rules.ladder).assign(from_level=lambda w: w["level"])
    wishes = [own] if waiting else [own, inherited(_beside(spans, stood), rules.ladder)]
    asked = asked_for(stood, mine, wishes, rules, None if waiting else releases)
    asked = held_by(asked if waiting else _not_before_reached(asked, spans), who)
    return asked.assign(item=asked["code"], person=asked["holder"])


def _beside(spans: pd.DataFrame, stood: pd.DataFrame) -> pd.DataFrame:
    """The other levels each item reaches, beside each that it stands on (item, level, opens)."""
    tops = stood[["code", "level"]].drop_duplicates().rename(columns={"level": "opens"})
    pairs = spans[["code", "level"]].drop_duplicates().merge(tops, on="code")
    return pairs[pairs["level"].ne(pairs["opens"])].rename(columns={"code": "item"})


def _not_before_reached(asked: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """A level asks for nobody before it was reached itself."""
    reached = spans.groupby(["code", "level"])["on"].min().rename("reached_on")
    own = asked[["code", "from_level"]].join(reached, on=["code", "from_level"])["reached_on"]
    late = asked["from_level"].ne(asked["level"]) & (own > asked["earliest"])
    return asked.assign(earliest=asked["earliest"].where(~late, own))


def _two_tenures(asked: pd.DataFrame) -> set[str]:
    """The items of which somebody would hear in two tenures."""
    both = asked[["code", "line", "person", "tenure"]].drop_duplicates()
    return set(both.loc[both.duplicated(["code", "line", "person"]), "code"])


def _numbered(asked: pd.DataFrame) -> pd.DataFrame:
    """With a number for each row (of) and for each item, episode, line and tenure (place)."""
    rows = asked.reset_index(drop=True)
    whole = {c: rows[c].astype("int64") for c in ("level", "from_level", "rank", "earlier")}
    return rows.assign(**whole, of=rows.index, place=rows.groupby(PLACE).ngroup())


def _told(asked: pd.DataFrame, now: pd.DataFrame, ever: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What is told: what each level asks for itself, and what others ask of whoever has not heard as much."""
    rows = cut(asked.assign(within=answer_within(asked, rules.ladder))[SLIM])
    rows = rows.drop(columns=["earliest", "from_on", "to_on"])
    own = rows["from_level"].eq(rows["level"])
    mine = _on_their_day(every_round(rows[own].reset_index(drop=True), rules.ladder, rules.calendar), rules)
    others = _unheard(_first_days(rows[~own].reset_index(drop=True), rules), mine, _placed(now, asked))
    found = _strongest(pd.concat([mine, others], ignore_index=True))
    known = _key(_placed(ever, asked))
    return found[~_key(found).isin(known)] if len(known) else found


def _placed(said: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """What was said, with the number of its item, episode, line and tenure, where anything is asked of it."""
    places = asked[[*PLACE, "place"]].drop_duplicates()
    return said[[*PLACE, "level", "round"]].merge(places, on=PLACE)


def _on_their_day(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Rows with the first working day of their [begin, end), where there is one."""
    day = rules.calendar.roll_days(rows["begin"])
    kept: pd.DataFrame = rows.assign(told_on=day, shown_on=day)[day < rows["end"]]
    return kept.reset_index(drop=True)


def _first_days(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What other levels ask along: in the round of the first day it can be told, and, where a higher level
    ended, in each that follows.
    """
    low = rows["from_level"] < rows["level"]
    once = _on_their_day(rows[low].reset_index(drop=True), rules)
    once = newest_on(once, once["told_on"], rules.ladder, rules.calendar)
    more = every_round(rows[~low].reset_index(drop=True), rules.ladder, rules.calendar)
    return pd.concat([once, _on_their_day(more, rules)], ignore_index=True)


def _unheard(others: pd.DataFrame, mine: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Those of ``others`` whose tenure was told nothing as high before, by ``told``, ``mine`` or themselves."""
    heard = [told[["place", "level"]].assign(told_on=LONG_AGO), mine[["place", "level", "told_on"]]]
    since = pd.concat(heard).groupby(["place", "level"])["told_on"].min().reset_index()
    kept = []
    while len(others):
        others = others[~_heard_before(others, since)]
        first = others["told_on"].eq(others.groupby("place")["told_on"].transform("min"))
        kept.append(others[first])
        since, others = pd.concat([since, others.loc[first, ["place", "level", "told_on"]]]), others[~first]
    return pd.concat(kept, ignore_index=True) if kept else others


def _heard_before(rows: pd.DataFrame, heard: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each row's tenure was told before its day of a level as high as the one that asks."""
    out = pd.Series(False, index=rows.index)
    for level in rows["from_level"].unique():
        since = heard[heard["level"] >= level].groupby("place")["told_on"].min()
        mine = rows[rows["from_level"].eq(level)]
        out[mine.index] = looked_up(mine["place"], since) < mine["told_on"]
    return out


def _waiting(asked: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What waits for its release: shown once from the first working day it stands, told to nobody."""
    slim = asked.assign(within=answer_within(asked, rules.ladder))[SLIM]
    rows = every_round(slim, rules.ladder, rules.calendar)
    stands = rules.calendar.roll_days(rows["begin"])
    base = rows["earliest"].where(rows["earliest"] >= stands, stands)
    told = rules.calendar.roll_days(base.where(base >= rows["from_on"], rows["from_on"]))
    shown = stands.where(rules.calendar.roll_days(base) >= rows["from_on"], told)
    found = rows.assign(told_on=told, shown_on=shown)[(told <= rows["to_on"]) & (shown < rows["end"])]
    return _strongest(found)


def _strongest(found: pd.DataFrame) -> pd.DataFrame:
    """One row per item, level, round, line and tenure, as a cycle on its day would choose it."""
    several = found[_key(found).duplicated(keep=False)]
    order = several.assign(owes_none=several["within"].isna()).sort_values(STRENGTH, kind="stable")
    return found.drop(index=order.index[_key(order).duplicated()])


def _key(rows: pd.DataFrame) -> "pd.Series[int]":
    """One number for a place, level and round."""
    place, level, nth = (rows[name].astype("int64") for name in ("place", "level", "round"))
    return (place * 1000 + level) * 100_000 + nth


def _put_together(asked: pd.DataFrame, rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """ESCALATIONS of the rows chosen, in the order of their days."""
    used = asked.loc[rows["of"].drop_duplicates()]
    days = {name: rows[name].astype(kind).to_numpy() for name, kind in TIMED.items()}
    texts = worded(used, rules)[[c for c in ESCALATIONS.columns if c not in (*TIMED, "answer_by")]]
    found = texts.loc[rows["of"]].reset_index(drop=True)
    return ESCALATIONS.cast(found.assign(**days, answer_by=answer_by(rows, rules).to_numpy()))
