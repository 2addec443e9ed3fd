"""What went wrong, as a program reads it (RFC 9457): a kind it may branch on and one sentence for a clerk."""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from duban.errors import DubanError
from duban.typed import sentence

MEDIA = "application/problem+json"
KINDS = {
    "token": (401, "令牌无效", "Token not valid"), "scope": (403, "令牌无此权限", "Scope lacking"),
    "absent": (404, "没有这一条", "Not found"), "method": (405, "不支持的方法", "Method not allowed"),
    "refused": (409, "没有登记", "Refused"), "large": (413, "内容太大", "Too large"),
    "unfit": (422, "请求不合规定", "Request not valid"), "often": (429, "请求过于频繁", "Too many requests"),
    "busy": (500, "暂时不能使用", "Out of order"),
}  # fmt: skip


class Problem(BaseModel):
    """Why a request was not done. ``type`` is ``urn:duban:problem:KIND`` and does not change; ``detail`` is one
    sentence: where, what was found, what was expected.
    """

    model_config = ConfigDict(extra="forbid")

    type: str = Field(examples=["urn:duban:problem:refused"])
    title: str
    status: int
    detail: str


class Turned(Exception):  # noqa: N818 - as Refused
    """A request turned away: its kind, the sentence, and what the answer's headers say."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """``kind`` is one of KINDS."""
        super().__init__(detail)
        self.kind, self.detail, self.headers = kind, detail, dict(headers or {})


def absent(what: str) -> Turned:
    """What is not there and what may not be seen look the same."""
    return Turned("absent", f"{what}不存在，或不在这一令牌的阅看范围内")


def answer(request: Request, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as an answer."""
    status, zh, en = KINDS[kind]
    language = request.app.state.standing.at().loaded.site.language
    body = Problem(type=f"urn:duban:problem:{kind}", title=zh if language == "zh" else en, status=status,
                   detail=detail)  # fmt: skip
    return JSONResponse(body.model_dump(), status, dict(headers or {}), MEDIA)


async def turned(request: Request, fault: Exception) -> Response:
    """A request that was turned away."""
    assert isinstance(fault, Turned)
    return answer(request, fault.kind, fault.detail, fault.headers)


async def refused(request: Request, fault: Exception) -> Response:
    """What the rules refuse, in their own sentence."""
    return answer(request, "refused", str(fault))


async def unfit(request: Request, fault: Exception) -> Response:
    """A request that is not as the document says it should be."""
    assert isinstance(fault, RequestValidationError)
    first = {**fault.errors()[0]}
    place = {"query": "参数", "path": "地址", "header": "请求头", "body": "内容"}.get(
        str(first["loc"][0]), "内容"
    )
    faults: list[Any] = [{**first, "loc": tuple(first["loc"][1:])}, *fault.errors()[1:]]
    return answer(request, "unfit", sentence(faults, fault.body, place))


async def plain(request: Request, fault: Exception) -> Response:
    """An address or a method there is none of."""
    assert isinstance(fault, HTTPException)
    kind = {404: "absent", 405: "method"}.get(fault.status_code, "unfit")
    said = {
        "absent": "没有这一地址，现有地址见 openapi.json",
        "method": "这一地址不支持此方法，见 openapi.json",
    }
    return answer(
        request, kind, said.get(kind, "请求的内容读不出，应为 openapi.json 所写的形式"), fault.headers
    )


async def broken(request: Request, _: Exception) -> Response:
    """What went wrong is for the log."""
    return answer(request, "busy", "系统出错，请求没有办成；请稍后再试，或告知整改办")


HANDLERS: dict[int | type[Exception], Any] = {
    Turned: turned, DubanError: refused, RequestValidationError: unfit, HTTPException: plain, Exception: broken,
}  # fmt: skip
