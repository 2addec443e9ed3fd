"""Arguments and options that several commands share."""

import os
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as 2019-07-01."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read an ISO day, or fail with what was expected."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是日期，应如 2019-07-01", param, ctx)


def _use_store(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The store's address goes by the environment: it may hold a password, runs are public."""
    if value:
        os.environ["DUBAN_STORE"] = value
    return value


def site(command: F) -> F:
    """The site's folder, and where its store is."""
    command = click.option("--store", callback=_use_store, expose_value=False,
                           help="数据库地址（SQLAlchemy URL），默认 SITE/state/store.db")(command)  # fmt: skip
    return click.argument("site", envvar="DUBAN_SITE", metavar="SITE")(command)


def today(command: F) -> F:
    """The business day; left out, today in the site's zone."""
    return click.option("--today", type=Day(), help="业务日期，默认当天")(command)


def form(command: F) -> F:
    """As a table for people or as a JSON array for programs."""
    return click.option("--format", "form", type=click.Choice(["table", "json"]), default="table",
                        help="输出形式")(command)  # fmt: skip
