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


def use_store(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The store's address goes by the environment: it may hold a password, runs are public."""
    if value:
        os.environ["DUBAN_STORE"] = value
    return value


def site(command: F) -> F:
    """The site's folder, and where its store is."""
    command = click.option("--store", callback=use_store, expose_value=False,
                           help="数据库地址（SQLAlchemy URL），默认 SITE/state/store.db")(command)  # fmt: skip
    return click.argument("site", envvar="DUBAN_SITE", metavar="SITE")(command)


def site_and_rest(words: tuple[str, ...], rest: int) -> tuple[str, tuple[str, ...]]:
    """A site and so many words behind it; without the site the one that DUBAN_SITE names.

    Raises UsageError where there are too few or too many.
    """
    named = os.environ.get("DUBAN_SITE")
    given = (named, *words) if named and len(words) == rest else words
    if len(given) != rest + 1:
        raise click.UsageError("应为 duban channels SITE，或 duban channels test SITE PERSON")
    return str(given[0]), tuple(str(word) for word in given[1:])


def today(command: F) -> F:
    """The business day; left out, today in the site's zone."""
    return click.option("--today", type=Day(), help="业务日期，默认当天")(command)


def form(command: F) -> F:
    """As a table for people or as a JSON array for programs."""
    return click.option("--format", "form", type=click.Choice(["table", "json"]), default="table",
                        help="输出形式")(command)  # fmt: skip
