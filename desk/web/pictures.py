"""Pictures (图) on the desk: of what the visitor may see, each beside the very numbers that are drawn."""

from typing import Any

from starlette.responses import Response

from desk.web.seam import absent
from desk.web.visit import Visit
from duban.pictures import NAMES
from tasks.pages.sight import sight
from tasks.pictures import picture_of, pictures_of, svg

# A picture is a document of its own: nothing from elsewhere, no script; its strokes are styled in it.
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


def pictures(visit: Visit) -> Response:
    """All pictures, each with its sentence and its table."""
    return visit.show("pictures.html", pictures=pictures_of(visit.at, NAMES, _which(visit)))


def drawing(visit: Visit) -> Response:
    """One picture as SVG."""
    if visit.path["name"] not in NAMES:
        return absent(visit)
    drawn = svg(picture_of(visit.at, visit.path["name"], _which(visit)))
    return Response(drawn, media_type="image/svg+xml", headers=HEADERS)


def _which(visit: Visit) -> Any:
    """What the visitor answers for; the whole for whoever sees the whole."""
    may = sight(visit.at, visit.who)
    return may.visible if visit.who.sees_all else may.visible & may.mine
