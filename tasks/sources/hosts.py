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
INNER = tuple(
    ipaddress.ip_network(n) for n in ("169.254.0.0/16", "100.100.100.200/32", "fe80::/10", "fd00:ec2::/32")
)
OUTER = "接口地址指向本机管理地址段，不予访问，请核对地址"


def refuse_inner(host: str, where: str) -> None:
    """Raise SourceFailed where a host's name leads to an address that only machines use among themselves."""
    try:
        addresses_of(host)
    except InnerAddress:
        raise SourceFailed(f"{where}：{OUTER}") from None
    except (OSError, UnicodeError):
        return  # the attempt to connect will say so


class InnerAddress(Exception):
    """A name that leads to an address which only machines use among themselves."""


def addresses_of(host: str) -> list[str]:
    """The addresses a name stands for now. Raises InnerAddress, or OSError where it stands for none."""
    found = list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, None)))
    for text in found:
        address = ipaddress.ip_address(text.partition("%")[0])
        plain = getattr(address, "ipv4_mapped", None) or address
        if any(plain in net for net in INNER):
            raise InnerAddress
    return found


class Pinned(httpx.HTTPTransport):
    """Connects to the very address that was checked: a name that leads elsewhere a moment later is of no use.

    Certificates are always checked, against the name.
    """

    def __init__(self) -> None:
        """No proxy and no certificates but the system's."""
        super().__init__(verify=True, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises InnerAddress, or what httpx raises where no address answers."""
        host = request.url.host
        try:
            found = addresses_of(host)
        except (OSError, UnicodeError):
            raise httpx.ConnectError("no address") from None
        request.extensions = {**request.extensions, "sni_hostname": host}
        *others, last = found
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return super().handle_request(_to(request, address))
        return super().handle_request(_to(request, last))


def _to(request: httpx.Request, address: str) -> httpx.Request:
    """The same request to an address; the header goes on naming the host."""
    return httpx.Request(request.method, request.url.copy_with(host=address), headers=request.headers,
                         stream=request.stream, extensions=request.extensions)  # fmt: skip


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
