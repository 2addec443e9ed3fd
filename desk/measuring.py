"""``metrics``: the measures of a site for Prometheus, where no desk is there to be asked."""

from datetime import date
from pathlib import Path

import click

from desk import options


@click.command()
@options.site
@options.today
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path),
              help="写入此文件（供 node-exporter 的 textfile 目录），整体替换")  # fmt: skip
def metrics(site: str, today: date | None, to: Path | None) -> None:
    """看护指标（Prometheus 文本格式）：各状态计数、最久未送达、最近一次周期和核查；不含单位、人员和事项。"""
    from tasks.context import open_site
    from tasks.watching.measuring import measures
    from tasks.watching.metrics import exposition
    from tasks.watching.textfile import put

    at = open_site(site, today)
    said = exposition(at.site, measures(at))
    if to is None:
        click.echo(said.decode(), nl=False)
    else:
        put(to, said)
