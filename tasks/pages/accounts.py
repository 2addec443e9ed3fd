"""Personal logins (个人登录): who has one, with which grants, and who is signed in now."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Connection, Engine, delete, insert, select, update

from duban import tables as t
from duban.approver import person_named
from duban.errors import Refused
from duban.viewing import Visitor, tenures_of, visitor
from tasks.acts.recording import record
from tasks.context import Context
from tasks.database import reads, upsert

LEAST_CHARS, MOST_CHARS = 10, 200
# RFC 9106's second choice is for 64 MB; this is OWASP's, that a small server bears many times at once.
MEMORY_KIB, TURNS = 19_456, 3
NOBODY = "nobody-goes-by-this-name"
WRONG_IN_A_ROW, LOCKED = 5, timedelta(minutes=15)
IDLE, LONGEST, TOUCH = timedelta(minutes=60), timedelta(hours=12), timedelta(minutes=1)


@dataclass(frozen=True)
class Grants:
    """What an account may beside what the person's posts give: work with the office, see restricted items;
    ``outside`` is the name by which the organisation's own login knows the person.
    """

    office: bool = False
    restricted: bool = False
    outside: str = ""


def give_account(at: Context, name: str, password: str | None, grants: Grants, by: str, why: str) -> str:
    """Make a login or make it anew; whoever was signed in with it is signed out. Gives the person's id.

    Without a password only the organisation's own login opens it. Raises Refused where there is no such
    person, the password is too short, or another goes by the same name outside.
    """
    person = person_named(at.loaded.roster, name)
    if password is None and not grants.outside:
        raise Refused("既没有口令，也没有统一登录中的名称（--outside），这一登录谁也进不来")
    if password is not None and not LEAST_CHARS <= len(password) <= MOST_CHARS:
        raise Refused(f"口令应有{LEAST_CHARS}到{MOST_CHARS}个字符")
    hashed = _hashed(password) if password is not None else ""
    with at.engine.begin() as conn:
        _alone(conn, at, person.id, grants.outside)
        act = record(conn, at, "", "login", by, why, {"person": person.id, **vars(grants)})
        row = {"site": at.site, "person": person.id, "password": hashed, **vars(grants), "failed": 0,
               "locked_until": None, "closed_at": None, "act_id": act}  # fmt: skip
        upsert(t.account, [row], conn, ["site", "person"])
        conn.execute(delete(t.session).where(t.session.c.site == at.site, t.session.c.person == person.id))
    return person.id


def _alone(conn: Connection, at: Context, person: str, outside: str) -> None:
    a = t.account.c
    query = select(a.person).where(
        a.site == at.site, a.outside == outside, a.person != person, a.closed_at.is_(None)
    )
    other = conn.scalar(query) if outside else None
    if other is not None:
        raise Refused(f"统一登录中的“{outside}”已是{other}的，一个名称只能对应一人")


def close_account(at: Context, name: str, by: str, why: str) -> str:
    """End a login at once; gives the person's id. Raises Refused where there is none."""
    person = person_named(at.loaded.roster, name)
    a, s = t.account.c, t.session.c
    with at.engine.begin() as conn:
        mine = update(t.account).where(a.site == at.site, a.person == person.id, a.closed_at.is_(None))
        if conn.execute(mine.values(closed_at=at.now)).rowcount != 1:
            raise Refused(f"{person.name}（{person.id}）没有登录账号")
        record(conn, at, "", "login", by, why, {"person": person.id, "closed": True})
        conn.execute(delete(t.session).where(s.site == at.site, s.person == person.id))
    return person.id


def accounts(at: Context) -> list[dict[str, Any]]:
    """The logins there are: person, grants, closed or locked; never the hash."""
    a = t.account.c
    query = select(a.person, a.office, a.restricted, a.outside, a.failed, a.locked_until, a.closed_at)
    with reads(at.engine) as conn:
        return [dict(r._mapping) for r in conn.execute(query.where(a.site == at.site).order_by(a.person))]


def sign_in(at: Context, name: str, password: str, moment: datetime) -> str | None:
    """Open a session: what the browser is to hold; None for whatever reason, which is never said.

    After five wrong passwords in a row none is tried for a quarter of an hour. Raises LoginAway where the
    password is not the desk's own and the directory cannot be asked.
    """
    found = _account(at, name)
    locked = found is not None and found.locked_until is not None and found.locked_until > moment
    right = _is(password[:MOST_CHARS], (found.password if found else "") or _nobodys())
    if locked:
        return None
    right = right or _is_outside(at, found.outside if found else "", password[:MOST_CHARS])
    if found is None:
        return None
    with at.engine.begin() as conn:
        if not right:
            _count_wrong(conn, at, found, moment)
            return None
        a = t.account.c
        conn.execute(update(t.account).where(a.site == at.site, a.person == found.person)
                     .values(failed=0, locked_until=None))  # fmt: skip
        return _session(conn, at, found.person, moment)


