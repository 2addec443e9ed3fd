"""``duban preview``: who will be told what on which day if nothing moves; writes nothing."""

from datetime import date

import click
import pandas as pd

from desk import options, show
from duban.escalation import KEY, ahead
from duban.item import running
from duban.shared_rows import with_assisting
from tasks import store
from tasks.context import open_site
from tasks.database import store_exists
from tasks.facts import events_of, on_the_ladder, releases_of
from tasks.fresh import fresh_items, read_fresh
from tasks.site import Loaded, load

COLUMNS = ["on", "told_on", "item", "measure", "line", "level", "round", "label", "slip", "role",
           "post", "person", "copy", "why"]  # fmt: skip
HEADINGS = {"on": "到级日", "told_on": "告知日", "item": "事项", "measure": "整改措施", "line": "责任线",
            "level": "级别", "round": "轮次", "label": "名称", "role": "身份", "person": "人员",
            "copy": "抄送"}  # fmt: skip


@click.command()
@options.site
@click.option("--from", "first", type=options.Day(), required=True, help="起始日")
@click.option("--to", "last", type=options.Day(), required=True, help="截止日")
@options.form
def preview(site: str, first: date, last: date, form: str) -> None:
    """若无变化，起止日之间谁将在哪天被告知什么；不写任何内容。"""
    if last < first:
        raise click.UsageError(f"--to（{last}）早于 --from（{first}）")
    loaded = load(site)
    show.rows(preview_rows(loaded, first, last), form, HEADINGS, loaded.names)


def preview_rows(loaded: Loaded, first: date, last: date) -> pd.DataFrame:
    """The rows of a preview, from the store, or from a fresh reading where nothing was run yet."""
    items, said, facts = _known(loaded, first)
    ready, who = on_the_ladder(loaded, running(items))
    found = ahead(ready, who, said, loaded.rules, pd.Timestamp(first), pd.Timestamp(last), **facts)
    found = with_assisting(found, ready, who, loaded.units, loaded.roster, pd.Timestamp(first))
    told = said[said["notice_id"].notna()]
    again = found.merge(told[KEY].drop_duplicates(), how="left", on=KEY, indicator=True)
    rows = again[again["_merge"].eq("left_only")]
    measures = items.set_index("code")["measure"]
    return rows.assign(measure=rows["item"].map(measures))[COLUMNS].sort_values(
        ["told_on", "item", "level", "round", "line"], ignore_index=True)  # fmt: skip


def _known(loaded: Loaded, first: date) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame]]:
    if store_exists(loaded.folder):
        at = open_site(str(loaded.folder))
        items = store.items(at.engine, at.site)
        if len(items):
            facts = {"events": events_of(at, items), "releases": releases_of(at)}
            return items, store.rows(at.engine, at.site), facts
    return fresh_items(loaded, read_fresh(loaded, first)), store.ROWS.frame(), {}
