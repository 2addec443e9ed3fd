"""``duban target``: items with a number, what they promise and how far they are; set by the office."""

from datetime import date

import click
import pandas as pd

from desk import options, show
from desk.listing import last_day
from duban.errors import Refused
from duban.frames import texts
from duban.target import DIRECTIONS, Direction, Target
from tasks import store
from tasks.context import Context, open_site
from tasks.figures import look_numbers, set_target

DIRECTION_ZH = {
    "at_least": "不低于",
    "at_most": "不高于",
    "down_by": "下降",
    "up_by": "上升",
    "count": "完成",
}
NEWEST = ["code", "on", "value", "source", "reached", "elapsed", "ratio", "met"]


@click.command()
@options.site
@click.argument("code", required=False, metavar="[ITEM]")
@click.option("--direction", type=click.Choice(DIRECTIONS), help="往哪个方向算")
@click.option("--value", type=float, help="目标数")
@click.option("--unit", help="单位，如 %、件、万元")
@click.option("--base", type=float, help="下降或上升的起点数")
@click.option("--by", help="经办人")
@click.option("--why", help="理由")
@options.today
@options.form
def target(site: str, code: str | None, direction: Direction | None, value: float | None, unit: str | None,
           base: float | None, by: str | None, why: str | None, today: date | None, form: str) -> None:  # fmt: skip
    """量化目标：列出目标、最新数据和进度；给出 ITEM 则由整改办设定目标。"""
    if code is None:
        show.rows(targets_now(open_site(site, today or last_day(site))), form, {
            "code": "编号", "direction": "方向", "value": "目标", "unit": "单位", "words": "依据", "certain": "确定",
            "note": "待核", "set_by": "设定人", "on": "数据日", "figure": "最新数据", "reached": "完成",
            "elapsed": "时间", "ratio": "进度比"})  # fmt: skip
        return
    if direction is None or value is None or unit is None or not by or not why:
        raise click.UsageError("设定目标应给出 --direction、--value、--unit、--by、--why")
    if value < 0 or (base is not None and base < 0):
        raise Refused(f"{code} 目标数和起点数不应小于0")
    set_target(open_site(site, today), code, Target(direction, value, unit, why, base), by, why)
    click.echo(f"{code} 目标设为{DIRECTION_ZH[direction]}{value:g}{unit}（{by}：{why}）")


def targets_now(at: Context) -> pd.DataFrame:
    """Each target with the newest figure of its source (figure) and how far that is."""
    items = store.items(at.engine, at.site)
    targets, found = look_numbers(at, items[items["settled_on"].isna()])
    newest = found.groupby("code").tail(1)[NEWEST].rename(columns={"value": "figure"})
    out = targets.merge(newest, how="left", on="code")
    return out.assign(source=texts(out["source"])).sort_values("code", ignore_index=True)
