"""Who may approve (审批权限): on that day the person holds a post of the role needed, or a higher one."""

from datetime import date

from duban.errors import Refused
from duban.grounds import ROLE_ZH
from duban.roster import Person, Post, Roster

# Each role may approve what the roles before it may; roles outside the chain only their own.
RISING = {"handler": 1, "unit_head": 2, "leader_in_charge": 3, "principal": 4, "secretary": 4,
          "inspection_office": 5}  # fmt: skip


def person_named(roster: Roster, name: str) -> Person:
    """The person of an id or a name. Raises Refused where there is none, or more than one."""
    found = [p for p in roster.people if p.id == name] or [
        p for p in roster.people if name in (p.name, *p.aliases)
    ]
    if not found:
        raise Refused(f"花名册中没有人员“{name}”，请核对姓名，或先在 roster.yaml 的 people 中登记")
    if len(found) > 1:
        raise Refused(f"花名册中有{len(found)}人叫“{name}”，请改用编号：{'、'.join(p.id for p in found)}")
    return found[0]


def posts_held(roster: Roster, person: str, day: date) -> tuple[Post, ...]:
    """The posts a person holds on a day, or acts for where nobody holds them."""
    held = ((p, roster.holder(p.id, day)) for p in roster.posts)
    return tuple(p for p, tenure in held if tenure and tenure.person == person)


def check_approver(roster: Roster, person: Person, role: str, unit: str, areas: str, day: date) -> str:
    """The role in which this person approves something of a unit.

    Raises Refused where no post held that day has the role needed or a higher one. A leader in
    charge approves for the areas in charge, a unit head for the unit.
    """
    held = posts_held(roster, person.id, day)
    able = [r for p in held for r in p.roles if _covers(r, role) and _concerns(p, r, roster, unit, areas)]
    if not able:
        titles = "、".join(_title(p) for p in held) or "没有岗位"
        raise Refused(f"应由{ROLE_ZH.get(role, role)}或以上批准，{person.name}{day}的岗位是：{titles}")
    return max(able, key=lambda r: RISING.get(r, 0))


def _covers(has: str, needed: str) -> bool:
    return has == needed or RISING.get(has, 0) >= RISING.get(needed, 9)


def _concerns(post: Post, role: str, roster: Roster, unit: str, areas: str) -> bool:
    if role == "unit_head":
        return post.unit == unit
    if role != "leader_in_charge":
        return True
    own = set(areas.split("、")) - {""}
    own |= {a for u in roster.units if u.name == unit for a in u.areas} if not own else set()
    return bool(own & set(post.areas))


def _title(post: Post) -> str:
    return f"{post.title}（分管{'、'.join(post.areas)}）" if post.areas else post.title
