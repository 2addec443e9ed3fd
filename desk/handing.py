"""``duban hand-over``: a post is somebody else's from a day on (交接)."""

from datetime import date

import click

from desk import options
from desk.deciding import signed
from tasks import acts
from tasks.context import open_site

DAY = options.Day()


@click.command("hand-over")
@options.site
@click.argument("post")
@click.option("--to", "person", required=True, help="接任人（姓名或编号），须在花名册中")
@click.option("--from", "from_on", type=DAY, required=True, help="任职起始日")
@click.option("--until", type=DAY, help="任职截止日，默认未定")
@click.option("--acting", is_flag=True, help="代理")
@signed
@options.today
def hand_over(site: str, post: str, person: str, from_on: date, until: date | None, acting: bool, by: str, why: str,
              today: date | None) -> None:  # fmt: skip
    """岗位交接：自某日起由某人任职，提级不重新起算，未结事项一并移交。"""
    done = acts.hand_over(open_site(site, today), post, person, from_on, by, why, acting=acting, until=until)
    click.echo(f"岗位 {post} 自{from_on}起由{done.name}{'代理' if acting else '任职'}（{by}：{why}）")
    if done.already_told:
        click.echo(f"此前已按原任职人发出{from_on}及以后的通知{done.already_told}份，不再改发，"
                   "下次运行起按新任职人告知")  # fmt: skip
