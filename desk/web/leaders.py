"""The leaders' page (督办台): what I answer for, both duties; signing and answering each line."""

from datetime import date

from starlette.responses import Response

from desk.web.seam import absent
from desk.web.visit import Visit
from duban.errors import Refused
from duban.frames import day, records
from duban.wording import change_words, templates
from tasks import acts
from tasks.pages.changed import save_look
from tasks.pages.dossier import dossier
from tasks.pages.mine import MOST, Mine, mine, newest_notice
from tasks.pages.papers import sheets_of
from tasks.site import wording

EVERYTHING, MOST_CHANGES = 100_000, 100
LINES = ("business", "conduct")
# Who has enough on the desk to look at a picture of it.
LEADING = frozenset({"leader_in_charge", "principal", "secretary"})


def home(visit: Visit) -> Response:
    """Everything this person answers for, on one page."""
    found = mine(visit.at, visit.who, EVERYTHING if "all" in visit.query else MOST)
    return visit.show("mine.html", mine=found, leading=bool(LEADING & visit.who.roles), changed=_said(visit, found),
                      unconfirmed=sum(s.confirmed_on is None for s in sheets_of(visit.at, visit.who)))  # fmt: skip


def letter(visit: Visit) -> Response:
    """The day's notice in its own words."""
    found = newest_notice(visit.at, visit.who)
    if found is None or (found.closed and not visit.who.signed_in):
        return absent(visit)
    return visit.show("letter.html", notice=found)


def item(visit: Visit) -> Response:
    """An item's whole file."""
    found = dossier(visit.at, visit.who, visit.path["code"])
    page = "office_item.html" if visit.who.in_office else "item.html"
    units = [unit.name for unit in visit.at.loaded.roster.units]
    return visit.show(page, d=found, units=units) if found else absent(visit)


def looked(visit: Visit) -> Response:
    """All that is news has been looked at."""
    save_look(visit.at, visit.who.person, visit.at.now)
    return visit.back("/mine")


def answer(visit: Visit) -> Response:
    """Sign for a line as seen, or respond to what was ticked; the same act as ``duban answer``."""
    found, line = mine(visit.at, visit.who, EVERYTHING), visit.typed.get("line", "")
    if line not in LINES or found.notice is None:
        raise Refused("没有可以签收或回应的通知，请刷新页面")
    seen = visit.typed.get("kind") == "seen"
    items = () if seen else _meant(found, line, visit.ticked.get("what", ()))
    text, on = visit.typed.get("text", ""), _day(visit.typed.get("date_on", ""))
    acts.answer(visit.at, found.notice.id, acts.Reply(
        line, visit.who.person, seen, "" if seen else text, None if seen else on, via="desk", items=items))  # fmt: skip
    return visit.back(f"/mine#{line}")


def _meant(found: Mine, line: str, ticked: tuple[str, ...]) -> tuple[str, ...]:
    """The items an answer is given to: those ticked that this person owes and may see."""
    if line == "business":
        owed = [one.entry.code for one in found.business if one.owed and one.entry.code in ticked]
    else:
        owed = [code for one in found.conduct if one.owed and one.id in ticked for code in one.grounds]
    if not owed:
        raise Refused("没有选中需要回应的事项，请勾选后再提交")
    return tuple(owed)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused(f"“{typed}”不是日期，应如 2019-07-01") from None


def _said(visit: Visit, found: Mine) -> list[str]:
    """What changed, one sentence each, in the words of the letters."""
    words = change_words(templates(wording(visit.at.loaded)), visit.at.today)
    newest = records(found.changes.tail(MOST_CHANGES))
    return [said for one in newest if (said := words({**one, "due_on": day(one["due_on"])}))]
