"""G14: a half-read source is not read, wherever it was cut."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duban.errors import DubanError, SourceFailed
from tasks.sources import Calls, call_in
from tasks.sources.any_file import read_any
from tests.bad_inputs.test_mutated import JULY, SOURCE, harmless
from tests.reliability.rig import ROUNDS
from tests.tasks.sources.makers import SAMPLES, TODAY, Answers, a_source, web_server

PAGES, EACH = 6, 5


@pytest.fixture
def web() -> Iterator[Answers]:
    """A web server."""
    with web_server() as answers:
        yield answers


def _call(web: Answers) -> Calls:
    source = a_source("http", url=web.base + "/1", items="items", next="next")
    return call_in(source, Path("/nowhere"), TODAY, frozenset(), None)


def _pages(web: Answers) -> None:
    for page in range(1, PAGES + 1):
        rows = [{"code": f"XF-{page}-{n}", "measure": f"措施{page}{n}"} for n in range(EACH)]
        web.say(f"/{page}", {"items": rows, "next": f"/{page + 1}" if page < PAGES else None})


@pytest.mark.parametrize("page", range(1, PAGES + 1))
def test_g14_a_service_that_breaks_off_at_any_page_gives_nothing(web: Answers, page: int) -> None:
    _pages(web)
    assert len(_call(web).deliveries[0].grids[0].cells) == PAGES * EACH + 1
    (whole,) = web.by_path[f"/{page}"]
    web.by_path[f"/{page}"] = [
        (200, {**whole[1], "Content-Length": str(len(whole[2]) + 1), "Connection": "close"}, whole[2])
    ]
    with pytest.raises(SourceFailed):
        _call(web)


def test_g14_a_service_that_breaks_off_after_any_row_gives_nothing(web: Answers) -> None:
    _pages(web)
    (whole,) = web.by_path["/2"]
    cuts = [n + 1 for n, byte in enumerate(whole[2]) if byte == ord("}")]
    for cut in cuts[:: 1 if ROUNDS else 3]:
        _pages_cut(web, whole, cut)
        with pytest.raises(SourceFailed):
            _call(web)


def _pages_cut(web: Answers, whole: Any, cut: int) -> None:
    web.by_path["/2"] = [
        (200, {**whole[1], "Content-Length": str(len(whole[2])), "Connection": "close"}, whole[2][:cut])
    ]


@pytest.mark.parametrize("name", ["人事党建整改台账.csv", "环评科整改台账.xlsx"])
def test_g14_a_file_cut_anywhere_is_refused_or_waits_and_never_closes_or_eases(name: str) -> None:
    content = (SAMPLES / str(JULY) / name).read_bytes()
    rows = [n + 1 for n, byte in enumerate(content) if byte == ord("\n")] if name.endswith("csv") else []
    cuts = sorted({*rows, *range(64, len(content), len(content) // (60 if ROUNDS else 6))})
    outcomes = []
    for cut in cuts:
        try:
            grids = read_any(content[:cut], name, SOURCE)
        except DubanError:
            outcomes.append("refused")
            continue
        # ``harmless`` asserts that nothing is closed, lowered, lost or moved later.
        outcomes.append(harmless(name, grids))
    assert {"refused"} <= set(outcomes) and len(outcomes) == len(cuts)
    # Only a cut between two rows can pass for a whole ledger, and then what is lacking is asked after.
    assert outcomes.count("applied") <= len(rows)
