"""``duban desk``: the inside pages served from this machine."""

import os
import socket
from datetime import date
from pathlib import Path

import click

from desk import options
from duban.errors import Refused
from tasks.desk_address import PORT, noted
from tasks.pages.keys import keys_of
from tasks.pages.standing import Standing

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@click.command()
@options.site
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="端口；0 为任选一个"
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="监听的地址；本机之外须先设 desk.base_url（https）"
)
@options.today
def desk(site: str, port: int, host: str, today: date | None) -> None:
    """督办台：领导凭通知中的链接、整改办和报送人凭个人登录使用的页面；按 Ctrl-C 停止。"""
    serve(Path(site), host, port, today)


def serve(site: Path, host: str, port: int, today: date | None) -> None:
    """Serve the desk of a site until stopped.

    Raises Refused where it would listen beyond this machine while passwords could be read on the way.
    """
    standing = Standing(site, today)
    at = standing.at()
    keys_of(at.loaded.folder)
    base = at.loaded.site.desk.base_url
    if host not in LOOPBACK and not base.startswith("https://"):
        raise Refused(f"--host 为 {host}，对本机之外监听，口令和链接须经加密的反向代理，应先在 site.yaml 写明 "
                      "desk: {base_url: https://…}")  # fmt: skip
    # The framework costs a third of a second, which a refusal need not pay.
    import uvicorn

    from desk.web.app import application

    with bound(host, port) as door:
        shown = base or f"http://{'127.0.0.1' if host in LOOPBACK else host}:{door.getsockname()[1]}"
        click.echo(f"督办台：{shown}　（本机端口 {door.getsockname()[1]}）按 Ctrl-C 停止")
        # Addresses hold links: no log of who asked for what.
        config = uvicorn.Config(application(standing), access_log=False, log_level="warning", server_header=False,
                                proxy_headers=False)  # fmt: skip
        with noted(at.loaded.folder, shown):
            uvicorn.Server(config).run(sockets=[door])


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises Refused where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as fault:
        door.close()
        raise Refused(f"{host}:{port} 不能监听（{os.strerror(fault.errno or 0)}），请换 --port") from None
    return door
