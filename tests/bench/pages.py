"""How much work each page of the desk is, beside a bare select of all items in the same process.

Usage: ``python -m tests.bench.pages SITE``, of a site that cycles were run on. Seconds are the server's own
(CPU), through the application and its doors: the least of several turns, after one that loads what is loaded once.
"""

import asyncio
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.bench.sites import STEADY

PASSWORD = "correct horse battery"
TURNS = 7
# Who looks at what: the bench's own people, by the post each holds.
PAGES = {
    "p-office": ("todo", "board", "board?klass=late", "board?words=%E6%8E%AA%E6%96%BD3", "board?level=3", "board?page=100",
                 "deliveries", "posts", "ledgers", "items/U0-01-1", "pictures", "pictures/areas.svg"),
    "p-top": ("mine", "pictures"), "p-deputy0": ("mine", "letter", "papers", "items/U0-01-1", "pictures"),
    "p-head0": ("mine", "ledgers"), "p-discipline": ("oversight", "board"),
}  # fmt: skip


async def measured(site: Path) -> list[dict[str, object]]:
    """Each page's milliseconds, and how many times the bare select that is."""
    from desk.web.app import application
    from tasks.context import open_site
    from tasks.pages.accounts import Grants, give_account, sign_in
    from tasks.pages.standing import Standing

    standing, at = Standing(site, STEADY), open_site(str(site), STEADY)
    bare = bare_select(site)
    out: list[dict[str, object]] = [
        {"who": "", "page": "select * from item", "ms": round(bare * 1000, 1), "ratio": 1}
    ]
    transport = httpx.ASGITransport(app=application(standing))
    for person, places in PAGES.items():
        give_account(at, person, PASSWORD, Grants(), "bench", "bench")
        cookies = {"duban": sign_in(at, person, PASSWORD, standing.wall) or ""}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", cookies=cookies
        ) as client:
            for place in places:
                spent = [one async for one in turns(client, place)]
                out.append({"who": person, "page": place, "ms": round(min(spent) * 1000, 1),
                            "ratio": round(min(spent) / bare, 1)})  # fmt: skip
    return out


async def turns(client: httpx.AsyncClient, place: str):  # type: ignore[no-untyped-def]
    """The seconds of each turn but the first."""
    for turn in range(TURNS + 1):
        start = time.process_time()
        found = await client.get(f"/{place}")
        if found.status_code != 200:
            raise SystemExit(f"/{place}: {found.status_code}")
        if turn:
            yield time.process_time() - start


def bare_select(site: Path) -> float:
    """The least seconds that reading all items takes, with nothing done to them."""
    raw = sqlite3.connect(site / "state" / "store.db")
    spent = []
    for _ in range(TURNS):
        start = time.process_time()
        raw.execute("select * from item").fetchall()
        spent.append(time.process_time() - start)
    raw.close()
    return min(spent)


def lines(rows: list[dict[str, object]]) -> Iterator[str]:
    """The table a person reads."""
    yield f"{'who':>14}  {'page':<32}{'ms':>8}{'ratio':>8}"
    for row in rows:
        yield f"{row['who']!s:>14}  {row['page']!s:<32}{row['ms']!s:>8}{row['ratio']!s:>8}"


if __name__ == "__main__":
    os.environ.setdefault("DUBAN_ENGINE", "plain")
    found = asyncio.run(measured(Path(sys.argv[1])))
    print("\n".join(lines(found)) if "--json" not in sys.argv else json.dumps(found, ensure_ascii=False))
