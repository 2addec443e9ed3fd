"""``duban limits``: what is owed after the inspection by when, and what of it was done."""

from datetime import date

import click
import pandas as pd

from desk import options, show
from desk.listing import last_day
from duban.dues import STATE_ZH
from tasks.context import open_site
from tasks.limits import limits_now, record_done

HEADINGS = {"name": "应报送、应完成", "owed_by": "由谁", "on": "时限", "words": "情况", "days_left": "剩余天数",
            "done_on": "完成日", "note": "备注"}  # fmt: skip
NOTES = {"soft": "一般时限", "provisional": "起算事项未办，暂按推算"}


@click.command()
@options.site
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--done", type=options.Day(), help="NAME 的完成日期，登记后以此为准")
@click.option("--by", help="经办人")
@click.option("--why", help="依据，如文号")
@options.today
@options.form
def limits(site: str, name: str | None, done: date | None, by: str | None, why: str | None, today: date | None,
           form: str) -> None:  # fmt: skip
    """时限台账：巡察反馈之后应在何时报送、完成什么；给出 NAME 则登记已完成。"""
    if name is None:
        if done or by or why:
            raise click.UsageError("登记完成应写明事项名称 NAME，名称见 duban limits")
        found = limits_now(open_site(site, today or last_day(site)))
        show.rows(found if form == "json" else _worded(found), form, HEADINGS)
        return
    if done is None or not by or not why:
        raise click.UsageError("登记完成应写明 --done、--by 和 --why")
    record_done(open_site(site, today), name, done, by, why)
    click.echo(f"“{name}”已登记于{done}完成（{by}：{why}）")


def _worded(found: pd.DataFrame) -> pd.DataFrame:
    notes = ["；".join(words for flag, words in NOTES.items() if row[flag]) for _, row in found.iterrows()]
    return found.assign(words=found["state"].map(dict(STATE_ZH)), note=notes)
