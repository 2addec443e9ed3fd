"""What came (报送): listed, taken in or refused, handed in; likely matches decided."""

from datetime import date
from pathlib import Path

import click
import pandas as pd

from desk import options, show
from duban import tables as t
from duban.frames import DAY, SHARE, TEXT, WHOLE, Schema
from flows.tracking import tracking
from tasks import store
from tasks.acts import deliveries as acts
from tasks.context import Context, open_site
from tasks.handing import hand_in
from tasks.sources.files import read_bytes

COLUMNS = ["id", "source", "state", "as_of_on", "as_of_from", "called_on", "confirmed_on", "rows", "held", "problems",
           "origin", "handed_by"]  # fmt: skip
HEADINGS = {"id": "编号", "source": "来源", "as_of_on": "截至", "called_on": "收到", "state": "状态", "rows": "行数",
            "problems": "请核", "held": "暂缓原因"}  # fmt: skip
PROPOSALS = Schema("proposals", {"id": WHOLE, "source": TEXT, "item": TEXT, "likeness": SHARE, "state": TEXT,
                                 "on": DAY, "reading_id": WHOLE})  # fmt: skip


@click.command()
@options.site
@click.argument("action", required=False, type=click.Choice(["accept", "refuse"]))
@click.argument("number", required=False, type=int, metavar="ID")
@click.option("--by", help="经办人")
@click.option("--why", help="理由")
@options.today
@options.form
def deliveries(site: str, action: str | None, number: int | None, by: str | None, why: str | None, today: date | None,
               form: str) -> None:  # fmt: skip
    """收到的报送：列表；accept ID 采用、refuse ID 退回一份暂缓采用的报送。"""
    at = open_site(site, today)
    if action is None:
        show.rows(_listed(at), form, HEADINGS)
        return
    if number is None or not by or not why:
        raise click.UsageError("应写明报送编号、经办人（--by）和理由（--why）")
    source = (acts.accept_delivery if action == "accept" else acts.refuse_delivery)(at, number, by, why)
    if action == "accept":
        tracking(site, today)
    click.echo(f"{number}号报送（{source}）{'已采用' if action == 'accept' else '已退回'}（{by}：{why}）")


@click.command()
@options.site
@click.argument("number", required=False, type=int, metavar="ID")
@click.option("--same/--different", "same", default=None, help="是同一事项／是另一事项")
@click.option("--by", help="经办人")
@click.option("--why", help="理由")
@options.today
@options.form
def matches(site: str, number: int | None, same: bool | None, by: str | None, why: str | None, today: date | None,
            form: str) -> None:  # fmt: skip
    """疑似同一事项：列表；ID --same 认定为同一事项，ID --different 认定为另一事项。"""
    at = open_site(site, today)
    if number is None:
        show.rows(_likely(at), form, {"id": "编号", "source": "来源", "item": "原事项", "was": "原文", "now": "新文",
                                      "row": "行", "likeness": "相似", "state": "状态"})  # fmt: skip
        return
    if same is None or not by or not why:
        raise click.UsageError("应写明 --same 或 --different、经办人（--by）和理由（--why）")
    item = acts.match(at, number, same, by, why)
    tracking(site, today)
    click.echo(f"{number}号：与{item}{'是同一事项' if same else '不是同一事项'}（{by}：{why}）")


@click.command()
@options.site
@click.argument("source")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", default="", help="报送人")
@options.today
def deliver(site: str, source: str, file: Path, by: str, today: date | None) -> None:
    """代收一份台账：与调取的台账走同一条路，从判读到暂缓。"""
    at = open_site(site, today)
    number = hand_in(at, source, file.name, read_bytes(file, file.name), by)
    tracking(site, today)
    one = next(r for _, r in _listed(at).iterrows() if r["id"] == number)
    click.echo(f"{number}号报送（{source}，截至{one['as_of_on'].date()}，{one['rows']}行）{acts.STATES[one['state']]}，"
               f"请核{one['problems']}处")  # fmt: skip
    for sentence in one["held"]:
        click.echo(f"  {sentence}")


def _listed(at: Context) -> pd.DataFrame:
    found = store.deliveries(at.engine, at.site, date.max)
    held = found["held_why"].map(lambda why: [one["sentence"] for one in why])
    return found.assign(held=held, problems=found["problems"].map(len))[COLUMNS]


def _likely(at: Context) -> pd.DataFrame:
    found = store.frame(at.engine, t.proposal, at.site, PROPOSALS)
    was = store.items(at.engine, at.site).set_index("code")["measure"]
    read = Schema("rows", {"id": WHOLE, "row": WHOLE, "measure": TEXT})
    ids = [int(i) for i in found["reading_id"]]
    rows = store.frame(at.engine, t.reading, at.site, read, t.reading.c.id.in_(ids)).set_index("id")
    return found.assign(was=found["item"].map(was), now=found["reading_id"].map(rows["measure"]),
                        row=found["reading_id"].map(rows["row"])).drop(columns="reading_id")  # fmt: skip
