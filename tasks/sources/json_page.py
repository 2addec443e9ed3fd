"""One page of a JSON interface, read strictly: nothing twice, nothing guessed, figures exact."""

import codecs
import json
from typing import Any

from duban.errors import DeliveryRefused, SourceFailed
from tasks.sources.text import clean, shown

MOST_DIGITS, MOST_FIELDS = 50, 1000


def parsed(body: bytes, encoding: str | None, where: str) -> Any:
    """The page as Python values, every number as the text it was. Raises SourceFailed."""
    if not body.strip():
        raise SourceFailed(f"{where}：接口返回内容为空，应为 JSON")
    if body.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        raise SourceFailed(f"{where}：返回的是网页，不是 JSON（可能登录失效）")
    try:
        return json.loads(_decoded(body, encoding), object_pairs_hook=_once, parse_constant=_never,
                          parse_float=_figure, parse_int=_figure)  # fmt: skip
    except _Odd as fault:
        raise SourceFailed(f"{where}：{fault}") from None
    except (ValueError, RecursionError):
        raise SourceFailed(f"{where}：返回的不是完整的 JSON，可能传输中断") from None


def _decoded(body: bytes, encoding: str | None) -> str:
    """UTF-8, unless the answer declares a Chinese encoding that contains all others of its kind."""
    if encoding and encoding.lower() in {"gbk", "gb2312", "gb18030"}:
        return body.decode("gb18030")
    return body.decode("utf-8-sig")


class _Odd(ValueError):
    """Well-formed, but not to be relied on."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise _Odd(f"键“{clean(twice)}”出现两次，无法判断以哪个为准")
    return out


def _never(constant: str) -> Any:
    raise _Odd(f"出现 {constant}，不是 JSON 允许的数")


def _figure(text: str) -> str:
    if len(text) > MOST_DIGITS:
        raise _Odd(f"有一个{len(text)}位的数，最多{MOST_DIGITS}位")
    return text


def at(body: Any, path: str, where: str) -> Any:
    """What lies at a dotted path; the last step may be absent, then it is None."""
    *steps, last = path.split(".")
    for step in steps:
        body = body.get(step) if isinstance(body, dict) else None
    if not isinstance(body, dict):
        raise SourceFailed(f"{where}：没有找到“{path}”，请核对接口的结构")
    return body.get(last)


def rows_of(body: Any, path: str | None, where: str) -> list[dict[str, Any]]:
    """The records of a page. Raises SourceFailed where there is no list of them."""
    found = at(body, path, where) if path else body
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise SourceFailed(f"{where}：在“{path or '顶层'}”没有找到记录的列表，请核对接口的结构")
    return found


def table(rows: list[dict[str, Any]], where: str) -> tuple[tuple[str, ...], ...]:
    """A heading of all fields in the order first seen, and the records below it.

    Raises DeliveryRefused for a field that is not one value, or where there is no record.
    """
    if not rows:
        raise DeliveryRefused(f"{where}：接口没有返回任何记录，视为未报，不作零报告")
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > MOST_FIELDS:
        raise DeliveryRefused(f"{where}：有{len(names)}个字段，最多{MOST_FIELDS}个，请限定字段")
    cells = (tuple(_cell(row.get(name), name, n, where) for name in names) for n, row in enumerate(rows, 1))
    return (tuple(clean(name) for name in names), *cells)


def _cell(value: Any, name: str, number: int, where: str) -> str:
    try:
        return shown(value)
    except TypeError:
        raise DeliveryRefused(
            f"{where} 第{number}条：字段“{clean(name)}”是一组值，应为单个文字或数字"
        ) from None
