"""Every template in every language, as its file is."""

import io
import re
from collections.abc import Callable, Mapping

from duban.documents.counted import NUMBERS
from duban.documents.fields import Fields, fields_of
from tasks.documents.drawn.english import ENGLISH
from tasks.documents.drawn.forms import review, write_off
from tasks.documents.drawn.pack import pack
from tasks.documents.drawn.reports import bulletin, head, notice, report
from tasks.documents.drawn.sheet import Sheet, Words
from tasks.documents.drawn.slip import slip
from tasks.documents.filled import packed
from tasks.documents.templates import FACTS

PAPERS: Mapping[str, tuple[type, Callable[[Words], Sheet]]] = {
    name: (FACTS[name], draw) for name, draw in {
        "slip": slip, "pack": pack, "write-off": write_off, "review": review, "report": report, "head": head,
        "public": notice, "bulletin": bulletin}.items()
}  # fmt: skip
TAG = re.compile(r"\{[{%].*?[%}]\}")
WORD = re.compile(r"(\.)?([㐀-鿿]+)")
MARK = re.compile(r"〔(\w+)〕")


def drawn() -> dict[tuple[str, str], bytes]:
    """(language, template's name) -> its .docx."""
    return {(language, name): _saved(draw(words))
            for name, (facts, draw) in PAPERS.items()
            for language, words in (("zh", str), ("en", _english(fields_of(facts))))}  # fmt: skip


def _english(fields: Fields) -> Words:
    """What puts a text of a template into English, its fields by their English names."""
    of_rows = {**ROWS, **_names_of_rows(fields)}
    whole = {**ROWS, **{one.zh: one.name for one in fields.values()}}

    def named(word: "re.Match[str]") -> str:
        return of_rows[word[2]] if word[1] else whole[word[2]]

    def words(text: str) -> str:
        said = ENGLISH.get(MARK.sub("", text), text)
        said = MARK.sub(lambda mark: f"〔{NUMBERS.get(mark[1], mark[1])}〕", said)
        return TAG.sub(lambda tag: WORD.sub(lambda word: (word[1] or "") + named(word), tag[0]), said)

    return words


# What a loop calls the row it is at.
ROWS = {"行": "row", "项": "one"}


def _names_of_rows(fields: Fields) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in fields.values():
        found |= {inner.zh: inner.name for inner in (one.rows or {}).values()} | _names_of_rows(
            one.rows or {}
        )
    return found


def _saved(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    sheet.doc.save(out)
    return packed(out.getvalue())
