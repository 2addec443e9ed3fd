"""A reader in a process of its own, with little memory and time: it may die, and the file is refused."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from duban.errors import DeliveryRefused

MOST_SECONDS = 60
MOST_SAID, MOST_LINE = 256 * 2**20, 64 * 2**20
# Texts longer than this are seldom said twice; and of more than so many different ones few are.
LONGEST_SHARED, MOST_SHARED = 40, 20_000


def parsed(script: Path, given: list[str], content: bytes, where: str, far: Callable[[], str],
           seconds: float) -> Generator[Any, None, None]:  # fmt: skip
    """What the child ``script`` says of ``content``, line by line, each a value of JSON.

    It may be killed by its own limits: a workbook of 5 KB can make a reader ask for 500 GB, which
    ends the process it runs in. What ``far`` gives is added to the sentence. Raises DeliveryRefused.
    """
    # No -m and no script folder on the path: beside the child lie names of the standard library.
    command = [sys.executable, "-I", "-S", str(script), *given]
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LD_LIBRARY_PATH"}}
    late = threading.Event()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env=kept) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        timer = threading.Timer(seconds, _stop, (child, late))
        feeding = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
        timer.start()
        feeding.start()
        whole = False
        try:
            whole = yield from _lines(child.stdout, where)
        except ValueError:
            child.kill()
        except BaseException:
            child.kill()
            raise
        finally:
            child.wait()
            timer.cancel()
            feeding.join()
    if late.is_set():
        raise DeliveryRefused(f"{where}：{seconds:g}秒内没有读完{far()}，请清理后重新保存")
    if not whole or child.returncode:
        raise DeliveryRefused(f"{where}：读取超出了内存上限或文件损坏{far()}，请清理后重新保存")


def _stop(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _feed(pipe: IO[bytes], content: bytes) -> None:
    with suppress(OSError), pipe:  # a child that has seen enough reads no further
        pipe.write(content)


def _lines(pipe: IO[bytes], where: str) -> Generator[Any, None, bool]:
    """The lines as values; whether the last one, ``"end"``, came. Raises ValueError for too much."""
    left, said = MOST_SAID, None
    while line := pipe.readline(MOST_LINE):
        left -= len(line)
        if left < 0 or not line.endswith(b"\n"):
            raise ValueError
        said = json.loads(line)
        if isinstance(said, dict) and "refused" in said:
            raise DeliveryRefused(f"{where}{said['refused']}")
        if said != "end":
            yield said
    return bool(said == "end")


def shared(row: list[str], texts: dict[str, str]) -> tuple[str, ...]:
    """A row whose short texts are one object each, however often a ledger says them."""
    if len(texts) > MOST_SHARED:
        return tuple(texts.get(t, t) for t in row)
    return tuple(texts.setdefault(t, t) if len(t) <= LONGEST_SHARED else t for t in row)
