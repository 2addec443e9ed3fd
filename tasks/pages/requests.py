"""What was asked for in Prefect (请求行为) and waits for a person: of items this visitor may see, and of none."""

from collections.abc import Mapping
from typing import Any

from duban import tables as t
from duban.frames import records
from duban.requests import NAMES
from tasks.pages.seen import Seen
from tasks.requests import open_requests

Row = Mapping[str, Any]


def requests_of(seen: Seen) -> tuple[Row, ...]:
    """Each request with what its item promises, or the title of its post; the longest waiting first."""
    waiting = records(open_requests(seen.at))
    codes = sorted({row["item"] for row in waiting} - {""})
    measures = seen.items(t.item.c.code.in_(codes)).set_index("code")["measure"].to_dict() if codes else {}
    posts = {post.id: post.title for post in seen.at.loaded.roster.posts}
    return tuple({**r, "name": NAMES[r["kind"]], "measure": measures.get(r["item"], ""),
                  "title": posts.get(r["post"], r["post"]), "delivery": r["detail"].get("delivery"),
                  "day": r["detail"].get("day"), "level": r["detail"].get("level")}
                 for r in waiting if not r["item"] or r["item"] in measures)  # fmt: skip
