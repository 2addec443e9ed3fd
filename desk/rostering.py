"""``duban roster``: what was understood of the roster, so that a clerk can look at it and keep it."""

import json
from collections.abc import Iterable
from typing import Any

import click
import pandas as pd
import yaml

from desk import options, show
from duban.duty import check_roster
from duban.errors import Refused
from duban.roster import ENDLESS, Roster
from tasks.context import open_site
from tasks.roster_accepting import accept_roster
from tasks.site import load

COLUMNS = {"post": "岗位", "roles": "身份", "areas": "分管领域", "unit": "单位", "person": "任职人", "from": "任职起",
           "to": "任职止", "acting": "代理"}  # fmt: skip
ROLES = {"handler": "责任人", "unit_head": "单位负责人", "leader_in_charge": "分管领导", "principal": "主要负责人",
         "secretary": "书记", "discipline": "纪检", "steward": "督办专员", "inspection_office": "巡察办"}  # fmt: skip


@click.command()
@options.site
@click.option(
    "--format", "form", type=click.Choice(["table", "yaml", "json"]), default="table", help="输出形式"
)
@click.option("--accept", "accepted", is_flag=True, help="确认采用人数明显减少的花名册")
@click.option("--by", default="", help="经办人")
@click.option("--why", default="", help="理由")
def roster(site: str, form: str, accepted: bool, by: str, why: str) -> None:
    """花名册读成了什么：岗位、身份、分管领域、任职人；可用 --format yaml 另存为 roster.yaml。"""
    loaded = load(site)
    if accepted:
        if not (by and why):
            raise Refused("确认花名册须写明经办人（--by）和理由（--why）")
        accept_roster(open_site(site), by, why)
        loaded = load(site)
    if form == "yaml":
        click.echo(as_yaml(loaded.roster), nl=False)
    elif form == "json":
        click.echo(json.dumps(_plain(loaded.roster), ensure_ascii=False, indent=1))
    else:
        show.rows(pd.DataFrame(list(_rows(loaded.roster)), columns=list(COLUMNS)), "table", COLUMNS)
    for sentence in (*loaded.understood, *filter(None, (loaded.held_roster,))):
        click.echo(sentence, err=True)


def _plain(one: Roster) -> dict[str, Any]:
    plain: dict[str, Any] = one.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain


def as_yaml(one: Roster) -> str:
    """The roster as roster.yaml has it. Raises Refused where it makes no chain."""
    check_roster(one)
    return yaml.safe_dump(
        _plain(one), allow_unicode=True, sort_keys=False, default_flow_style=None, width=120
    )


def _rows(one: Roster) -> Iterable[dict[str, Any]]:
    """Every post with each of its tenures, vacant ones too."""
    names = {p.id: p.name for p in one.people}
    for post in one.posts:
        facts = {
            "post": post.title,
            "roles": [ROLES[r] for r in post.roles],
            "areas": list(post.areas),
            "unit": post.unit,
        }
        mine = [t for t in one.tenures if t.post == post.id]
        for held in mine:
            yield {**facts, "person": names[held.person], "from": held.from_on,
                   "to": None if held.to_on == ENDLESS else held.to_on, "acting": held.acting}  # fmt: skip
        if not mine:
            yield {**facts, "person": "空缺", "from": None, "to": None, "acting": False}
