"""``duban preview``: who will be told what on which day if nothing moves; writes nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import pandas as pd

from desk import options, show
from duban.escalation import replay
from duban.item import running
from duban.shared_rows import with_assisting
from tasks import store
from tasks.context import open_site
from tasks.database import store_exists
from tasks.facts import events_of, on_the_ladder, releases_of
from tasks.history import items_by_day
from tasks.previewed import preview_rows, shown
from tasks.site import Loaded, ladder_from, load

HEADINGS = {"on": "到级日", "told_on": "告知日", "item": "事项", "measure": "整改措施", "line": "责任线",
            "level": "级别", "round": "轮次", "label": "名称", "role": "身份", "person": "人员",
            "copy": "抄送"}  # fmt: skip


@click.command()
@options.site
@click.option("--from", "first", type=options.Day(), required=True, help="起始日")
@click.option("--to", "last", type=options.Day(), required=True, help="截止日")
@click.option("--ladder", help="另一规则（预设名或文件）：过去的日子按它重演，以后的日子按它推演")
@options.form
def preview(site: str, first: date, last: date, ladder: str | None, form: str) -> None:
    """若无变化，起止日之间谁将在哪天被告知什么；不写任何内容。

    JSON 的 role 除责任链上的身份外，还有 reporter（报送人）和 assisting（配合单位）。
    """
    if last < first:
        raise click.UsageError(f"--to（{last}）早于 --from（{first}）")
    loaded = load(site)
    found = under_ladder(loaded, ladder, first, last) if ladder else preview_rows(loaded, first, last)
    show.rows(found, form, HEADINGS, loaded.names)


def under_ladder(loaded: Loaded, name: str, first: date, last: date) -> pd.DataFrame:
    """The rows of a preview as they would be, or would have been, under another ladder from the start.

    What was read and decided is gone through again from the first delivery on; what anybody was told
    under the present ladder is left out of it.
    """
    ladder, _ = ladder_from(Path.cwd() if Path(name).is_file() else loaded.folder, name)
    other = replace(loaded, ladder=ladder)
    at = open_site(str(loaded.folder)) if store_exists(loaded.folder) else None
    if at is None or store.items(at.engine, at.site).empty:
        return preview_rows(other, first, last)
    at = replace(at, loaded=other)
    items = store.items(at.engine, at.site)
    events, releases = events_of(at, items), releases_of(at)
    past = list(items_by_day(at, ladder, pd.Timestamp(last)))
    every = pd.concat([running(one) for _, one in past]).drop_duplicates(["unit", "person", "source", "code"])
    ready, who = on_the_ladder(other, every)
    days = ((day, on_the_ladder(other, running(one))[0], events, releases) for day, one in past)
    found = replay(days, who, store.ROWS.frame(), other.rules)
    found = with_assisting(found, ready.drop_duplicates("code", keep="last"), who, loaded.units, loaded.roster,
                           pd.Timestamp(first))  # fmt: skip
    return shown(found[found["told_on"].between(pd.Timestamp(first), pd.Timestamp(last))], items)
