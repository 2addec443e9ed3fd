"""A template (.docx with fields) filled with the facts of a document; the same facts are the same bytes."""

import io
import re
import zipfile
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from duban.documents.fields import Picture, context_of, fields_of
from duban.documents.template import unknown_fields
from duban.errors import Refused

EPOCH = (1980, 1, 1, 0, 0, 0)
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ENV = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def filled(template: bytes, name: str, facts: Any) -> bytes:
    """The document: ``template`` (called ``name`` in errors) with every field of ``facts`` in its place.

    Raises Refused where the template cannot be opened, is written wrongly or has a field there is none of.
    """
    paper = opened(template, name)
    refuse_unfit(paper, name, type(facts))
    try:
        paper.render(_shown(context_of(facts), paper), ENV, autoescape=True)
    except TemplateError as fault:
        raise Refused(f"模板“{name}”填不进内容（{fault}），请对照 docs/documents.md 核对字段") from None
    out = io.BytesIO()
    paper.save(out)
    return packed(out.getvalue())


def opened(template: bytes, name: str) -> DocxTemplate:
    """A template as a document. Raises Refused where it is none."""
    paper = DocxTemplate(io.BytesIO(template))
    try:
        paper.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        raise Refused(f"模板“{name}”打不开，应为 Word 或 WPS 另存的 .docx 文件") from None
    return paper


def refuse_unfit(paper: DocxTemplate, name: str, facts: type) -> None:
    """Raise Refused where the template is written wrongly, or has a field that its document does not know."""
    fields = fields_of(facts)
    try:
        unknown = unknown_fields(source_of(paper), ENV, fields)
    except TemplateSyntaxError as fault:
        raise Refused(f"模板“{name}”的字段写法有误（{fault.message}），字段应写作 {{{{ 字段 }}}}，"
                      "循环应有始有终") from None  # fmt: skip
    if unknown:
        known = "、".join(dict.fromkeys(one.zh for one in fields.values()))
        raise Refused(f"模板“{name}”里没有“{'、'.join(unknown)}”这样的字段，应为：{known}")


def source_of(paper: DocxTemplate) -> str:
    """All that may hold fields in a document: its body, headers and footers, as one template text."""
    parts = [paper.get_xml()]
    for place in (paper.HEADER_URI, paper.FOOTER_URI):
        parts += [paper.get_part_xml(part) for _, part in paper.get_headers_footers(place)]
    return "".join(paper.patch_xml(part) for part in parts)


def _shown(value: Any, paper: DocxTemplate) -> Any:
    """Values as a document can hold them: pictures placed, no character that XML has no place for."""
    if isinstance(value, dict):
        return {name: _shown(one, paper) for name, one in value.items()}
    if isinstance(value, list):
        return [_shown(one, paper) for one in value]
    if isinstance(value, Picture):
        return InlineImage(paper, io.BytesIO(value.png), width=Mm(value.width_mm))
    return NO_XML.sub("", value) if isinstance(value, str) else value


def packed(content: bytes) -> bytes:
    """An office file whose parts stand in order and have no clock in them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(part, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(part))
    return out.getvalue()
