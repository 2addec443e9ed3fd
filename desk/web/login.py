"""Signing in and out, and where each goes first."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from desk.web.render import render
from desk.web.seam import COOKIE, FORM_BYTES, page, problem, same_place, through_session
from desk.web.visit import Visit
from tasks.pages.accounts import sign_in, sign_out
from tasks.pages.standing import Standing


def routes() -> list[Route]:
    """The addresses of this module."""
    return [Route("/login", _form), Route("/login", _enter, methods=["POST"]),
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


def _shown(standing: Standing, status: int, *, wrong: bool) -> Response:
    site = standing.at().loaded.site
    return HTMLResponse(render(site.language, "login.html", wrong=wrong, site=site), status)


async def _enter(request: Request) -> Response:
    standing: Standing = request.app.state.standing
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > FORM_BYTES or not same_place(request):
        return problem(standing, 403, "form")
    typed = await request.form(max_files=0, max_fields=10)
    name, password = str(typed.get("name", "")), str(typed.get("password", ""))
    return await run_in_threadpool(_signed_in, standing, name, password)


def _signed_in(standing: Standing, name: str, password: str) -> Response:
    at = standing.at()
    token = sign_in(at, name, password, standing.wall)
    if token is None:
        return _shown(standing, 403, wrong=True)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/",
                      secure=at.loaded.site.desk.base_url.startswith("https://"))  # fmt: skip
    return answer
