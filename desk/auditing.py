"""``audit``: the books of a site held against a second computation, and against the journal."""

import re
import sys
from datetime import date

import click

from desk import options
from duban.journal.checkpoints import Checkpoint

POINT = re.compile(r"(\d+):([0-9a-f]{64})")


class Point(click.ParamType[Checkpoint]):
    """A checkpoint as it was mailed: NUMBER:HASH."""

    name = "序号:哈希"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Checkpoint:
        """Read one, or fail with what was expected."""
        if isinstance(value, Checkpoint):
            return value
        found = POINT.fullmatch(str(value).strip())
        if found is None:
            self.fail(f"“{value}”不是检查点，应如 1024:64位十六进制的哈希", param, ctx)
        return Checkpoint(int(found[1]), found[2])


@click.command()
@options.site
@options.today
@click.option("--checkpoint", "given", type=Point(), help="手中的检查点（邮寄或打印的），也据以核对")
def audit(site: str, today: date | None, given: Checkpoint | None) -> None:
    """核查：另行推算至今应告知谁，核对提级、通知、送达记录，并逐条核对留痕日志；有不符以退出码 1 结束。"""
    from tasks.auditing import findings, unsent
    from tasks.context import open_site
    from tasks.journal.checking import journal_findings

    at = open_site(site, today)
    found = [*findings(at), *unsent(at), *journal_findings(at, given)]
    for one in found:
        click.echo(one)
    click.echo(f"发现{len(found)}处不符" if found else "没有发现不符", err=bool(found))
    sys.exit(1 if found else 0)
