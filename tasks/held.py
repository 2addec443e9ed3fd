"""What is told of deliveries that were not taken in: to the source's reporter, and to the office."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from duban import tables as t
from duban.problems import Problem
from duban.scene import LedgerNews
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.news import is_news
from tasks.returned import copies_of

# Put to the office, whatever its reporter is asked as well.
OFFICE = frozenset({"relapse", "status_jump", "level_lowered", "level_leak", "code_elsewhere"})


def held_news(at: Context, since: date | None) -> tuple[LedgerNews, ...]:
    """Deliveries held or refused since the last notices, each with exactly what is wrong."""
    sources = {s.name: s for s in at.loaded.site.sources}
    return tuple(LedgerNews(name, sources[name].reporter, one["as_of_on"].date(), int(one["rows"]),
                            (*_whole(name, one), *_others(one)), copies_of(at, sources[name], one))
                 for one in _not_taken(at, since) if (name := str(one["source"])) in sources)  # fmt: skip


def refused_news(at: Context, since: date | None) -> tuple[LedgerNews, ...]:
    """What could not be read at all, where it was not so when the last notices were made (``since``)."""
    sources = {s.name: s.reporter for s in at.loaded.site.sources}
    return tuple(LedgerNews(name, sources[name], at.today, 0, (Problem(name, "", "", "", said, "delivery_refused"),))
                 for name, said in _failed_anew(at, since) if name in sources)  # fmt: skip


def asked_of_office(at: Context, since: date | None) -> tuple[str, ...]:
    """What of the deliveries since the last notices needs the office, in sentences."""
    held = [f"{one['source']}{one['as_of_on'].date()}报送（{one['id']}号）：{p.expected}"
            for one in _not_taken(at, since) for p in _whole(str(one["source"]), one)]  # fmt: skip
    new = _since(at, since, t.delivery.c.state == "applied")
    return (
        *held,
        *_likely(at),
        *(p.sentence for one in new for p in store.problems(one) if p.kind in OFFICE),
    )


def _likely(at: Context) -> list[str]:
    """Likely matches on the day they are found, and again every few working days until decided."""
    query = (
        select(t.proposal.c.id, t.proposal.c.item, t.proposal.c.source, t.delivery.c.news_on, t.reading.c.row)
        .join(t.delivery, t.delivery.c.id == t.proposal.c.delivery_id)
        .join(t.reading, t.reading.c.id == t.proposal.c.reading_id)
    )
    with reads(at.engine) as conn:
        found = conn.execute(query.where(t.proposal.c.site == at.site, t.proposal.c.state == "open")).all()
    every, days = at.loaded.site.settings.chase_every_workdays, at.loaded.calendar
    return [f"{one.source}第{one.row}行疑似{one.item}改写，请认定是否同一事项（duban matches，{one.id}号）；认定前{one.item}照常计时"
            for one in found if one.news_on <= at.today and days.workdays_between(one.news_on, at.today) % every == 0]  # fmt: skip


def _not_taken(at: Context, since: date | None) -> list[Any]:
    return [one for one in _since(at, since, t.delivery.c.state.in_(["held", "refused"])) if one["held_why"]]


def _since(at: Context, since: date | None, *where: Any) -> list[Any]:
    found = store.deliveries(at.engine, at.site, at.today, *where)
    return [one for _, one in found.iterrows() if is_news(one["news_on"], since, at.today)]


def _others(delivery: Any) -> Iterable[Problem]:
    """The problems of a delivery that are not themselves why it is held."""
    why = {one["code"] for one in delivery["held_why"]}
    return (p for p in store.problems(delivery) if p.kind not in why)


def _whole(source: str, delivery: Any) -> Iterable[Problem]:
    return tuple(
        Problem(source, "", "", "", str(why["sentence"]), "delivery_held") for why in delivery["held_why"]
    )


def _failed_anew(at: Context, since: date | None) -> list[tuple[str, str]]:
    """Sources that fail today otherwise than when letters were last made: name, sentence."""
    call = t.call.c
    with reads(at.engine) as conn:
        now = conn.execute(select(call.source, call.detail, call.news_on).where(
            call.site == at.site, call.on == at.today, ~call.ok)).all()  # fmt: skip
    return [(r.source, r.detail) for r in now if is_news(r.news_on, since, at.today)]
