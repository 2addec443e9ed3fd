"""Documents as LibreOffice prints them: Chinese faces embedded, no page blank, a slip on one sheet, the same bytes."""

import re
import subprocess
from pathlib import Path

import pytest

from tasks.context import open_site
from tasks.documents.forms import form_document
from tasks.documents.pack import pack_document
from tasks.documents.pdf import to_pdf
from tasks.documents.readers import OFFICE
from tasks.documents.reporting import report_document
from tasks.documents.slips import issue
from tests.told import MONDAY

pytestmark = [pytest.mark.system, pytest.mark.nightly, pytest.mark.timeout(600)]
# The least share of a page's dots that are ink: a page number alone is less.
INK = 0.002


def made(site: Path) -> dict[str, bytes]:
    """One of each document."""
    at = open_site(str(site), MONDAY)
    (slip,) = issue(at, OFFICE, ["HP-01-1"], "整改办")
    return {"pack": pack_document(at, OFFICE), "slip": slip.content,
            **{name: report_document(at, OFFICE, name)[1] for name in ("report", "head", "public")},
            **{kind: form_document(at, OFFICE, kind, "HP-02-2")[1] for kind in ("write-off", "review")}}  # fmt: skip


def out(*words: object) -> bytes:
    return subprocess.run([str(w) for w in words], check=True, capture_output=True).stdout


def pages(pdf: Path) -> list[bytes]:
    """The pages as plain grey pictures: their dots."""
    out("pdftoppm", "-r", "30", "-gray", pdf, pdf.with_suffix(""))
    return [p.read_bytes() for p in sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm"))]


def inked(picture: bytes) -> float:
    dots = picture.split(b"\n", 3)[-1]
    return sum(dot < 128 for dot in dots) / len(dots)


def test_every_page_prints_with_chinese_faces_and_a_slip_is_one_sheet(copied: Path, tmp_path: Path) -> None:
    documents = made(copied)
    printed = to_pdf(documents)
    assert to_pdf(documents) == printed
    sheets = {}
    for name, content in printed.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        fonts = out("pdffonts", path).decode().splitlines()[2:]
        assert fonts and all(re.search(r"\byes yes (yes|no)\b", line) for line in fonts), (name, fonts)
        assert re.search(r"CJK|Song|Hei|Kai|Fang", " ".join(fonts)), name
        ink = [inked(page) for page in pages(path)]
        assert min(ink) > INK, (name, ink)
        sheets[name] = len(ink)
    assert (sheets["slip"], sheets["write-off"], sheets["review"]) == (1, 1, 1)
    said = re.sub(r"\s", "", out("pdftotext", tmp_path / "slip.pdf", "-").decode())
    assert "督办〔2019〕1号" in said and "环评中介机构管理混乱" in said
