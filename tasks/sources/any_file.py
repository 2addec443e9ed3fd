"""A file of any kind a department keeps: told by its first bytes, never by its name."""

import io
import zipfile

from duban.errors import DeliveryRefused
from duban.grid import Grid
from duban.site import Source
from tasks.sources.csv_file import read_csv
from tasks.sources.excel import OLE, ZIP, is_page, read_workbook
from tasks.sources.word import read_document

# What is no table at all, by its first bytes, and what to do about it.
OTHERS = {
    b"%PDF": "是 PDF，不能作台账读取，请报送原来的表格文件",
    b"Rar!": "是压缩包，请解压后报送其中的台账",
    b"7z\xbc\xaf": "是压缩包，请解压后报送其中的台账",
    b"\x89PNG": "是图片，请报送原来的表格文件",
    b"\xff\xd8\xff": "是图片，请报送原来的表格文件",
    b"{\\rtf": "是 RTF 文档，请另存为 .docx",
}
OLD_DOCUMENT = "WordDocument".encode("utf-16-le")


def read_any(content: bytes, where: str, source: Source) -> tuple[Grid, ...]:
    """A workbook, a Word document or a CSV, whichever it is. Raises DeliveryRefused."""
    for head, why in OTHERS.items():
        if content.startswith(head):
            raise DeliveryRefused(f"{where}：{why}")
    if content.startswith(OLE) and OLD_DOCUMENT in content:
        raise DeliveryRefused(f"{where}：是旧版 Word 文档（.doc），请另存为 .docx")
    # What WPS alone can read is text to nobody, whatever its bytes look like.
    own = where.lower().endswith((".et", ".ett")) and not content.startswith(ZIP)
    old = own or is_page(content) or content.startswith(OLE)
    if old or (content.startswith(ZIP) and not _is_document(content)):
        return read_workbook(content, where, source)
    return (read_document if content.startswith(ZIP) else read_csv)(content, where, source)


def _is_document(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
