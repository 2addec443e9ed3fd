"""Slips (督办单) issued: each level's slip once, with the next number of its year, kept as it was said."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from duban import tables as t
from duban.documents.slip import OPEN, RESTRICTED, Slip, number_words, slip_limit_on
from duban.documents.slip_words import Grounds, slip_words
from duban.errors import Refused
from duban.frames import DAY, TEXT, WHOLE, Schema, records
from duban.ladder import Level
from duban.viewing import Visitor
from duban.wording import policy_words
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.documents.filled import filled
from tasks.documents.numbers import highest, keep
from tasks.documents.templates import template_of
from tasks.documents.writing import file_name
from tasks.pages.seen import items_of
from tasks.restoring.behind import held_words

TRIES = 5
KEY = ["item", "episode", "level", "round"]
# state: that of the item's escalation today; answered counts as open for the paper's register.
REGISTER = Schema("slips", {"number": TEXT, "on": DAY, "item": TEXT, "level": WHOLE, "label": TEXT, "to": TEXT,
                            "limit_on": DAY, "state": TEXT, "printed_at": TEXT, "by": TEXT})  # fmt: skip


@dataclass(frozen=True)
class Issued:
    """A slip on paper: its words, its item, and the document."""

    words: Slip
    item: str
    content: bytes

    @property
    def file(self) -> str:
        """A file's name for it: its number, which says nothing of the item."""
        return file_name(self.words.kind, self.words.number)


def issue(at: Context, one: Visitor, wanted: Iterable[str], by: str) -> list[Issued]:
    """The slips of the items or notices named: the highest level each item was told of, or the notice's own.

    Printed again, a slip is the same, number and words. Raises Refused where nothing of the name is there or
    may be seen, its level has no slip, waits for the office's release, or was told to nobody yet.
    """
    found: list[Issued] = []
    for name in dict.fromkeys(wanted):
        rows, items = _told(at, one, name)
        for _, group in rows.groupby(KEY, sort=True):
            item = items[items["code"].eq(str(group["item"].iloc[0]))]
            found.append(_issued(at, group, records(item)[0], by))
    return found


