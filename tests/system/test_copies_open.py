"""What goes back to a department, opened by an office program: it looks as it did, and says what is asked."""

import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tasks.copies.books import came, returned
from tests.tasks.sources.makers import SAMPLES

pytestmark = [pytest.mark.system, pytest.mark.nightly, pytest.mark.timeout(300)]
NAME = "环评科整改台账.xlsx"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """July's ledger of one department as it came, its annotated copy, its ledger for the next month."""
    folder, june = tmp_path_factory.mktemp("copies"), came((SAMPLES / "2019-06-03" / NAME).read_bytes())
    content = (SAMPLES / "2019-07-01" / NAME).read_bytes()
    july = came(content, before=june.tracked.items)
    (folder / "came.xlsx").write_bytes(content)
    (folder / "annotated.xlsx").write_bytes(returned(july))
    (folder / "prefilled.xlsx").write_bytes(returned(july, prefilled=True))
    return folder


def printed(book: Path) -> Path:
    """A workbook as LibreOffice prints it."""
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{book.parent}/office",
                    "--convert-to", "pdf", "--outdir", book.parent, book], check=True, capture_output=True)  # fmt: skip
    return book.with_suffix(".pdf")


def words(pdf: Path) -> str:
    """All text of a print, without blanks."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    return re.sub(r"\s+", "", done.stdout.decode())


def picture(pdf: Path, dots: int = 60) -> bytes:
    """The first page as an image."""
    done = subprocess.run(["pdftoppm", "-r", str(dots), "-f", "1", "-l", "1", "-png", pdf], check=True,
                          capture_output=True)  # fmt: skip
    return done.stdout


def changed(book: Path, name: str, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with its parts changed."""
    path = book.with_name(name)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return path


def on_one_page_with_balloons(part: str, data: bytes) -> bytes:
    """Every comment shown, printed where it stands."""
    if part.endswith(".vml"):
        shown = re.sub(rb"visibility:\s*hidden", b"visibility:visible", data)
        return re.sub(rb"</(\w+:)ClientData>", rb"<\1Visible/></\1ClientData>", shown)
    if part == "xl/worksheets/sheet1.xml":
        wide = (
            b'<pageSetup orientation="landscape" paperSize="8" fitToHeight="0" cellComments="asDisplayed"/>'
        )
        data = re.sub(rb"<sheetPr.*?</sheetPr>", b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>', data,
                      flags=re.DOTALL)  # fmt: skip
        return re.sub(rb"(<pageMargins[^>]*/>)", rb"\1" + wide, re.sub(rb"<pageSetup[^>]*/>", b"", data))
    return data


def test_where_nothing_is_asked_the_copy_prints_as_the_department_made_it(files: Path) -> None:
    came, annotated = printed(files / "came.xlsx"), printed(files / "annotated.xlsx")
    assert picture(came) == picture(annotated)  # the first columns, in which nothing is in doubt
    assert "HP-03-2" in words(annotated) and "HP-03-2" not in words(came)


def test_the_comments_stand_beside_their_cells_when_all_are_shown(files: Path, tmp_path: Path) -> None:
    shown = printed(changed(files / "annotated.xlsx", "shown.xlsx", on_one_page_with_balloons))
    assert "不在花名册中" not in words(files / "annotated.pdf") and "不在花名册中" in words(shown)
    (tmp_path / "annotated-copy.png").write_bytes(picture(shown, 110))


def test_next_months_ledger_opens_with_the_day_left_to_be_filled_in(files: Path) -> None:
    text = words(printed(files / "prefilled.xlsx"))
    assert "填报日期：____年__月__日" in text and "2019年7月1日" not in text
    assert "2019.7.15" in text and "2019年8月15日" not in text
