"""``/healthz`` and ``/metrics``: for monitors. Anybody learns that the desk is alive, and no more."""

import hmac
import os
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from duban.errors import DubanError
from duban.outside import Outside
from duban.watching.health import Measures, alarms
from tasks.pages.standing import Standing
from tasks.watching.measuring import measures

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
TEXT = "text/plain; version=0.0.4; charset=utf-8"


def routes() -> list[Route]:
    """Both addresses; neither needs a login, and neither shows a unit, a person or an item."""
    return [Route("/healthz", _health), Route("/metrics", _metrics)]


async def _health(request: Request) -> Response:
    standing: Standing = request.app.state.standing
    try:
        at = await run_in_threadpool(standing.at)
        if not _may(request, at.loaded.site.outside, at.loaded.site.desk.base_url):
            return PlainTextResponse("ok")
        found = await run_in_threadpool(measures, at)
    except (SQLAlchemyError, DubanError):
        return JSONResponse({"status": "alarm", "alarms": ["store"]}, 503)
    return _said(found)


async def _metrics(request: Request) -> Response:
    # prometheus_client costs time that a desk without a monitor need not pay.
    from tasks.watching.metrics import exposition

    standing: Standing = request.app.state.standing
    try:
        at = await run_in_threadpool(standing.at)
        if not _may(request, at.loaded.site.outside, at.loaded.site.desk.base_url):
            return PlainTextResponse("", 404)
        found = await run_in_threadpool(measures, at)
    except (SQLAlchemyError, DubanError):
        return PlainTextResponse("", 503)
    return Response(exposition(at.site, found), media_type=TEXT)


def _may(request: Request, outside: Outside, base_url: str) -> bool:
    """By the monitor's token; without one from this machine, where no proxy makes everybody seem to be here."""
    known = os.environ.get(outside.token.removeprefix("env:").strip(), "") if outside.token else ""
    kind, _, shown = request.headers.get("authorization", "").partition(" ")
    if known and kind.lower() == "bearer":
        return hmac.compare_digest(shown.strip().encode(), known.encode())
    here = request.client is not None and request.client.host in LOOPBACK
    proxied = urlsplit(base_url).hostname not in {None, *LOOPBACK}
    return here and not proxied and "x-forwarded-for" not in request.headers


def _said(m: Measures) -> Response:
    causes = alarms(m)
    said = {"status": "alarm" if causes else "ok", "alarms": list(causes), "today": f"{m.today}", "store": "ok",
            "last_cycle": {"on": m.cycle_on and f"{m.cycle_on}", "at": _utc(m.cycle_at), "missed_workdays": m.missed},
            "oldest_unsent_seconds": m.unsent_age, "expired_lease_seconds": m.lease_age,
            "auditor": {"on": m.audit_on and f"{m.audit_on}", "at": _utc(m.audit_at), "findings": m.found},
            "sources": {"failing": m.failing, "late": m.late, "stale_days": m.stale_days}, "restored": m.restored,
            "ping": {"set": m.pinged, "ok": m.ping_ok, "at": _utc(m.ping_at)}}  # fmt: skip
    return JSONResponse(said, 503 if causes else 200)


def _utc(moment: object) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None
