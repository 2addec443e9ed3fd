"""PDF of documents, by LibreOffice where it is on the machine; fonts of official papers have stand-ins."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path

from duban.errors import Refused

PROGRAMS = ("soffice", "libreoffice")
MOST_SECONDS = 180
NONE_HERE = "本机没有 LibreOffice，未生成 PDF；.docx 文件可用 Word 或 WPS 打开、打印"
# When it was made, by whose clock, and a digest of both: the same document is to be the same bytes.
MOMENTS = re.compile(
    rb"(/(?:CreationDate|ModDate)\s*\(D:)[^)]*\)|(/ID\s*\[)[^\]]*\]|(/DocChecksum\s*/)[0-9A-F]+"
)


def office_program() -> str | None:
    """The office program of this machine, or None."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each document (name without ending -> .docx) as PDF, in one start of the program.

    Raises Refused where there is no program, or it makes none of them.
    """
    program = office_program()
    if program is None:
        raise Refused(NONE_HERE)
    with tempfile.TemporaryDirectory(prefix="duban-pdf-") as folder, as_file(FONTS) as fonts:
        place = Path(folder)
        names = {name: place / f"{number}.docx" for number, name in enumerate(documents)}
        for name, path in names.items():
            path.write_bytes(documents[name])
        _convert(program, place, list(names.values()), fonts)
        return {name: _plain(name, path.with_suffix(".pdf")) for name, path in names.items()}


FONTS = files("duban") / "documents" / "fonts.conf"


def _convert(program: str, place: Path, papers: list[Path], fonts: Path) -> None:
    """A profile of its own: an office window that somebody has open is no hindrance."""
    command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{place}/profile",
               "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(place), *map(str, papers)]  # fmt: skip
    quiet = {"FONTCONFIG_FILE": str(fonts), "HOME": str(place), "LC_ALL": "C.UTF-8"}
    try:
        subprocess.run(
            command, env={**os.environ, **quiet}, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"LibreOffice {MOST_SECONDS}秒内没有转出 PDF，.docx 文件已保存") from None


def _plain(name: str, path: Path) -> bytes:
    if not path.is_file():
        raise Refused(f"LibreOffice 没有转出“{name}”的 PDF，.docx 文件已保存")
    return MOMENTS.sub(_same, path.read_bytes())


def _same(found: "re.Match[bytes]") -> bytes:
    """As many bytes as stood there, so that every place in the file stays where it is."""
    whole = found[0]
    kept = next(part for part in found.groups() if part is not None)
    if kept.endswith(b"D:"):
        return kept + b"0" * (len(whole) - len(kept) - 1) + b")"
    if kept.endswith(b"["):
        return kept + re.sub(rb"[0-9A-Fa-f]", b"0", whole[len(kept) :])
    return kept + b"0" * (len(whole) - len(kept))
