"""JSON over HTTP: pages followed on the same host only, all of them or nothing, within limits."""

import hashlib
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from duban.errors import SourceFailed
from duban.grid import Delivery, Grid
from duban.site import Source
from tasks.sources.calls import Calls
from tasks.sources.secret import resolved

MOST_BYTES, MOST_SECONDS, MOST_PAGES, MOST_WAIT = 50 * 2**20, 120.0, 1000, 30.0


def call_http(source: Source, folder: Path, today: date, known: frozenset[str]) -> Calls:
    """Fetch every page of a source. Raises SourceFailed where any page is not as it should be."""
    url = resolved(source.url or "", source.name)
    headers = {"Accept": "application/json"}
    if source.token:
        headers["Authorization"] = f"Bearer {resolved(source.token, source.name)}"
    with httpx.Client(headers=headers, timeout=15.0, follow_redirects=False, trust_env=False) as client:
        rows = [row for page in _pages(client, url, source) for row in page]
    grid = _grid(source, rows)
    content = json.dumps(grid.cells, ensure_ascii=False).encode()
    one = Delivery(source.name, f"接口 {urlsplit(url).path}", hashlib.sha256(content).hexdigest(), today,
                   "arrived", (grid,))  # fmt: skip
    return Calls(seen=(one.digest,)) if one.digest in known else Calls((one,))


def _pages(client: httpx.Client, url: str, source: Source) -> Iterator[list[dict[str, Any]]]:
    start, host, visited, count = time.monotonic(), urlsplit(url)[:2], set[str](), 0
    following: str | None = url
    while following:
        if following in visited or len(visited) >= MOST_PAGES:
            raise _failed(source, f"第{len(visited) + 1}页：翻页链接成环或超过{MOST_PAGES}页")
        if urlsplit(following)[:2] != host:
            raise _failed(source, f"第{len(visited) + 1}页：翻页链接指向另一主机，只在原主机内翻页")
        visited.add(following)
        body = _json(_get(client, following, source, len(visited), start), source, len(visited))
        rows = _rows(body, source, len(visited))
        count += len(rows)
        yield rows
        link = _at(body, source.next)
        following = urljoin(following, str(link)) if link else None
    stated = _at(body, source.total)
    if stated is not None and int(str(stated)) != count:
        raise _failed(source, f"应有{stated}条，实收{count}条")


def _failed(source: Source, what: str) -> SourceFailed:
    return SourceFailed(f"来源“{source.name}”：{what}")


def _get(client: httpx.Client, url: str, source: Source, page: int, start: float) -> bytes:
    for attempt in range(3):
        try:
            with client.stream("GET", url) as answer:
                if answer.status_code in {429, 503} and attempt < 2:
                    wait = answer.headers.get("Retry-After", "1")
                    time.sleep(min(float(wait) if wait.isdigit() else 1.0, MOST_WAIT))
                    continue
                return _body(answer, source, page, start)
        except httpx.HTTPError as fault:
            raise _failed(source, f"第{page}页：接口连接失败（{type(fault).__name__}）") from None
    raise _failed(source, f"第{page}页：接口一直忙（429/503），稍后再取")


def _body(answer: httpx.Response, source: Source, page: int, start: float) -> bytes:
    if answer.status_code != 200:
        raise _failed(source, f"第{page}页：接口返回状态{answer.status_code}，应为200")
    if "json" not in answer.headers.get("Content-Type", "json"):
        raise _failed(source, f"第{page}页：返回的不是 JSON（可能登录失效）")
    out = bytearray()
    for chunk in answer.iter_bytes():
        out += chunk
        if len(out) > MOST_BYTES:
            raise _failed(source, f"第{page}页：内容超过{MOST_BYTES // 2**20}MB")
        if time.monotonic() - start > MOST_SECONDS:
            raise _failed(source, f"第{page}页：{MOST_SECONDS:.0f}秒内没有取完")
    return bytes(out)


def _json(body: bytes, source: Source, page: int) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_never,
                          parse_float=str, parse_int=str)  # fmt: skip
    except (ValueError, RecursionError) as fault:
        what = str(fault) if str(fault).startswith("键") else "不是完整的 JSON"
        raise _failed(source, f"第{page}页：{what}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [k for k, _ in pairs]
    twice = next((k for i, k in enumerate(keys) if k in keys[:i]), None)
    if twice is not None:
        raise ValueError(f"键“{twice}”出现两次，无法判断以哪个为准")
    return dict(pairs)


def _never(constant: str) -> Any:
    raise ValueError(f"键值 {constant} 不是数")


def _at(body: Any, path: str | None) -> Any:
    """What lies at a dotted path, or None."""
    for step in (path or "").split(".") if path else []:
        body = body.get(step) if isinstance(body, dict) else None
    return body if path else None


def _rows(body: Any, source: Source, page: int) -> list[dict[str, Any]]:
    found = _at(body, source.items) if source.items else body
    if not isinstance(found, list) or not all(isinstance(r, dict) for r in found):
        raise _failed(source, f"第{page}页：在“{source.items or '顶层'}”没有找到记录列表")
    return found


def _grid(source: Source, rows: list[dict[str, Any]]) -> Grid:
    if not rows:
        raise _failed(source, "接口没有返回任何记录，视为未取到，不作零报告")
    names = list(dict.fromkeys(k for r in rows for k in r))
    cells = [tuple(_cell(r.get(n), n, source) for n in names) for r in rows]
    return Grid(source.name, (tuple(names), *cells), header=True)


def _cell(value: Any, name: str, source: Source) -> str:
    if isinstance(value, (dict, list)):
        raise _failed(source, f"字段“{name}”的类型变了，应为文字或数字")
    return {True: "TRUE", False: "FALSE"}[value] if isinstance(value, bool) else str(value or "")
