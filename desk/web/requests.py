"""What was asked for in Prefect (请求行为): done by the person who confirms it, in that person's name, or declined."""

from dataclasses import replace
from datetime import date

from starlette.responses import Response

from desk.web.acts import ACTS
from desk.web.office import tracked
from desk.web.seam import absent
from desk.web.visit import Visit
from duban.requests import DAY_OF
from tasks.acts import deliveries as held
from tasks.acts import hand_over
from tasks.pages.requests import Row, requests_of
from tasks.pages.seen import Seen
from tasks.requests import confirming, decline


def decide(visit: Visit) -> Response:
    """Confirm, and do it, or decline; either with a reason."""
    number, why = int(visit.path["number"]), visit.typed.get("why", "")
    one = next((r for r in requests_of(Seen.by(visit.at, visit.who)) if r["id"] == number), None)
    if not visit.who.in_office or one is None:
        return absent(visit)
    if visit.typed.get("kind") != "confirm":
        decline(visit.at, number, visit.who.name, why)
        return visit.back("/todo")
    return _confirm(replace(visit, at=confirming(visit.at, number), typed=_typed(visit, one)), one, why)


def _typed(visit: Visit, one: Row) -> dict[str, str]:
    """What the form of the act itself would say: the request's day and level, the rest as typed here."""
    asked = {DAY_OF[one["kind"]]: one["day"]} if one["day"] else {}
    level = {"level": str(one["level"])} if one["level"] is not None else {}
    return {**visit.typed, **asked, **level}


def _confirm(visit: Visit, one: Row, why: str) -> Response:
    kind, by = one["kind"], visit.who.name
    if kind == "hand_over":
        hand_over(
            visit.at, one["post"], visit.typed.get("person", ""), date.fromisoformat(one["day"]), by, why
        )
    elif kind == "accept_delivery":
        held.accept_delivery(visit.at, one["delivery"], by, why)
        return tracked(visit, "/todo")
    elif kind == "refuse_delivery":
        held.refuse_delivery(visit.at, one["delivery"], by, why)
    else:
        ACTS[kind](visit, one["item"], by, why)
    return visit.back("/todo")
