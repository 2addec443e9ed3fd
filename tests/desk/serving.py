"""A desk served on loopback for a test, and what a reader sees of its pages."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import httpx
import uvicorn

from desk.serving import bound
from desk.web.app import application
from tasks.pages.standing import Standing

CODE = re.compile(r"/items/([A-Za-z]+-[0-9-]+)")


@contextmanager
def serving(site: Path, today: date) -> Iterator[httpx.Client]:
    """The desk of a site on a day, as a browser without a memory of its own would reach it."""
    with bound("127.0.0.1", 0) as door:
        config = uvicorn.Config(application(Standing(site, today)), access_log=False, log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        try:
            end = time.monotonic() + 30
            while not server.started and time.monotonic() < end:
                time.sleep(0.01)
            port = door.getsockname()[1]
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=30
            ) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(10)


def mail(site: Path, person: str, on: date) -> str:
    """What the mail of a day said to a person."""
    (path,) = (site / "state" / "outbox" / f"{on}").glob(f"*-{person}.eml")
    found = message_from_bytes(path.read_bytes(), policy=policy.default).get_body()
    assert found is not None
    return str(found.get_content())


def link(site: Path, person: str, on: date) -> str:
    """The path of the link in the mail of a day to a person."""
    found = re.search(r"http://127\.0\.0\.1:8420(/l/\S+)", mail(site, person, on))
    assert found, "no link in the mail"
    return found[1]


def codes(page: httpx.Response) -> set[str]:
    """The items a page names by a link."""
    return set(CODE.findall(page.text))


def form_of(page: httpx.Response) -> str:
    """What the forms of a page carry."""
    found = re.search(r'name="form" value="([^"]+)"', page.text)
    assert found, "no form on the page"
    return found[1]
