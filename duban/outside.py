"""What is kept and heard outside this machine (库外、机外): checkpoints in a second place, a ping that stops."""

from pydantic import field_validator

from duban.typed import Typed


class Outside(Typed):
    """``ping``: the environment variable (``env:NAME``) that holds the address which hears of every good cycle
    and audit. ``token``: the one that holds what a monitor must show to read ``/metrics`` and the whole of
    ``/healthz``. ``second_place``: a folder on another host where checkpoints and what was handed over are
    kept too. ``checkpoint_post``: the post whose holder gets the day's checkpoint as a notice.
    """

    ping: str = ""
    token: str = ""
    second_place: str = ""
    checkpoint_post: str = ""

    @field_validator("ping", "token")
    @classmethod
    def _no_secret(cls, given: str) -> str:
        if given and not given.startswith("env:"):
            raise ValueError("outside.ping 和 outside.token 是秘密，不应直接写在文件里，应写 env:变量名")
        return given
