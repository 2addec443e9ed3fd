"""A coverage-guided fuzzer over the readers: ``python -m tests.fuzz.fuzz TARGET [libFuzzer's options]``.

What it looks for is any exception but ours, endless work and memory without bound. Samples are the
real ledgers of tests/data and what the tests make; ``make fuzz SECONDS=60`` runs every target.
"""

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tasks" / "sources")]
PARTS = ["duban", "tasks", "workbook_child", "workbook_faults", "workbook_notes", "word_child"]
with atheris.instrument_imports(include=PARTS):
    import word_child
    import workbook_child
    import workbook_faults

    from duban.deadline import read_deadline
    from duban.errors import DubanError
    from duban.grid import Delivery, Grid
    from duban.names import split_names
    from duban.reading import understand
    from duban.shares import share_of
    from duban.site import Source
    from duban.status import read_status
    from duban.workdays import Calendar
    from tasks.sources.any_file import OTHERS
    from tasks.sources.archive import DOCUMENT, WORKBOOK, check_archive
    from tasks.sources.csv_file import read_csv
    from tasks.sources.json_page import at, parsed, rows_of, table

CALENDAR, DAY = Calendar(), date(2019, 6, 3)
SAMPLES = ROOT / "tests" / "data" / "samples" / "2019-06-03"
SOURCE = Source(name="环评科", prefix="HP", kind="files", path="*", reporter="head")
PLAIN = ("反馈问题", "整改措施", "责任单位", "责任人", "整改时限", "整改进展", "完成情况", "佐证材料")


def _understood(*grids: Grid) -> None:
    delivery = Delivery("环评科", "a.xlsx", "digest", DAY, "folder", grids)
    understand(
        delivery, columns={}, words={}, feedback_on=date(2019, 5, 20), calendar=CALENDAR, period_end_on=None
    )


def csv(data: bytes) -> None:
    """A CSV as it lies there, understood as a ledger."""
    _understood(*read_csv(data, "a.csv", SOURCE))


def json(data: bytes) -> None:
    """A page of an interface, its next link and its records."""
    body = parsed(data, "gbk" if data[-1:] == b"g" else None, "x")
    if isinstance(body, dict):
        at(body, "data.next", "x")
    table(rows_of(body, "data.items" if isinstance(body, dict) else None, "x"), "x")


def _in_child(work: Callable[[], Any]) -> None:
    """A panic of the library ends its own process only, and the file is refused."""
    try:
        work()
    except BaseException as fault:
        if type(fault).__name__ != "PanicException" and not isinstance(fault, MemoryError):
            raise


def _repacked(name: str, sample: bytes, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, part if one == name else old.read(one))
    return out.getvalue()


def _workbook(content: bytes) -> None:
    check_archive(content, "a.xlsx", WORKBOOK)
    _in_child(lambda: list(workbook_child.parse(content, "")))


def xlsx(data: bytes) -> None:
    """A workbook whose bytes were mutated, or whose sheet, workbook or relations were."""
    inner = {b"1": "xl/worksheets/sheet1.xml", b"2": "xl/workbook.xml", b"3": "xl/_rels/workbook.xml.rels"}
    name = inner.get(data[:1])
    _workbook(_repacked(name, XLSX, data[1:]) if name else data)


def xls(data: bytes) -> None:
    """What we ourselves look up in an old workbook; the library may take all memory, in a process apart."""
    workbook_faults.looked_at(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data, ["台账"])


def docx(data: bytes) -> None:
    """A document whose bytes were mutated, or whose text was; every other text is understood as well."""
    content = _repacked("word/document.xml", DOCX, data[1:]) if data[:1] in {b"1", b"2"} else data
    check_archive(content, "a.docx", DOCUMENT)
    said = word_child.parse(content)
    for one in said.get("tables", ()) if data[:1] == b"2" else ():
        _understood(Grid(one["name"], tuple(map(tuple, one["rows"])), tuple(map(tuple, one["merged"])),
                         first_row=1 - one["above"], labels=tuple(said["labels"])))  # fmt: skip


def cells(data: bytes) -> None:
    """One text as every kind of cell."""
    text = data.decode("utf-8", "surrogateescape" if data[-1:] == b"s" else "replace").replace("\0", "")
    read_deadline(text, written=DAY, feedback=DAY, calendar=CALENDAR)
    read_status(text, {})
    split_names(text)
    share_of(text)


