"""Documents at the desk (文书): the office takes pack, ledger, reports and forms; whoever may see an item, its slip."""

from dataclasses import replace
from urllib.parse import quote

from starlette.responses import Response

from desk.web.seam import absent
from desk.web.visit import Visit
from duban.errors import Refused
from duban.viewing import Visitor
from tasks.documents.forms import FORM_ZH, form_document
from tasks.documents.ledger import book_name, whole_ledger
from tasks.documents.pack import pack_document, pack_name
from tasks.documents.pdf import office_program, to_pdf
from tasks.documents.readers import for_all
from tasks.documents.reporting import PAPERS, report_document
from tasks.documents.slips import issue, register

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def documents(visit: Visit) -> Response:
    """What there is to take, and the slips issued."""
    if not visit.who.in_office:
        return absent(visit)
    site, slips = visit.at.loaded.site, register(visit.at, visit.who)
    reports = [
        (name, title) for name, (title, _) in PAPERS.items() if name != "bulletin" or site.documents.bulletin
    ]
    return visit.show("documents.html", reports=reports, units=[u.name for u in visit.at.loaded.roster.units],
                      slips=slips.iloc[::-1].head(MOST).to_dict("records"), count=len(slips), pdf=office_program() is not None)  # fmt: skip


MOST = 200


def taken(visit: Visit) -> Response:
    """One document of the site; with restricted items only for whoever was granted them and asks for them."""
    if not visit.who.in_office:
        return absent(visit)
    name, content = _made(visit, _reader(visit))
    return _as(visit.path["kind"], name, content) if content else absent(visit)


def form(visit: Visit) -> Response:
    """An item's form, filled in."""
    kind = next((one for one in FORM_ZH if one == visit.path["form"]), None)
    if not visit.who.in_office or kind is None:
        return absent(visit)
    return _as("docx", *form_document(visit.at, visit.who, kind, visit.path["code"]))


def slip(visit: Visit) -> Response:
    """The slip of an item this visitor may see; issued with the next number when it is first printed."""
    (one,) = issue(visit.at, visit.who, [visit.path["code"]], visit.who.name)
    return _as(visit.typed.get("kind", "docx"), one.file, one.content)


def _reader(visit: Visit) -> Visitor:
    who = visit.who
    return replace(who, office=True) if who.restricted and visit.query.get("restricted") else for_all(who)


def _made(visit: Visit, one: Visitor) -> tuple[str, bytes]:
    """The document of that name and its content; b"" where there is none of the name."""
    what, at, unit = visit.path["what"], visit.at, visit.query.get("unit", "")
    if what == "ledger":
        return book_name(at, unit, one.restricted), whole_ledger(at, one, unit)
    if what == "pack":
        return pack_name(at, one.restricted), pack_document(at, one)
    paper = next((name for name in PAPERS if name == what), None)
    return report_document(at, one, paper) if paper else ("", b"")


def _as(kind: str, name: str, content: bytes) -> Response:
    """A document to be kept as a file; a workbook is always one."""
    kind = "xlsx" if b"xl/workbook.xml" in content else kind
    if kind not in KINDS or (kind == "xlsx" and b"xl/workbook.xml" not in content):
        raise Refused("文书有 .docx 和 PDF 两种，台账为 .xlsx")
    made = to_pdf({name: content})[name] if kind == "pdf" else content
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"}
    return Response(made, media_type=KINDS[kind], headers=headers)
