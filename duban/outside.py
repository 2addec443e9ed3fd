"""How a site is watched from outside (看护): by its checkpoints in a second place, and by a ping that stops."""

from pydantic import field_validator

from duban.typed import Typed


class Outside(Typed):
    """``ping``: the environment variable (``env:NAME``) that holds the address which hears of every good cycle
    and audit. ``second_place``: a folder on another host where checkpoints and what was handed over are kept
    too. ``checkpoint_post``: the post whose holder gets the day's checkpoint as a notice.
    """

    ping: str = ""
    second_place: str = ""
    checkpoint_post: str = ""

    @field_validator("ping")
    @classmethod
    def _no_secret(cls, given: str) -> str:
        if given and not given.startswith("env:"):
            raise ValueError("outside.ping 直接写了地址，地址是口令，应写 env:变量名")
        return given
