"""A page in the look of official papers (GB/T 9704): A4, its margins, its faces, tables and places to sign."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TITLE, SONG, BLACK, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
# What a program that lacks a face may take in its place, by name.
STANDS_IN = {TITLE: "小标宋,华文中宋,STZhongsong,SimSun", SONG: "仿宋,FangSong,STFangsong", KAI: "楷体,KaiTi,STKaiti",
             BLACK: "SimHei,STHeiti"}  # fmt: skip
# The type area of GB/T 9704 is 156 mm wide.
WIDTH_MM = 156
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
Words = Callable[[str], str]


class Sheet:
    """A document being drawn; ``words`` puts each text into the language of the template."""

    def __init__(self, words: Words, title: str, *, numbered: bool = True) -> None:
        """An empty A4 page with its margins and, where ``numbered``, its page number."""
        self.words, self.doc = words, Document()
        core = self.doc.core_properties
        core.author, core.comments, core.title = "duban", "", words(title)
        core.created = core.modified = datetime(2019, 1, 1, tzinfo=UTC)
        page = self.doc.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(37), Mm(35)
        page.left_margin, page.right_margin = Mm(28), Mm(26)
        page.footer_distance = Mm(25)
        _face(self.doc.styles["Normal"], SONG, 16)
        _chinese(self.doc)
        _stand_ins(self.doc)
        if numbered:
            self._numbered(page.footer.paragraphs[0])

    def _numbered(self, line: Any) -> None:
        line.alignment = ALIGN["centre"]
        for kind, text in (("", "— "), ("field", "PAGE"), ("", " —")):
            run = line.add_run("" if kind else text)
            _face(run, "宋体", 14)
            if kind:
                _field(run, text)

    def line(self, text: str, face: str = SONG, size: float = 16, align: str = "left", *, indent: bool = False,
             bold: bool = False, before: float = 0, after: float = 0, spacing: float = 28) -> None:  # fmt: skip
        """One paragraph."""
        last = self.doc.add_paragraph()
        self._fill(last, text, face, size, align, bold=bold, spacing=spacing)
        last.paragraph_format.space_before, last.paragraph_format.space_after = Pt(before), Pt(after)
        if indent:
            _indented(last, size)

    def margins(self, top_mm: float, bottom_mm: float) -> None:
        """Other margins above and below."""
        page = self.doc.sections[0]
        page.top_margin, page.bottom_margin = Mm(top_mm), Mm(bottom_mm)

    def edges(self, text: str, size: float = 12) -> None:
        """A line of two ends, before and behind its tab."""
        self.line(text, size=size, spacing=20, after=2)
        stops = self.doc.paragraphs[-1].paragraph_format.tab_stops
        stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)

    def title(self, text: str, after: float = 14) -> None:
        """The paper's title."""
        self.line(text, TITLE, 22, "centre", spacing=34, after=after)

    def heading(self, text: str) -> None:
        """A first-level heading: 一、……"""
        self.line(text, BLACK, 16, indent=True, before=6)
        self.doc.paragraphs[-1].paragraph_format.keep_with_next = True

    def body(self, text: str, *, keep: bool = False) -> None:
        """A paragraph of the text; ``keep`` holds it on one page with the next."""
        self.line(text, indent=True)
        self.doc.paragraphs[-1].paragraph_format.keep_with_next = keep or None

    def tag(self, text: str) -> None:
        """A paragraph that holds nothing but a template's tag and is not there when it is filled."""
        self.line(text, spacing=12, size=10)

    def form(self, widths: Sequence[float], rows: Sequence[Sequence[str]], *, least_mm: float = 9,
             size: float = 12) -> Any:  # fmt: skip
        """A form: labels and what is filled in by turns; a cell of "" is joined to the one on its left.

        What stands behind a tab is set against the right edge.
        """
        table = self._table(widths, len(rows))
        for row, texts in zip(table.rows, rows, strict=True):
            row.height = Mm(least_mm)
            _whole(row)
            said = [t for t in texts if t]
            for number, cell in enumerate(_joined(row.cells, texts)):
                label = number % 2 == 0
                self._cell(cell, said[number], size, BLACK if label else SONG, "centre" if label else "left")
        return table

    def listing(self, widths: Sequence[float], heading: Sequence[str], row: Sequence[str], loop: str,
                size: float = 10.5, *, numbers: int = 0) -> None:  # fmt: skip
        """A table of a heading and one row for each that ``loop`` goes over; ``numbers``: behind so many cells
        all hold a number.
        """
        table = self._table(widths, 4)
        for cell, text in zip(table.rows[0].cells, heading, strict=True):
            self._cell(cell, text, size, BLACK, "centre")
        _repeated(table.rows[0])
        self._cell(table.rows[1].cells[0], f"{{%tr for {loop} %}}", size)
        for number, (cell, text) in enumerate(zip(table.rows[2].cells, row, strict=True)):
            self._cell(cell, text, size, align="centre" if numbers and number >= numbers else "left")
        self._cell(table.rows[3].cells[0], "{%tr endfor %}", size)
        for one in table.rows:
            _whole(one)

    def blank(self, widths: Sequence[float], heading: Sequence[str], rows: int, least_mm: float = 9) -> None:
        """A table to be filled in by hand: a heading and numbered empty rows."""
        table = self._table(widths, rows + 1)
        for cell, text in zip(table.rows[0].cells, heading, strict=True):
            self._cell(cell, text, 10.5, BLACK, "centre")
        for number, row in enumerate(table.rows[1:], 1):
            row.height = Mm(least_mm)
            self._cell(row.cells[0], str(number), 10.5, SONG, "centre")

    def _table(self, widths: Sequence[float], rows: int) -> Any:
        table = self.doc.add_table(rows, len(widths))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        scale = WIDTH_MM / sum(widths)
        for number, width in enumerate(widths):
            for cell in table.columns[number].cells:
                cell.width = Mm(width * scale)
            table.columns[number].width = Mm(width * scale)
        return table

    def _cell(self, cell: Any, text: str, size: float, face: str = SONG, align: str = "left") -> None:
        lines = text.split("\n")
        for number, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._fill(paragraph, line, face, size, align, spacing=0)
            if "\t" in line:
                paragraph.paragraph_format.tab_stops.add_tab_stop(cell.width - Mm(6), WD_TAB_ALIGNMENT.RIGHT)
        cell.vertical_alignment = 1

    def _fill(self, line: Any, text: str, face: str, size: float, align: str, *, bold: bool = False,
              spacing: float = 28) -> None:  # fmt: skip
        line.alignment = ALIGN[align]
        run = line.add_run("\n".join(self.words(part) for part in text.split("\n")))
        _face(run, face, size)
        run.bold = bold or None
        if "□" in text:
            # A mark that both scripts have is drawn as a Chinese one.
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        if spacing:
            line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            line.paragraph_format.line_spacing = Pt(spacing)
        line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(0)


