"""Pictures drawn by matplotlib: bars in parts told apart by shade, hatch and number, lines by stroke and mark.

SVG for the desk holds text in the reader's own fonts; PNG for paper is drawn with the font that is shipped, and
with a Chinese font of the machine where that lacks a character.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from duban.pictures.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONT = Path(__file__).parent / "fonts" / "DubanSansSC-Regular.otf"
FAMILY = "Duban Sans SC"
# What people have: Windows, macOS, Kylin and UOS, Linux.
READERS = ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC",
           "WenQuanYi Micro Hei", "SimHei", "FZSongS-Extended")  # fmt: skip
WIDTH, DPI = 8.0, 200
# matplotlib keeps its settings and fonts for the whole process.
ONE_AT_A_TIME = threading.Lock()


def svg(picture: Picture) -> bytes:
    """A picture for a page: text as text, title and sentence for who listens to it."""
    return _svg(Same(picture))


class Same:
    """A picture by what it says and shows: one that says the same is not drawn again."""

    def __init__(self, picture: Picture) -> None:
        """``picture`` is what is drawn."""
        self.picture, drawn = picture, picture.rows.to_csv(index=False)
        self.key = (picture.title, picture.sentence, picture.today, picture.series, drawn)

    def __eq__(self, other: object) -> bool:
        """Whether both look the same."""
        return isinstance(other, Same) and self.key == other.key

    def __hash__(self) -> int:
        """Alike for what looks alike."""
        return hash(self.key)


@lru_cache(maxsize=64)
def _svg(same: Same) -> bytes:
    picture = same.picture
    with _drawn(picture) as figure:
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue().decode()
    start = text.index("<svg ")
    end = text.index(">", start) + 1
    named = f"<title>{escape(picture.title)}</title>\n<desc>{escape(picture.sentence)}</desc>"
    fonts = ", ".join(f"'{name}'" for name in READERS)
    body = text[end:].replace(f"'{FAMILY}'", fonts)
    return f'{text[start : end - 1]} role="img">\n{named}{body}'.encode()


def png(picture: Picture) -> bytes:
    """A picture for paper, 200 dots to the inch."""
    with _drawn(picture) as figure:
        out = io.BytesIO()
        figure.savefig(
            out, format="png", dpi=DPI, metadata={"Title": picture.title, "Description": picture.sentence}
        )
        return out.getvalue()


@contextmanager
def _drawn(picture: Picture) -> "Iterator[Figure]":
    from matplotlib import rc_context

    from tasks.pictures.shapes import shaped

    with ONE_AT_A_TIME, rc_context(_settings()):
        yield shaped(picture, WIDTH)


@cache
def _settings() -> Any:
    """Fonts and strokes; the shipped font is made known once."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(FONT)
    here = {one.name for one in fontManager.ttflist}
    return {"font.family": [FAMILY, *(name for name in READERS if name in here)], "font.size": 10.5,
            "svg.fonttype": "none", "text.parse_math": False, "svg.hashsalt": "duban", "axes.unicode_minus": False, "hatch.linewidth": 0.6,
            "axes.edgecolor": "#4a525c", "text.color": "#1b1f24", "axes.labelcolor": "#1b1f24"}  # fmt: skip
