"""The pages of a day by their kind, each made and put where Prefect's UI shows it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from duban.board import board
from duban.figures import figures, near_days
from duban.watch.board import board_page
from duban.watch.brief import brief_page
from duban.watch.duty import duty_page
from duban.watch.held import held_page
from duban.watch.ledgers import ledgers_page
from duban.watch.page import Page
from duban.watch.questions import questions_page
from duban.watch.sent import sent_page
from duban.watch.tomorrow import tomorrow_page
from tasks.artifacts.ledgers import health_of, held_of
from tasks.artifacts.publishing import in_run, publish
from tasks.artifacts.questions import questions_of
from tasks.artifacts.sent import ways_of
from tasks.artifacts.watched import Watched
from tasks.context import Context
from tasks.previewed import preview_rows
from tasks.reports import day_of
from tasks.sheets import sheets


def _board(one: Watched) -> Page:
    at = one.at
    rows = board(one.items, one.standing, at.loaded.ladder, at.day)
    return board_page(one.place, figures(one.items, at.day, near_days(at.loaded.ladder)), rows)


def _tomorrow(one: Watched) -> Page:
    first = one.at.today + timedelta(days=1)
    return preview_page(one, first, one.at.loaded.calendar.on_or_after(first), "tomorrow")


def preview_page(one: Watched, first: date, last: date, kind: str = "preview") -> Page:
    """Who will be told what in [first, last] if nothing moves."""
    rows = preview_rows(one.at.loaded, first, last)
    return tomorrow_page(one.place, rows[rows["item"].isin(one.items["code"])], one.posts, first, last, kind)


PAGES: dict[str, Callable[[Watched], Page]] = {
    "board": _board, "brief": lambda one: brief_page(one.place, day_of(one.at)), "tomorrow": _tomorrow,
    "held": lambda one: held_page(one.place, held_of(one)),
    "questions": lambda one: questions_page(one.place, questions_of(one)),
    "ledgers": lambda one: ledgers_page(one.place, health_of(one)),
    "sent": lambda one: sent_page(one.place, ways_of(one), one.posts),
    "duty": lambda one: duty_page(one.place, sheets(one.at.engine, one.at.site), one.posts),
}  # fmt: skip


def pages_of(at: Context, kinds: Iterable[str] = tuple(PAGES)) -> list[Page]:
    """The pages of these kinds."""
    one = Watched(at)
    return [PAGES[kind](one) for kind in kinds]


def publish_pages(at: Context, kinds: Iterable[str] = tuple(PAGES)) -> int:
    """Put pages where Prefect's UI shows them (nothing without Prefect); gives how many."""
    return publish_all(at, pages_of(at, kinds)) if in_run() else 0


def publish_preview(at: Context, first: date, last: date) -> int:
    """Put the page of a preview there."""
    return publish_all(at, [preview_page(Watched(at), first, last)]) if in_run() else 0


def publish_all(at: Context, pages: Iterable[Page]) -> int:
    """Put made pages there; gives how many."""
    made = list(pages)
    for one in made:
        publish(at.loaded.folder, one, f"{at.site} {at.today} {one.title}")
    return len(made)
