"""Signing in and out, and where each goes first."""

import hmac
import secrets

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from desk.web import outside
from desk.web.render import render
from desk.web.seam import COOKIE, FORM_BYTES, page, problem, same_place, through_session
from desk.web.visit import Visit
from duban.links import form_token
from tasks.logins import LoginAway
from tasks.pages.accounts import digest, sign_in, sign_out
from tasks.pages.keys import keys_of
from tasks.pages.standing import Standing

MARK = "duban-login"


def routes() -> list[Route]:
    """The addresses of this module."""
    return [Route("/login", _form), Route("/login", _enter, methods=["POST"]), *outside.routes(),
            page("/", home, through_session), page("/logout", leave, through_session, "POST")]  # fmt: skip


def home(visit: Visit) -> Response:
    """The first page that is this visitor's business."""
    return visit.back(visit.places[0][0])


def leave(visit: Visit) -> Response:
    """Sign out."""
    sign_out(visit.at.engine, visit.door)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


async def _form(request: Request) -> Response:
    return _shown(request.app.state.standing, 200, wrong=False)


def _shown(standing: Standing, status: int, *, wrong: bool, sentence: str = "") -> Response:
    """The form, and in a cookie what it must come back with: nobody is signed in from elsewhere."""
    loaded, mark = standing.at().loaded, secrets.token_urlsafe(16)
    form = form_token(keys_of(loaded.folder)[0], mark)
    answer = HTMLResponse(
        render(
            loaded.site.language,
            "login.html",
            wrong=wrong,
            site=loaded.site,
            form=form,
            sentence=sentence,
            oidc=loaded.site.logins.oidc,
        ),
        status,  # fmt: skip
    )
    answer.set_cookie(MARK, mark, httponly=True, samesite="strict", path="/login", secure=_secure(standing))
    return answer


def _secure(standing: Standing) -> bool:
    return standing.at().loaded.site.desk.base_url.startswith("https://")


async def _enter(request: Request) -> Response:
    standing: Standing = request.app.state.standing
    length = request.headers.get("content-length", "")
    if (
        not length.isdigit()
        or int(length) > FORM_BYTES
        or not same_place(request, standing.at().loaded.site.desk.base_url)
    ):
        return problem(standing, 403, "form")
    typed = await request.form(max_files=0, max_fields=10)
    made = form_token(keys_of(standing.at().loaded.folder)[0], request.cookies.get(MARK, ""))
    if MARK not in request.cookies or not hmac.compare_digest(
        made.encode(), str(typed.get("form", "")).encode()
    ):
        return problem(standing, 403, "form")
    name, password = str(typed.get("name", "")), str(typed.get("password", ""))
    return await run_in_threadpool(_signed_in, standing, name, password, request.cookies.get(COOKIE, ""))


def _signed_in(standing: Standing, name: str, password: str, before: str) -> Response:
    at = standing.at()
    try:
        token = sign_in(at, name, password, standing.wall)
    except LoginAway as fault:
        return _shown(standing, 503, wrong=False, sentence=str(fault))
    sign_out(at.engine, digest(before))
    if token is None:
        return _shown(standing, 403, wrong=True)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/",
                      secure=_secure(standing))  # fmt: skip
    return answer
