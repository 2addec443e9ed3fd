"""Whom time alone will tell (推演) of a site: from the store, or from a fresh reading where nothing was run yet."""

from dataclasses import replace
from datetime import date

import pandas as pd

from duban.escalation import KEY, Rules
from duban.foresight import ahead
from duban.item import running
from duban.shared_rows import ASSISTING, with_assisting
from tasks import store
from tasks.context import open_site
from tasks.database import store_exists
from tasks.facts import events_of, on_the_ladder, releases_of, standing_policy
from tasks.fresh import fresh_items, read_fresh
from tasks.site import Loaded

COLUMNS = ["on", "told_on", "item", "measure", "line", "level", "round", "label", "slip", "role",
           "post", "person", "copy", "why"]  # fmt: skip


def preview_rows(loaded: Loaded, first: date, last: date) -> pd.DataFrame:
    """Who will be told what in [first, last] if nothing moves; writes nothing."""
    items, said, facts, rules = _known(loaded, first)
    ready, who = on_the_ladder(loaded, running(items))
    found = ahead(ready, who, said, rules, pd.Timestamp(first), pd.Timestamp(last), **facts)
    found = with_assisting(found, ready, who, loaded.units, loaded.roster, pd.Timestamp(first))
    heard = pd.MultiIndex.from_frame(said.loc[said["notice_id"].notna(), KEY])
    copied = found["role"].eq(ASSISTING)
    told = pd.MultiIndex.from_frame(found.loc[copied, KEY]).isin(heard)
    return shown(found.drop(index=found.index[copied][told]), items)


def shown(rows: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Escalations as a preview shows them, with what each item promises."""
    measures = items.set_index("code")["measure"]
    return rows.assign(measure=rows["item"].map(measures))[COLUMNS].sort_values(
        ["told_on", "item", "level", "round", "line"], ignore_index=True)  # fmt: skip


def _known(loaded: Loaded, first: date) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame], Rules]:
    if store_exists(loaded.folder):
        at = open_site(str(loaded.folder))
        items = store.items(at.engine, at.site)
        if len(items):
            facts = {"events": events_of(at, items), "releases": releases_of(at)}
            rules = replace(loaded.rules, policy=standing_policy(at))
            return items, store.rows(at.engine, at.site), facts, rules
    return fresh_items(loaded, read_fresh(loaded, first)), store.ROWS.frame(), {}, loaded.rules
