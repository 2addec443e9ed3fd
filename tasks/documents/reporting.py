"""Which papers are drafted for sending up, out or round, and each of them as a document."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from duban.viewing import Visitor
from tasks.context import Context
from tasks.documents.filled import filled
from tasks.documents.head import head_facts
from tasks.documents.readers import OFFICE
from tasks.documents.reports import bulletin_facts, notice_facts, report_facts
from tasks.documents.standing import Stand, stand_of
from tasks.documents.templates import template_of
from tasks.documents.writing import file_name

Paper = Literal["report", "head", "public", "bulletin"]
PAPERS: Mapping[Paper, tuple[str, Callable[[Stand], Any]]] = {
    "report": ("整改情况报告", report_facts),
    "head": ("主要负责人组织落实情况报告", head_facts),
    "public": ("公开通报公布数", notice_facts),
    "bulletin": ("整改情况通报", bulletin_facts),
}


def report_document(at: Context, one: Visitor, paper: Paper) -> tuple[str, bytes]:
    """What the paper is called as a file, and the .docx; what is made public never counts a restricted item.

    Raises Refused where the site asks for no bulletin, or its parts do not add up.
    """
    title, facts = PAPERS[paper]
    reader = OFFICE if paper in ("public", "bulletin") else one
    name, template = template_of(at.loaded, paper)
    zh, apart = at.loaded.site.language == "zh", reader.restricted
    file = file_name(
        title if zh else paper, at.today.isoformat(), ("含受限" if zh else "restricted") if apart else ""
    )
    return file, filled(template, name, facts(stand_of(at, reader)))
