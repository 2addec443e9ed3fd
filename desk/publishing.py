"""``duban figures``: the numbers that may be published, each from one formula, the sum checked first."""

from datetime import date

import click
import pandas as pd

from desk import options, show
from desk.listing import last_day
from duban.board import levels, open_to_all
from duban.figures import CLASSES, near_days
from duban.frames import records
from duban.public_notice import public_numbers
from duban.publication import CLASS_ZH, By, breakdown, completion, count_classes, keys_by, refuse_disagreement
from tasks import store
from tasks.context import Context, open_site
from tasks.reports import open_rows

BY_ZH = {"unit": "责任单位", "area": "分管领域", "leader": "分管领导", "kind": "类别", "level": "级别"}


@click.command()
@options.site
@click.option(
    "--by", type=click.Choice(list(BY_ZH)), help="按什么分组，默认全体一行；各组按名称排列，不排名次"
)
@click.option("--public", is_flag=True, help="对外通报用的数：问题和事项的总数、已完成、比例")
@click.option("--places", type=click.IntRange(0, 2), default=2, help="比例保留几位小数，四舍五入")
@options.today
@options.form
def figures(site: str, by: By | None, public: bool, places: int, today: date | None, form: str) -> None:
    """发布数据：同一口径算出，各部分之和核对无误才显示。"""
    if by and public:
        raise click.UsageError("--by 和 --public 只能用一个")
    at = open_site(site, today or last_day(site))
    # What is published says nothing of what is restricted, not even that there is any.
    items, near = open_to_all(store.items(at.engine, at.site)), near_days(at.loaded.ladder)
    if public:
        found = public_numbers(items, at.day, near, places=places)
        show.rows(
            found, form, {"name": "项目", "value": "数值", "unit": "单位", "of": "属于", "words": "写法"}
        )
        return
    count = count_classes(items, at.day, near)
    refuse_disagreement("整改事项", len(items), count)
    found = _by(at, items, by, near) if by else pd.DataFrame([{"key": "全部", "total": len(items), **count}])
    found["rate"] = [completion({c: int(row[c]) for c in CLASSES}, places=places) for row in records(found)]
    show.rows(
        found, form, {"key": BY_ZH.get(by or "", "范围"), "total": "总数", **CLASS_ZH, "rate": "整改完成率"}
    )


def _by(at: Context, items: pd.DataFrame, by: By, near: int) -> pd.DataFrame:
    keys = keys_by(by, items, at.loaded.roster, levels(open_rows(at)))
    return breakdown(items, keys, at.day, near)
