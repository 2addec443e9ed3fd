"""What a person types (YAML, a form): read into strict models, refused in one sentence."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from duban.errors import Refused

M = TypeVar("M", bound=BaseModel)

WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请核对拼写",
    "date_from_datetime_parsing": "应为日期，如 2019-05-20",
    "date_parsing": "应为日期，如 2019-05-20",
    "date_type": "应为日期，如 2019-05-20",
    "date_from_datetime_inexact": "应为日期，如 2019-05-20，不带时刻",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "greater_than_equal": "不应小于{ge}",
    "less_than_equal": "不应大于{le}",
    "too_short": "至少应有{min_length}项",
    "too_long": "至多应有{max_length}项",
    "string_too_short": "不应少于{min_length}个字",
    "string_too_long": "不应多于{max_length}个字",
    "string_pattern_mismatch": "格式不符，应合乎 {pattern}",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "dict_type": "应为“名称: 值”的一组",
    "model_type": "应为“名称: 值”的一组",
}


class Typed(BaseModel):
    """The base of what is typed: frozen, and a misspelt name is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse(model: type[M], data: Any, where: str) -> M:
    """Read ``data`` as ``model``; ``where`` is the file a clerk would open.

    Raises Refused with the first fault: where it stands, what was found, what was expected.
    """
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        raise Refused(sentence(fault.errors(include_url=False), data, where)) from None


def sentence(faults: Sequence[Any], data: Any, where: str) -> str:
    """The first of pydantic's faults for a clerk, and how many more there are."""
    first = faults[0]
    more = f"（另有{len(faults) - 1}处）" if len(faults) > 1 else ""
    place = _place(first["loc"], data)
    found = first.get("input")
    whole = first["type"] in {"missing", "extra_forbidden", "value_error"} or isinstance(
        found, (Mapping, list)
    )
    shown = "" if whole else f"为“{_short(found)}”，"
    return f"{where}：{place}{shown}{_expected(first)}{more}"


def _expected(first: Any) -> str:
    if first["type"] == "literal_error":
        return "应为" + str(first["ctx"]["expected"]).replace(" or ", "、").replace(", ", "、") + "之一"
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    words = WORDS.get(str(first["type"]))
    return words.format(**first.get("ctx", {})) if words else f"不是可用的值（{first['msg']}）"


def _place(loc: tuple[int | str, ...], data: Any) -> str:
    """Name the place by what a person sees: a list's entry by its name, not its number."""
    words: list[str] = []
    for step in loc:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            words.append(_entry(data, step))
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
            words.append(str(step))
    return " › ".join(words) + " " if words else ""


def _entry(data: Any, number: int) -> str:
    named = data if isinstance(data, Mapping) else {}
    return str(named.get("name") or named.get("id") or f"第{number + 1}项")


def _short(found: Any) -> str:
    text = str(found)
    return text if len(text) <= 40 else text[:40] + "…"
