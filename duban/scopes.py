"""What a program may do with its token (令牌): scopes to read and to act, each named one by one."""

from collections.abc import Iterable

from duban.errors import Refused

READS = {
    "items": "整改事项", "escalations": "提级督办", "notices": "督办通知", "deliveries": "报送", "ledgers": "台账情况",
    "figures": "数据", "preview": "预告", "acts": "行为记录",
}  # fmt: skip
# The acts that bind need a personal login (行为); the others say what somebody says anyway.
BINDING = {
    "accept": "验收", "return": "退回", "write_off": "销号", "extend": "延期", "reopen": "重新打开", "judge": "评定",
    "silence": "暂停提示", "release": "审签", "correct": "更正", "hand_over": "交接", "decide": "采用或退回报送",
}  # fmt: skip
SAYING = {"answer": "回应", "deliver": "报送台账"}
SCOPES = {f"read:{name}": f"阅看{words}" for name, words in READS.items()} | {
    f"act:{name}": words for name, words in (BINDING | SAYING).items()
}


def checked(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes in their order, each once. Raises Refused where one is unknown, or there is none."""
    asked = set(scopes)
    unknown = sorted(asked - set(SCOPES))
    if unknown or not asked:
        said = f"“{unknown[0]}”不是" if unknown else "没有写明"
        raise Refused(f"权限（--scope）{said}可给的一项，应为{'、'.join(SCOPES)}")
    return tuple(one for one in SCOPES if one in asked)
