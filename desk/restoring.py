"""``restored``: after a restore from backup, what was told since, and a person's word on it."""

import sys
from datetime import date

import click
import pandas as pd

from desk import options, show


@click.command()
@options.site
@options.today
@options.form
@click.option("--by", default="", help="经办人；与 --why 一并给出即为核对")
@click.option("--why", default="", help="理由：何时从哪份备份恢复，如何核对的")
@click.option("--resend", multiple=True, metavar="NOTICE", help="这些通知当作没有送出，重新告知；可重复")
def restored(site: str, today: date | None, form: str, by: str, why: str, resend: tuple[str, ...]) -> None:
    """备份恢复之后：列出备份之后已送出的通知；给出经办人和理由，即确认其余都已告知，恢复送达。"""
    from tasks.context import open_site
    from tasks.restoring.behind import handed_since, held_words

    at = open_site(site, today)
    if by or why or resend:
        _reconcile(site, at, by, why, resend)
        return
    held = held_words(at)
    found = handed_since(at) if held else ()
    rows = pd.DataFrame([(one.notice, one.on, one.person, one.post, one.end, len(one.told)) for one in found],
                        columns=["notice", "on", "person", "post", "end", "told"], dtype=object)  # fmt: skip
    show.rows(rows, form, {"notice": "通知", "on": "日期", "person": "人员", "post": "岗位", "end": "送达"},
              at.loaded.names)  # fmt: skip
    click.echo(f"{held}，共{len(found)}份" if held else "数据库与库外送达记录一致，不在恢复模式", err=True)
    sys.exit(1 if held else 0)


def _reconcile(site: str, at: object, by: str, why: str, resend: tuple[str, ...]) -> None:
    from flows.scheduling import scheduling
    from flows.supervising import escalating
    from flows.tracking import tracking
    from tasks.context import Context
    from tasks.restoring.reconciling import reconcile

    assert isinstance(at, Context)
    # What was told is known again once what it was told of stands in the store as it did then.
    for step in (scheduling, tracking):
        step(site, at.named_day)
    escalating(at)
    told = reconcile(at, by, why, resend)
    click.echo(f"已确认{len(told)}份通知在备份之后送出，不再重发；恢复送达")
