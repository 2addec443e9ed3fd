"""The page that describes the programs' door (程序接口): the document, readable, without a script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from desk.api.app import PLACE, document
from desk.web.render import render
from duban.scopes import SCOPES

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One thing that is sent or given: its name, kind, whether it must be there, what it means."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One address: what it does, the scope it takes, what is sent in the address, headers and content, what comes."""

    name: str
    method: str
    path: str
    zh: str
    en: str
    scope: str
    sent: tuple[Field, ...]
    gives: str


def routes() -> list[Route]:
    """The addresses of this module."""
    return [Route("/api", _page)]


async def _page(request: Request) -> Response:
    site = request.app.state.standing.at().loaded.site
    page = render(site.language, "api.html", site=site, place=PLACE, scopes=SCOPES, **_described())
    return HTMLResponse(page)


@cache
def _described() -> dict[str, Any]:
    found = document()
    shapes = {name: tuple(_fields(one)) for name, one in found["components"]["schemas"].items()}
    said = [_operation(path, method, one, found["components"]["schemas"])
            for path, methods in found["paths"].items() for method, one in methods.items()]  # fmt: skip
    given = {_bare(one.gives) for one in said} | {"Problem"}
    return {"reads": [o for o in said if o.method == "GET"], "acts": [o for o in said if o.method != "GET"],
            "shapes": {name: fields for name, fields in shapes.items() if name in given}}  # fmt: skip


def _operation(path: str, method: str, one: Schema, schemas: Mapping[str, Schema]) -> Operation:
    zh, _, en = str(one["description"]).replace("`", "").partition(" ")
    sent = [Field(p["name"], kind_of(p["schema"]), p.get("required", False), p.get("description", ""))
            for p in one.get("parameters", ()) if "{" + p["name"] + "}" not in path]  # fmt: skip
    for body in one.get("requestBody", {}).get("content", {}).values():
        sent += _fields(schemas[_named(body["schema"])])
    (given,) = one["responses"]["200"]["content"].values()
    return Operation(one["operationId"], method.upper(), path, zh, en, one["security"][0]["token"][0], tuple(sent),
                     kind_of(given["schema"]))  # fmt: skip


def _fields(shape: Schema) -> Iterator[Field]:
    for name, one in shape.get("properties", {}).items():
        yield Field(name, kind_of(one), name in shape.get("required", ()), one.get("description", ""))


def kind_of(schema: Schema) -> str:
    """A schema in a word or two."""
    if "anyOf" in schema:
        kinds = dict.fromkeys(kind_of(one) for one in schema["anyOf"])
        return " | ".join(kind for kind in kinds if kind != "null")
    if "$ref" in schema:
        return _named(schema)
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"[{kind_of(schema['items'])}]"
    return str(schema.get("format") or schema.get("type", ""))


def _named(schema: Schema) -> str:
    name = str(schema["$ref"]).rpartition("/")[2]
    return f"{name.removeprefix('Page_').rstrip('_')} × n" if name.startswith("Page_") else name


def _bare(kind: str) -> str:
    """The shape of the rows of a page, or of a list."""
    return kind.strip("[]").removesuffix(" × n")
