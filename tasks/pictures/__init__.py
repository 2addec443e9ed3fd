"""Pictures of a site (图): gathered from the store, drawn by matplotlib; SVG for the desk, PNG for paper."""

from duban.pictures.picture import NAMES, Picture
from tasks.context import Context
from tasks.pictures.drawn import png, svg
from tasks.pictures.gathered import picture_of, pictures_of

__all__ = ["NAMES", "Picture", "picture", "picture_of", "pictures_of", "png", "svg"]


def picture(at: Context, name: str) -> bytes:
    """One of NAMES as a PNG for paper; nothing of a restricted item (受限) is drawn or counted.

    Raises KeyError for another name.
    """
    return png(picture_of(at, name))
