"""A ledger handed in (代收): the one door for a command, a page or an authenticated request."""

import hashlib
from pathlib import Path

from duban.errors import DeliveryRefused, Refused
from duban.grid import Delivery
from duban.reading import Ledger
from duban.site import Source
from tasks import store
from tasks.context import Context
from tasks.private import write_whole
from tasks.sources.any_file import read_any
from tasks.sources.csv_file import read_csv
from tasks.sources.excel import read_workbook
from tasks.sources.files import MOST_BYTES, Parser
from tasks.sources.word import read_document
from tasks.understood import understood

PARSERS: dict[str, Parser] = {"excel": read_workbook, "word": read_document, "csv": read_csv, "files": read_any,
                              "webdav": read_any}  # fmt: skip
SUFFIXES = frozenset({".xlsx", ".xls", ".et", ".docx", ".csv", ".tsv", ".txt"})
# No pattern of a source looks into a folder whose name begins with a dot.
HANDED = Path("inbox") / ".handed"


def hand_in(at: Context, source: str, filename: str, content: bytes, by: str) -> int:
    """Take in a ledger somebody handed in; gives the delivery's number. Its day is the day it was
    handed in, unless it states one. Tracking judges it as any other.

    ``filename`` is what its sender calls it: it is read for marks and its type, and never becomes a
    path. Raises Refused where there is no such source or it takes no files, DeliveryRefused where it
    cannot be read, is marked secret, or came before; then nothing of it is stored.
    """
    one = _source(at, source)
    if len(content) > MOST_BYTES:
        raise DeliveryRefused(
            f"代收台账有{len(content) // 2**20}MB，最多{MOST_BYTES // 2**20}MB，请拆分后报送"
        )
    digest = hashlib.sha256(content).hexdigest()
    if digest in store.known_digests(at.engine, at.site, source):
        raise DeliveryRefused(f"来源“{source}”：这份台账以前已经收到，内容没有变化，不必再报")
    ledger = _understood(at, one, filename, content, digest)
    number = store.save_ledger(at.engine, at.site, ledger, at.today, at.now, by)
    _keep(at.loaded.folder / ledger.origin, content)
    return number


def _source(at: Context, name: str) -> Source:
    found = next((s for s in at.loaded.site.called if s.name == name), None)
    if found is None:
        names = "、".join(s.name for s in at.loaded.site.called)
        raise Refused(f"没有名为“{name}”的来源，应为{names}之一")
    if found.kind not in PARSERS:
        raise Refused(f"来源“{name}”是数据库或接口（{found.kind}），由系统直接调取，不收文件")
    return found


def _understood(at: Context, source: Source, filename: str, content: bytes, digest: str) -> Ledger:
    suffix = Path(filename.replace("\\", "/")).suffix.lower()
    if suffix not in SUFFIXES:
        raise DeliveryRefused(
            f"来源“{source.name}”：文件类型“{suffix}”不能读取，应为 .xlsx、.xls、.et、.docx 或 .csv"
        )
    where = f"来源“{source.name}” 代收台账"
    named = Delivery(
        source.name, filename, digest, at.today, "folder", PARSERS[source.kind](content, where, source)
    )
    ledger = understood(at.loaded, source, named)
    place = HANDED / f"{at.today}" / digest[:16] / f"{source.prefix}{suffix}"
    return Ledger(**{**vars(ledger), "origin": place.as_posix()})


def _keep(path: Path, content: bytes) -> None:
    """Beside the store's readings, for the annotated copy; nobody else may read it."""
    write_whole(path, content)
