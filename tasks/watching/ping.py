"""The dead-man's ping (心跳): after each good cycle and audit, so that silence is heard outside this machine."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, func, select

from duban import tables as t
from tasks.context import Context
from tasks.database import reads
from tasks.pacing import wall
from tasks.private import write_whole
from tasks.seam import logger, task

FILE, SECONDS = "ping.json", 10.0


@dataclass(frozen=True)
class Ping:
    """When a ping was last tried (UTC), whether it was heard, and in a word what came of it."""

    at: datetime
    ok: bool
    said: str


@task(name="心跳")
def ping(at: Context, counts: Mapping[str, int]) -> Ping | None:
    """Tell the outside address that all went well, with counts only; None where the site has none.

    Whatever comes of it, the run goes on: it is kept to be shown, and the address alarms by itself.
    """
    given = at.loaded.site.outside.ping
    if not given:
        return None
    said = _sent(os.environ.get(given.removeprefix("env:").strip(), "").strip(), counts)
    done = Ping(wall(), said == "ok", said)
    if not done.ok:
        logger().warning("心跳未能送达（%s）", said)
    try:
        kept = {"at": done.at.isoformat(), "ok": done.ok, "said": said}
        write_whole(_path(at), json.dumps(kept).encode())
    except OSError as fault:
        logger().warning("心跳的结果未能记下（%s）", type(fault).__name__)
    return done


def well(at: Context) -> dict[str, int]:
    """What a ping says: how many items are open and late, of those that everybody may see, and notices of the day."""
    i, n = t.item.c, t.notice.c
    open_ = and_(i.site == at.site, i.settled_on.is_(None), ~i.restricted)
    with reads(at.engine) as conn:
        late_ = and_(i.due_on < at.today, i.suspended_on.is_(None))
        items = select(func.count(), func.count().filter(late_)).where(open_)
        of, late = conn.execute(items).one()
        told = conn.scalar(select(func.count()).where(n.site == at.site, n.on == at.today, n.counted))
    return {"items": int(of), "late": int(late), "notices": int(told or 0)}


def _sent(url: str, counts: Mapping[str, int]) -> str:
    """``ok``, or what went wrong in a word that holds nothing of the address, which is a secret."""
    # httpx costs time that a site without a ping need not pay.
    import httpx

    if not url:
        return "unset"
    body = "&".join(f"{name}={count}" for name, count in counts.items())
    try:
        answer = httpx.post(url, content=body, timeout=SECONDS, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
        return type(fault).__name__
    return "ok" if answer.is_success else f"HTTP {answer.status_code}"


def last_ping(at: Context) -> Ping | None:
    """What came of the last ping."""
    try:
        said = json.loads(_path(at).read_text("utf-8"))
        return Ping(datetime.fromisoformat(said["at"]), bool(said["ok"]), str(said["said"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(at: Context) -> Path:
    return at.loaded.folder / "state" / FILE
