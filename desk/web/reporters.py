"""Reporters' pages (报送人): how their ledger stands, the copies that go back, a ledger handed in; and the
discipline group's list.
"""

from starlette.responses import Response

from desk.web.office import attached, tracked
from desk.web.seam import absent
from desk.web.visit import Visit
from duban.errors import Refused
from tasks.handing import hand_in
from tasks.pages.ledgers import copy_of, health, source_of
from tasks.pages.overseen import overseen


def ledgers(visit: Visit) -> Response:
    """The health of the visitor's ledgers."""
    found = health(visit.at, visit.who)
    return visit.show("ledgers.html", ledgers=found) if found else absent(visit)


def copy(visit: Visit) -> Response:
    """The annotated copy, or the ledger prefilled."""
    path = copy_of(visit.at, visit.who, visit.path["prefix"], visit.path["what"])
    if path is None:
        return absent(visit)
    return attached(path.name, path.read_bytes())


def upload(visit: Visit) -> Response:
    """A ledger handed in, through the same door as by command."""
    source = source_of(visit.at, visit.who, visit.path["prefix"])
    if source is None:
        return absent(visit)
    if visit.file is None or not visit.file[1]:
        raise Refused("没有选择文件，应为本来源的台账")
    hand_in(visit.at, source.name, visit.file[0], visit.file[1], visit.who.name)
    return tracked(visit, f"/ledgers#{source.prefix}")


def oversight(visit: Visit) -> Response:
    """The discipline group's list of the month."""
    if not (visit.who.oversees or visit.who.in_office):
        return absent(visit)
    return visit.show("oversight.html", parts=overseen(visit.at, visit.who))
