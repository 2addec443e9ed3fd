"""``duban talk``: the paper for a talk that somebody decided, and that it was held."""

from datetime import date

import click

from desk import options
from duban.talk_paper import COMPETENT, Decision
from tasks import talks
from tasks.context import open_site

DAY = options.Day()


@click.command()
@options.site
@click.argument("words", nargs=-1, metavar="[PERSON [ITEM]...]")
@click.option("--form", type=click.Choice(list(COMPETENT)), help="谈话形式")
@click.option("--decided-by", "decided_by", help="决定人（花名册中的人员编号），须任有权决定的岗位")
@click.option("--on", type=DAY, help="决定日期；与 --held 同用时为谈话日期")
@click.option("--why", help="决定的理由")
@click.option("--held", type=int, help="登记已进行的谈话（编号）")
@click.option("--archive", help="档案编号；谈话内容不录入")
@click.option("--by", help="登记人")
@options.today
def talk(site: str, words: tuple[str, ...], form: str | None, decided_by: str | None, on: date | None,
         why: str | None, held: int | None, archive: str | None, by: str | None, today: date | None) -> None:  # fmt: skip
    """谈话文书：有权限的同志决定之后代拟，谈话之后登记日期和档案编号；系统从不提议谈话。"""
    if held is not None:
        _held(site, today, held, on, archive, by)
        return
    if not words or form is None or not decided_by or on is None or why is None:
        raise click.UsageError("拟文书应写明谈话对象 PERSON、--form、--decided-by、--on 和 --why")
    at = open_site(site, today)
    person, *items = words
    decision = Decision("约谈" if form == "约谈" else "提醒谈话", person, decided_by, on, why, tuple(items))
    done = talks.decide(at, decision)
    said = (
        f"决定已登记（编号{done.talk}）"
        if done.talk
        else "对象之上本单位无人有权决定，只代拟呈报材料，未登记决定"
    )
    click.echo(f"{said}，文书：{done.path}")


def _held(
    site: str, today: date | None, number: int, on: date | None, archive: str | None, by: str | None
) -> None:
    if on is None or archive is None or not by:
        raise click.UsageError("登记已进行的谈话应写明 --on、--archive 和 --by")
    at = open_site(site, today)
    click.echo(f"谈话{number}已登记：{talks.held(at, number, on, archive, by)}，{on}，档案{archive}（{by}）")
