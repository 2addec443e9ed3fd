"""JSON over HTTP: pages followed on the same host only, all of them or nothing, within limits."""

import logging
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx

from duban.errors import SourceFailed
from duban.grid import Delivery, Grid
from duban.site import Source
from tasks.sources.calls import Calls, sifted
from tasks.sources.hosts import OUTER, InnerAddress, Pinned, refuse_inner, same_host, within
from tasks.sources.json_page import at, parsed, rows_of, table
from tasks.sources.secret import resolved
from tasks.sources.text import digest_of

MOST_BYTES, MOST_SECONDS, MOST_PAGES = 50 * 2**20, 120.0, 1000
MOST_RETRIES, MOST_WAIT_SECONDS = 3, 30.0
BUSY = {429, 503}
BROKEN_OFF = (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError)
LONGEST_TAG = 200
WAITS = httpx.Timeout(30.0, connect=10.0)

# At INFO httpx logs every address with its query, which may hold a key.
logging.getLogger("httpx").setLevel(logging.WARNING)


def call_http(source: Source, folder: Path, today: date, known: frozenset[str],
              tagged: Mapping[str, str]) -> Calls:  # fmt: skip
    """Fetch every page of a source; one that answers that nothing changed (304) is as it was.

    ``tagged`` gives the digest each ETag of an earlier answer stood for.

    Raises SourceFailed where any page is not as it should be, DeliveryRefused where the records
    cannot be a ledger.
    """
    where = f"来源“{source.name}”"
    url = _address(source, where)
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
    if source.token:
        headers["Authorization"] = f"Bearer {resolved(source.token, where)}"
    client = httpx.Client(
        headers=_sendable(headers, where),
        timeout=WAITS,
        follow_redirects=False,
        trust_env=False,
        transport=Pinned(),
    )
    with client:
        fetch = _Fetch(source, client, url, where, tagged)
        rows = within(MOST_SECONDS, lambda: list(fetch.rows()), client.close, where)
    if fetch.same:
        return Calls(seen=(fetch.same,))
    origin = f"接口 {url.path}"
    cells = table(rows, f"{where} {origin}")
    grid = Grid(source.name, cells, header=True)
    # The same records are another answer once the number stated is right.
    beside = ((fetch.hold, *("",) * (len(cells[0]) - 1)),) if fetch.hold else ()
    digest = digest_of((*cells, *beside))
    one = Delivery(source.name, origin, digest, today, "arrived", (grid,), fetch.hold, fetch.tag)
    return sifted([one], (), known)


def _address(source: Source, where: str) -> httpx.URL:
    try:
        url = httpx.URL(resolved(source.url or "", where))
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host:
        raise SourceFailed(f"{where}：接口地址写法有误，应为 http:// 或 https:// 开头的完整地址")
    refuse_inner(url.host, where)
    return url


def _sendable(headers: dict[str, str], where: str) -> dict[str, str]:
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise SourceFailed(f"{where}：接口口令含有不能发送的字符，请核对环境变量")
    return headers


