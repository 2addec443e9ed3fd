"""What the commands of documents share: whose they are, PDF or not, where they were written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tasks.documents.writing import Written

F = TypeVar("F", bound=Callable[..., Any])


def reader(command: F) -> F:
    """For whom: the office without restricted items, or somebody cleared who names himself."""
    command = click.option("--by", default="", help="取用人（花名册中的人员），含受限事项时必填")(command)
    return click.option("--restricted", is_flag=True, help="含受限事项；取用人的登录须有受限授权")(command)


def pdf(command: F) -> F:
    """Whether a PDF is made beside."""
    return click.option(
        "--pdf/--no-pdf", default=True, help="同时生成 PDF（需要本机有 LibreOffice），默认生成"
    )(command)


def say_where(written: Written) -> None:
    """Say where documents were written."""
    for path in written.paths:
        click.echo(f"已写入 {path}")
    if written.note:
        click.echo(written.note)


def say_path(path: Path) -> None:
    """Say where one file was written."""
    click.echo(f"已写入 {path}")
