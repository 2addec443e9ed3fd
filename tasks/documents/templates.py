"""Where a document's template comes from: the office's own in ``SITE/templates``, else the one that ships."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from duban.documents.forms import Form
from duban.documents.pack import Pack
from duban.documents.reports import Bulletin, HeadReport, Notice, Report
from duban.documents.slip import Slip
from duban.errors import Refused
from tasks.documents.filled import opened, refuse_unfit
from tasks.private import write_whole
from tasks.site import Loaded

SHIPPED = files("duban") / "documents" / "templates"
MOST_BYTES = 20 * 1024 * 1024
# What each document is a template of, by the template's name.
FACTS: Mapping[str, type] = {"slip": Slip, "pack": Pack, "write-off": Form, "review": Form, "report": Report,
                             "head": HeadReport, "public": Notice, "bulletin": Bulletin}  # fmt: skip


def template_of(loaded: Loaded, name: str) -> tuple[str, bytes]:
    """What a template is called in errors, and its content. Raises Refused where the office's cannot be read."""
    own = own_template(loaded, name)
    if own.is_file():
        return f"templates/{own.name}", _content(own)
    return f"{name}.docx", _shipped(loaded, name)


def own_template(loaded: Loaded, name: str) -> Path:
    """Where the office's own template of that name stands, or would."""
    return loaded.folder / "templates" / f"{name}.docx"


def copy_out(loaded: Loaded, name: str) -> Path:
    """Put the template that ships where the office may change it. Raises Refused where it has one already."""
    own = own_template(loaded, name)
    if own.exists():
        raise Refused(f"templates/{own.name} 已经存在，不覆盖；要重新取用默认模板，应先移走它")
    write_whole(own, _shipped(loaded, name))
    return own


def fault_of(loaded: Loaded, name: str) -> str:
    """What is wrong with the template in use, in one sentence, or ""."""
    try:
        called, content = template_of(loaded, name)
        refuse_unfit(opened(content, called), called, FACTS[name])
    except Refused as fault:
        return str(fault)
    return ""


def _shipped(loaded: Loaded, name: str) -> bytes:
    return (SHIPPED / loaded.site.language / f"{name}.docx").read_bytes()


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"模板“templates/{path.name}”超过{MOST_BYTES // 1024 // 1024}MB，应小于此数")
        return path.read_bytes()
    except OSError as fault:
        raise Refused(f"模板“templates/{path.name}”读不到（{fault.strerror}）") from None
