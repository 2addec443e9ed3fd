"""Where a document's template comes from: the office's own in ``SITE/templates``, else the one that ships."""

from importlib.resources import files
from pathlib import Path

from duban.errors import Refused
from tasks.site import Loaded

SHIPPED = files("duban") / "documents" / "templates"
MOST_BYTES = 20 * 1024 * 1024


def template_of(loaded: Loaded, name: str) -> tuple[str, bytes]:
    """What a template is called in errors, and its content. Raises Refused where the office's cannot be read."""
    own = loaded.folder / "templates" / f"{name}.docx"
    if own.is_file():
        return f"templates/{own.name}", _content(own)
    shipped = SHIPPED / loaded.site.language / f"{name}.docx"
    return f"{name}.docx", shipped.read_bytes()


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"模板“templates/{path.name}”超过{MOST_BYTES // 1024 // 1024}MB，应小于此数")
        return path.read_bytes()
    except OSError as fault:
        raise Refused(f"模板“templates/{path.name}”读不到（{fault.strerror}）") from None
