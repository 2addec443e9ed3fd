"""The desk as an application: its addresses, and what every answer carries."""

from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.api.app import PLACE, api
from desk.api.problems import plain
from desk.web import (
    bell,
    documents,
    leaders,
    login,
    office,
    papers,
    pictures,
    programs,
    reporters,
    requests,
    watching,
)
from desk.web.render import render
from desk.web.seam import page, through_link, through_session
from tasks.pages.standing import Standing

STYLE = Path(__file__).parent / "desk.css"
# No script, nothing from elsewhere, no frame, no address handed on, nothing kept by a browser.
HEADERS = {
    b"content-security-policy": b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
                                b"frame-ancestors 'none'; base-uri 'none'",
    b"referrer-policy": b"no-referrer", b"x-content-type-options": b"nosniff", b"x-frame-options": b"DENY",
    b"cache-control": b"no-store", b"cross-origin-opener-policy": b"same-origin",
}  # fmt: skip


def application(standing: Standing) -> Starlette:
    """The desk of one site."""
    hosts = ["127.0.0.1", "localhost", "[::1]"]
    if base := standing.at().loaded.site.desk.base_url:
        hosts.append(urlsplit(base).hostname or "")
    app = Starlette(routes=[Mount(PLACE, api(standing)), *_routes()], exception_handlers={404: _absent, 405: _absent, Exception: _broken},
                    middleware=[Middleware(Headed), Middleware(TrustedHostMiddleware, allowed_hosts=hosts)])  # fmt: skip
    app.state.standing, app.state.bell = standing, bell.Bell()
    return app


def _routes() -> list[Route]:
    link = "/l/{link}"
    shared = [("/mine", leaders.home, "GET"), ("/letter", leaders.letter, "GET"),
              ("/items/{code}", leaders.item, "GET"), ("/looked", leaders.looked, "POST"),
              ("/answer", leaders.answer, "POST"), ("/papers", papers.papers, "GET"),
              ("/papers/confirm", papers.confirm, "POST"), ("/talks/{number:int}", papers.held, "POST"),
              ("/pictures", pictures.pictures, "GET"), ("/pictures/{name}.svg", pictures.drawing, "GET"),
              ("/items/{code}/slip", documents.slip, "POST")]  # fmt: skip
    return [
        Route("/static/desk.css", _style), *watching.routes(), bell.route(),
        Route("/l/{link}", _inside), Route("/l/{link}/", _inside),
        *(page(link + path, handler, through_link, method) for path, handler, method in shared),
        *(page(path, handler, through_session, method) for path, handler, method in shared),
        *(page(path, handler, through_session, method) for path, handler, method in INSIDE),
        page("/ledgers/{prefix}/upload", reporters.upload, through_session, "POST", upload=True),
        *login.routes(), *programs.routes(),
    ]  # fmt: skip


# What only a personal login opens.
INSIDE = [
    ("/todo", office.waiting, "GET"), ("/board", office.board, "GET"), ("/deliveries", office.came, "GET"),
    ("/posts", office.posts, "GET"), ("/posts/{post}", office.hand_over, "POST"), ("/board/workbook", office.workbook, "GET"),
    ("/items/{code}/act", office.act, "POST"), ("/deliveries/{number:int}", office.decide, "POST"),
    ("/matches/{number:int}", office.match, "POST"), ("/signals/{number:int}", office.signal, "POST"),
    ("/requests/{number:int}", requests.decide, "POST"),
    ("/ledgers", reporters.ledgers, "GET"), ("/ledgers/{prefix}/{what}", reporters.copy, "GET"),
    ("/oversight", reporters.oversight, "GET"), ("/documents", documents.documents, "GET"),
    ("/documents/{what}/{kind}", documents.taken, "GET"), ("/items/{code}/form/{form}", documents.form, "GET"),
]  # fmt: skip


async def _style(_: Request) -> Response:
    return FileResponse(STYLE, media_type="text/css")


async def _inside(request: Request) -> Response:
    return RedirectResponse(f"/l/{request.path_params['link']}/mine", 303)


async def _absent(request: Request, fault: Exception) -> Response:
    if request.url.path.startswith(PLACE):
        return await plain(request, fault)
    language = request.app.state.standing.at().loaded.site.language
    return HTMLResponse(render(language, "problem.html", kind="absent", sentence=""), 404)


async def _broken(request: Request, _: Exception) -> Response:
    """What went wrong is for the log; a page of it might hold what this reader may not see."""
    return HTMLResponse(render("zh", "problem.html", kind="busy", sentence=""), 500)


class Headed:
    """Puts the same headers on every answer, pages of faults included."""

    def __init__(self, app: ASGIApp) -> None:
        """``app`` is what answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                own = [(n, v) for n, v in HEADERS.items() if n not in known or n == b"cache-control"]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        await self.app(scope, receive, headed)
