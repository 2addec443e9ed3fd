"""What the 保密办 confirmed for a site (保密确认), and what its owner marks as restricted."""

from datetime import date

from duban.disclosure.classes import Widened
from duban.typed import Typed


class Confidentiality(Typed):
    """Who of the 保密办 confirmed what may leave by which channel, and when; what a data owner widened
    since (内部 only). A row that holds one of the ``keywords`` is restricted.
    """

    confirmed_by: str
    confirmed_on: date
    widened: tuple[Widened, ...] = ()
    keywords: tuple[str, ...] = ()