def _face(styled: Any, face: str, size: float) -> None:
    styled.font.name, styled.font.size = LATIN, Pt(size)
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:eastAsia", "w:hAnsi", "w:ascii", "w:cs"):
        fonts.set(qn(name), face if name == "w:eastAsia" else LATIN)


def _chinese(doc: Any) -> None:
    """Chinese is what the East Asian text is in: of a character's shapes the Chinese one is drawn."""
    for one in doc.styles.element.iter(qn("w:lang")):
        one.set(qn("w:eastAsia"), "zh-CN")


def _field(run: Any, code: str) -> None:
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        run._r.append(part)


def _indented(line: Any, size: float) -> None:
    """Two characters, whatever the face."""
    indent = line._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(size * 2 * 20)))


def _joined(cells: Sequence[Any], texts: Sequence[str]) -> list[Any]:
    """The cells of a row, each blank one joined to the one on its left."""
    out: list[Any] = []
    for cell, text in zip(cells, texts, strict=True):
        if text or not out:
            out.append(cell)
        else:
            out[-1] = out[-1].merge(cell)
    return out


def _repeated(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _stand_ins(doc: Any) -> None:
    """Names of other faces beside those that a machine may lack."""
    part = next(p for p in doc.part.package.iter_parts() if str(p.partname).endswith("fontTable.xml"))
    added = "".join(f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
                    for face, others in STANDS_IN.items())  # fmt: skip
    part._blob = re.sub(rb"</w:fonts>", added.encode() + b"</w:fonts>", part.blob)
