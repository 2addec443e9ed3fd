"""``duban channels``: who is reached how, and how much is said there; a test notice to one person."""

import sys
from datetime import date

import click
import pandas as pd

from desk import options, show
from duban.disclosure.classes import CLASSES, Says
from tasks.channels.listing import COLUMNS, listed
from tasks.context import open_site
from tasks.trying import try_person
from tasks.ways import book_of

SAYS_ZH: dict[Says, str] = {"never": "不发", "pointer": "提示语", "summary": "摘要", "letter": "全文"}
STATE_ZH = {"sent": "已送达", "refused": "未送达", "unknown": "结果不明", "sending": "正在送出"}
HEADINGS = {"name": "人员", "order": "顺序", "channel": "渠道", "class": "类别", "public": "公开", "internal": "内部",
            "restricted": "受限", "from": "时刻", "shared": "共用", "last": "最近一次", "last_detail": "说明"}  # fmt: skip
TEST = "test"


@click.command()
@click.argument("words", nargs=-1, metavar="[test] SITE [PERSON]")
@click.option("--store", callback=options.use_store, expose_value=False,
              help="数据库地址（SQLAlchemy URL），默认 SITE/state/store.db")  # fmt: skip
@click.option("--by", help="经办人")
@click.option("--why", help="理由")
@options.today
@options.form
def channels(words: tuple[str, ...], by: str | None, why: str | None, today: date | None, form: str) -> None:
    """渠道：每人经由何处送达、属哪一类、可发多少内容、最近一次结果；test SITE PERSON 向一人试发。"""
    if words[:1] == (TEST,):
        _test(options.site_and_rest(words[1:], 1), by, why, today, form)
        return
    site, _ = options.site_and_rest(words, 0)
    at = open_site(site, today)
    book = book_of(at)
    found = pd.DataFrame(listed(at, book), columns=list(COLUMNS))
    if form == "table":
        said = {name: found[name].map(SAYS_ZH) for name in ("public", "internal", "restricted")}
        found = found.assign(**said, last=found["last"].map(STATE_ZH))
    show.rows(found, form, HEADINGS)
    for problem in book.problems:
        click.echo(problem, err=True)


def _test(given: tuple[str, tuple[str, ...]], by: str | None, why: str | None, today: date | None,
          form: str) -> None:  # fmt: skip
    site, (person,) = given
    if not by or not why:
        raise click.UsageError("试发应写明经办人（--by）和理由（--why）")
    at = open_site(site, today)
    done = try_person(at, person, by, why)
    found = pd.DataFrame([{"person": person, "channel": channel, "class": CLASSES[klass].code,
                           "state": verdict.state, "detail": verdict.detail} for channel, klass, verdict in done])  # fmt: skip
    if form == "table":
        found = found.assign(state=found["state"].map(STATE_ZH))
    show.rows(found, form, {"channel": "渠道", "class": "类别", "state": "结果", "detail": "说明"})
    if any(verdict.state != "sent" for _, _, verdict in done):
        sys.exit(1)
