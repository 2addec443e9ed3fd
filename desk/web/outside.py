"""Signing in by the organisation's own login (统一身份认证): out to the provider and back, bound to this browser."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from desk.web.render import render
from desk.web.seam import COOKIE
from duban.errors import DubanError
from duban.links import opened, sealed
from duban.logins import OidcLogin
from tasks.logins import oidc
from tasks.pages.accounts import digest, sign_in_outside, sign_out
from tasks.pages.keys import keys_of
from tasks.pages.standing import Standing

TRIP, PLACE = "duban-trip", "/login/outside"
NOBODY = "统一身份认证通过，但本系统没有对应的登录，请联系整改办开立（duban login --outside）"


def routes() -> list[Route]:
    """The addresses of this module."""
    return [Route(PLACE, _out), Route(f"{PLACE}/back", _back)]


async def _out(request: Request) -> Response:
    return await run_in_threadpool(_leave, request.app.state.standing)


def _leave(standing: Standing) -> Response:
    """To the provider, with what must come back kept by this browser."""
    loaded, setting = standing.at().loaded, standing.at().loaded.site.logins.oidc
    if setting is None:
        return RedirectResponse("/login", 303)
    trip = oidc.Trip.new()
    try:
        answer = RedirectResponse(oidc.way_out(setting, _here(standing), trip), 303)
    except DubanError as fault:
        return _not_in(standing, 503, str(fault))
    # Strict would not come back with the answer: it is sent from the provider's page.
    answer.set_cookie(TRIP, sealed(keys_of(loaded.folder)[0], trip.text), max_age=int(oidc.KEPT_SECONDS), httponly=True,
                      samesite="lax", path=PLACE, secure=_secure(standing))  # fmt: skip
    return answer


async def _back(request: Request) -> Response:
    found = request.query_params
    once = {name: found[name] for name in found if len(found.getlist(name)) == 1}
    return await run_in_threadpool(_return, request.app.state.standing, once, request.cookies)


def _return(standing: Standing, answer: dict[str, str], cookies: dict[str, str]) -> Response:
    """From the provider: a session for whom it proves this to be, or none."""
    at = standing.at()
    setting, kept = at.loaded.site.logins.oidc, opened(keys_of(at.loaded.folder), cookies.get(TRIP, ""))
    if setting is None or kept is None:
        return _not_in(standing, 403, "登录已超时，或不是从本页发起的，请重新登录")
    token, status, said = _session(standing, setting, oidc.Trip.read(kept), answer)
    if token is None:
        return _not_in(standing, status, said)
    sign_out(at.engine, digest(cookies.get(COOKIE, "")))
    # A page, not a redirect: what comes from the provider's page brings no strict cookie along.
    page = HTMLResponse(render(at.loaded.site.language, "entered.html", site=at.loaded.site))
    page.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/", secure=_secure(standing))
    page.delete_cookie(TRIP, path=PLACE)
    return page


def _session(standing: Standing, setting: OidcLogin, trip: oidc.Trip,
             answer: dict[str, str]) -> tuple[str | None, int, str]:  # fmt: skip
    try:
        name = oidc.who_came(setting, _here(standing), trip, answer)
    except oidc.NotProved as fault:
        return None, 403, str(fault)
    except DubanError as fault:
        return None, 503, str(fault)
    return sign_in_outside(standing.at(), name, standing.wall), 403, NOBODY


def _not_in(standing: Standing, status: int, sentence: str) -> Response:
    loaded = standing.at().loaded
    shown = render(loaded.site.language, "problem.html", site=loaded.site, kind="outside", sentence=sentence)
    answer = HTMLResponse(shown, status)
    answer.delete_cookie(TRIP, path=PLACE)
    return answer


def _here(standing: Standing) -> str:
    return f"{standing.at().loaded.site.desk.base_url}{PLACE}/back"


def _secure(standing: Standing) -> bool:
    return standing.at().loaded.site.desk.base_url.startswith("https://")
