"""The programs' door as an application (/api/v1), and the document that describes it (OpenAPI 3.1)."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.api import acting, others, reading
from desk.api.allowance import Allowance
from desk.api.problems import HANDLERS, KINDS, MEDIA, Problem, answer
from desk.api.shapes import Done
from duban.scopes import SCOPES
from tasks.pages.standing import Standing
from tasks.sources.files import MOST_BYTES

PLACE, VERSION = "/api/v1", "1.0.0"
JSON_BYTES = 256 * 1024
SAID = """The same lists and acts as the commands of duban, for programs.

Every call carries `Authorization: Bearer TOKEN`; a token is made by `duban token` for one program and one named
person, with scopes. It sees what that person may see, without restricted items unless it was granted them. Every
act carries an `Idempotency-Key` of its own and is done once, however often it is asked. What goes wrong is
`application/problem+json` with a `type` to branch on and one sentence in `detail`. Fields may be added within v1;
none is renamed, taken away or given another meaning."""


def api(standing: Standing) -> FastAPI:
    """The door of one site."""
    made = described()
    made.state.standing, made.state.allowance = standing, Allowance()
    made.add_middleware(Bounded)
    return made


def described() -> FastAPI:
    """The door without a site: what its document is made from."""
    made = FastAPI(title="督办 duban", version=VERSION, description=SAID, docs_url=None, redoc_url=None, openapi_url=None,
                   exception_handlers=HANDLERS, redirect_slashes=False,
                   generate_unique_id_function=lambda route: route.name,
                   responses={KINDS[kind][0]: _as_problem(kind) for kind in ("token", "scope", "absent", "refused", "unfit", "often")})  # fmt: skip
    made.include_router(reading.router, tags=["lists"])
    for part in (acting, others):
        made.include_router(part.router, tags=["acts"], responses={
            202: {"model": Done, "description": "Left on the desk to be confirmed"}, 413: _as_problem("large")})  # fmt: skip
    made.add_route("/openapi.json", _document, include_in_schema=False)
    return made


def _as_problem(kind: str) -> dict[str, Any]:
    ref = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": KINDS[kind][2], "content": {MEDIA: ref}}


def document(made: FastAPI | None = None) -> dict[str, Any]:
    """The OpenAPI document: addresses, scopes, shapes."""
    one = made or described()
    found = get_openapi(title=one.title, version=one.version, description=SAID, routes=one.routes,
                        openapi_version="3.1.0", servers=[{"url": PLACE}])  # fmt: skip
    found["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    found["info"]["x-scopes"] = SCOPES
    return found


async def _document(request: Request) -> JSONResponse:
    return JSONResponse(document(request.app))


class Bounded:
    """Turns away what is longer than anything that may be sent, before a byte of it is kept."""

    def __init__(self, app: ASGIApp) -> None:
        """``app`` is what answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or turn away."""
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            most = MOST_BYTES + JSON_BYTES if scope["path"].endswith("/deliver") else JSON_BYTES
            length = (
                dict(scope["headers"])
                .get(b"content-length", b"0" if _empty(scope) else b"")
                .decode("latin-1")
            )
            if not length.isdecimal() or int(length) > most:
                said = f"请求的内容应写明长度（Content-Length），且不超过{most // 1024}KB"
                await answer(Request(scope), "large", said)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _empty(scope: Scope) -> bool:
    return b"transfer-encoding" not in dict(scope["headers"])
