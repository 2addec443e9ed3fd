"""The way out of each notice: to whom it goes and at which addresses."""

from collections.abc import Iterable, Sequence
from typing import Any

from duban.letter import Letter
from duban.letters import Worded
from tasks.channels.addresses import Book, open_book
from tasks.context import Context
from tasks.outbox import ways


def book_of(at: Context) -> Book:
    """Who of the site is reached where."""
    return open_book(at.loaded.folder, at.loaded.site, at.loaded.names)


def ways_out(at: Context, said: Sequence[tuple[Letter, str, Worded]]) -> Iterable[dict[str, Any]]:
    """One outbox row per notice and address; in trial mode everything goes to the steward only."""
    book = book_of(at)
    steward = at.loaded.roster.holder(at.loaded.roster.with_role("steward")[0].id, at.today)
    trial = at.loaded.site.mode == "trial"
    for letter, number, _ in said:
        person = steward.person if trial and steward else letter.person
        yield from ways(at.site, number, person, at.today, book)