@dataclass
class _Fetch:
    """One source's pages, and what of the limits is used up."""

    source: Source
    client: httpx.Client
    url: httpx.URL
    where: str
    tagged: Mapping[str, str] = field(default_factory=dict)
    hold: str = ""
    tag: str = ""
    same: str = ""
    bytes_left: int = field(default_factory=lambda: MOST_BYTES)
    end: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The records of all pages; where another number than came is stated, a person must look."""
        count, stated = 0, set[str]()
        for number, body in enumerate(self._pages(), 1):
            page = f"{self.where} 第{number}页"
            found = rows_of(body, self.source.items, page)
            count += len(found)
            if self.source.total:
                stated.add(self._stated(body, self.source.total, page))
            yield from found
        if self.source.total and stated != {str(count)} and not self.same:
            self.hold = f"接口说应有{'、'.join(sorted(stated))}条，实收{count}条，应相同"

    def _stated(self, body: Any, path: str, where: str) -> str:
        total = at(body, path, where)
        whole = total.removesuffix(".0") if isinstance(total, str) else ""
        if not (whole.isascii() and whole.isdigit()):
            raise SourceFailed(f"{where}：没有给出总数（{path}），请核对接口的结构")
        return str(int(whole))

    def _pages(self) -> Iterator[Any]:
        url: httpx.URL | None = self.url
        visited: set[httpx.URL] = set()
        while url is not None:
            where = f"{self.where} 第{len(visited) + 1}页"
            if url in visited:
                raise SourceFailed(f"{where}：翻页链接回到了已取过的页，成了环")
            if len(visited) >= MOST_PAGES:
                raise SourceFailed(f"{where}：超过{MOST_PAGES}页，请限定范围")
            visited.add(url)
            body = self._get(url, where)
            if self.same:
                return
            yield body
            url = self._next(url, body, where)
            # The tag of one page speaks for that page alone.
            self.tag = self.tag if url is None and len(visited) == 1 else ""

    def _next(self, url: httpx.URL, body: Any, where: str) -> httpx.URL | None:
        link = at(body, self.source.next, where) if self.source.next else None
        if link is None or link is False or link == "":
            return None
        try:
            following = url.join(link)
        except (httpx.InvalidURL, TypeError, ValueError, AttributeError):
            raise SourceFailed(f"{where}：翻页链接写法有误，应为地址") from None
        if not same_host(following, self.url):
            raise SourceFailed(f"{where}：翻页链接指向另一主机，只在原主机内翻页")
        return following

    def _get(self, url: httpx.URL, where: str) -> Any:
        """A page as data, asked for again where the interface is busy or the line broke."""
        for attempt in range(MOST_RETRIES + 1):
            try:
                with self.client.stream("GET", url, headers=self._unchanged(url)) as answer:
                    if answer.status_code not in BUSY:
                        return self._page(answer, url, where)
                    wait, fault = _asked_wait(answer, where), "接口一直忙（429或503），稍后再取"
            except BROKEN_OFF as broken:
                wait, fault = 0.1, _cause(broken)
            except InnerAddress:
                raise SourceFailed(f"{where}：{OUTER}") from None
            except httpx.HTTPError as broken:
                raise SourceFailed(f"{where}：{_cause(broken)}") from None
            if attempt < MOST_RETRIES:
                time.sleep(max(0.0, min(wait + random.uniform(0, 0.2), self.end - time.monotonic())))  # noqa: S311
        raise SourceFailed(f"{where}：{fault}")

    def _unchanged(self, url: httpx.URL) -> dict[str, str]:
        """Ask for the page only if it is another than the one known by its tag."""
        ask = url == self.url and not self.source.next and not self.source.total
        tags = [tag for tag in self.tagged if tag.isascii() and tag.isprintable()] if ask else []
        return {"If-None-Match": ", ".join(tags)} if tags else {}

    def _page(self, answer: httpx.Response, url: httpx.URL, where: str) -> Any:
        tag = answer.headers.get("ETag", "")
        if answer.status_code == httpx.codes.NOT_MODIFIED and self._unchanged(url):
            only = next(iter(self.tagged)) if len(self.tagged) == 1 else ""
            self.same = self.tagged.get(tag or only, "")
            if self.same:
                return None
        body = parsed(self._body(answer, where), answer.charset_encoding, where)
        self.tag = tag if url == self.url and len(tag) <= LONGEST_TAG else ""
        return body

    def _body(self, answer: httpx.Response, where: str) -> bytes:
        """The whole answer, counted after unpacking."""
        _check_head(answer, where)
        out = bytearray()
        for block in answer.iter_bytes():
            out += block
            if len(out) > self.bytes_left:
                raise SourceFailed(f"{where}：内容超过{MOST_BYTES // 2**20}MB，请限定范围")
            if time.monotonic() > self.end:
                raise SourceFailed(f"{where}：{MOST_SECONDS:.0f}秒内没有取完，视为未取到")
        self.bytes_left -= len(out)
        return bytes(out)


def _check_head(answer: httpx.Response, where: str) -> None:
    if answer.is_redirect:
        raise SourceFailed(
            f"{where}：接口要求转到别的地址（状态{answer.status_code}），不跟随，请核对地址或登录"
        )
    if answer.status_code == httpx.codes.NO_CONTENT:
        raise SourceFailed(f"{where}：接口返回内容为空（状态204），应为 JSON")
    if answer.status_code != httpx.codes.OK:
        raise SourceFailed(f"{where}：接口返回状态{answer.status_code}，应为200")
    kind = answer.headers.get("Content-Type", "json").lower()
    if "json" not in kind:
        raise SourceFailed(f"{where}：返回的不是 JSON，是 {kind.partition(';')[0]}（可能登录失效）")
    packing = answer.headers.get("Content-Encoding", "identity").lower()
    if packing not in {"identity", "gzip", "deflate"}:
        raise SourceFailed(f"{where}：返回内容用 {packing} 压缩，应为 gzip 或不压缩")


def _asked_wait(answer: httpx.Response, where: str) -> float:
    """Seconds the interface asks us to wait, 1 where it does not say; too long is a failure."""
    asked = answer.headers.get("Retry-After", "1").strip()
    if asked.isdigit():
        wait = float(asked)
    else:
        try:
            when = parsedate_to_datetime(asked)
        except ValueError:
            return 1.0
        wait = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    if wait > MOST_WAIT_SECONDS:
        raise SourceFailed(
            f"{where}：接口忙，要求{wait:.0f}秒后再取，超过{MOST_WAIT_SECONDS:.0f}秒，留待下次"
        )
    return max(wait, 0.0)


def _cause(fault: httpx.HTTPError) -> str:
    """Why it failed, in words; the fault's own text may hold the address."""
    if "CERTIFICATE_VERIFY_FAILED" in str(fault):
        return "接口的安全证书无效或过期，请联系其管理员"
    if isinstance(fault, httpx.TimeoutException):
        return "接口超时没有回应"
    if isinstance(fault, httpx.ConnectError):
        return "接口连接不上，请检查网络和地址"
    if isinstance(fault, BROKEN_OFF):
        return "接口传到一半中断，内容不完整"
    return f"接口连接失败（{type(fault).__name__}）"