def _told(at: Context, one: Visitor, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The business line's rows that a slip of this name is for, and the items they are of."""
    e, notice = t.escalation.c, t.notice.c
    with reads(at.engine) as conn:
        known = conn.scalar(select(notice.id).where(notice.site == at.site, notice.id == name))
    mine = [e.notice_id == name] if known else [e.item == name]
    rows = store.rows(
        at.engine, at.site, e.line == "business", e.state.in_(["open", "answered", "settled"]), *mine
    )
    items = items_of(at, one, t.item.c.code.in_(sorted(set(rows["item"]) or {name})))
    rows = rows[rows["item"].isin(items["code"])]
    if items.empty or (known and rows.empty):
        raise Refused(f"没有“{name}”这个事项或督办通知，编号可用 duban items、duban notices 查看")
    told = rows[rows["notice_id"].notna()]
    if not known:
        open_ = told[told["state"].ne("settled")]
        told = open_ if len(open_) else told
        told = told[told["level"].eq(told["level"].max())]
        told = told[told["round"].eq(told["round"].max()) & told["episode"].eq(told["episode"].max())]
    _refuse_untold(name, told, rows)
    return _whole(at, told), items


def _refuse_untold(name: str, told: pd.DataFrame, rows: pd.DataFrame) -> None:
    waiting = rows[rows["release"].eq("waiting")]
    if len(waiting) and (told.empty or waiting["level"].max() > told["level"].max()):
        raise Refused(f"{name}的督办单待审签，审签之后方可印发（duban release）")
    if told.empty:
        raise Refused(f"{name}还没有到级告知，没有督办单可印")
    if told["slip"].eq("").all():
        label = str(told["label"].iloc[-1])
        raise Refused(f"{name}所在的级别“{label}”没有督办单，规则（ladder）中应写明 slip")


def _whole(at: Context, told: pd.DataFrame) -> pd.DataFrame:
    """All who were told of the same level and round, of those that have a slip."""
    keys = told.loc[told["slip"].ne(""), KEY].drop_duplicates()
    every = store.rows(at.engine, at.site, t.escalation.c.line == "business",
                       t.escalation.c.item.in_(sorted(set(keys["item"]))), t.escalation.c.notice_id.is_not(None))  # fmt: skip
    return every.merge(keys, on=KEY)


def _issued(at: Context, rows: pd.DataFrame, item: dict[str, Any], by: str) -> Issued:
    kept = _kept(at, rows) or _numbered(at, rows, item, by)
    name, template = template_of(at.loaded, "slip")
    words = Slip(**{**kept.facts, "number": _number(at, kept.series, kept.year, kept.number)})
    return Issued(words, str(item["code"]), filled(template, name, words))


def _number(at: Context, series: str, year: int, number: int) -> str:
    return number_words(at.loaded.site.documents.mark, series, year, number, at.loaded.site.language)


def _kept(at: Context, rows: pd.DataFrame) -> Any:
    key = records(rows[KEY].head(1))[0]
    with reads(at.engine) as conn:
        return conn.execute(select(t.slip).where(t.slip.c.site == at.site, *(
            t.slip.c[name] == value for name, value in key.items()))).one_or_none()  # fmt: skip


def _numbered(at: Context, rows: pd.DataFrame, item: dict[str, Any], by: str) -> Any:
    """Keep a new slip under the next number; whoever issues another at the same moment takes the one after."""
    if at.loaded.site.mode == "trial":
        raise Refused("本站点试运行（mode: trial），督办单不编号、不印发，正式运行后方可印发")
    if behind := held_words(at):
        raise Refused(behind)
    row = _row(at, rows, item, by)
    series = (str(row["series"]), int(row["year"]))
    for _ in range(TRIES):
        with suppress(IntegrityError):
            with at.engine.begin() as conn:
                number = max(_last(conn, row), highest(at, series)) + 1
                conn.execute(insert(t.slip).values(**row, number=number))
            keep(at, series, number)
        if (found := _kept(at, rows)) is not None:
            return found
    raise Refused(f"{item['code']}的督办单没有取到编号，请稍后再印")


def _last(conn: Connection, row: dict[str, Any]) -> int:
    same = (t.slip.c[name] == row[name] for name in ("site", "series", "year"))
    return int(conn.scalar(select(func.max(t.slip.c.number)).where(*same)) or 0)


def _row(at: Context, rows: pd.DataFrame, item: dict[str, Any], by: str) -> dict[str, Any]:
    first = rows.sort_values(["copy", "id"]).iloc[0]
    level = _level(at, int(first["level"]))
    limit = slip_limit_on(level, rows["told_on"].min().date(), rows["answer_by"], at.loaded.calendar)
    with reads(at.engine) as conn:
        policy = conn.execute(select(t.policy).where(t.policy.c.id == int(first["policy_id"]))).one()
    site = at.loaded.site
    words = slip_words(rows, item, Grounds(
        site.from_office, {p.id: p.title for p in at.loaded.roster.posts}, at.loaded.names, level, limit, at.today,
        policy_words(policy.name, policy.version, site.language), site.language))  # fmt: skip
    series = RESTRICTED if item["restricted"] else OPEN
    return {"site": at.site, "series": series, "year": at.today.year, "escalation_id": int(first["id"]),
            **records(rows[KEY].head(1))[0], "to": words.to,
            "limit_on": limit, "on": at.today, "printed_at": at.now, "by": by, "facts": vars(words)}  # fmt: skip


def _level(at: Context, number: int) -> Level:
    """The level as the ladder has it now; one it no longer has sets no limit of its own."""
    found = next((one for one in at.loaded.ladder.levels if one.level == number), None)
    return found or at.loaded.ladder.levels[-1].model_copy(
        update={"level": number, "limit_days": None, "limit_workdays": None, "conduct": False})  # fmt: skip


def register(at: Context, one: Visitor, year: int | None = None) -> pd.DataFrame:
    """REGISTER: the slips issued, of items this reader may see, in the order of their numbers."""
    s, e = t.slip.c, t.escalation.c
    query = (select(t.slip, e.state, e.label).join(t.escalation, e.id == s.escalation_id)
             .where(s.site == at.site).order_by(s.year, s.series, s.number))  # fmt: skip
    with reads(at.engine) as conn:
        found = [dict(r._mapping) for r in conn.execute(query.where(s.year == year) if year else query)]
    seen = set(items_of(at, one, t.item.c.code.in_(sorted({r["item"] for r in found})))["code"])
    rows = [{**r, "number": _number(at, r["series"], r["year"], r["number"]), "printed_at": f"{r['printed_at']:%F %H:%M}"}
            for r in found if r["item"] in seen]  # fmt: skip
    return REGISTER.frame(rows)
