"""What the providers' own codes mean, as data: which refusals pass by themselves, and which never do.

Taken from the robots' pages and error lists of WeCom (path 90313), DingTalk, Feishu and Lark. 0 is yes; a code
that stands nowhere here is a plain refusal, tried again. What a body says beside its code is not believed.
"""

from dataclasses import dataclass, field

# Under these names a robot says in its answer whether it took the message: 0 is yes.
WECOM, FEISHU = ("errcode",), ("code", "StatusCode")


@dataclass(frozen=True)
class Codes:
    """One provider's: ``names`` of the code, ``limited`` code -> seconds to wait, ``for_good`` the final ones,
    ``stale`` those that say the token is no longer good.
    """

    names: tuple[str, ...]
    limited: dict[int, int] = field(default_factory=dict)
    for_good: frozenset[int] = frozenset()
    stale: frozenset[int] = frozenset()


ROBOTS: dict[str, Codes] = {
    # 45009, 45033 too often; 40008 kind, 40058 parameters or length, 44004 empty, 45002 too long, 93000 no such
    # robot, 93004 robot switched off, 93008 not in the group.
    "wecombot": Codes(WECOM, {45009: 60, 45033: 10},
                      frozenset({40008, 40039, 40058, 44004, 45002, 93000, 93004, 93008})),
    # 130101, 410100 too fast: blocked for ten minutes; 310000 keyword, signature or address; 300001, 400101 no
    # such token; 400013 group gone, 400102 robot stopped, 400105 kind, 400106 and 460101 to 460105 length;
    # 43010x text not allowed.
    "dingtalk": Codes(WECOM, {130101: 600, 410100: 600},
                      frozenset({40035, 300001, 310000, 400013, 400101, 400102, 400105, 400106, 430101, 430102,
                                 430103, 430104, 460101, 460102, 460103, 460104, 460105})),
    # 11232, 11233, 99991400 too often; 19001 to 19007 robot or parameters, 19021 signature, 19022 address, 19024
    # keyword, 19036 expired.
    "feishu": Codes(FEISHU, {11232: 60, 11233: 60, 99991400: 60},
                    frozenset({19001, 19002, 19003, 19004, 19005, 19006, 19007, 19021, 19022, 19024, 19036})),
}  # fmt: skip
ROBOTS["lark"] = ROBOTS["feishu"]
APPS: dict[str, Codes] = {
    # 40003, 60111, 81013 no such member; 40008 kind, 44004 empty, 45002 too long, 40056 agent; 45009, 45033 too
    # often; 40014, 42001, 40001 token.
    "wechat": Codes(WECOM, {45009: 60, 45033: 10}, frozenset({40003, 40008, 40056, 44004, 45002, 60111, 81013}),
                    frozenset({40001, 40014, 42001})),
    # 33012, 60121 no such person, 40035 parameters; 88, 90002, 90018 too often; 40014, 42001 token.
    "dingwork": Codes(WECOM, {88: 60, 90002: 60, 90018: 60}, frozenset({33012, 40035, 60121}),
                      frozenset({40014, 42001})),
    # 230001 parameters, 230006 no robot, 230013 not open to this person, 230025 too long, 230053 stopped by this
    # person; 230020, 99991400 too often; 99991661, 99991663 token.
    "feishuapp": Codes(("code",), {230020: 60, 99991400: 60},
                       frozenset({230001, 230006, 230013, 230025, 230053}), frozenset({99991661, 99991663})),
}  # fmt: skip
# HTTP says that nothing will ever come of it; the rest of 4xx may pass.
PASSING = frozenset({408, 409, 423, 425, 429})
TOO_MANY, WAIT_SECONDS, LONGEST_SECONDS = 429, 60, 3600
# How long to wait, as providers say it in seconds.
WAIT_HEADERS = ("Retry-After", "x-ogw-ratelimit-reset")
