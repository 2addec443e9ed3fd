"""Facts that go with what is said: reporters' posts, the policy as it stands, an item as it was."""

import hashlib
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.areas import areas_of
from duban.chain import who_answers, with_owners
from duban.escalation import RELEASES, Rules
from duban.events import EVENTS, progress_events, together
from duban.frames import DAY, SHARE, TEXT, Schema
from tasks import store
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.figures import pace_events_of
from tasks.site import Loaded

FACTS = ["kind", "due_text", "due_on", "assessed_on", "certain", "claim", "evidence", "unit",
         "source", "read_on", "episode", "status_text"]  # fmt: skip


def with_reporters(loaded: Loaded, items: pd.DataFrame) -> pd.DataFrame:
    """Items with the post that reports their ledger (reporter)."""
    posts = {s.name: s.reporter for s in loaded.site.sources}
    return items.assign(reporter=items["source"].map(posts).fillna(""))


def on_the_ladder(loaded: Loaded, items: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Items with their reporter's post and whose chain they have, and who answers for them."""
    placed = items.assign(areas=areas_of(items, loaded.roster))
    ready = with_owners(with_reporters(loaded, placed), loaded.roster)
    return ready, who_answers(loaded.roster, ready, {s.reporter for s in loaded.site.sources})


def rules_of(at: Context) -> Rules:
    """What decides an escalation, with the version of the policy that stands."""
    return replace(at.loaded.rules, policy=policy_of(at)[0])


def events_of(at: Context, items: pd.DataFrame) -> pd.DataFrame:
    """Give EVENTS: all that is known of these items beside their dates.

    What people judged, and progress against the schedule as ledgers report it and as figures count it.
    """
    return together(_judged(at), _progress(at, items), pace_events_of(at, items))


def _judged(at: Context) -> pd.DataFrame:
    acts = acts_of(at, "judge")
    return EVENTS.frame({"code": a["item"], "kind": "judged", "level": a["detail"]["level"], "on": a["on"]}
                        for a in acts)  # fmt: skip


def releases_of(at: Context) -> pd.DataFrame:
    """Give RELEASES: the levels the office let out."""
    return RELEASES.frame({"item": a["item"], "episode": a["detail"]["episode"], "level": a["detail"]["level"],
                           "on": a["on"]} for a in acts_of(at, "release"))  # fmt: skip


def acts_of(at: Context, *kinds: str) -> list[dict[str, Any]]:
    """What the office decided of those kinds, in the order it was recorded: item, kind, on, detail."""
    columns = [t.act.c[n] for n in ("item", "kind", "on", "detail")]
    query = select(*columns).where(t.act.c.site == at.site, t.act.c.kind.in_(kinds)).order_by(t.act.c.id)
    with reads(at.engine) as conn:
        return [dict(one._mapping) for one in conn.execute(query)]


PROGRESS = Schema("progress", {"code": TEXT, "percent": SHARE, "as_of_on": DAY})


def _progress(at: Context, items: pd.DataFrame) -> pd.DataFrame:
    if not any(one.when.progress_below is not None for one in at.loaded.ladder.levels):
        return EVENTS.frame()
    r, d = t.reading, t.delivery
    query = (select(r.c.item.label("code"), r.c.percent, d.c.as_of_on)
             .join(d, d.c.id == r.c.delivery_id)
             .where(r.c.site == at.site, r.c.item != "", r.c.percent.is_not(None), ~r.c.quarantined,
                    d.c.state == "applied").order_by(d.c.as_of_on, r.c.id))  # fmt: skip
    with reads(at.engine) as conn:
        read = read_frame(conn, query, PROGRESS)
    return progress_events(read, items, at.loaded.calendar, feedback_on=at.loaded.rules.feedback_on)


def policy_of(at: Context) -> tuple[int, int]:
    """The id and version of the ladder as it stands; seen first, it is kept."""
    text = at.loaded.ladder_text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return store.policy_id(at.engine, at.site, at.loaded.ladder.name, text, digest, at.today)


def standing_policy(at: Context) -> int:
    """The id of the ladder as it stands, where it is on record; 0 where no cycle ran under it yet."""
    digest = hashlib.sha256(at.loaded.ladder_text.encode()).hexdigest()
    query = select(t.policy.c.id).where(t.policy.c.site == at.site, t.policy.c.digest == digest)
    with reads(at.engine) as conn:
        return int(conn.scalar(query) or 0)


def facts_of(items: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Per item what was known when an escalation opened, for ``duban why``."""
    plain = items[["code", *FACTS]].astype({"due_on": str, "assessed_on": str, "read_on": str})
    plain["episode"] = plain["episode"].astype(int)
    return plain.set_index("code").to_dict("index")  # type: ignore[return-value]
