"""``audit``: the books of a site held against a second computation."""

import sys
from datetime import date

import click

from desk import options


@click.command()
@options.site
@click.option("--today", type=options.Day(), help="业务日期，默认当天")
def audit(site: str, today: date | None) -> None:
    """核查：另行推算至今应告知谁，并核对提级、通知、送达记录，有不符以退出码 1 结束。"""
    from tasks.auditing import findings
    from tasks.context import open_site

    found = findings(open_site(site, today))
    for one in found:
        click.echo(one)
    click.echo(f"发现{len(found)}处不符" if found else "没有发现不符", err=bool(found))
    sys.exit(1 if found else 0)
