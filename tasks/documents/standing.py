"""What documents stand on: the items a reader may see with their classes, levels and leaders, and what is owed."""

from dataclasses import dataclass, replace

import pandas as pd

from duban.documents.counted import Figure, counted, rate_words
from duban.documents.grouped import Owed, item_line, leaders_of
from duban.documents.pack import ItemLine
from duban.documents.phrases import WORDS
from duban.documents.standing_words import ANSWERS
from duban.entries import at_levels, entries, worst_first
from duban.figures import CLASSES, near_days
from duban.frames import records
from duban.owed import answers_owed
from duban.viewing import Visitor
from tasks import store
from tasks.chases import owing_of
from tasks.context import Context
from tasks.facts import with_reporters
from tasks.pages.seen import items_of, levels_of

# An ask's key is post|unit|month.
MONTH_ONLY = r".*\|"


@dataclass(frozen=True)
class Stand:
    """``items`` are ``at_levels`` rows, worst first, with ``leaders`` and ``unit`` in words; ``owed`` is OWED of
    their answers; ``figures`` theirs by name.
    """

    at: Context
    reader: Visitor
    items: pd.DataFrame
    owed: pd.DataFrame
    figures: dict[str, Figure]

    @property
    def language(self) -> str:
        """The site's language."""
        return self.at.loaded.site.language

    def shown(self, post: str, person: str) -> str:
        """A post with who holds it: 副局长 李二."""
        titles = {p.id: p.title for p in self.at.loaded.roster.posts}
        name = self.at.loaded.names.get(person, person) if person else WORDS[self.language]["vacant"]
        return f"{titles.get(post, post)} {name}".strip()

    def lines(self, rows: pd.DataFrame, days: "pd.Series[str] | None" = None) -> tuple[ItemLine, ...]:
        """Rows of ``items`` as lines of a table, numbered; ``days`` by code stand in the place of the usual."""
        labels = {level.level: level.label for level in self.at.loaded.ladder.levels}
        listed = entries(rows, labels, self.at.today, self.language)
        owed, said = self.waiting_for(), dict(days) if days is not None else {}
        return tuple(item_line(n, one, row, owed, self.language, str(said.get(one.code, "")))
                     for n, (one, row) in enumerate(zip(listed, records(rows), strict=True), 1))  # fmt: skip

    def waiting_for(self) -> dict[str, str]:
        """Whose answer on each item has not come."""
        business = self.owed[self.owed["kind"].eq("business")]
        names = business["person"].map(self.at.loaded.names).fillna(business["person"])
        join = WORDS[self.language]["and"]
        return {str(k): join.join(dict.fromkeys(v)) for k, v in names.groupby(business["item"])}

    def owed_by(self, keys: "pd.Series[str]") -> Owed:
        """How many answers each group owes; ``keys`` says of each OWED row whose it is."""
        kind = self.owed["kind"]
        return Owed(
            keys[kind.eq("business")].value_counts(),
            keys[kind.eq("conduct")].value_counts(),
            self.waiting_for(),
        )


def stand_of(at: Context, one: Visitor) -> Stand:
    """How the site stands today for this reader; what may not be seen is in no part of it."""
    items = items_of(at, one).drop(columns="mine")
    near = near_days(at.loaded.ladder)
    rows = at_levels(worst_first(items, at.day, near), levels_of(at, items["code"]))
    title = {p.id: p.title for p in at.loaded.roster.posts}
    names, vacant = at.loaded.names, WORDS[at.loaded.site.language]["vacant"]
    leaders = leaders_of(at.loaded.roster, rows["areas"], at.today, at.loaded.site.language,
                         lambda post, person: f"{title[post]} {names.get(person, person) or vacant}")  # fmt: skip
    rows = rows.assign(leaders=leaders, unit=rows["unit"].where(rows["unit"].ne(""), rows["unit_text"]))
    owed = _owed(at, items)
    return Stand(at, one, rows, owed, counted(items, at.day, near) | _answers(at, owed))


def _answers(at: Context, owed: pd.DataFrame) -> dict[str, Figure]:
    """The answers not come yet, on each line, by what and whose."""
    names = owed["person"].map(at.loaded.names).fillna(owed["person"])
    what = {
        "business": owed["item"] + " " + names,
        "conduct": owed["target"].str.replace(MONTH_ONLY, "", regex=True) + " " + owed["unit"] + " " + names,
    }
    return {line: _figure(line, said[owed["kind"].eq(line)]) for line, said in what.items()}


def _figure(line: str, listed: "pd.Series[str]") -> Figure:
    zh, en, formula = ANSWERS[line]
    return Figure(line, zh, en, formula, tuple(sorted(map(str, listed))), len(listed))


def _owed(at: Context, items: pd.DataFrame) -> pd.DataFrame:
    """OWED answers of these items alone: an ask none of whose grounds may be seen is not there."""
    rows = store.rows(at.engine, at.site)
    mine = replace(
        owing_of(at), items=with_reporters(at.loaded, items), rows=rows[rows["item"].isin(items["code"])]
    )
    return answers_owed(mine)


def by_leader(stand: Stand) -> "pd.Series[str]":
    """Of each OWED row whose answer it is, post and name."""
    pairs = zip(stand.owed["post"], stand.owed["person"], strict=True)
    return pd.Series(
        [stand.shown(post, person) for post, person in pairs], index=stand.owed.index, dtype="str"
    )


def counts_in_words(stand: Stand) -> dict[str, str]:
    """What every document says of the whole: the figures it names, both rates, the answers owed on each line."""
    f, kind = stand.figures, stand.owed["kind"]
    return {
        **{name: str(one.value) for name, one in f.items() if name in NAMED},
        "near_days": str(near_days(stand.at.loaded.ladder)), "rate": rate_words(f["written_off"], f["total"]),
        "findings_rate": rate_words(f["findings_done"], f["findings"]),
        "business": str(int(kind.eq("business").sum())), "conduct": str(int(kind.eq("conduct").sum())),
    }  # fmt: skip


NAMED = ("total", *CLASSES, "findings", "findings_done")
