"""Sources, workbooks, databases and a web server for the tests of the readers."""

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl

from duban.site import Source

TODAY = date(2019, 7, 1)
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
SHEET = "xl/worksheets/sheet1.xml"


def a_source(kind: str, **given: Any) -> Source:
    """A source named 环评科, with what a test needs of it."""
    return Source.model_validate(
        {"name": "环评科", "prefix": "HP", "reporter": "head", "kind": kind, "quiet_seconds": 0, **given}
    )


def a_workbook(*rows: list[Any], sheet: str = "整改台账") -> bytes:
    """A workbook of one sheet, as openpyxl saves it."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows or ([["整改措施", "整改时限"], ["制定考核办法", "2019年6月底前"]]):
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None] | None = None,
             more: dict[str, bytes] | None = None) -> bytes:  # fmt: skip
    """A zip with its parts changed (None leaves one out) and some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name)) if change else old.read(name)
            if part is not None:
                new.writestr(name, part)
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def with_sheet(content: bytes, pattern: bytes, by: bytes) -> bytes:
    """A workbook in whose first sheet's XML something was replaced; it must have been there."""

    def change(name: str, part: bytes) -> bytes:
        if name != SHEET:
            return part
        out, count = re.subn(pattern, by, part)
        assert count
        return out

    return repacked(content, change)


def put(folder: Path, name: str, content: bytes) -> Path:
    """A file in the site's inbox."""
    path = folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


class Answers:
    """What a web server says, by path with its query; ``asked`` is what it was asked."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self.by_path: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.drip: Callable[[Any], None] | None = None
        self.base = ""
        self.methods: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def say(self, path: str, body: Any, status: int = 200, **headers: str) -> None:
        """Answer a path; said several times, each is given once and the last for ever."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        given = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        self.by_path.setdefault(path, []).append((status, given, content))


@contextmanager
def web_server() -> Iterator[Answers]:
    """A web server on loopback for the length of a block."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.asked.append((self.path, dict(self.headers)))
            if answers.drip:
                answers.drip(self)
                return
            given = answers.by_path.get(self.path, [(404, {}, b"")])
            status, headers, body = given.pop(0) if len(given) > 1 else given[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_PROPFIND(self) -> None:
            status, headers, body = answers.methods["PROPFIND"]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    answers.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield answers
    finally:
        server.shutdown()
        server.server_close()
