"""A leader's duty sheets confirmed, and talks registered as held."""

from starlette.responses import Response

from desk.web.acts import typed_day
from desk.web.seam import absent
from desk.web.visit import Visit
from tasks import sheets, talks
from tasks.pages.papers import sheets_of, talks_of


def papers(visit: Visit) -> Response:
    """The sheets and the talks."""
    return visit.show(
        "papers.html", sheets=sheets_of(visit.at, visit.who), talks=talks_of(visit.at, visit.who)
    )


def confirm(visit: Visit) -> Response:
    """Confirm one's own sheet, or add to it."""
    named = (visit.typed.get("tenure", ""), visit.typed.get("month", ""))
    if named not in {(s.tenure, s.month) for s in sheets_of(visit.at, visit.who)}:
        return absent(visit)
    said = sheets.Confirmation(visit.typed.get("added", "")[:2000], visit.who.name)
    sheets.confirm(visit.at, *named, said)
    return visit.back("/papers")


def held(visit: Visit) -> Response:
    """Register that a talk one decided on was held."""
    number = int(visit.path["number"])
    if number not in {talk.id for talk in talks_of(visit.at, visit.who)}:
        return absent(visit)
    on = typed_day(visit, "on", "谈话日期")
    talks.held(visit.at, number, on, visit.typed.get("archive", "")[:80], visit.who.name)
    return visit.back("/papers")
