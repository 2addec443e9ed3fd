"""Tokens (令牌): given to a program for a named person, shown once, known by a digest, ended at once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, or_, select, update

from duban import tables as t
from duban.approver import person_named
from duban.errors import Refused
from duban.scopes import checked
from duban.viewing import Visitor, tenures_of, visitor
from tasks.acts.recording import record
from tasks.context import Context
from tasks.database import reads
from tasks.pages.accounts import digest

MOST_DAYS, TOUCH = 366, timedelta(minutes=1)
MARK = "duban"


@dataclass(frozen=True)
class Wanted:
    """A token to be made: for which program, for whom it works, what it may, for how many days."""

    program: str
    person: str
    scopes: tuple[str, ...]
    days: int
    restricted: bool = False


@dataclass(frozen=True)
class Program:
    """A program that came in: its token, its name, its scopes, and as whom it sees and acts."""

    token: str
    name: str
    scopes: frozenset[str]
    who: Visitor

    @property
    def signature(self) -> str:
        """Who stands for its acts: the person, and by which program."""
        return f"{self.who.name}（经程序“{self.name}”）"


def give_token(at: Context, wanted: Wanted, by: str, why: str, moment: datetime) -> str:
    """Make a token; gives its text, which nobody can read again. ``moment`` is physical time (UTC).

    Raises Refused where a scope is unknown, or the person has no login or may not see restricted items.
    """
    person, scopes = person_named(at.loaded.roster, wanted.person), checked(wanted.scopes)
    if not 1 <= wanted.days <= MOST_DAYS:
        raise Refused(f"令牌的有效期为{wanted.days}天，应为1到{MOST_DAYS}天")
    number, secret = f"tk{secrets.token_hex(4)}", secrets.token_urlsafe(32)
    text = f"{MARK}_{number}_{secret}"
    row = {"id": number, "site": at.site, "program": wanted.program.strip()[:80], "person": person.id,
           "scopes": list(scopes), "restricted": wanted.restricted, "digest": digest(text), "made_at": moment,
           "expires_at": moment + timedelta(days=wanted.days)}  # fmt: skip
    with at.engine.begin() as conn:
        _may_have(conn, at, person.id, wanted)
        detail = {"token": number, "program": row["program"], "person": person.id, "scopes": list(scopes),
                  "restricted": wanted.restricted, "days": wanted.days}  # fmt: skip
        act = record(conn, at, "", "token", by, why, detail)
        conn.execute(insert(t.token).values(**row, act_id=act))
    return text


def _may_have(conn: Connection, at: Context, person: str, wanted: Wanted) -> None:
    a = t.account.c
    mine = select(a.restricted).where(a.site == at.site, a.person == person, a.closed_at.is_(None))
    found = conn.execute(mine).one_or_none()
    if not wanted.program.strip():
        raise Refused("程序的名称没有写明，应为看得出是哪个系统的名称，如 OA待办")
    if found is None:
        raise Refused(f"{wanted.person}没有个人登录，令牌须由有登录的人负责，应先开立（duban login）")
    if wanted.restricted and not found.restricted:
        raise Refused(
            f"{wanted.person}的登录不含受限事项，其令牌也不能含，应先授权（duban login --restricted）"
        )


def close_token(at: Context, number: str, by: str, why: str, moment: datetime) -> str:
    """End a token at once; gives the program's name. Raises Refused where none is open under that number."""
    k = t.token.c
    with at.engine.begin() as conn:
        mine = (k.site == at.site, k.id == number, k.closed_at.is_(None))
        program = conn.scalar(select(k.program).where(*mine))
        if (
            program is None
            or conn.execute(update(t.token).where(*mine).values(closed_at=moment)).rowcount != 1
        ):
            raise Refused(f"没有编号为“{number}”的有效令牌，编号可用 duban token 查看")
        record(conn, at, "", "token", by, why, {"token": number, "program": program, "closed": True})
    return str(program)


def tokens(at: Context) -> list[Mapping[str, Any]]:
    """The tokens there are, newest first; never what opens."""
    k = t.token.c
    query = select(
        k.id, k.program, k.person, k.scopes, k.restricted, k.made_at, k.expires_at, k.used_at, k.closed_at
    )
    with reads(at.engine) as conn:
        found = conn.execute(query.where(k.site == at.site).order_by(k.made_at.desc(), k.id))
        return [dict(r._mapping) for r in found]


def program_of(at: Context, text: str, moment: datetime) -> Program | None:
    """The program a token lets in, as its person stands today; None for whatever reason, which is never said."""
    k, a = t.token.c, t.account.c
    query = (select(k.id, k.program, k.person, k.scopes, k.restricted, k.used_at, a.office,
                    a.restricted.label("granted"))
             .join(t.account, (a.site == k.site) & (a.person == k.person))
             .where(k.site == at.site, k.digest == digest(text), k.closed_at.is_(None), k.expires_at > moment,
                    a.closed_at.is_(None)))  # fmt: skip
    with reads(at.engine) as conn:
        found = conn.execute(query).one_or_none()
    if found is None or all(found.person != p.id for p in at.loaded.roster.people):
        return None
    if found.used_at is None or moment - found.used_at > TOUCH:
        _touch(at.engine, found.id, moment)
    held = tenures_of(at.loaded.roster, found.person, at.today)
    who = visitor(at.loaded.roster, found.person, held, signed_in=True, office=found.office,
                  restricted=found.restricted and found.granted, chain_cleared=found.restricted)  # fmt: skip
    return Program(found.id, found.program, frozenset(found.scopes), who)


def _touch(engine: Engine, number: str, moment: datetime) -> None:
    k = t.token.c
    earlier = or_(k.used_at.is_(None), k.used_at < moment)
    with engine.begin() as conn:
        conn.execute(update(t.token).where(k.id == number, earlier).values(used_at=moment))
