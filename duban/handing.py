"""Hand-overs (交接): tenures on record laid over the roster's file, and which hand-over can be.

From its first day on the post is the new holder's, whatever the file still says: the tenure that the
file lets run on ends the day before. A person who comes back begins a new tenure.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from duban.approver import person_named
from duban.duty import check_roster
from duban.errors import Refused
from duban.roster import ENDLESS, Person, Roster, Tenure

ONE = timedelta(days=1)


def with_tenures(roster: Roster, handed: Sequence[Tenure]) -> Roster:
    """The roster with the tenures on record; the file wins where it names the same one itself.

    Raises Refused where file and record together put two people into one post on one day.
    """
    if not handed:
        return roster
    tenures = list(roster.tenures)
    for one in sorted(handed, key=lambda t: t.from_on):
        tenures = _laid_over(tenures, one)
    merged = roster.model_copy(update={"tenures": tuple(tenures)})
    check_roster(merged, "roster.yaml 与交接记录")
    return merged


def _laid_over(tenures: list[Tenure], one: Tenure) -> list[Tenure]:
    same = [t for t in tenures if t.post == one.post and t.acting == one.acting]
    if any(t.key == one.key for t in same):
        return tenures
    after = [t.from_on for t in same if t.from_on > one.from_on]
    new = one.model_copy(update={"to_on": min([one.to_on, *(day - ONE for day in after)])})
    return [_ended(t, one) if t in same else t for t in tenures] + [new]


def _ended(tenure: Tenure, one: Tenure) -> Tenure:
    runs_on = tenure.from_on < one.from_on <= tenure.to_on
    return tenure.model_copy(update={"to_on": one.from_on - ONE}) if runs_on else tenure


def hand_over(roster: Roster, post: str, to: str, from_on: date, acting: bool = False,
              until: date | None = None) -> tuple[Tenure, Person]:  # fmt: skip
    """The new tenure of a post, and who takes it.

    Raises Refused where post or person is unknown, the person holds the post already, or somebody
    else begins in it on that day or later.
    """
    if post not in {p.id for p in roster.posts}:
        raise Refused(f"花名册中没有岗位“{post}”，现有：{'、'.join(sorted(p.id for p in roster.posts))}")
    person = person_named(roster, to)
    if until is not None and until < from_on:
        raise Refused(f"岗位 {post} 的交接止于{until}，早于起始日{from_on}")
    mine = [t for t in roster.tenures if t.post == post and t.acting == acting]
    for one in mine:
        _check(roster, one, person, from_on)
    return Tenure(
        post=post, person=person.id, **{"from": from_on, "to": until or ENDLESS}, acting=acting
    ), person


def _check(roster: Roster, one: Tenure, person: Person, from_on: date) -> None:
    name = roster.person(one.person).name
    if one.person == person.id and one.holds_on(from_on):
        raise Refused(f"{name}自{one.from_on}起已任岗位 {one.post}，无需交接")
    if one.from_on >= from_on:
        raise Refused(f"岗位 {one.post} 自{one.from_on}起由{name}任职，交接日{from_on}应晚于这一天")
