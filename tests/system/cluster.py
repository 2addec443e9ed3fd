"""A Prefect server in its form for many machines, as processes of this one: PostgreSQL, Redis, two API servers behind
one address, background services, workers; each to be killed as a power cut kills.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from desk.prefect_home import QUIET
from tasks.orchestrator import POOL
from tests.sinks import free_port

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path())


@dataclass
class Cluster:
    """What runs, and the environment of whoever uses it."""

    own: Mapping[str, str]
    apis: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def client(self) -> httpx.Client:
        """A client of the API, through the address in front of both servers."""
        return httpx.Client(base_url=self.own["PREFECT_API_URL"], trust_env=False, timeout=60.0)

    def worker(self) -> "subprocess.Popen[bytes]":
        """One more worker."""
        command = [
            sys.executable,
            "-m",
            "prefect",
            "worker",
            "start",
            "--pool",
            POOL,
            "--type",
            "process",
            "--limit",
            "2",
        ]
        self.workers.append(started(command, self.own))
        return self.workers[-1]


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and all it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def started(command: list[str], own: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """A process in a group of its own."""
    return subprocess.Popen(command, env=dict(own), start_new_session=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """The whole of it without a worker, gone when left."""
    with ExitStack() as stack:
        database = stack.enter_context(_postgres())
        redis = stack.enter_context(_redis(folder))
        ports = [free_port(), free_port()]
        door = stack.enter_context(_door(ports))
        own = {**os.environ, **QUIET, "PREFECT_HOME": str(folder / "prefect"), "DUBAN_STORE": f"postgresql://{database}/duban",
               "PREFECT_API_URL": f"http://127.0.0.1:{door}/api", "PREFECT_LOGGING_LEVEL": "WARNING",
               "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://{database}/prefect",
               "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
               "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging", "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
               "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
               "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
               "PREFECT_REDIS_MESSAGING_URL": f"{redis}/0", "PREFECT_SERVER_DOCKET_URL": f"{redis}/1"}  # fmt: skip
        subprocess.run([sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"], env=own, check=True,
                       capture_output=True)  # fmt: skip
        made = Cluster(own)
        stack.callback(lambda: [kill(one) for one in (*made.workers, *made.apis)])
        for port in ports:
            made.apis.append(started([sys.executable, "-m", "prefect", "server", "start", "--no-services", "--host",
                                      "127.0.0.1", "--port", str(port)], own))  # fmt: skip
            _healthy(f"http://127.0.0.1:{port}/api/health")
        made.apis.append(started([sys.executable, "-m", "prefect", "server", "services", "start"], own))
        yield made


def _healthy(url: str) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        with suppress(httpx.HTTPError):
            if httpx.get(url, timeout=5, trust_env=False).status_code == 200:
                return
        time.sleep(0.5)
    raise AssertionError(f"{url} does not answer")


@contextmanager
def _postgres() -> Iterator[str]:
    """Debian's PostgreSQL with both databases; gives user, host and port as an address has them."""
    home = Path(tempfile.mkdtemp(prefix="duban-pg-"))
    shutil.chown(home, "postgres", "postgres")
    port = free_port()

    def as_postgres(*words: str) -> None:
        subprocess.run(["runuser", "-u", "postgres", "--", *words], check=True, capture_output=True, cwd=home)

    as_postgres(str(BINARIES / "initdb"), "-D", str(home / "data"), "-A", "trust", "-U", "duban", "--no-sync")
    as_postgres(str(BINARIES / "pg_ctl"), "-w", "-D", str(home / "data"), "-l", str(home / "log"), "-o",
                f"-h 127.0.0.1 -p {port} -k {home} -c max_connections=300", "start")  # fmt: skip
    at = f"duban@127.0.0.1:{port}"
    try:
        for name in ("duban", "prefect"):
            as_postgres(str(BINARIES / "psql"), "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "duban", "-d", "postgres",
                        "-c", f"create database {name}")  # fmt: skip
        as_postgres(str(BINARIES / "psql"), "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "duban", "-d", "prefect",
                    "-c", "create extension pg_trgm")  # fmt: skip
        yield at
    finally:
        as_postgres(str(BINARIES / "pg_ctl"), "-w", "-D", str(home / "data"), "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = free_port()
    home = folder / "redis"
    home.mkdir(parents=True)
    process = started(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(home)],
                      os.environ)  # fmt: skip
    try:
        yield f"redis://127.0.0.1:{port}"
    finally:
        kill(process)


@contextmanager
def _door(ports: list[int]) -> Iterator[int]:
    """One address in front of both servers: a new connection goes to whichever takes it."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as door:
        thread = threading.Thread(target=_take, args=(door, ports), daemon=True)
        thread.start()
        yield door.getsockname()[1]


def _take(door: socket.socket, ports: list[int]) -> None:
    while True:
        try:
            near, _ = door.accept()
        except OSError:
            return
        for port in random.sample(ports, len(ports)):
            with suppress(OSError):
                far = socket.create_connection(("127.0.0.1", port), timeout=5)
                far.settimeout(None)
                threading.Thread(target=_pass_on, args=(near, far), daemon=True).start()
                threading.Thread(target=_pass_on, args=(far, near), daemon=True).start()
                break
        else:
            near.close()


def _pass_on(given: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while data := given.recv(65536):
            to.sendall(data)
    for one in (given, to):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
