"""Which machines a source may be fetched from, and for how long one is waited for."""

import ipaddress
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import httpx

from duban.errors import SourceFailed

R = TypeVar("R")
# Where clouds keep the keys of their machines; no department's interface lives there.
INNER = tuple(ipaddress.ip_network(n) for n in ("169.254.0.0/16", "100.100.100.200/32", "fe80::/10"))


def refuse_inner(host: str, where: str) -> None:
    """Raise SourceFailed where a host's name leads to an address that only machines use among themselves."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return  # the attempt to connect will say so
    for text in found:
        address = ipaddress.ip_address(str(text).partition("%")[0])
        if any(address in net for net in INNER):
            raise SourceFailed(f"{where}：接口地址指向本机管理地址段，不予访问，请核对地址")


def same_host(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether two addresses are of one host, by scheme, name and port."""
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def within(seconds: float, work: Callable[[], R], close: Callable[[], object], where: str) -> R:
    """Do the work, but stop waiting for it at the limit: a drip of bytes outlives any time-out of a read.

    Raises SourceFailed, after having called ``close``.
    """
    done: list[R] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True, name=f"fetch {where}")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        with suppress(Exception):
            close()
        raise SourceFailed(f"{where}：接口{seconds:.0f}秒内没有取完，视为未取到")
    if faults:
        raise faults[0]
    return done[0]