def rows(data: bytes) -> None:
    """A ledger of a text a row: each text in the columns of meaning, and once in any column whatever."""
    texts = data.decode("utf-8", "replace").replace("\0", "").split("\n")[:ROWS]
    body = [(f"问题{n}", f"措施{n}", "环评科", "孙五", t, t, t, t) for n, t in enumerate(texts)]
    anywhere = [tuple(t if i == len(t) % 8 else f"甲{n}{i}" for i in range(8)) for n, t in enumerate(texts)]
    _understood(Grid("表", (PLAIN, *body, *anywhere)))


def heads(data: bytes) -> None:
    """A whole sheet of texts, parted by tabs and line ends."""
    lines = [line.split("\t")[:30] for line in data.decode("utf-8", "replace").split("\n")[:60]]
    width = max(map(len, lines))
    _understood(Grid("表", tuple((*line, *[""] * (width - len(line))) for line in lines)))


def _document() -> bytes:
    """As little as is a document: what Word puts around it costs the fuzzer its time."""
    row = "<w:tr>{}</w:tr>"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    lines = (("反馈问题", "整改措施", "整改时限", "完成情况"), ("问题", "措施", "6月底", "已完成"))
    table = "".join(row.format("".join(map(cell.format, line))) for line in lines)
    text = (
        f'<w:document xmlns:w="{word_child.W[1:-1]}"><w:body><w:p><w:r><w:t>填报日期：2019年6月28日</w:t></w:r></w:p>'
        f"<w:tbl>{table}</w:tbl></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", text)
    return out.getvalue()


def _old_workbook() -> bytes:
    import xlwt

    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("台账")
    for n, text in enumerate(PLAIN):
        sheet.write(0, n, text)
        sheet.write(1, n, n * 1.5)
    book.save(out)
    return out.getvalue()


XLSX, DOCX = (SAMPLES / "环评科整改台账.xlsx").read_bytes(), _document()


def _part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def _seeds() -> dict[str, list[bytes]]:
    ledger = "\n".join(
        "\t".join(row) for row in (PLAIN, ("问题", "措施", "环评科", "孙五", "6月底", "", "已完成", ""))
    )
    texts = [line.split(",")[0] for name in ("deadlines", "statuses")
             for line in (ROOT / "tests" / "data" / f"{name}.csv").read_text("utf-8").splitlines()]  # fmt: skip
    page = (
        '{"data": {"items": [{"code": "XF-1", "measure": "清理", "percent": 0.5}], "next": "/2", "total": 1}}'
    )
    return {
        "csv": [(SAMPLES / "人事党建整改台账.csv").read_bytes(), ledger.replace("\t", ",").encode(), *OTHERS],
        "json": [page.encode(), b'[{"a": 1e400}, {"b": null}]', b'[{"a": "x", "a": "y"}]'],
        "xlsx": [XLSX, *(n + _part(XLSX, p) for n, p in ((b"1", "xl/worksheets/sheet1.xml"), (b"2", "xl/workbook.xml"),
                                                        (b"3", "xl/_rels/workbook.xml.rels")))],
        "xls": [_old_workbook()[8:]],
        "docx": [DOCX, *(n + _part(DOCX, "word/document.xml") for n in (b"1", b"2"))],
        "cells": [t.encode() for t in texts],
        "rows": ["\n".join(texts[n : n + ROWS]).encode() for n in range(0, len(texts), ROWS)],
        "heads": [ledger.encode()],
    }  # fmt: skip


# A ledger understood costs tens of milliseconds whatever is in it: many small texts in each.
ROWS = 12
LONGEST = {"rows": 600, "docx": 3000}
TARGETS = {f.__name__: f for f in (csv, json, xlsx, xls, docx, cells, rows, heads)}


def main() -> None:
    """Fuzz one target from its samples."""
    name = sys.argv.pop(1)
    target = TARGETS[name]
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for n, seed in enumerate(_seeds()[name]):
        (folder / f"{n}").write_bytes(seed)

    def once(data: bytes) -> None:
        try:
            target(data)
        except DubanError as fault:
            assert str(fault)
            assert "Traceback" not in str(fault)

    longest = [f"-max_len={LONGEST[name]}"] if name in LONGEST else []
    atheris.Setup([sys.argv[0], str(folder), *longest, "-timeout=20", "-rss_limit_mb=2048", f"-artifact_prefix={Path.cwd()}/fuzz-{name}-",
                   *sys.argv[1:]], once)  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    main()
