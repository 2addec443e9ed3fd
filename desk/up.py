"""``duban up``: Prefect's server with its UI, the timetable, a worker and the desk, in one foreground process."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import click

from desk.automations import register_bells
from desk.deploying import register
from desk.hanging import clear
from desk.prefect_home import healthy, settings_for
from duban.errors import Refused
from tasks.orchestrator import POOL, server_note

START_SECONDS, STOP_SECONDS = 120.0, 15.0
PARENT_DEATH_SIGNAL = 1
# Loaded before any fork; elsewhere than on Linux there is no such call.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def up(sites: Sequence[Path], today: date | None = None) -> int:
    """Start everything, say where to look, and stop it all on Ctrl-C or SIGTERM.

    With ``today`` the timetable's runs and the desk stand on that day, to show an example of the past.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server(sites[0], stop) as (environment, ui):
        register(sites, environment, today)
        clear(sites, environment)
        with (
            child(worker_command(POOL), environment) as worker,
            desks(sites, environment, today) as shown,
        ):
            register_bells({s: at for s, (at, _) in zip(sites, shown, strict=True)}, environment)
            click.echo(f"界面：{ui}　时间表和历次运行都在其中；按 Ctrl-C 停止")
            for site, (address, _) in zip(sites, shown, strict=True):
                click.echo(f"督办台（{site.name}）：{address}")
            running = {"工作进程": worker, **{f"督办台 {a} ": process for a, process in shown}}
            while not stop.wait(1.0):
                for name, process in running.items():
                    if process.poll() is not None:
                        raise Refused(
                            f"{name}已退出（{process.returncode}），请用 DUBAN_VERBOSE=1 再试并看输出"
                        )
    return 0


def worker_command(pool: str) -> list[str]:
    """How a worker of a pool is started."""
    return [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool, "--type", "process",
            "--limit", "4"]  # fmt: skip


@contextmanager
def desks(
    sites: Sequence[Path], environment: Mapping[str, str], today: date | None = None
) -> "Iterator[list[tuple[str, subprocess.Popen[bytes]]]]":
    """A desk for each site, on this machine only: its address and its process."""
    with ExitStack() as stack:
        shown = []
        for number, site in enumerate(sites):
            port = _port("127.0.0.1", int(os.environ.get("DUBAN_DESK_PORT", "8420")) + number)
            process = stack.enter_context(child(desk_command(site, port, today), environment))
            shown.append((f"http://127.0.0.1:{port}", process))
        yield shown


def desk_command(site: Path, port: int, today: date | None = None) -> list[str]:
    """How the desk of a site is started."""
    stands = ["--today", today.isoformat()] if today else []
    return [sys.executable, "-c", "from desk.cli import main; main()", "desk", str(site), "--port", str(port),
            *stands]  # fmt: skip


@contextmanager
def server(site: Path, stop: threading.Event) -> Iterator[tuple[Mapping[str, str], str]]:
    """A Prefect server for a site's home, gone when left; gives its clients' environment and its UI.

    Raises Refused where it should listen beyond this machine without a password.
    """
    host = os.environ.get("DUBAN_HOST", "127.0.0.1")
    if host not in LOOPBACK and not os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        raise Refused(f"DUBAN_HOST 为 {host}，对外监听须先设置 PREFECT_SERVER_API_AUTH_STRING（用户:口令），"
                      "并经加密的反向代理，否则口令在途中可被看到")  # fmt: skip
    port = _port(host, int(os.environ.get("DUBAN_PORT", "4200")))
    ui = f"http://{'127.0.0.1' if host in LOOPBACK else host}:{port}"
    # No page of a browser may press for the person it stands open before; only the UI's own pages read.
    doors = {"PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
             "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{ui},http://localhost:{port}"}  # fmt: skip
    own = {**doors, **os.environ, **settings_for(site), "PREFECT_API_URL": f"{ui}/api"}
    if password := os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        own["PREFECT_API_AUTH_STRING"] = password
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    with child(command, own) as process:
        _wait(process, f"{ui}/api", stop)
        note = server_note(site)
        note.write_text(json.dumps({"api": f"{ui}/api", "pid": process.pid}), "utf-8")
        try:
            yield own, ui
        finally:
            note.unlink(missing_ok=True)


def _wait(process: "subprocess.Popen[bytes]", api: str, stop: threading.Event) -> None:
    end = time.monotonic() + START_SECONDS
    while not healthy(api):
        if process.poll() is not None or time.monotonic() > end or stop.is_set():
            raise Refused("Prefect 服务没有启动起来，请用 DUBAN_VERBOSE=1 再试并看输出")
        time.sleep(0.5)


def _port(host: str, wanted: int) -> int:
    """The wanted port, or a free one where it is taken."""
    for number in (wanted, 0):
        with socket.socket() as probe:
            # As the server will: what has just been stopped there keeps nobody from starting again.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, number))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Refused(f"{host} 上没有可用的端口")


@contextmanager
def child(command: Sequence[str], environment: Mapping[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    """A process in a group of its own, so that nothing it starts is left behind."""
    quiet = None if os.environ.get("DUBAN_VERBOSE") else subprocess.DEVNULL
    process = subprocess.Popen(command, env=dict(environment), start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=quiet, stderr=quiet,
                               preexec_fn=_own_signals)  # fmt: skip
    try:
        yield process
    finally:
        _end(process)


def _own_signals() -> None:
    """A shell may have us started with interrupts ignored; a child that inherits that never stops. And should we be
    killed, the child is ended too (on Linux): what nobody watches must not go on beside its successor.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if LIBC is not None:
        LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, number)
            process.wait(seconds)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
