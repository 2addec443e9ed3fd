"""``python -m tasks.documents.drawn``: draws the templates that ship, and the guide's tables of their fields."""

from pathlib import Path

from duban.documents.fields import fields_of
from tasks.documents.drawn.all import PAPERS, drawn
from tasks.documents.drawn.guide import with_tables
from tasks.documents.templates import SHIPPED

GUIDE = Path(__file__).parents[3] / "docs" / "documents.md"

for (language, name), content in drawn().items():
    place = Path(str(SHIPPED)) / language
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.docx").write_bytes(content)
tables = {name: fields_of(facts) for name, (facts, _) in PAPERS.items()}
GUIDE.write_text(with_tables(GUIDE.read_text("utf-8"), tables), "utf-8")
