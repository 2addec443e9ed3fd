"""A reader in a process of its own, with little memory and time: it may die, and the file is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from duban.errors import DeliveryRefused

MOST_SECONDS = 60


def parsed(
    script: Path, given: list[str], content: bytes, where: str, far: str, seconds: float
) -> dict[str, Any]:
    """What the child ``script`` says of ``content``.

    It may be killed by its own limits: a workbook of 5 KB can make a reader ask for 500 GB, which
    ends the process it runs in. ``far`` is added to the sentence. Raises DeliveryRefused.
    """
    # No -m and no script folder on the path: beside the child lie names of the standard library.
    command = [sys.executable, "-I", "-S", str(script), *given]
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LD_LIBRARY_PATH"}}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, env=kept,
                              check=True)  # fmt: skip
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise DeliveryRefused(f"{where}：{seconds:g}秒内没有读完{far}，请清理后重新保存") from None
    except (subprocess.CalledProcessError, ValueError):
        raise DeliveryRefused(f"{where}：读取超出了内存上限或文件损坏{far}，请清理后重新保存") from None
    if "refused" in said:
        raise DeliveryRefused(f"{where}{said['refused']}")
    return said  # type: ignore[no-any-return]
