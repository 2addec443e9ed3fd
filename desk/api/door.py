"""Who comes in (令牌): the token is tried first, then how often it asked, then what it may."""

import math
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.requests import Request

from desk.api.allowance import Allowance
from desk.api.problems import Turned
from duban.scopes import SCOPES
from tasks.context import Context
from tasks.pages.standing import Standing
from tasks.programs.tokens import Program, program_of

WRONG_A_MINUTE = 30
BEARER = HTTPBearer(auto_error=False, scheme_name="token", bearerFormat="duban_tk…",
                    description="A token made by `duban token`; each address names the scope it needs.")  # fmt: skip


@dataclass(frozen=True)
class Caller:
    """A program within the door: the site as it stands, and who it is."""

    standing: Standing
    at: Context
    program: Program


def entered(request: Request, scopes: SecurityScopes,
            given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> Caller:  # fmt: skip
    """The caller, or a refusal that says no more than it must."""
    standing: Standing = request.app.state.standing
    allowance: Allowance = request.app.state.allowance
    at = standing.at()
    found = program_of(at, given.credentials, standing.wall) if given else None
    if found is None:
        who = request.client.host if request.client else ""
        _spend(allowance, f"wrong {who}", WRONG_A_MINUTE)
        raise Turned("token", "令牌缺失、不对、已过期或已停用，应在请求头写 Authorization: Bearer 令牌",
                     {"WWW-Authenticate": "Bearer"})  # fmt: skip
    _spend(allowance, found.token, at.loaded.site.desk.program_calls_per_minute)
    lacking = [one for one in scopes.scopes if one not in found.scopes]
    if lacking:
        raise Turned("scope", f"这一令牌没有“{SCOPES[lacking[0]]}”的权限（{lacking[0]}）")
    return Caller(standing, at, found)


def _spend(allowance: Allowance, name: str, per_minute: int) -> None:
    wait = allowance.wait_seconds(name, per_minute)
    if wait > 0:
        said = f"请求过于频繁，每分钟至多{per_minute}次，请{math.ceil(wait)}秒后再试"
        raise Turned("often", said, {"Retry-After": str(math.ceil(wait))})


Items = Annotated[Caller, Security(entered, scopes=["read:items"])]
Escalations = Annotated[Caller, Security(entered, scopes=["read:escalations"])]
Notices = Annotated[Caller, Security(entered, scopes=["read:notices"])]
Deliveries = Annotated[Caller, Security(entered, scopes=["read:deliveries"])]
Ledgers = Annotated[Caller, Security(entered, scopes=["read:ledgers"])]
Figures = Annotated[Caller, Security(entered, scopes=["read:figures"])]
Preview = Annotated[Caller, Security(entered, scopes=["read:preview"])]
Acts = Annotated[Caller, Security(entered, scopes=["read:acts"])]
Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_.:-]{8,80}$",
                            description="One for each act; asked again under the same key it is not done again.")]  # fmt: skip
