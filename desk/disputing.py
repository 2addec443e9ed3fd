"""``duban dispute`` and ``duban own``: whose an item is, where units disagree."""

from datetime import date

import click

from desk import options
from desk.deciding import signed
from tasks import disputes
from tasks.context import open_site


@click.command()
@options.site
@click.argument("code", metavar="ITEM")
@click.option("--units", required=True, help="有争议的单位，以逗号或顿号分隔")
@signed
@options.today
def dispute(site: str, code: str, units: str, by: str, why: str, today: date | None) -> None:
    """责任归属争议：由共同的上一级限期定责；定责前仍由原牵头单位办理，时限照计。"""
    at = open_site(site, today)
    named = tuple(u for u in units.replace("，", ",").replace("、", ",").split(",") if u.strip())
    done = disputes.open_dispute(at, code, by, why, named).detail
    roster, who = at.loaded.roster, done["decider"]
    holder = roster.holder(who, at.today) if who else None
    name = f"（{roster.person(holder.person).name}）" if holder else "（岗位空缺）"
    title = roster.post(who).title if who else "督办专员"
    click.echo(
        f"{code} 已登记争议：{'、'.join(done['units'])}，由{title}{name}于{done['decide_by']}前定责（{by}：{why}）"
    )


@click.command()
@options.site
@click.argument("code", metavar="ITEM")
@click.option("--unit", required=True, help="定为牵头的单位")
@signed
@options.today
def own(site: str, code: str, unit: str, by: str, why: str, today: date | None) -> None:
    """定责：确定争议事项的牵头单位；原定时限不变，此前逾期天数不计入新的牵头单位。"""
    done = disputes.own(open_site(site, today), code, by, why, unit)
    click.echo(f"{code} 已定责：由{done.detail['unit']}牵头，时限不变（{by}：{why}）")
