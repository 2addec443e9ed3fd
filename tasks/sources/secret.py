"""Addresses and tokens given as ``env:NAME``: read when used, never shown."""

import os

from duban.errors import SourceFailed


def resolved(value: str, source: str) -> str:
    """The value itself, or what the environment holds under the name it gives."""
    if not value.startswith("env:"):
        return value
    name = value.removeprefix("env:")
    found = os.environ.get(name)
    if not found:
        raise SourceFailed(f"来源“{source}”：环境变量 {name} 没有设置，应填入该来源的地址或口令")
    return found
