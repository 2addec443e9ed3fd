"""For whom a document is made: what its reader may not see is not in it and not counted in it."""

from dataclasses import replace

from sqlalchemy import select

from duban import tables as t
from duban.approver import person_named
from duban.errors import Refused
from duban.viewing import Visitor, tenures_of, visitor
from tasks.context import Context
from tasks.database import reads

OFFICE = Visitor("", "整改办", (), (), signed_in=True, office=True, chain_cleared=False)


def for_all(who: Visitor) -> Visitor:
    """Who takes a document that others will read: what is restricted is left out whatever the taker may see;
    what the taker is kept from (回避) stays out as well.
    """
    return replace(
        who, posts=(), tenures=(), office=True, restricted=False, chain_cleared=False, roles=frozenset()
    )


def reader_of(at: Context, restricted: bool, by: str) -> Visitor:
    """The office's reader; with ``restricted`` the person named, who must be cleared for restricted items.

    Raises Refused where nobody is named, or that login is not granted restricted items.
    """
    if not restricted:
        return OFFICE
    if not by.strip():
        raise Refused("含受限事项的文书应写明由谁取用（--by），此人的登录须有受限授权")
    person = person_named(at.loaded.roster, by)
    a = t.account.c
    query = select(a.person).where(
        a.site == at.site, a.person == person.id, a.restricted, a.closed_at.is_(None)
    )
    with reads(at.engine) as conn:
        if conn.scalar(query) is None:
            raise Refused(
                f"{person.name}（{person.id}）没有受限授权，含受限事项的文书只交有授权的人（duban login）"
            )
    held = tenures_of(at.loaded.roster, person.id, at.today)
    return visitor(at.loaded.roster, person.id, held, signed_in=True, office=True, restricted=True)
