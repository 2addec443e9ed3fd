"""Between the server and a page: the door is tried first, then the form; a refusal is one sentence."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from desk.web.render import render
from desk.web.visit import Handler, Visit
from duban.errors import DubanError
from duban.links import form_token
from tasks.pages.accounts import session_visitor
from tasks.pages.doors import by_link
from tasks.pages.keys import keys_of
from tasks.pages.standing import Standing
from tasks.sources.files import MOST_BYTES

COOKIE = "duban"
FORM_BYTES = 256 * 1024
Door = Callable[[Standing, Request], "Visit | None"]
Endpoint = Callable[[Request], Awaitable[Response]]


def through_link(standing: Standing, request: Request) -> Visit | None:
    """Somebody with a notice's link; None for whatever reason."""
    at, text = standing.at(), request.path_params["link"]
    who = by_link(at, text)
    return Visit(standing, at, who, text) if who else None


def through_session(standing: Standing, request: Request) -> Visit | None:
    """Somebody who signed in; None where the session is over."""
    at = standing.at()
    found = session_visitor(at, request.cookies.get(COOKIE, ""), standing.wall)
    return Visit(standing, at, found[0], found[1]) if found else None


def page(path: str, handler: Handler, door: Door, method: str = "GET", upload: bool = False) -> Route:
    """A route that shows (GET) or acts (POST); never both, so that no look can do anything."""

    async def endpoint(request: Request) -> Response:
        standing: Standing = request.app.state.standing
        visit = await run_in_threadpool(door, standing, request)
        if visit is None:
            return turned_away(standing, request, door)
        visit = replace(visit, path={k: str(v) for k, v in request.path_params.items()},
                        query=dict(request.query_params), here=request.url.path)  # fmt: skip
        if method == "POST":
            found = await _with_form(visit, request, upload)
            if isinstance(found, Response):
                return found
            visit = found
        return await run_in_threadpool(_handled, handler, visit)

    return Route(path, endpoint, methods=[method])


def turned_away(standing: Standing, request: Request, door: Door) -> Response:
    """One answer for every link that does not open; whoever has no session is asked to sign in."""
    if door is through_session:
        if request.method == "GET":
            return RedirectResponse("/login", 303)
        return problem(standing, 403, "closed")
    return problem(standing, 404, "link")


def problem(standing: Standing, status: int, kind: str) -> Response:
    """A page that says only that there is nothing to see."""
    language = standing.at().loaded.site.language
    return HTMLResponse(render(language, "problem.html", kind=kind, sentence=""), status)


def same_place(request: Request, base: str) -> bool:
    """Whether a form was sent from a page of this very place, as far as the browser says;
    ``base`` is the desk's address where a proxy stands in front.

    Our pages hand no address on, for which a browser calls their origin null; the form's token decides.
    """
    origin, host = request.headers.get("origin", "null"), request.headers.get("host", "")
    ours = origin in ("null", base) or origin.partition("://")[2] == host
    return ours and request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


async def _with_form(visit: Visit, request: Request, upload: bool) -> Visit | Response:
    length = request.headers.get("content-length", "")
    most = MOST_BYTES + FORM_BYTES if upload else FORM_BYTES
    if not length.isdigit() or int(length) > most:
        return visit.show("problem.html", 413, kind="large", sentence="")
    form = await request.form(max_files=1 if upload else 0, max_fields=500)
    sent = str(form.get("form", ""))
    keys = keys_of(visit.at.loaded.folder)
    if not same_place(request, visit.at.loaded.site.desk.base_url) or not any(
        hmac.compare_digest(form_token(k, visit.door).encode(), sent.encode()) for k in keys
    ):
        return visit.show("problem.html", 403, kind="form", sentence="")
    typed: dict[str, str] = {}
    ticked: dict[str, tuple[str, ...]] = {}
    file: tuple[str, bytes] | None = None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            file = (value.filename or "", await value.read())
        else:
            typed[name] = value
            ticked[name] = (*ticked.get(name, ()), value)
    return replace(visit, typed=typed, ticked=ticked, file=file)


def _handled(handler: Handler, visit: Visit) -> Response:
    try:
        return handler(visit)
    except DubanError as fault:
        return visit.show("problem.html", 409, kind="refused", sentence=str(fault))


def absent(visit: Visit) -> Response:
    """What is not there and what may not be seen look the same."""
    return visit.show("problem.html", 404, kind="absent", sentence="")
