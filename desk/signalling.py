"""``duban signals``: signals of paper rectification, and what a person who looked found."""

from datetime import date

import click
import pandas as pd

from desk import options, show
from duban.signals import SIGNAL_ZH
from tasks import signals as kept
from tasks.context import open_site

COLUMNS = ["id", "item", "signal", "words", "detail", "on", "state"]
HEADINGS = {
    "id": "编号",
    "item": "事项",
    "words": "疑点",
    "detail": "依据",
    "on": "发现日",
    "state_zh": "状态",
}


@click.command()
@options.site
@click.argument("number", type=int, required=False, metavar="[ID]")
@click.option("--looked", is_flag=True, help="已核：没有问题")
@click.option("--false-claim", is_flag=True, help="已核：申报不实（列入纪检监察组清单，不自动退回）")
@click.option("--by", help="核实人")
@click.option("--why", help="核实情况")
@click.option("--all", "everything", is_flag=True, help="连同已核的一并列出")
@options.today
@options.form
def signals(site: str, number: int | None, looked: bool, false_claim: bool, by: str | None, why: str | None,
            everything: bool, today: date | None, form: str) -> None:  # fmt: skip
    """纸面整改疑点：供人核实，不作结论；查看，或登记核实结果。"""
    at = open_site(site, today)
    if number is None:
        if looked or false_claim:
            raise click.UsageError("登记核实结果应写明疑点编号 ID")
        show.rows(_listed(kept.kept(at.engine, at.site), everything), form, HEADINGS)
        return
    if looked == false_claim or not (by or "").strip() or not (why or "").strip():
        raise click.UsageError("登记核实结果应在 --looked 和 --false-claim 中选一个，并写明 --by 和 --why")
    found: kept.Found = "looked" if looked else "false_claim"
    item = kept.close_signal(at, number, found, by or "", why or "")
    click.echo(f"疑点{number}（{item}）已登记：{kept.STATE_ZH[found]}（{by}：{why}）")


def _listed(found: pd.DataFrame, everything: bool) -> pd.DataFrame:
    shown = found if everything else found[found["state"].eq("open")]
    return shown.assign(words=shown["signal"].map(SIGNAL_ZH), state_zh=shown["state"].map(kept.STATE_ZH))[
        [*COLUMNS, "state_zh"]]  # fmt: skip
