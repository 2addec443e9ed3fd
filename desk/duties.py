"""``duban duty``: the monthly duty sheets, and the leader's word to one."""

from datetime import date

import click
import pandas as pd

from desk import options, show
from desk.listing import last_day
from duban.duty_sheet import signed_text
from duban.errors import Refused
from duban.frames import day
from duban.wording import templates
from tasks import sheets
from tasks.context import Context, open_site
from tasks.site import wording

COLUMNS = ["month", "post", "person", "tenure", "made_on", "confirmed_on", "added", "text"]


class Month(click.ParamType[str]):
    """A month as 2019-06."""

    name = "YYYY-MM"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a month, or fail with what was expected."""
        try:
            return f"{date.fromisoformat(f'{value}-01'):%Y-%m}"
        except ValueError:
            self.fail(f"“{value}”不是月份，应如 2019-06", param, ctx)


@click.command()
@options.site
@options.today
@click.option("--month", type=Month(), help="月份，如 2019-06；默认为已生成的最近一个月")
@click.option("--post", help="只看这个岗位")
@click.option("--person", help="只看这位任职人（编号）")
@click.option("--confirm", is_flag=True, help="登记本人确认（可附 --add），须写明 --month、--post 和 --by")
@click.option("--add", "added", default="", help="本人补充的内容；表中数字不变")
@click.option("--by", help="登记人")
@options.form
def duty(site: str, today: date | None, month: str | None, post: str | None, person: str | None,
         confirm: bool, added: str, by: str | None, form: str) -> None:  # fmt: skip
    """一岗双责履责月表：查看，或登记本人的确认和补充。"""
    if confirm and not (month and post and by):
        raise click.UsageError("--confirm 须同时写明 --month、--post 和 --by")
    if not confirm and (added or by):
        raise click.UsageError("--add 和 --by 用于登记确认，应与 --confirm 同用")
    at = open_site(site, today or (None if confirm else last_day(site)))
    found = _chosen(_sheets_now(at), month, post, person)
    if confirm:
        found = _confirmed(at, found, sheets.Confirmation(added, by or ""), month or "", post or "")
    if form == "json":
        show.rows(found, form, {})
    for text in found["text"] if form == "table" else ():
        click.echo(text)


def _sheets_now(at: Context) -> pd.DataFrame:
    """Every sheet with its post, its text as it stands confirmed or not."""
    env, found = templates(wording(at.loaded)), sheets.sheets(at.engine, at.site)
    said = [signed_text(str(r.text), env, day(r.confirmed_on), str(r.added)) for r in found.itertuples()]
    return found.assign(post=found["tenure"].str.split(":").str[0], text=said)[COLUMNS]


def _chosen(found: pd.DataFrame, month: str | None, post: str | None, person: str | None) -> pd.DataFrame:
    """The sheets of a month, the newest there is where none is named, of a post and a person."""
    named = month or found["month"].max()
    mine = found["month"].eq(named)
    for column, value in (("post", post), ("person", person)):
        mine &= found[column].eq(value) if value else True
    if month and not mine.any():
        made = "、".join(sorted(set(found["month"]))) or "还没有任何月表"
        raise Refused(f"{month}没有符合条件的履责月表，已生成的月份：{made}")
    return found[mine].reset_index(drop=True)


def _confirmed(at: Context, found: pd.DataFrame, said: sheets.Confirmation, month: str,
               post: str) -> pd.DataFrame:  # fmt: skip
    if len(found) > 1:
        people = "、".join(found["person"])
        raise Refused(f"{month}岗位 {post} 有{len(found)}位任职人的表（{people}），应以 --person 写明是谁的")
    tenure = str(found["tenure"].iloc[0])
    sheets.confirm(at, tenure, month, said)
    return _sheets_now(at).pipe(lambda f: f[f["tenure"].eq(tenure) & f["month"].eq(month)])