def sign_in_outside(at: Context, outside: str, moment: datetime) -> str | None:
    """Open a session for whom the organisation's own login knows by a name; None where nobody goes by it."""
    found = _named_outside(at, outside)
    if found is None:
        return None
    with at.engine.begin() as conn:
        return _session(conn, at, found.person, moment)


def _session(conn: Connection, at: Context, person: str, moment: datetime) -> str:
    """A new one each time: what a browser held before opens nothing more."""
    token, s = secrets.token_urlsafe(32), t.session.c
    conn.execute(delete(t.session).where(s.site == at.site, s.made_at < moment - LONGEST))
    conn.execute(insert(t.session).values(digest=digest(token), site=at.site, person=person,
                                          made_at=moment, seen_at=moment))  # fmt: skip
    return token


def _account(at: Context, name: str) -> Any:
    try:
        person = person_named(at.loaded.roster, name.strip()).id
    except Refused:
        return _named_outside(at, name.strip())
    a = t.account.c
    query = select(t.account).where(a.site == at.site, a.person == person, a.closed_at.is_(None))
    with reads(at.engine) as conn:
        return conn.execute(query).one_or_none()


def _named_outside(at: Context, outside: str) -> Any:
    a = t.account.c
    query = select(t.account).where(a.site == at.site, a.outside == outside, a.closed_at.is_(None))
    with reads(at.engine) as conn:
        found = conn.execute(query).all() if outside else []
    return found[0] if len(found) == 1 else None


def _is_outside(at: Context, outside: str, password: str) -> bool:
    """Whether the directory takes the password; it is asked of a name it cannot know, too, so that the time
    an answer takes tells nobody which names there are.
    """
    setting = at.loaded.site.logins.ldap
    if setting is None:
        return False
    # The directory's library costs a tenth of a second, which a desk without one need not pay.
    from tasks.logins.ldap import knows

    taken = knows(setting, at.loaded.folder, outside or NOBODY, password)
    return taken and bool(outside)


def _count_wrong(conn: Any, at: Context, found: Any, moment: datetime) -> None:
    a = t.account.c
    mine = update(t.account).where(a.site == at.site, a.person == found.person)
    conn.execute(mine.values(failed=a.failed + 1))
    conn.execute(mine.where(a.failed >= WRONG_IN_A_ROW).values(failed=0, locked_until=moment + LOCKED))


def session_visitor(at: Context, token: str, moment: datetime) -> tuple[Visitor, str] | None:
    """Who a session is of, with the posts of today and the grants of now; None where it is over."""
    key = digest(token)
    s, a = t.session.c, t.account.c
    query = (select(s.person, s.seen_at, a.office, a.restricted)
             .join(t.account, (a.site == s.site) & (a.person == s.person))
             .where(s.site == at.site, s.digest == key, a.closed_at.is_(None), s.seen_at > moment - IDLE,
                    s.made_at > moment - LONGEST))  # fmt: skip
    with reads(at.engine) as conn:
        found = conn.execute(query).one_or_none()
    if found is None or all(found.person != p.id for p in at.loaded.roster.people):
        return None
    if moment - found.seen_at > TOUCH:
        _touch(at.engine, key, moment)
    held = tenures_of(at.loaded.roster, found.person, at.today)
    return visitor(at.loaded.roster, found.person, held, signed_in=True, office=found.office,
                   restricted=found.restricted), key  # fmt: skip


def _touch(engine: Engine, key: str, moment: datetime) -> None:
    with engine.begin() as conn:
        conn.execute(update(t.session).where(t.session.c.digest == key).values(seen_at=moment))


def sign_out(engine: Engine, key: str) -> None:
    """End a session."""
    with engine.begin() as conn:
        conn.execute(delete(t.session).where(t.session.c.digest == key))


def digest(token: str) -> str:
    """What the store knows of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _hashed(password: str) -> str:
    made = Argon2id(salt=os.urandom(16), length=32, iterations=TURNS, lanes=1, memory_cost=MEMORY_KIB)
    return made.derive_phc_encoded(password.encode())


def _is(password: str, hashed: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode(), hashed)
    except InvalidKey:
        return False
    return True


@cache
def _nobodys() -> str:
    """Somebody unknown takes as long to refuse as a wrong password."""
    return _hashed(secrets.token_urlsafe(16))


def granted_restricted(at: Context) -> tuple[str, ...]:
    """The persons whose account may see restricted items, while it is not closed."""
    a = t.account.c
    query = select(a.person).where(a.site == at.site, a.restricted, a.closed_at.is_(None)).order_by(a.person)
    with reads(at.engine) as conn:
        return tuple(conn.scalars(query))
