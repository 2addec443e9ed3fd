"""The office's pages (整改办): what waits, every item, the acts; each act with who and why."""

from urllib.parse import quote

from starlette.responses import Response

from desk.web.acts import ACTS, typed_day
from desk.web.seam import absent
from desk.web.visit import Visit
from duban import tables as t
from tasks.acts import deliveries as held
from tasks.acts import hand_over as handed
from tasks.documents.ledger import ledger_book
from tasks.pages.board import Filters, board_of
from tasks.pages.ledgers import deliveries
from tasks.pages.seen import may_see
from tasks.pages.todo import may_settle, todo
from tasks.signals import Found, close_signal

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def waiting(visit: Visit) -> Response:
    """What waits for the office."""
    if not visit.who.in_office:
        return absent(visit)
    units = [unit.name for unit in visit.at.loaded.roster.units]
    return visit.show("todo.html", todo=todo(visit.at, visit.who), units=units)


def board(visit: Visit) -> Response:
    """Every item, filtered."""
    if not visit.who.sees_all:
        return absent(visit)
    by, loaded = Filters.of(visit.query), visit.at.loaded
    return visit.show("board.html", board=board_of(visit.at, visit.who, by), by=by,
                      units=[u.name for u in loaded.roster.units], sources=[s.name for s in loaded.site.sources],
                      levels=[(level.level, level.label) for level in loaded.ladder.levels])  # fmt: skip


def workbook(visit: Visit) -> Response:
    """What the filters find, as a workbook."""
    if not visit.who.sees_all:
        return absent(visit)
    name = f"整改台账-{visit.at.today.isoformat()}.xlsx"
    return attached(name, ledger_book(visit.at, visit.who, Filters.of(visit.query)))


def attached(name: str, content: bytes) -> Response:
    """A workbook to be kept as a file of that name."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=WORKBOOK, headers=headers)


def posts(visit: Visit) -> Response:
    """Who holds each post today, and the form of a hand-over."""
    if not visit.who.in_office:
        return absent(visit)
    roster = visit.at.loaded.roster
    return visit.show("posts.html", posts=[(p, roster.holder(p.id, visit.at.today)) for p in roster.posts],
                      everybody=roster.people)  # fmt: skip


def hand_over(visit: Visit) -> Response:
    """From a day on a post is somebody else's."""
    post = visit.path["post"]
    if not visit.who.in_office or all(p.id != post for p in visit.at.loaded.roster.posts):
        return absent(visit)
    until = typed_day(visit, "until", "截止日") if visit.typed.get("until") else None
    handed(visit.at, post, visit.typed.get("to", ""), typed_day(visit, "from_on", "任职起始日"), visit.who.name,
           visit.typed.get("why", ""), acting=visit.typed.get("acting") == "yes", until=until)  # fmt: skip
    return visit.back("/posts")


def came(visit: Visit) -> Response:
    """What was delivered, and what of it was held."""
    return (
        visit.show("deliveries.html", rows=deliveries(visit.at, visit.who))
        if visit.who.in_office
        else absent(visit)
    )


def act(visit: Visit) -> Response:
    """One act on one item that this visitor may see."""
    code, kind = visit.path["code"], visit.typed.get("kind", "")
    if not visit.who.in_office or kind not in ACTS or not may_see(visit.at, visit.who, code):
        return absent(visit)
    ACTS[kind](visit, code, visit.who.name, visit.typed.get("why", ""))
    return visit.back("/todo" if visit.typed.get("back") == "todo" else f"/items/{code}")


def decide(visit: Visit) -> Response:
    """A held delivery is taken in or refused."""
    if not visit.who.in_office:
        return absent(visit)
    number, why = int(visit.path["number"]), visit.typed.get("why", "")
    accepts = visit.typed.get("kind") == "accept"
    (held.accept_delivery if accepts else held.refuse_delivery)(visit.at, number, visit.who.name, why)
    return tracked(visit, "/deliveries") if accepts else visit.back("/deliveries")


def match(visit: Visit) -> Response:
    """A row is, or is not, the item it is like."""
    if not visit.who.in_office or not may_settle(visit.at, visit.who, t.proposal, int(visit.path["number"])):
        return absent(visit)
    same = visit.typed.get("kind") == "same"
    held.match(visit.at, int(visit.path["number"]), same, visit.who.name, visit.typed.get("why", ""))
    return tracked(visit, "/todo")


def signal(visit: Visit) -> Response:
    """A signal was looked into."""
    if not visit.who.in_office or not may_settle(visit.at, visit.who, t.signal, int(visit.path["number"])):
        return absent(visit)
    found: Found = "false_claim" if visit.typed.get("kind") == "false_claim" else "looked"
    close_signal(visit.at, int(visit.path["number"]), found, visit.who.name, visit.typed.get("why", ""))
    return visit.back("/todo")


def tracked(visit: Visit, place: str) -> Response:
    """What was let in is tracked at once, as after the command."""
    # The flows cost a third of a second to load, which pages need not pay.
    from flows.tracking import tracking

    tracking(str(visit.at.loaded.folder), visit.at.today if visit.at.given else None)
    return visit.back(place)
