"""Tables in Word documents (.docx), parsed in a process of its own."""

from pathlib import Path

from duban.errors import DeliveryRefused
from duban.grid import Grid
from duban.site import Source
from tasks.sources.archive import DOCUMENT, check_archive
from tasks.sources.child import MOST_SECONDS, parsed

ZIP = b"PK\x03\x04"
CHILD = Path(__file__).with_name("word_child.py")


def read_document(content: bytes, where: str, source: Source) -> tuple[Grid, ...]:
    """Every table as text, the lines above it as rows of one cell; rows are numbered within the table.

    Raises DeliveryRefused, in a sentence, for what is no usable document.
    """
    if not content.startswith(ZIP):
        found = "文件是空的" if not content else "不是 .docx 文档"
        raise DeliveryRefused(f"{where}：{found}，应为 Word 文档，请用文字软件另存为 .docx")
    check_archive(content, where, DOCUMENT)
    (said,) = parsed(CHILD, [], content, where, lambda: "", MOST_SECONDS)
    labels = tuple(said["labels"])
    return tuple(
        Grid(table["name"], tuple(map(tuple, table["rows"])), tuple(map(tuple, table["merged"])),
             first_row=1 - table["above"], notes=tuple(said["notes"]), labels=labels)
        for table in said["tables"])  # fmt: skip
