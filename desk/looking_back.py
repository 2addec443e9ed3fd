"""``duban look-back``: the written-off items to be looked at again, and what was found."""

from datetime import date
from typing import get_args

import click
import pandas as pd

from desk import options, show
from desk.listing import last_day
from duban.sampling import WHY_ZH
from tasks import samples
from tasks.context import open_site

HEADINGS = {"item": "事项", "unit": "责任单位", "settled_on": "销号日", "due_from_on": "自", "due_to_on": "至",
            "words": "抽取理由", "found": "结果", "looked_on": "复查日", "overdue": "逾期"}  # fmt: skip


@click.command("look-back")
@options.site
@click.argument("code", required=False, metavar="[ITEM]")
@click.option(
    "--outcome",
    type=click.Choice(get_args(samples.Seen)),
    help="kept 保持，relapsed 反弹（重新督办，提高一级）",
)
@click.option("--due", type=options.Day(), help="反弹后重新核定的时限；不给则原时限不变")
@click.option("--by", help="复查人")
@click.option("--why", help="复查情况")
@options.today
@options.form
def look_back(site: str, code: str | None, outcome: samples.Seen | None, due: date | None, by: str | None,
              why: str | None, today: date | None, form: str) -> None:  # fmt: skip
    """回头看：销号三至六个月后抽查，列出名单或登记复查结果。"""
    if code is None:
        if outcome or by or why:
            raise click.UsageError("登记复查结果应写明事项编号 ITEM")
        at = open_site(site, today or last_day(site))
        show.rows(_listed(samples.samples(at.engine, at.site), at.day), form, HEADINGS)
        return
    if outcome is None or not by or not why:
        raise click.UsageError("登记复查结果应写明 --outcome、--by 和 --why")
    if due and outcome == "kept":
        raise click.UsageError("--due 只用于反弹（--outcome relapsed）")
    done = samples.look_back(open_site(site, today), code, by, why, outcome, due)
    more = f"，已重新打开，自第{done.detail['from_level']}级起督办" if outcome == "relapsed" else ""
    click.echo(f"{code} 回头看：{samples.SEEN_ZH[outcome]}{more}（{by}：{why}）")


def _listed(found: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    return found.assign(words=found["why"].map(WHY_ZH), found=found["outcome"].map(samples.SEEN_ZH),
                        overdue=found["outcome"].eq("") & (found["due_to_on"] < today))  # fmt: skip
