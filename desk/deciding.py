"""The office's acts on items (验收、退回、销号、延期……): each with who and why; several items at once."""

import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import click

from desk import options
from duban.acts import Outcome
from duban.errors import Refused
from tasks import acts
from tasks.context import Context, open_site

F = TypeVar("F", bound=Callable[..., Any])
DAY = options.Day()


def signed(command: F) -> F:
    """Every act carries who did it and why."""
    command = click.option("--why", required=True, help="理由")(command)
    return click.option("--by", required=True, help="经办人")(command)


def _on_items(command: F) -> F:
    """A site, several items, who and why, and the day."""
    command = options.today(signed(command))
    return options.site(click.argument("codes", nargs=-1, required=True, metavar="ITEM...")(command))


def each(codes: Iterable[str], act: Callable[[str], Outcome], said: Callable[[Outcome], str], by: str,
         why: str) -> None:  # fmt: skip
    """Do one act on several items, each wholly or not at all; exit 1 where any was refused."""
    refused = False
    for code in dict.fromkeys(codes):
        try:
            click.echo(f"{code} {said(act(code))}（{by}：{why}）")
        except Refused as fault:
            click.echo(str(fault), err=True)
            refused = True
    if refused:
        sys.exit(1)


def _plain(words: str) -> Callable[[Outcome], str]:
    return lambda _: words


def _at(site: str, today: date | None) -> Context:
    return open_site(site, today)


@click.command()
@_on_items
def accept(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None) -> None:
    """验收：认可申报的完成情况，停止对单位计时。"""
    at = _at(site, today)
    each(codes, lambda code: acts.accept(at, code, by, why), _plain("已验收"), by, why)


@click.command("return")
@_on_items
def give_back(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None) -> None:
    """退回：申报完成不予认可，计时视同从未停止；佐证更换后才再次暂停。"""
    at = _at(site, today)
    each(codes, lambda code: acts.give_back(at, code, by, why), _plain("已退回，计时恢复"), by, why)


@click.command("write-off")
@_on_items
def write_off(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None) -> None:
    """销号：验收之后销号，此前告知过的人都会收到销号告知。"""
    at = _at(site, today)
    each(codes, lambda code: acts.write_off(at, code, by, why), _plain("已销号"), by, why)


@click.command()
@_on_items
@click.option("--to", type=DAY, required=True, help="批准的新时限")
@click.option("--asked", type=DAY, help="申请日期，默认当天；应在到期之前")
@click.option("--approved-by", required=True, help="批准人（姓名或编号），须有相应审批权限")
def extend(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None, to: date,
           asked: date | None, approved_by: str) -> None:  # fmt: skip
    """延期：到期前申请，由有权限的同志批准；原定时限保留，用于考核。"""
    at = _at(site, today)
    each(codes, lambda code: acts.extend(at, code, by, why, to, approved_by, asked),
         lambda done: f"已延期至{to}（第{done.detail['times']}次，{approved_by}批准）", by, why)  # fmt: skip


@click.command()
@_on_items
@click.option("--relapse", is_flag=True, help="回头看发现反弹：自曾到最高级的上一级起督办")
@click.option("--due", type=DAY, help="新的整改时限，默认仍按原时限")
def reopen(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None, relapse: bool,
           due: date | None) -> None:  # fmt: skip
    """重新打开已销号的事项，与原销号相连。"""
    at = _at(site, today)
    each(codes, lambda code: acts.reopen(at, code, by, why, relapse=relapse, due=due), _reopened, by, why)


def _reopened(done: Outcome) -> str:
    level = done.detail["from_level"]
    return f"已重新打开，时限{done.sets['due_on']}" + (f"，自第{level}级起" if level else "")


@click.command()
@_on_items
@click.option("--level", type=click.IntRange(min=0), required=True, help="评定的级别；0 为良好")
def judge(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None, level: int) -> None:
    """评定：由有权限的同志评定事项所在的级别（规则中 judged 的级）。"""
    at = _at(site, today)
    each(codes, lambda code: acts.judge(at, code, by, why, level), _plain(f"已评定为第{level}级"), by, why)


@click.command()
@_on_items
@click.option("--until", type=DAY, required=True, help="暂停提示到哪一天（含）")
def silence(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None, until: date) -> None:
    """暂停提示：到那一天为止不发提示和催办，提级照常进行，时限不变。"""
    at = _at(site, today)
    each(codes, lambda code: acts.silence(at, code, by, why, until), _plain(f"暂停提示至{until}"), by, why)


@click.command()
@_on_items
def release(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None) -> None:
    """审签：签发等待审签的督办单。"""
    at = _at(site, today)
    each(codes, lambda code: acts.release(at, code, by, why),
         lambda done: f"第{done.detail['level']}级督办单已审签", by, why)  # fmt: skip


@click.command()
@_on_items
@click.option("--due", type=DAY, required=True, help="正确的整改时限")
@click.option("--first", is_flag=True, help="原定时限（考核时限）也录错了，一并更正")
def correct(site: str, codes: tuple[str, ...], by: str, why: str, today: date | None, due: date,
            first: bool) -> None:  # fmt: skip
    """更正录入有误的时限，或核定待核的时限；因此被告知过的人都会收到更正。"""
    at = _at(site, today)
    each(codes, lambda code: acts.correct(at, code, by, why, due, first=first),
         _plain(f"时限核定为{due}"), by, why)  # fmt: skip
