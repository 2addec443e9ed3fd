"""The desk's bell (值守铃): whoever rings makes the watch look, once a minute at most; it tells the one who rings nothing.

It needs no password: to ring does only what is due anyhow, and says only what is wrong, to the duty desk.
"""

import logging
import threading
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from duban.errors import DubanError
from flows.watching import watched_over
from tasks.pages.standing import Standing

EVERY_SECONDS = 60.0


class Bell:
    """One desk's bell. A ring that comes while another is heard, or soon after, is heard once more at the end."""

    def __init__(self, every_seconds: float = EVERY_SECONDS) -> None:
        """``every_seconds``: how much time lies at least between two looks."""
        self._every, self._busy, self._looked_at, self._again = every_seconds, threading.Lock(), 0.0, False

    def ring(self, standing: Standing) -> None:
        """Look at once, or as soon as it may be looked again; returns without waiting for it."""
        self._again = True
        if self._busy.acquire(blocking=False):
            threading.Thread(target=self._heard, args=(standing,), daemon=True).start()

    def _heard(self, standing: Standing) -> None:
        try:
            while self._again:
                time.sleep(
                    max(0.0, self._looked_at + self._every - time.monotonic()) if self._looked_at else 0.0
                )
                self._again, self._looked_at = False, time.monotonic()
                _look(standing)
        finally:
            self._busy.release()
        # A ring between the last look and the release found the bell busy.
        if self._again:
            self.ring(standing)


def _look(standing: Standing) -> None:
    try:
        watched_over(standing.at())
    except DubanError as fault:
        logging.getLogger("duban").error("%s", fault)


def route() -> Route:
    """Where the bell hangs."""

    async def ring(request: Request) -> Response:
        await run_in_threadpool(request.app.state.bell.ring, request.app.state.standing)
        return Response(status_code=204)

    return Route("/bell", ring, methods=["POST"])
