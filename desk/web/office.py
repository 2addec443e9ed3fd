"""The office's pages (整改办): what waits, every item, the acts; each act with who and why."""

from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from starlette.responses import Response

from desk.web.seam import absent
from desk.web.visit import Visit
from duban.acts import Outcome
from duban.errors import Refused
from tasks import acts
from tasks.acts import deliveries as held
from tasks.pages.board import Filters, board_of
from tasks.pages.dossier import dossier
from tasks.pages.ledgers import deliveries
from tasks.pages.todo import todo
from tasks.pages.workbook import ledger_book
from tasks.signals import Found, close_signal

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Act = Callable[[Visit, str, str, str], Outcome]


def waiting(visit: Visit) -> Response:
    """What waits for the office."""
    return visit.show("todo.html", todo=todo(visit.at, visit.who)) if visit.who.in_office else absent(visit)


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


def came(visit: Visit) -> Response:
    """What was delivered, and what of it was held."""
    return visit.show("deliveries.html", rows=deliveries(visit.at)) if visit.who.in_office else absent(visit)


def act(visit: Visit) -> Response:
    """One act on one item that this visitor may see."""
    code, kind = visit.path["code"], visit.typed.get("kind", "")
    if not visit.who.in_office or kind not in ACTS or dossier(visit.at, visit.who, code) is None:
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
    if not visit.who.in_office or all(
        r["id"] != int(visit.path["number"]) for r in todo(visit.at, visit.who).matches
    ):
        return absent(visit)
    same = visit.typed.get("kind") == "same"
    held.match(visit.at, int(visit.path["number"]), same, visit.who.name, visit.typed.get("why", ""))
    return tracked(visit, "/todo")


def signal(visit: Visit) -> Response:
    """A signal was looked into."""
    if not visit.who.in_office or all(
        r["id"] != int(visit.path["number"]) for r in todo(visit.at, visit.who).signals
    ):
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


def typed_day(visit: Visit, name: str, what: str) -> date:
    """A day that a form must give."""
    try:
        return date.fromisoformat(visit.typed.get(name, ""))
    except ValueError:
        raise Refused(f"{what}应为日期，如 2019-07-01") from None


def _extend(visit: Visit, code: str, by: str, why: str) -> Outcome:
    asked = typed_day(visit, "asked_on", "申请日期") if visit.typed.get("asked_on") else None
    return acts.extend(visit.at, code, by, why, typed_day(visit, "to", "新的时限"), visit.typed.get("approved_by", ""),
                       asked)  # fmt: skip


def _reopen(visit: Visit, code: str, by: str, why: str) -> Outcome:
    due = typed_day(visit, "due", "新的时限") if visit.typed.get("due") else None
    return acts.reopen(visit.at, code, by, why, relapse=visit.typed.get("relapse") == "yes", due=due)


def _judge(visit: Visit, code: str, by: str, why: str) -> Outcome:
    level = visit.typed.get("level", "")
    if not level.isdecimal():
        raise Refused(f"级别“{level}”不是数字")
    return acts.judge(visit.at, code, by, why, int(level))


ACTS: dict[str, Act] = {
    "accept": lambda v, code, by, why: acts.accept(v.at, code, by, why),
    "return": lambda v, code, by, why: acts.give_back(v.at, code, by, why),
    "write_off": lambda v, code, by, why: acts.write_off(v.at, code, by, why),
    "release": lambda v, code, by, why: acts.release(v.at, code, by, why),
    "silence": lambda v, code, by, why: acts.silence(v.at, code, by, why, typed_day(v, "until", "暂停到的日期")),
    "correct": lambda v, code, by, why: acts.correct(v.at, code, by, why, typed_day(v, "due", "正确的时限"),
                                                     first=v.typed.get("first") == "yes"),
    "extend": _extend, "reopen": _reopen, "judge": _judge,
}  # fmt: skip
