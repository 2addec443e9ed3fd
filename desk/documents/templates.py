"""``duban template``: which templates are in use and whether they fit; the default put out to be changed."""

import click

from desk import options
from desk.documents.common import say_path
from tasks.documents.templates import FACTS, copy_out, fault_of, own_template
from tasks.site import load


@click.command()
@options.site
@click.argument("name", required=False, type=click.Choice(list(FACTS)))
def template(site: str, name: str | None) -> None:
    """文书模板：列出各模板并核对字段；给出 NAME 则把默认模板放到 SITE/templates 供修改。"""
    loaded = load(site)
    if name:
        say_path(copy_out(loaded, name))
        return
    faults = {one: fault_of(loaded, one) for one in FACTS}
    for one, fault in faults.items():
        click.echo(
            f"{one}：{'本单位模板' if own_template(loaded, one).is_file() else '默认模板'}，{fault or '字段无误'}"
        )
    if any(faults.values()):
        raise click.exceptions.Exit(1)
