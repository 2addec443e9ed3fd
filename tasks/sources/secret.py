"""Addresses and tokens given as ``env:NAME``: read when used, never shown."""

import os

from duban.errors import SourceFailed


def resolved(value: str, where: str) -> str:
    """The value itself, or what the environment holds under the name it gives.

    Raises SourceFailed with the variable's name where it is not set; its value is never shown.
    """
    if not value.startswith("env:"):
        return value
    name = value.removeprefix("env:").strip()
    found = os.environ.get(name, "").strip()
    if not found:
        raise SourceFailed(f"{where}：环境变量 {name} 没有设置，应填入该来源的地址或口令")
    return found
