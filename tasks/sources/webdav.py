"""Ledgers on a WebDAV share (网盘、OA 文档库): the same patterns as in a folder, fetched within limits."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
from webdav4.client import Client, ClientError
from webdav4.fsspec import WebdavFileSystem

from duban.errors import DeliveryRefused, DubanError, SourceFailed, Unfinished
from duban.grid import Delivery
from duban.site import Source
from tasks.sources.any_file import read_any
from tasks.sources.calls import Calls, sifted
from tasks.sources.counted import Counted, TooMuch
from tasks.sources.files import MOST_BYTES
from tasks.sources.finding import MAGIC, MOST_IN_FOLDER, DayFrom, day_in, expanded, is_ledger
from tasks.sources.hosts import refuse_inner, within
from tasks.sources.secret import resolved

MOST_SECONDS, MOST_FOLDERS = 300.0, 1000
WAITS = httpx.Timeout(30.0, connect=10.0)
SCHEMES = {
    "webdav": "http",
    "webdavs": "https",
    "dav": "http",
    "davs": "https",
    "http": "http",
    "https": "https",
}


def call_webdav(source: Source, today: date, known: frozenset[str]) -> Calls:
    """Fetch and read every file of the share that matches and has come by ``today``.

    Raises SourceFailed where the share cannot be reached or nothing matches.
    """
    where = f"来源“{source.name}”"
    url = _address(source, where)
    http = httpx.Client(
        transport=Counted(MOST_BYTES), base_url=url, auth=_auth(source, where), headers=_headers(source, where),
        timeout=WAITS, trust_env=False)  # fmt: skip
    client = Client(url, http_client=http, retry=False)
    files = WebdavFileSystem(url, client=client, skip_instance_cache=True, use_listings_cache=False)
    with http:
        share = _Share(source, files, http, today, where)
        return within(MOST_SECONDS, lambda: share.call(known), http.close, where)


def _address(source: Source, where: str) -> str:
    scheme, _, rest = resolved(source.url or "", where).partition("://")
    try:
        url = httpx.URL(f"{SCHEMES[scheme.lower()]}://{rest}")
    except (KeyError, httpx.InvalidURL, ValueError):
        raise SourceFailed(
            f"{where}：WebDAV 地址写法有误，应为 https:// 或 webdavs:// 开头的完整地址"
        ) from None
    if not url.host or url.userinfo:
        raise SourceFailed(f"{where}：WebDAV 地址里不写用户和密码，应写 user: 和 password: env:变量名")
    refuse_inner(url.host, where)
    return str(url)


def _auth(source: Source, where: str) -> tuple[str, str] | None:
    if not source.user:
        return None
    return resolved(source.user, where), resolved(source.password or "", where)


def _headers(source: Source, where: str) -> dict[str, str]:
    given = {"Accept-Encoding": "identity"}
    if source.token:
        token = resolved(source.token, where)
        if not (token.isascii() and token.isprintable()):
            raise SourceFailed(f"{where}：口令含有不能发送的字符，请核对环境变量")
        given["Authorization"] = f"Bearer {token}"
    return given


class _Share:
    """One source's share, and how many folders of it were looked into."""

    def __init__(
        self, source: Source, files: WebdavFileSystem, http: httpx.Client, today: date, where: str
    ) -> None:
        self.source, self.files, self.http, self.today, self.where = source, files, http, today, where
        self.folders = 0
        self.refused: list[DubanError] = []

    def call(self, known: frozenset[str]) -> Calls:
        """Every file that matches, read; one that cannot be read leaves the others alone."""
        found: list[Delivery] = []
        paths = self._paths()
        if not paths:
            raise SourceFailed(
                f"{self.where}：按“{self.source.path}”没有找到任何文件，请核对报送目录和文件名"
            )
        for path, entry in sorted(paths.items()):
            try:
                on, day_from = self._day(path, entry)
                if day_from == "arrived" or on <= self.today:
                    found.append(self._delivery(path, entry, on, day_from))
            except DubanError as fault:
                self.refused.append(fault)
        return sifted(found, self.refused, known)

    def _paths(self) -> dict[str, dict[str, Any]]:
        out: dict[str, dict[str, Any]] = {}
        for pattern in expanded(self.source.path or ""):
            parts = [p for p in pattern.split("/") if p]
            if ".." in parts:
                raise SourceFailed(f"{self.where}：路径“{pattern}”含有“..”，应写共享目录内的路径")
            out |= dict(self._walk("", parts))
        return out

    def _walk(self, base: str, parts: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        head, rest = parts[0], parts[1:]
        if rest and not MAGIC.search(head):
            yield from self._walk(f"{base}/{head}".strip("/"), rest)
            return
        matching = [e for e in self._ls(base) if fnmatchcase(_name(e), head) and is_ledger(_name(e))]
        if len(matching) > MOST_IN_FOLDER:
            self.refused.append(DeliveryRefused(
                f"{self.where}：目录“{base}”里有{len(matching)}份文件，只读前{MOST_IN_FOLDER}份，请清理"))  # fmt: skip
        for entry in sorted(matching, key=_name)[:MOST_IN_FOLDER]:
            path = f"{base}/{_name(entry)}".strip("/")
            if not rest and entry["type"] == "file":
                yield path, entry
            elif rest and entry["type"] == "directory":
                yield from self._walk(path, rest)

    def _ls(self, path: str) -> list[dict[str, Any]]:
        self.folders += 1
        if self.folders > MOST_FOLDERS:
            raise SourceFailed(f"{self.where}：要查看的目录超过{MOST_FOLDERS}个，请写得具体些")
        try:
            found: list[dict[str, Any]] = self.files.ls(path, detail=True)
        except (TooMuch, OSError, ClientError, httpx.HTTPError, ValueError, KeyError, SyntaxError) as fault:
            raise SourceFailed(f"{self.where}：无法读取共享目录“{path or '/'}”（{_cause(fault)}）") from None
        return found

    def _day(self, path: str, entry: dict[str, Any]) -> tuple[date, DayFrom]:
        folder = day_in(Path(path).parent.parts, f"{self.where} {path}")
        if folder:
            return folder, "folder"
        at = entry.get("modified")
        return (at.astimezone().date() if isinstance(at, datetime) else self.today), "arrived"

    def _delivery(self, path: str, entry: dict[str, Any], on: date, day_from: DayFrom) -> Delivery:
        where = f"{self.where} {path}"
        content = self._content(path, entry, where)
        digest = hashlib.sha256(content).hexdigest()
        try:
            grids = read_any(content, where, self.source)
        except DubanError as fault:
            fault.digest = digest
            raise
        return Delivery(self.source.name, path, digest, on, day_from, grids)

    def _content(self, path: str, entry: dict[str, Any], where: str) -> bytes:
        """The whole file, counted as it comes, and as long as the share says it is."""
        try:
            with self.http.stream("GET", self.files.client.join_url(path)) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise DeliveryRefused(f"{where}：取不到（状态{answer.status_code}），请核对权限")
                content = answer.read()
        except (TooMuch, httpx.HTTPError) as fault:
            raise DeliveryRefused(f"{where}：取不到（{_cause(fault)}）") from None
        size = entry.get("size")
        if isinstance(size, int) and size != len(content):
            broken = Unfinished(f"{where}：应有{size}字节，取到{len(content)}字节，疑似未传完，传完后再取")
            broken.origin = path
            raise broken
        return content


def _name(entry: dict[str, Any]) -> str:
    return unquote(str(entry["name"])).rstrip("/").rpartition("/")[2]


def _cause(fault: Exception) -> str:
    """Why it failed, in words; the fault's own text may hold the address."""
    if isinstance(fault, TooMuch):
        return str(fault)
    if "CERTIFICATE_VERIFY_FAILED" in str(fault):
        return "安全证书无效或过期，请联系其管理员"
    status = getattr(fault, "status_code", None)
    if status in {401, 403}:
        return f"状态{status}，用户或口令不对"
    if status or isinstance(fault, FileNotFoundError):
        return f"状态{status or 404}"
    return "超时没有回应" if isinstance(fault, httpx.TimeoutException) else "连接失败或回答不完整"
